"""The text of messages and its normal forms, in which quotations are searched."""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from sitegen.blocks.parser import parse_speech
from sitegen.model import BlockKind, Span
from sitegen.text import offset_map
from sitegen.text.normalization import normalize_verbatim
from sitegen.text.offset_map import OffsetMap
from sitegen.text.typography import typographic_map

_SEPARATOR = "\n\n"
_VERBATIM_KINDS = (BlockKind.CODE, BlockKind.ART)


@dataclass(frozen=True, slots=True)
class MessageText:
    """A message."""

    anchor: str
    text: str
    """From the source, with encoding repaired."""
    rendered: str = ""
    """Rendered on its page; empty if that is the same."""


@dataclass(frozen=True)
class TextRange:
    """One or more consecutive messages, with normal forms (N1, N2) computed on demand."""

    slug: str
    anchors: tuple[str, ...]
    texts: tuple[str, ...]
    rendered: str

    @cached_property
    def text(self) -> str:
        """Return the sources of the messages, separated by blank lines."""
        return _SEPARATOR.join(self.texts)

    @cached_property
    def verbatim(self) -> OffsetMap:
        """Return the N1 of the source."""
        return offset_map.verbatim_map(self.text)

    @cached_property
    def rendered_verbatim(self) -> OffsetMap:
        """Return the N1 of the rendered text."""
        return offset_map.verbatim_map(self.rendered) if self.rendered != self.text else self.verbatim

    @cached_property
    def typographic(self) -> OffsetMap:
        """Return the N2 of the source, in which code and drawings are not Markdown."""
        verbatim_spans = [block.span for block in parse_speech(self.text) if block.kind in _VERBATIM_KINDS]
        return typographic_map(self.text, verbatim_spans)

    @cached_property
    def typographic_with_markdown(self) -> OffsetMap:
        """Return the N2 of the source with all Markdown signs, which essayists may copy."""
        return typographic_map(self.text, markdown=False)

    @cached_property
    def rendered_typographic(self) -> OffsetMap:
        """Return the N2 of the rendered text."""
        return typographic_map(self.rendered, markdown=False)

    @cached_property
    def _starts(self) -> Sequence[int]:
        return list(accumulate((len(each) + len(_SEPARATOR) for each in self.texts[:-1]), initial=0))

    def locate(self, offset: int) -> tuple[str, int]:
        """Return the anchor of the message at an offset of `text`, and the offset in that message."""
        n = bisect_right(self._starts, offset) - 1
        return self.anchors[n], offset - self._starts[n]

    def locate_span(self, span: Span) -> tuple[str, str, int, int]:
        """Return first and last anchor of a span of `text`, its start in the first and end in the last message."""
        first, start = self.locate(span.start)
        last, end = self.locate(span.end - 1)
        return first, last, start, end + 1


def text_range(slug: str, messages: Sequence[MessageText]) -> TextRange:
    """Return a range of consecutive messages."""
    return TextRange(
        slug,
        tuple(each.anchor for each in messages),
        tuple(each.text for each in messages),
        _SEPARATOR.join(each.rendered or each.text for each in messages),
    )


CONTEXT = 32
"""Maximum number of characters of prefix and suffix."""
_SENTINEL = "\u2588"
"""Prevents that a space before it is stripped; composes with no other character."""


@dataclass(frozen=True, slots=True)
class QuoteSelector:
    """A quotation in one or more consecutive messages; after the TextQuoteSelector of W3C Web Annotation."""

    slug: str
    anchor: str
    """Anchor of the message in which it starts."""
    last_anchor: str
    """Anchor of the message in which it ends."""
    start: int
    """In the text of the first message."""
    end: int
    """In the text of the last message."""
    exact: str
    """N1 of the words; prefix, suffix and position are also in N1."""
    prefix: str
    """Up to 32 characters."""
    suffix: str
    position: Span
    """In the N1 of these messages together."""

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the exact words, in hexadecimal."""
        return hashlib.sha256(self.exact.encode("utf-8", "surrogatepass")).hexdigest()


def selector(text_range: TextRange, span: Span) -> QuoteSelector:
    """Return the selector of a span of the range's text; prefix and suffix are from the same messages."""
    anchor, last_anchor, start, end = text_range.locate_span(span)
    first, last = text_range.anchors.index(anchor), text_range.anchors.index(last_anchor)
    texts = text_range.texts[first : last + 1]
    text = _SEPARATOR.join(texts)
    normalized = normalize_verbatim(text)
    exact = normalize_verbatim(text[start : len(text) - len(texts[-1]) + end])
    at = len(normalize_verbatim(text[:start] + _SENTINEL)) - 1
    if normalized[at : at + len(exact)] != exact:  # its first or last character composes with one outside
        at = max(normalized.find(exact, max(0, at - CONTEXT)), 0)
    position = Span(at, at + len(exact))
    prefix, suffix = normalized[max(0, at - CONTEXT) : at], normalized[position.end : position.end + CONTEXT]
    return QuoteSelector(text_range.slug, anchor, last_anchor, start, end, exact, prefix, suffix, position)
