"""A passage that tells what a conversation is about, in its own words.

After H. P. Luhn, "The Automatic Creation of Literature Abstracts" (1958): the words that a text repeats are
what it is about, so the paragraph in which most of them stand close together speaks for it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from sitegen.model import BlockKind, Excerpt, Message, MessageKind

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
