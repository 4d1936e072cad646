"""The result of a reader: pieces that cover the source from its first character to its last."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sitegen.model import BlockKind, MessageKind, MessagePart, Role, Span
from sitegen.model.problems import Problem


class MarkupKind(StrEnum):
    """Kinds of pieces that are no messages."""

    HEADER = "header"  # before the first message: title, dates, counts, front matter
    MARKER = "marker"  # the line with the name of the speaker
    TIME = "time"  # the line with the time of a message
    SEPARATOR = "separator"  # only blank lines and rules
    FOOTER = "footer"  # after the last message: from the exporting program


@dataclass(frozen=True, slots=True)
class Markup:
    """A piece of the source that belongs to the format."""

    kind: MarkupKind
    span: Span


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """A message or an event in the source."""

    span: Span
    speaker: str
    """As written; in formats with slots the slot (``AI-3``)."""
    role: Role | None = None
    model: str = ""
    """Name of the model as written; empty if the transcript has none."""
    kind: MessageKind = MessageKind.SPEECH
    time: str | None = None
    text: str | None = None
    """Decoded text of an encoded format (HTML); None if it is the source at `span`."""
    native_id: str = ""
    """The id that the program which ran the conversation gave it; empty where the format has none."""
    parts: tuple[MessagePart, ...] = ()
    """In formats that mark the parts of a message; ``text`` is `parts_text` of them."""


Piece = Markup | ParsedMessage


def parts_text(parts: Iterable[MessagePart]) -> str:
    """Return the text of a message with these parts."""
    return "\n\n".join(each.text for each in parts if each.text)


def spoken_text(message: ParsedMessage, text: str) -> str:
    """Return the words that identify a message with this text: without thinking, tools and files, which not every
    export of it has; if there are no others, with them.
    """
    return parts_text(each for each in message.parts if each.kind is BlockKind.PROSE) or text


@dataclass(frozen=True, slots=True)
class ParsedTranscript:
    """A parsed transcript. The spans of its pieces are contiguous and cover the whole text."""

    pieces: tuple[Piece, ...]
    title: str = ""
    """Empty if the format has none; then it is made from the participants."""
    started: str | None = None
    ended: str | None = None
    problems: tuple[Problem, ...] = ()
    native_id: str = ""
    """The conversation's id in the program that ran it; empty where the format has none."""

    @property
    def messages(self) -> tuple[ParsedMessage, ...]:
        """Return the messages and events, in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, ParsedMessage))
