"""What was said: messages as they are given, and the normal forms in which words are looked for in them."""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from sitegen.blocks.parser import parse_speech
from sitegen.model import BlockKind, Span
from sitegen.text import offset_map
from sitegen.text.normalization import verbatim
from sitegen.text.offset_map import Folded
from sitegen.text.typography import typographic

_BETWEEN = "\n\n"
_KEPT = (BlockKind.CODE, BlockKind.ART)


@dataclass(frozen=True, slots=True)
class Said:
    """One message."""

    anchor: str
    text: str
    """As it stands in the (repaired) source."""
    shown: str = ""
    """What a reader of its page sees; empty where that is the same."""


@dataclass(frozen=True)
class Passage:
    """A message, or several in a row that a quotation may run through. Its forms are made when they are needed."""

    slug: str
    anchors: tuple[str, ...]
    texts: tuple[str, ...]
    shown: str

    @cached_property
    def text(self) -> str:
        """The messages' sources, a blank line between them."""
        return _BETWEEN.join(self.texts)

    @cached_property
    def verbatim(self) -> Folded:
        """N1 of the source."""
        return offset_map.verbatim(self.text)

    @cached_property
    def shown_verbatim(self) -> Folded:
        """N1 of what is seen."""
        return offset_map.verbatim(self.shown) if self.shown != self.text else self.verbatim

    @cached_property
    def typographic(self) -> Folded:
        """N2 of the source, where code and drawings are no Markdown."""
        kept = [block.span for block in parse_speech(self.text) if block.kind in _KEPT]
        return typographic(self.text, kept)

    @cached_property
    def typed(self) -> Folded:
        """N2 of the source as it was typed, with all of Markdown's signs: who copies lines as one line keeps them."""
        return typographic(self.text, markdown=False)

    @cached_property
    def shown_typographic(self) -> Folded:
        """N2 of what is seen, where nothing is Markdown any more."""
        return typographic(self.shown, markdown=False)

    @cached_property
    def _starts(self) -> Sequence[int]:
        return list(accumulate((len(each) + len(_BETWEEN) for each in self.texts[:-1]), initial=0))

    def within(self, offset: int) -> tuple[str, int]:
        """The message that holds a character of `text`, and the character's place in that message's text."""
        n = bisect_right(self._starts, offset) - 1
        return self.anchors[n], offset - self._starts[n]

    def between(self, span: Span) -> tuple[str, str, int, int]:
        """The first and the last message of a span of `text`, where it begins in the one and ends in the other."""
        first, start = self.within(span.start)
        last, end = self.within(span.end - 1)
        return first, last, start, end + 1


def passage(slug: str, messages: Sequence[Said]) -> Passage:
    """The messages, which follow each other in their conversation, as one."""
    return Passage(
        slug,
        tuple(each.anchor for each in messages),
        tuple(each.text for each in messages),
        _BETWEEN.join(each.shown or each.text for each in messages),
    )


CONTEXT = 32
"""Characters of prefix and suffix."""
_END = "\u2588"
"""Keeps a blank before it from being stripped; no other character composes with it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Words of one message, or of several in a row."""

    slug: str
    anchor: str
    """Of the message in which they begin."""
    last: str
    """Of that in which they end."""
    start: int
    """Where they begin in the text of the first message."""
    end: int
    """Where they end in the text of the last one."""
    exact: str
    """In N1, as are the following."""
    prefix: str
    """Up to 32 characters before."""
    suffix: str
    position: Span
    """In the N1 of these messages, joined by a blank."""

    @property
    def sha256(self) -> str:
        """Of the exact words, in hexadecimal."""
        return hashlib.sha256(self.exact.encode("utf-8", "surrogatepass")).hexdigest()


def place(passage: Passage, span: Span) -> Place:
    """The place of a span of the passage's text; prefix and suffix do not go beyond its messages."""
    anchor, last, start, end = passage.between(span)
    first, final = passage.anchors.index(anchor), passage.anchors.index(last)
    texts = passage.texts[first : final + 1]
    text = "\n\n".join(texts)
    until = len(text) - len(texts[-1]) + end
    said = verbatim(text)
    exact = verbatim(text[start:until])
    at = len(verbatim(text[:start] + _END)) - 1
    if said[at : at + len(exact)] != exact:  # a character at its edge composes with one outside
        at = max(said.find(exact, max(0, at - CONTEXT)), 0)
    position = Span(at, at + len(exact))
    prefix, suffix = said[max(0, at - CONTEXT) : at], said[position.end : position.end + CONTEXT]
    return Place(passage.slug, anchor, last, start, end, exact, prefix, suffix, position)
