"""A conversation without words that were taken back: page, twin, source and index are all made of what is left."""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.model import Block, BlockKind, Conversation, Message, Span
from sitegen.text.encoding.decoding import encode
from sitegen.text.source import Source, read_source

PLACEHOLDER = "[withdrawn]"
"""Stands in the published source where the words stood, and is what the message says now."""


def without(
    conversation: Conversation, data: bytes, withdrawn: Sequence[int], rule: TranscriptRule
) -> tuple[Conversation, bytes]:
    """The conversation and its transcript, given as ``data``, without the words of the messages whose indices are
    in ``withdrawn``, and without repairs and problems of theirs, which could quote them.
    """
    source = read_source(conversation.source.path, data, rule.encoding or None)
    spans = (conversation.messages[n].span for n in withdrawn)
    cuts = _Cuts(sorted((span for span in spans if span), key=lambda span: span.start))
    left = cuts.apply(source)
    now = read_source(source.path, left, source.encoding) if conversation.redactions else source
    gone = frozenset(withdrawn)
    lines = [_lines(source, span) for span in cuts.spans]
    about = replace(conversation.source, sha256=hashlib.sha256(left).hexdigest(), bytes=len(left))
    return replace(
        conversation,
        source=about,
        messages=tuple(
            _silent(each, cuts.moved(each.span)) if n in gone else _moved(each, cuts)
            for n, each in enumerate(conversation.messages)
        ),
        repairs=tuple(
            replace(each, offset=cuts.place(each.offset))
            for each in conversation.repairs
            if not cuts.holds(each.offset)
        ),
        redactions=tuple(
            replace(each, offset=offset, line=now.line(now.place(offset)))
            for each in conversation.redactions
            if not cuts.holds(each.offset)
            for offset in (cuts.place(each.offset),)
        ),
        problems=tuple(
            each for each in conversation.problems if not any(each.line in stretch for stretch in lines)
        ),
    ), left


@dataclass(frozen=True, slots=True)
class _Cuts:
    """Stretches of the decoded source that give way to the placeholder."""

    spans: Sequence[Span]
    """In order; they do not overlap."""

    def apply(self, source: Source) -> bytes:
        text = source.decoded()
        # The last character may stand for bytes that have none of their own.
        tail = b"" if any(span.end >= len(text) for span in self.spans) else source.tail
        for span in reversed(self.spans):
            text = text[: span.start] + PLACEHOLDER + text[span.end :]
        return encode(text, source.encoding, source.bom, tail)

    def holds(self, offset: int) -> bool:
        """Is the character cut out?"""
        at = bisect_right(self.spans, offset, key=lambda span: span.start) - 1
        return at >= 0 and offset < self.spans[at].end

    def place(self, offset: int) -> int:
        """Where a place outside the cuts stands afterwards; in one, where its placeholder begins or ends."""
        at = bisect_right(self.spans, offset, key=lambda span: span.start) - 1
        before = [0, *accumulate(len(PLACEHOLDER) - len(span) for span in self.spans)]
        if at >= 0 and offset < self.spans[at].end:
            return self.spans[at].start + before[at]
        return offset + before[at + 1]

    def moved(self, span: Span) -> Span:
        """Where a stretch stands afterwards."""
        return Span(self.place(span.start), self.place(span.end))


def _lines(source: Source, span: Span) -> range:
    return range(source.line(source.place(span.start)), source.line(source.place(span.end)) + 1)


def _moved(message: Message, cuts: _Cuts) -> Message:
    blocks = tuple(replace(each, span=cuts.moved(each.span)) for each in message.blocks)
    return replace(message, span=cuts.moved(message.span), blocks=blocks)


def _silent(message: Message, span: Span) -> Message:
    text = PLACEHOLDER if span else ""
    return replace(
        message, text=text, span=span, blocks=(Block(BlockKind.PROSE, text, span),) if text else ()
    )
