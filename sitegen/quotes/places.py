"""Where words were said, in a form that survives edits: W3C's TextQuoteSelector and TextPositionSelector in one."""

import hashlib
from dataclasses import dataclass

from sitegen.model import Span
from sitegen.normal import verbatim
from sitegen.quotes.said import Passage

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
