"""Define blocks, the parts of a message of one kind, and spans of source text."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


def _n(message: str) -> str:
    """Mark a message for translators."""
    return message


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
    """The table of all kinds of blocks: the only place that lists them.

    Its value is the name in queries (``has:art``), in the JSON export, and of the template
    ``theme/templates/blocks/<kind>.html``.
    """

    label: str
    """English name, translated where it is shown; empty if ``has:`` does not find the kind."""
    is_spoken: bool
    """Contains words of the speaker, rather than what a program did or what was attached."""

    def __new__(cls, value: str, label: str, is_spoken: bool) -> Self:
        """Return a new kind with its properties."""
        kind = str.__new__(cls, value)
        kind._value_, kind.label, kind.is_spoken = value, label, is_spoken
        return kind

    PROSE = "prose", "", True
    ART = "art", _n("drawing"), True  # the order is that of the bits in a search index
    CODE = "code", _n("code"), True
    IMAGE = "image", _n("image"), True
    COMMAND = "command", _n("command"), True
    EVENT = "event", _n("event"), True
    THINKING = "thinking", _n("thinking"), False
    TOOL_CALL = "tool_call", _n("tool call"), False
    TOOL_RESULT = "tool_result", _n("tool result"), False
    ATTACHMENT = "attachment", _n("attachment"), False


SEARCHABLE_KINDS = tuple(kind for kind in BlockKind if kind.label)
"""Kinds that ``has:`` finds; a search index stores each as the bit ``1 << index``."""


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
    """Name of a command, an event (``image``, ``temperature``, ``add_ai`` …), a tool, or an attached file."""
    argument: str = ""
    """Argument of a command or event; full prompt of an image; for code the text after the language; media type of an
    attachment; ``error`` for the result of a tool that failed.
    """
    asset: str = ""
    """Reference to a picture or file, as the transcript writes it."""

    @property
    def reference(self) -> str:
        """Return the asset; without ``data:…;base64,`` before the address of a picture taken out of the source."""
        return self.asset.rpartition(";base64,")[2] if self.asset.startswith("data:") else self.asset

    def with_span(self, span: Span) -> "Block":
        """Return the block with another span; three times as fast as `dataclasses.replace`."""
        return Block(self.kind, self.text, span, self.language, self.name, self.argument, self.asset)
