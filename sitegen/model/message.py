"""Define messages, and the participants, repairs, redactions and tombstones of a conversation."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import fsum

from sitegen.model.block import Block, BlockKind, Span


class Role(StrEnum):
    """The role of a participant in the program that ran the conversation."""

    USER = "user"
    ASSISTANT = "assistant"
    SYSTEM = "system"
    TOOL = "tool"


class MessageKind(StrEnum):
    """Speech of a participant, or an event: a line that reports what happened."""

    SPEECH = "speech"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Repair:
    """A repair of damaged text, applied or proposed."""

    offset: int
    """Characters of the decoded source before repair."""
    before: str
    after: str
    """Text after the repair; the same as ``before`` if it is only proposed."""
    method: str
    confident: bool
    """False if it is only proposed."""
    candidates: tuple[str, ...] = ()
    """Possible originals of a proposed repair, most likely first."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """A passage that was removed from the source before it was parsed."""

    offset: int
    """Characters; position of the replacement in the decoded source as published."""
    line: int
    """From 1."""
    label: str
    """Description, such as ``e-mail address``; empty if the owner gave none."""
    rule: str
    """The rule that matched: ``words``, ``pattern``, ``kind`` or ``message``."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens and costs as the source states them; None where it does not."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: float | None = None
    """US dollars."""


def sum_usage(usages: Iterable[Usage | None]) -> Usage | None:
    """Return the sum of what is stated; None if nothing is."""
    stated = [each for each in usages if each]
    if not stated:
        return None
    costs = [each.cost for each in stated if each.cost is not None]
    return Usage(
        _sum(each.input_tokens for each in stated),
        _sum(each.output_tokens for each in stated),
        fsum(costs) if costs else None,
    )


def _sum(numbers: Iterable[int | None]) -> int | None:
    stated = [each for each in numbers if each is not None]
    return sum(stated) if stated else None


@dataclass(frozen=True, slots=True)
class Participant:
    """A speaker of a conversation."""

    name: str
    role: Role | None = None
    """None if the transcript has none."""
    model: str | None = None
    """Identity of a model such as ``anthropic/claude-haiku-4.5``; None for people and unknown models."""
    label: str = ""
    """Name of the model as written in the transcript, also if its identity is unknown."""
    is_inferred: bool = False
    """The transcript states the model of the whole conversation only."""

    @property
    def model_tag(self) -> str:
        """Return the label of the model if it says more than the name; else an empty string."""
        return "" if is_same_name(self.name, self.label) else self.label


def is_same_name(one: str, other: str) -> bool:
    """Return whether two names differ only in case, spaces and punctuation: ``gpt-5-mini``, ``GPT-5 Mini``."""
    letters, others = ("".join(filter(str.isalnum, each.casefold())) for each in (one, other))
    return one == other or letters == others != ""


@dataclass(frozen=True, slots=True)
class MessagePart:
    """A part of a message in a format that marks its parts, such as the JSON of an API."""

    kind: BlockKind
    """`BlockKind.PROSE` for text, which is parsed into blocks."""
    text: str
    """Decoded; empty for a file without its content."""
    span: Span
    """In the text of the source."""
    name: str = ""
    """Name of a tool or file."""
    argument: str = ""
    """Media type of a file, prompt of an image; ``error`` for the result of a tool that failed."""
    asset: str = ""
    """Reference to a picture or file, as the transcript writes it: a path, a name, or a ``data:`` URL."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message or an event of a conversation."""

    number: int
    """Position, from 1; not stable, the anchor is the address."""
    anchor: str
    kind: MessageKind
    participant: Participant
    time: str | None
    """ISO 8601, with the precision of the source; with a time zone only if the source has one."""
    text: str
    span: Span
    """In the decoded source before repair."""
    blocks: tuple[Block, ...]
    fingerprint: str = ""
    """Identical for every export of the message; see `sitegen.permalinks.anchors`."""
    minhash: str = ""
    """MinHash of a longer message; see `sitegen.text.minhash`."""
    native_id: str = ""
    """Its id in the program that ran the conversation; empty if the format has none."""
    former_anchors: tuple[str, ...] = ()
    """Other anchors that link to it."""
    edited: str = ""
    """ISO day since which its words differ from those when its anchor was assigned; empty if they do not."""
    withdrawn: "Tombstone | None" = None
    """Shown instead of the words, if they were withdrawn."""
    more_spans: tuple[Span, ...] = ()
    """Other parts of the source that belong to it."""
    branch: int = 0
    """0 for the current path; others are other versions, see `Conversation.branch_points`."""
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A message that is no longer shown, as recorded in the ledger."""

    anchor: str
    is_withdrawn: bool
    """Withdrawn by the owner; else it is no longer in the transcript."""
    excerpt: str
    """First words of the message; empty if withdrawn."""
    since: str
    """ISO day."""
    reason: str = ""
    moved_to: str = ""
    """Address in the site where the same words are now; empty if nowhere."""
    former_anchors: tuple[str, ...] = ()
    """Other anchors that link to it."""


class RepairMethod(StrEnum):
    """The evidence for a repair."""

    LOSSLESS = "lossless"  # no byte is missing
    ONLY_CANDIDATE = "only candidate"  # a byte is missing, and only one fits
    VARIATION_SELECTOR = "variation selector"  # nothing else makes sense after ♥
    BOX_NEIGHBOURS = "box neighbours"  # the lines of a drawing continue
    RUN = "run"  # a long row of one character must be a rule
    QUOTE_PAIR = "quote pair"  # an open quotation is closed
    ZWJ = "ZWJ"  # two emoji are joined into one
    PRODUCER = "producer"  # the exporting program prints this emoji on such lines
    UNDECIDED = "undecided"  # only proposed: a byte is missing, and several fit
    MIXED = "mixed text"  # only proposed: no byte is missing, but not all of the file is damaged
    UNDECODABLE = "undecodable byte"  # invalid in the encoding of the file; shown as U+FFFD
    NUL = "NUL"  # not allowed in HTML; shown as U+FFFD
