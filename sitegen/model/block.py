"""Define blocks, the parts of a message of one kind, and spans of source text."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters, ``start <= i < end``."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the characters of ``text`` in this range."""
        return text[self.start : self.end]

    def shifted(self, by: int) -> "Span":
        """Return the range ``by`` characters further."""
        return Span(self.start + by, self.end + by)


class BlockKind(StrEnum):
    """The kind of a block; each has a template ``theme/templates/blocks/<kind>.html``.

    `blocks.parser` makes blocks of a kind, and `search.block_kinds` lists those that ``has:`` finds.
    """

    PROSE = "prose"
    CODE = "code"
    ART = "art"
    COMMAND = "command"
    EVENT = "event"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a message of one kind.

    The blocks of a message are in order, do not overlap, and have only white space between them.
    """

    kind: BlockKind
    text: str
    """As in the message; for fenced code and fenced art the lines between the fences."""
    span: Span
    """The whole block with its fences, in the decoded source before repair; for formats that encode the text (HTML)
    the span of the message.
    """
    language: str = ""
    """For code: the word after the fence, as written."""
    name: str = ""
    """Name of a command or event: ``image``, ``temperature``, ``add_ai`` …"""
    argument: str = ""
    """Argument of a command or event; full prompt of an image; for code the text after the language."""
