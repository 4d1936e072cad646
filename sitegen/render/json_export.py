"""Export a conversation as JSON, ``c/<slug>.json``. A public interface: fields may be added, never removed.

Each text is there once: a block has its own only if it is not a part of the text of its message.
"""

from collections.abc import Iterator
from typing import Any

from sitegen.model import (
    Block,
    Conversation,
    Message,
    OutputFile,
    PageContext,
    Picture,
    Redaction,
    Repair,
    Span,
    Tombstone,
    serialization,
)
from sitegen.permalinks import urls

SCHEMA = 2
_MAX_GAP = 1000
"""Most characters of a message between two blocks, such as a fence. Bounds the search for a block."""


def json_export(conversation: Conversation, context: PageContext, slug: str = "") -> OutputFile:
    """Return the JSON export, described by ``docs/conversation.schema.json``.

    ``slug`` is a former slug of the conversation, for a copy at its former address.
    """
    return OutputFile(
        urls.json_export(slug or context.slug),
        serialization.dump(
            {
                "schema": SCHEMA,
                "slug": context.slug,
                "former_slugs": list(context.former_slugs),
                "title": conversation.title,
                "file_title": conversation.file_title or None,
                "format": conversation.format,
                "language": conversation.language or None,
                "started": conversation.started,
                "ended": conversation.ended,
                "series": context.series,
                "source": serialization.source_to_json(conversation.source),
                "sources": [conversation.source.path, *context.sources],
                "participants": [serialization.participant_to_json(each) for each in conversation.participants],
                **serialization.usage_to_json(conversation.usage),
                "messages": [_message(each) for each in conversation.messages],
                **({"branch_points": list(conversation.branch_points)} if conversation.branch_points else {}),
                "tombstones": [_tombstone(each) for each in conversation.tombstones],
                "repairs": [_repair(each) for each in conversation.repairs],
                **({"pictures": [_picture(each) for each in conversation.pictures]} if conversation.pictures else {}),
                "problems": [serialization.problem_to_json(each) for each in conversation.problems],
                "redactions": [_redaction(each) for each in conversation.redactions],
                **({"left_out": list(map(_left_out, conversation.left_out))} if conversation.left_out else {}),
            }
        ),
    )


def _left_out(row: tuple[str, int, int]) -> dict[str, Any]:
    reason, parts, characters = row
    return {"reason": reason, "parts": parts, "characters": characters}


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
        "blocks": list(_blocks(message)),
        **({"branch": message.branch} if message.branch else {}),
        **serialization.usage_to_json(message.usage),
        **({"former_anchors": list(message.former_anchors)} if message.former_anchors else {}),
        **({"edited_since": message.edited} if message.edited else {}),
        **({"withdrawn": _tombstone(message.withdrawn)} if message.withdrawn else {}),
    }


def _tombstone(tombstone: Tombstone) -> dict[str, Any]:
    """Serialise a message that is not shown; fields without a value are omitted."""
    optional = {
        "words": tombstone.excerpt,
        "why": tombstone.reason,
        "to": tombstone.moved_to,
        "former_anchors": list(tombstone.former_anchors),
    }
    return {
        "anchor": tombstone.anchor,
        "state": "withdrawn" if tombstone.is_withdrawn else "gone",
        "since": tombstone.since,
        **{key: value for key, value in optional.items() if value},
    }


def _blocks(message: Message) -> Iterator[dict[str, Any]]:
    at = 0
    for block in message.blocks:
        start = _find_block(message.text, block.text, at)
        at = start + len(block.text) if start >= 0 else at
        yield _block(block, {"range": [start, at]} if start >= 0 else {"text": block.text})


def _find_block(text: str, words: str, at: int) -> int:
    """Return the start of a block that is ``at`` or soon after it; -1 if it is not there.

    A block is whole lines: its words may also be in the line of its fence.
    """
    stop = at + len(words) + _MAX_GAP
    first = start = text.find(words, at, stop)
    while words and start >= 0:
        end = start + len(words)
        around = text[at:start].rpartition("\n")[2] + text[end : end + _MAX_GAP].partition("\n")[0]
        if not around.strip():
            return start
        start = text.find(words, start + 1, stop)
    return first


def _block(block: Block, text: dict[str, Any]) -> dict[str, Any]:
    """Serialise a block; fields that its kind does not have are omitted."""
    asset = "" if block.reference.startswith("data:") else block.reference
    optional = {"language": block.language, "name": block.name, "argument": block.argument, "asset": asset}
    return {
        "kind": block.kind,
        **text,
        "span": _span(block.span),
        **{key: value for key, value in optional.items() if value},
    }


def _picture(picture: Picture) -> dict[str, Any]:
    return {
        "reference": picture.reference,
        "address": picture.address,
        "width": picture.width,
        "height": picture.height,
    }


def _repair(repair: Repair) -> dict[str, Any]:
    return {
        "offset": repair.offset,
        "before": repair.before,
        "after": repair.after,
        "how": repair.method,
        "confident": repair.confident,
        **({"candidates": list(repair.candidates)} if repair.candidates else {}),
    }


def _redaction(redaction: Redaction) -> dict[str, Any]:
    return {
        "offset": redaction.offset,
        "line": redaction.line,
        "label": redaction.label,
        "how": redaction.rule,
    }


def _span(span: Span) -> list[int]:
    return [span.start, span.end]
