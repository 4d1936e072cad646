"""Remove withdrawn messages from a conversation and its source, before anything is rendered from them."""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from sitegen.model import Block, BlockKind, Conversation, Message, Span
from sitegen.text.encoding.decoding import encode
from sitegen.text.source import Source, read_source

PLACEHOLDER = "[withdrawn]"
"""The text of a withdrawn message, on its page and in the published source."""


def remove_messages(
    conversation: Conversation, data: bytes, withdrawn: Sequence[int], encoding: str = ""
) -> tuple[Conversation, bytes]:
    """Return the conversation and its source without the words of some messages, given by index.

    ``data``: the source; ``encoding``: with which it is decoded, empty if it is detected. Repairs and problems of these
    messages are removed as well, as they could quote them.
    """
    source = read_source(conversation.source.path, data, encoding or None)
    messages = (conversation.messages[n] for n in withdrawn)
    spans = (span for each in messages for span in (each.span, *each.more_spans))
    cuts = _WithdrawnSpans(sorted((span for span in spans if span), key=lambda span: span.start))
    new_data = cuts.apply(source)
    new_source = read_source(source.path, new_data, source.encoding) if conversation.redactions else source
    indices = frozenset(withdrawn)
    line_ranges = [_line_range(source, span) for span in cuts.spans]
    new_sha256 = hashlib.sha256(new_data).hexdigest()
    return replace(
        conversation,
        source=replace(conversation.source, sha256=new_sha256, bytes=len(new_data)),
        messages=tuple(
            _withdrawn_message(each, cuts.map_span(each.span)) if n in indices else _moved_message(each, cuts)
            for n, each in enumerate(conversation.messages)
        ),
        repairs=tuple(
            replace(each, offset=cuts.map_offset(each.offset))
            for each in conversation.repairs
            if not cuts.contains(each.offset)
        ),
        redactions=tuple(
            replace(each, offset=offset, line=new_source.line_number(new_source.text_offset(offset)))
            for each in conversation.redactions
            if not cuts.contains(each.offset)
            for offset in (cuts.map_offset(each.offset),)
        ),
        problems=tuple(each for each in conversation.problems if not any(each.line in lines for lines in line_ranges)),
    ), new_data


@dataclass(frozen=True, slots=True)
class _WithdrawnSpans:
    spans: Sequence[Span]
    """In the decoded source; sorted, without overlaps."""

    def apply(self, source: Source) -> bytes:
        text = source.decoded_text()
        # The tail consists of bytes that decode to no character of their own.
        tail = b"" if any(span.end >= len(text) for span in self.spans) else source.tail
        for span in reversed(self.spans):
            text = text[: span.start] + PLACEHOLDER + text[span.end :]
        return encode(text, source.encoding, source.bom, tail)

    def contains(self, offset: int) -> bool:
        """Return whether the character is removed."""
        index = bisect_right(self.spans, offset, key=lambda span: span.start) - 1
        return index >= 0 and offset < self.spans[index].end

    def map_offset(self, offset: int) -> int:
        """Return the new offset of a character; inside a removed span that of its placeholder."""
        index = bisect_right(self.spans, offset, key=lambda span: span.start) - 1
        shifts = [0, *accumulate(len(PLACEHOLDER) - len(span) for span in self.spans)]
        if index >= 0 and offset < self.spans[index].end:
            return self.spans[index].start + shifts[index]
        return offset + shifts[index + 1]

    def map_span(self, span: Span) -> Span:
        return Span(self.map_offset(span.start), self.map_offset(span.end))


def _line_range(source: Source, span: Span) -> range:
    return range(
        source.line_number(source.text_offset(span.start)),
        source.line_number(source.text_offset(span.end)) + 1,
    )


def _moved_message(message: Message, cuts: _WithdrawnSpans) -> Message:
    blocks = tuple(replace(each, span=cuts.map_span(each.span)) for each in message.blocks)
    more_spans = tuple(map(cuts.map_span, message.more_spans))
    return replace(message, span=cuts.map_span(message.span), more_spans=more_spans, blocks=blocks)


def _withdrawn_message(message: Message, span: Span) -> Message:
    text = PLACEHOLDER if span else ""
    blocks = (Block(BlockKind.PROSE, text, span),) if text else ()
    return replace(message, text=text, span=span, more_spans=(), blocks=blocks)
