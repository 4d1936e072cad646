"""Who speaks, and what is said: the smallest words of the house."""

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
        """The characters of ``text`` in this range."""
        return text[self.start : self.end]

    def shifted(self, by: int) -> "Span":
        """The same range, ``by`` characters further on."""
        return Span(self.start + by, self.end + by)


class Role(StrEnum):
    """What a participant was to the program that ran the conversation."""

    USER = "user"
    ASSISTANT = "assistant"
    SYSTEM = "system"
    TOOL = "tool"


class MessageKind(StrEnum):
    """Speech is what a participant said; an event is a line that tells what happened."""

    SPEECH = "speech"
    EVENT = "event"


class BlockKind(StrEnum):
    """The kinds of block; each has a template ``theme/templates/blocks/<kind>.html``."""

    PROSE = "prose"
    CODE = "code"
    ART = "art"
    COMMAND = "command"
    EVENT = "event"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of one kind inside a message. The blocks of a message stand in order and never overlap;
    what lies between them is white space only.
    """

    kind: BlockKind
    text: str
    """As it stands in the message: of fenced code and fenced art the lines between the fences."""
    span: Span
    """The whole stretch, fences included: of the decoded source before repair, as a message's span. Where the
    format encodes what was said (HTML), the span of the message.
    """
    language: str = ""
    """Code: the word after the fence, as written."""
    name: str = ""
    """Command and event: what it does (``image``, ``temperature``, ``add_ai`` …)."""
    argument: str = ""
    """Command, event and image: what it was given — of an image the full prompt. Code: what follows the
    language after the fence.
    """


@dataclass(frozen=True, slots=True)
class Repair:
    """One stretch of damaged text: what stood there, what stands there now, and how that was found out."""

    offset: int
    """Characters of the decoded source before repair."""
    before: str
    after: str
    """What ``text`` shows; the same as ``before`` where the repair is only proposed."""
    how: str
    confident: bool
    """False: proposed, not applied."""
    candidates: tuple[str, ...] = ()
    """Of a proposed repair: what it may have been, likeliest first."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """One place where words were taken out of the source before anything else looked at it."""

    offset: int
    """Characters of the decoded source, as it is published; there stands what stands for the words."""
    line: int
    """From 1."""
    label: str
    """What the words were, such as ``e-mail address``; empty where their owner does not tell."""
    how: str
    """``words``, ``pattern``, ``kind`` or ``message``: the rule that took them out."""


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who speaks in a conversation."""

    name: str
    role: Role | None = None
    """None where the transcript does not tell."""
    model: str | None = None
    """A model's identity such as ``anthropic/claude-haiku-4.5``; None for people and unknown models."""
    label: str = ""
    """The model's name as the transcript writes it, also when its identity is unknown."""


@dataclass(frozen=True, slots=True)
class Message:
    """One utterance, or one event."""

    number: int
    """Its position, from 1. Convenient, not stable: the anchor is the address."""
    anchor: str
    kind: MessageKind
    participant: Participant
    time: str | None
    """ISO 8601, as precise as the source states it; without a zone unless the source names one."""
    text: str
    span: Span
    """Of the decoded source before repair."""
    blocks: tuple[Block, ...]
    fingerprint: str = ""
    """What was said, whoever exported it; see `anchors.fingerprint`."""
    native: str = ""
    """The id that the program which ran the conversation gave it; empty where the format has none."""
    former: tuple[str, ...] = ()
    """Other anchors that lead here."""
    edited: str = ""
    """ISO day since which it says other words than when its address was given; empty where it does not."""
    withdrawn: "Tombstone | None" = None
    """Stands in place of the words, where they were taken back."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What the ledger knows of a message that is no longer shown."""

    anchor: str
    is_withdrawn: bool
    """Taken back on purpose; else it is no longer in the transcript."""
    words: str
    """The first of them; empty where they were withdrawn."""
    since: str
    """ISO day."""
    why: str = ""
    to: str = ""
    """Address within the site where the same words stand now; empty where they do not."""
    former: tuple[str, ...] = ()
    """Other anchors that lead here."""


class How(StrEnum):
    """The evidence for a repair."""

    LOSSLESS = "lossless"  # the bytes are all there, only misread
    ONLY_CANDIDATE = "only candidate"  # a byte is missing, and one alone makes a character
    VARIATION_SELECTOR = "variation selector"  # between ♥ and ♥️ nothing else makes sense
    BOX_NEIGHBOURS = "box neighbours"  # the lines of a drawing go on
    RUN = "run"  # a long row of one character that must be a rule
    QUOTE_PAIR = "quote pair"  # a quotation that was opened is closed
    ZWJ = "ZWJ"  # two pictures that are joined into one
    PRODUCER = "producer"  # the exporting program prints this picture on such lines
    UNDECIDED = "undecided"  # only proposed: a byte is missing, and several make sense
    MIXED = "mixed text"  # only proposed: nothing is missing, but not all of the file is damaged
    UNDECODABLE = "undecodable byte"  # means nothing in the file's encoding; shown as U+FFFD
    NUL = "NUL"  # no page can show it; shown as U+FFFD
