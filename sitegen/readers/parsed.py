"""The result of a reader: pieces that cover the source from its first character to its last."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from sitegen.model import BlockKind, MessageKind, MessagePart, Role, Span, Usage
from sitegen.model.problems import Problem
from sitegen.text.source import Source


class Confidence(IntEnum):
    """The degree to which a reader is sure that a file has its format."""

    POSSIBLE = 1
    LIKELY = 2
    CERTAIN = 3
    """By a signature of a program that nothing else writes."""


@dataclass(frozen=True, slots=True)
class Detection:
    """The opinion of a reader about a file that may have its format."""

    confidence: Confidence
    reason: str
    """Completes "because …": ``it is a JSON object with `mapping` and `current_node` ``."""


class MarkupKind(StrEnum):
    """Kinds of pieces that are no messages."""

    HEADER = "header"  # before the first message: title, dates, counts, front matter
    MARKER = "marker"  # the line with the name of the speaker
    TIME = "time"  # the line with the time of a message
    SEPARATOR = "separator"  # only blank lines and rules
    FOOTER = "footer"  # after the last message: from the exporting program
    LEFT_OUT = "left out"  # of an export: see `LeftOut`


class LeftOut(StrEnum):
    """Reasons why a piece of an export is not shown."""

    METADATA = "metadata"  # data of the export: ids, settings, times
    HIDDEN = "hidden"  # a message that the program hides
    SYSTEM = "system"  # a system message that the program adds
    EMPTY = "empty"  # a message without content
    DUPLICATE = "duplicate"  # repeats what is shown
    NOISE = "noise"  # state of the program
    UNREADABLE = "unreadable"  # damaged; a problem says so


@dataclass(frozen=True, slots=True)
class Markup:
    """A piece of the source that belongs to the format."""

    kind: MarkupKind
    span: Span
    reason: LeftOut | None = None
    """For `MarkupKind.LEFT_OUT`."""


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
    position: int | None = None
    """Place in the conversation; None for all messages if it is the order of the source."""
    more_spans: tuple[Span, ...] = ()
    """Other pieces of the source that belong to it, such as later lines of a streamed message."""
    branch: int = 0
    """0 for the current path; others are other versions, see `ParsedTranscript.branch_points`."""
    usage: Usage | None = None
    """As stated; never estimated."""
    is_model_inferred: bool = False
    """The source states the model of the whole conversation only."""


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
    branch_points: tuple[int, ...] = ()
    """For each branch, from 1, the index in `messages` of the last message before it; -1 if it begins with the first.

    `messages` are the current path, then the branches, each contiguous.
    """
    has_fixed_title: bool = False
    """The title consists of words of the format, such as "New chat"."""
    usage: Usage | None = None
    """As stated for the whole conversation, if not for messages."""
    messages: tuple[ParsedMessage, ...] = field(init=False)
    """The messages and events, in order."""

    def __post_init__(self) -> None:
        messages = [piece for piece in self.pieces if isinstance(piece, ParsedMessage)]
        if any(each.position is not None for each in messages):
            messages.sort(key=lambda each: each.position or 0)
        object.__setattr__(self, "messages", tuple(messages))


def tile(source: Source, pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return ``pieces`` in the order of the source, with every gap between them as left out.

    White space and punctuation of JSON between two pieces are a separator. Spans must not overlap.
    """
    return tuple(_tiles(source, sorted(pieces, key=lambda each: each.span.start)))


def _tiles(source: Source, pieces: list[Piece]) -> Iterator[Piece]:
    taken: list[tuple[Span, Piece | None]] = [(each.span, each) for each in pieces]
    taken += [(span, None) for each in pieces if isinstance(each, ParsedMessage) for span in each.more_spans]
    unread = (*source.json_document.unread, *source.json_lines_document.unread)
    damaged = {span.start: Markup(MarkupKind.LEFT_OUT, span, LeftOut.UNREADABLE) for span in unread}
    position = 0
    rows = [*taken, *((each.span, each) for each in damaged.values())]
    for span, piece in sorted(rows, key=lambda row: row[0].start):
        if span.start < position:
            continue  # damaged, and shown all the same
        if position < span.start:
            yield _gap(source, Span(position, span.start))
        if piece is not None:
            yield piece
        position = span.end
    if position < len(source.text):
        yield _gap(source, Span(position, len(source.text)))


def _gap(source: Source, span: Span) -> Markup:
    if source.text[span.start : span.end].strip(" \t\r\n,[]{}\ufeff"):
        return Markup(MarkupKind.LEFT_OUT, span, LeftOut.METADATA)
    return Markup(MarkupKind.SEPARATOR, span)
