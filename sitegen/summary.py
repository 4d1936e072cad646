"""A conversation → its `Summary`: all that the pages about many conversations know of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sitegen import as_json, permalinks
from sitegen.errors import Problem, Severity
from sitegen.excerpt import excerpt
from sitegen.model import (
    BlockKind,
    Conversation,
    Drawing,
    Excerpt,
    MessageKind,
    Participant,
    Place,
    Share,
    SourceInfo,
    Summary,
)


def summarise(conversation: Conversation, place: Place) -> Summary:
    """The summary of a conversation that stands at ``place``."""
    speech = [each for each in conversation.messages if each.kind is MessageKind.SPEECH]
    blocks = Counter(block.kind for each in conversation.messages for block in each.blocks)
    messages = Counter(each.participant for each in speech)
    words: Counter[Participant] = Counter()
    for each in speech:
        words[each.participant] += len(each.text.split())
    return Summary(
        slug=place.slug,
        title=conversation.title,
        format=conversation.format,
        started=conversation.started,
        ended=conversation.ended,
        series=place.series,
        source=conversation.source,
        shares=tuple(Share(each, messages[each], words[each]) for each in conversation.participants),
        messages=len(speech),
        events=len(conversation.messages) - len(speech),
        drawings=blocks[BlockKind.ART],
        images=blocks[BlockKind.IMAGE],
        excerpt=excerpt(conversation.messages),
        problems=conversation.problems,
        language=conversation.language,
    )


def drawings(conversation: Conversation) -> tuple[Drawing, ...]:
    """All drawings of a conversation, in order, with the ids that its page gives them."""
    return tuple(
        Drawing(permalinks.drawing(message.anchor, number), block.text, message.participant, message.time)
        for message in conversation.messages
        for number, block in enumerate(
            (block for block in message.blocks if block.kind is BlockKind.ART), start=1
        )
    )


def to_json(summary: Summary) -> dict[str, Any]:
    """The summary as it stands in ``archive.json``, and in the cache between two builds."""
    return {
        "slug": summary.slug,
        "title": summary.title,
        "format": summary.format,
        "language": summary.language or None,
        "started": summary.started,
        "ended": summary.ended,
        "series": summary.series,
        "source": as_json.source(summary.source),
        "participants": [
            {
                **as_json.participant(share.participant),
                "messages": share.messages,
                "words": share.words,
            }
            for share in summary.shares
        ],
        "messages": summary.messages,
        "events": summary.events,
        "drawings": summary.drawings,
        "images": summary.images,
        "excerpt": summary.excerpt.text,
        "excerpt_speaker": summary.excerpt.speaker,
        "excerpt_anchor": summary.excerpt.anchor,
        "problems": [as_json.problem(problem) for problem in summary.problems],
    }


def from_json(entry: Mapping[str, Any]) -> Summary:
    """The inverse of `to_json`. Raises `KeyError`, `TypeError` or `ValueError` on anything else."""
    source = SourceInfo(**entry["source"])
    return Summary(
        **{key: entry[key] for key in ("slug", "title", "format", "started", "ended", "series")},
        **{key: entry[key] for key in ("messages", "events", "drawings", "images")},
        excerpt=Excerpt(entry["excerpt"], entry["excerpt_speaker"], entry["excerpt_anchor"]),
        source=source,
        shares=tuple(
            Share(as_json.to_participant(share), share["messages"], share["words"])
            for share in entry["participants"]
        ),
        problems=tuple(
            Problem(source.path, each["line"], each["message"], each["remedy"], Severity(each["severity"]))
            for each in entry["problems"]
        ),
        language=entry["language"] or "",
    )


def archive(title: str, summaries: Iterable[Summary]) -> bytes:
    """``archive.json``: all summaries, in the order given."""
    conversations = [to_json(summary) for summary in summaries]
    return as_json.dump({"schema": 1, "title": title, "conversations": conversations})
