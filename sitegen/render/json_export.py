"""A conversation → its JSON twin, ``c/<slug>.json``. A public interface: fields are only ever added."""

from typing import Any

from sitegen.model import (
    Block,
    Conversation,
    Message,
    OutputFile,
    Place,
    Redaction,
    Repair,
    Span,
    Tombstone,
    serialization,
)
from sitegen.permalinks import urls

SCHEMA = 1


def twin(conversation: Conversation, place: Place, slug: str = "") -> OutputFile:
    """The twin as a file; its schema stands in ``docs/twin.schema.json``. ``slug``: where it stands, if that is a
    former slug of the conversation.
    """
    return OutputFile(
        urls.twin(slug or place.slug),
        serialization.dump(
            {
                "schema": SCHEMA,
                "slug": place.slug,
                "former_slugs": list(place.former),
                "title": conversation.title,
                "format": conversation.format,
                "language": conversation.language or None,
                "started": conversation.started,
                "ended": conversation.ended,
                "series": place.series,
                "source": serialization.source(conversation.source),
                "participants": [serialization.participant(each) for each in conversation.participants],
                "messages": [_message(each) for each in conversation.messages],
                "tombstones": [_tombstone(each) for each in conversation.tombstones],
                "repairs": [_repair(each) for each in conversation.repairs],
                "problems": [serialization.problem(each) for each in conversation.problems],
                "redactions": [_redaction(each) for each in conversation.redactions],
            }
        ),
    )


def _message(message: Message) -> dict[str, Any]:
    return {
        "number": message.number,
        "anchor": message.anchor,
        "kind": message.kind,
        "speaker": message.participant.name,
        "role": message.participant.role,
        "model": message.participant.model,
        "time": message.time,
        "text": message.text,
        "span": _span(message.span),
        "blocks": [_block(block) for block in message.blocks],
        **({"former_anchors": list(message.former)} if message.former else {}),
        **({"edited_since": message.edited} if message.edited else {}),
        **({"withdrawn": _tombstone(message.withdrawn)} if message.withdrawn else {}),
    }


def _tombstone(found: Tombstone) -> dict[str, Any]:
    """A message that is not shown; fields without a value are left away."""
    optional = {"words": found.words, "why": found.why, "to": found.to, "former_anchors": list(found.former)}
    return {
        "anchor": found.anchor,
        "state": "withdrawn" if found.is_withdrawn else "gone",
        "since": found.since,
        **{key: value for key, value in optional.items() if value},
    }


def _block(block: Block) -> dict[str, Any]:
    """Only the fields that its kind has: a language of code, a name and an argument of a command."""
    optional = {"language": block.language, "name": block.name, "argument": block.argument}
    return {
        "kind": block.kind,
        "text": block.text,
        "span": _span(block.span),
        **{key: value for key, value in optional.items() if value},
    }


def _repair(repair: Repair) -> dict[str, Any]:
    return {
        "offset": repair.offset,
        "before": repair.before,
        "after": repair.after,
        "how": repair.how,
        "confident": repair.confident,
        **({"candidates": list(repair.candidates)} if repair.candidates else {}),
    }


def _redaction(redaction: Redaction) -> dict[str, Any]:
    return {
        "offset": redaction.offset,
        "line": redaction.line,
        "label": redaction.label,
        "how": redaction.how,
    }


def _span(span: Span) -> list[int]:
    return [span.start, span.end]
