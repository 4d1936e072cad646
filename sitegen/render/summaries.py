"""A passage that tells what a conversation is about, in its own words.

After H. P. Luhn, "The Automatic Creation of Literature Abstracts" (1958): the words that a text repeats are
what it is about, so the paragraph in which most of them stand close together speaks for it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from sitegen.model import (
    BlockKind,
    Conversation,
    Drawing,
    Excerpt,
    Message,
    MessageKind,
    Participant,
    Place,
    Share,
    SourceInfo,
    Summary,
    serialization,
)
from sitegen.model.problems import Problem, Severity
from sitegen.permalinks import urls

LONGEST = 280
_BEGINNING = 80
_SHORTEST = 60
"""Characters; less says too little, unless there is nothing else."""
_MOST_PARAGRAPHS = 40  # looked at: the beginning says what a talk is about, and long talks stay cheap
_LONGEST_PARAGRAPH = 2 * LONGEST  # read of each

_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_MARKS = re.compile(r"[*`]+|~~|(?<!\w)_+|_+(?!\w)|(?m:^[ \t]*(?:#{1,6} |> ?|[-*_]{3,}$))")
_BREAK = re.compile(r"\n[ \t]*\n")
_NO_SENTENCE = re.compile(r"(?m)^[ \t]*(?:#|>|[-+*•|–—] |\d+[.)] )|:\**\s*\Z")
"""Headings, quotes of others, lists, tables and what announces one are no passage to show alone."""
_TELLING = re.compile(r"[^\W\d_]{5,}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}")
"""Words of five letters and more: in most languages those that only join are shorter. CJK by pairs."""
_ENDS = re.compile(r".*[.!?…。！？](?=[\s”\"'’)」』]|$)", re.DOTALL)


class _Paragraph(NamedTuple):
    text: str
    message: Message


def excerpt(messages: Sequence[Message]) -> Excerpt:
    """The most telling of the first 40 paragraphs, at most 280 characters; the first words if none tells."""
    paragraphs = list(islice(_paragraphs(messages), _MOST_PARAGRAPHS))
    if not paragraphs:
        return Excerpt("")
    found = [_TELLING.findall(each.text.casefold()) for each in paragraphs]
    times = Counter(word for words in found for word in words)
    scores = [
        _score(paragraph.text, set(words), times) for paragraph, words in zip(paragraphs, found, strict=True)
    ]
    best = paragraphs[max(range(len(scores)), key=lambda n: (scores[n], -n))]
    return Excerpt(_shortened(best.text), best.message.participant.name, best.message.anchor)


def beginning(message: Message) -> str:
    """The first words of a message as plain text of at most 80 characters; empty where it has none."""
    found = next(_paragraphs([message]), None)
    text = found.text if found else ""
    return text if len(text) <= _BEGINNING else text[:_BEGINNING].rsplit(" ", 1)[0] + "…"


def _paragraphs(messages: Sequence[Message]) -> Iterator[_Paragraph]:
    for message in messages:
        if message.kind is MessageKind.SPEECH:
            for block in message.blocks:
                if block.kind is BlockKind.PROSE:
                    for part in _BREAK.split(block.text[: 8 * _LONGEST_PARAGRAPH]):
                        if text := _plain(part[:_LONGEST_PARAGRAPH]):
                            yield _Paragraph(text, message)


def _plain(paragraph: str) -> str:
    """Its words on one line; empty where it is a heading, a list or somebody else's words."""
    if _NO_SENTENCE.search(paragraph):
        return ""
    return " ".join(_MARKS.sub("", _LINK.sub(r"\1", paragraph)).split())


def _score(text: str, words: set[str], times: Counter[str]) -> float:
    """How often the paragraph's words come again elsewhere, for its length; short ones last."""
    shown = min(len(text), LONGEST)
    weight = sum(times[word] - 1 for word in words)
    return (weight + 1) / (LONGEST + shown) if shown >= _SHORTEST else shown / 1e6


def _shortened(text: str) -> str:
    """Cut after a sentence if one ends in the second half, else after a word."""
    if len(text) <= LONGEST:
        return text
    cut = text[:LONGEST]
    sentence = _ENDS.match(cut)
    if sentence and sentence.end() > LONGEST // 2:
        return sentence[0]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + "…"


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
        Drawing(urls.drawing(message.anchor, number), block.text, message.participant, message.time)
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
        "source": serialization.source(summary.source),
        "participants": [
            {
                **serialization.participant(share.participant),
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
        "problems": [serialization.problem(problem) for problem in summary.problems],
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
            Share(serialization.to_participant(share), share["messages"], share["words"])
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
    return serialization.dump({"schema": 1, "title": title, "conversations": conversations})
