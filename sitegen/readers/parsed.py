"""What every reader returns: pieces that tile the source from its first character to its last."""

from dataclasses import dataclass
from enum import StrEnum

from sitegen.model import MessageKind, Role, Span
from sitegen.model.problems import Problem


class MarkupKind(StrEnum):
    """What a piece of a transcript is that nobody said."""

    HEADER = "header"  # title, dates, counts, front matter: before the first message
    MARKER = "marker"  # the line that names the speaker
    SEPARATOR = "separator"  # blank lines and rules between messages, and nothing else
    FOOTER = "footer"  # what the exporting program wrote after the last message


@dataclass(frozen=True, slots=True)
class Markup:
    """A piece of the source that belongs to the format."""

    kind: MarkupKind
    span: Span


@dataclass(frozen=True, slots=True)
class Utterance:
    """A piece of the source that a participant said, or that tells of an event."""

    span: Span
    speaker: str
    """As written; the slot (``AI-3``) where the format has slots."""
    role: Role | None = None
    model: str = ""
    """The model's name as written; empty where the transcript names none."""
    kind: MessageKind = MessageKind.SPEECH
    time: str | None = None
    text: str | None = None
    """Where the format encodes what was said (HTML): the decoded text. None: the source's own characters."""
    native: str = ""
    """The id that the program which ran the conversation gave it; empty where the format has none."""


Piece = Markup | Utterance


@dataclass(frozen=True, slots=True)
class Reading:
    """A transcript taken apart. Invariant: the pieces' spans are contiguous and cover the whole text."""

    pieces: tuple[Piece, ...]
    title: str = ""
    """Empty where the format has none; the program then names the participants."""
    started: str | None = None
    ended: str | None = None
    problems: tuple[Problem, ...] = ()
    native: str = ""
    """The conversation's id in the program that ran it; empty where the format has none."""

    @property
    def utterances(self) -> tuple[Utterance, ...]:
        """The pieces that become messages, in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Utterance))
