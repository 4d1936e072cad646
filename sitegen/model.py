"""The words of the house as frozen values. Imports nothing of ours but `errors`; everything here pickles."""

from dataclasses import dataclass
from enum import StrEnum

from sitegen.errors import Problem


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
    """What was said, whoever exported it; see `permalinks.fingerprint`."""
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


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """Where a conversation came from."""

    path: str
    """Relative to the archive's folder of transcripts, with forward slashes."""
    sha256: str
    bytes: int
    encoding: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """One transcript, read: all that its page needs but its place among the others (see `Place`)."""

    title: str
    format: str
    started: str | None
    ended: str | None
    source: SourceInfo
    participants: tuple[Participant, ...]
    """In order of first appearance."""
    messages: tuple[Message, ...]
    repairs: tuple[Repair, ...]
    problems: tuple[Problem, ...]
    native: str = ""
    """Its id in the program that ran it; empty where the format has none."""
    tombstones: tuple[Tombstone, ...] = ()
    """Messages that once stood here."""
    language: str = ""
    """BCP 47: what most of it is written in, as the owner says or its letters tell; empty: nobody knows."""
    redactions: tuple[Redaction, ...] = ()
    """In order."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A conversation as far as its place among the others depends on it; cheap to find out."""

    path: str
    sha256: str
    title: str
    format: str
    started: str | None
    answers: str
    """The label of the model that answers, where one participant is an assistant; else empty."""
    speakers: tuple[str, ...] = ()
    """As the transcript writes them, in order of first appearance."""
    prints: tuple[str, ...] = ()
    """Fingerprints of its messages, by which an export of the same talk is known."""
    long_prints: tuple[str, ...] = ()
    """Those of its longer messages: what short ones say, many a talk has in common."""
    sketch: str = ""
    """Of all that was said; see `sitegen.sketches`."""
    native: str = ""
    """Its id in the program that ran it; empty where the format has none."""
    original: str = ""
    """The SHA-256 of the transcript, where words of it are redacted; never published."""
    origins: tuple[str, ...] = ()
    """Fingerprints of its messages as they were before that; never published."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another conversation, as far as a page that links to it must know it."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another conversation in which some of the same messages stand."""

    other: Neighbour
    messages: int
    """Of a certain length, and found in both."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Where in an essay something of the archive is quoted."""

    essay: Neighbour
    paragraph: int
    """From 1, as the essay's page counts them; 0 for what stands in none, as in a footnote."""
    url: str = ""
    """Of an essay that stands elsewhere, whose slug is its path: where it can be read, if that is known."""
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class Backlink:
    """A message of a conversation, and an essay that quotes it."""

    anchor: str
    """Of the message."""
    mention: Mention
    quote: str = ""
    """The quote's id, ``q-…``; empty where the essay only links to the message."""


@dataclass(frozen=True, slots=True)
class Place:
    """All that a conversation's page needs from outside its transcript; part of the page's cache key."""

    slug: str
    series: str | None = None
    earlier: Neighbour | None = None
    later: Neighbour | None = None
    overlaps: tuple[Overlap, ...] = ()
    """Those with most messages in common first."""
    former: tuple[str, ...] = ()
    """Slugs that lead here; none of them is another's now."""
    guests: tuple[tuple[str, str], ...] = ()
    """Anchors that were published under this slug and belong to another conversation, and their addresses now."""
    backlinks: tuple[Backlink, ...] = ()
    """By message, then by essay."""
    asked: str = ""
    """Key of the quotations that lead here."""


@dataclass(frozen=True, slots=True)
class Departed:
    """A conversation that was published once and is no more: all that its page tells."""

    slug: str
    title: str
    """Empty where it is not to be told."""
    is_withdrawn: bool
    since: str
    why: str
    former: tuple[str, ...]
    messages: tuple[Tombstone, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """What one participant said in one conversation."""

    participant: Participant
    messages: int
    words: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A block of art with its label: all that a page needs that shows it away from its message."""

    id: str
    """In the page of its conversation."""
    text: str
    participant: Participant
    time: str | None
    """Of its message."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of one message that stand for the whole conversation."""

    text: str
    """Plain text without Markdown's signs; may be empty."""
    speaker: str = ""
    anchor: str = ""
    """Of the message."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One conversation as the pages about all of them see it; also its entry in ``archive.json``."""

    slug: str
    title: str
    format: str
    started: str | None
    ended: str | None
    series: str | None
    source: SourceInfo
    shares: tuple[Share, ...]
    messages: int
    """Speech only."""
    events: int
    drawings: int
    images: int
    excerpt: Excerpt
    problems: tuple[Problem, ...]
    language: str = ""
    """As the conversation's."""


@dataclass(frozen=True, slots=True)
class Essay:
    """What somebody wrote about the archive, in Markdown."""

    path: str
    """Relative to the folder of essays, with forward slashes."""
    slug: str
    title: str
    date: str | None
    """ISO 8601, as precise as it was written."""
    author: str
    description: str
    text: str
    """The Markdown below the front matter, without the heading that gave the title."""
    line: int
    """The line of the file, from 1, at which ``text`` begins."""
    is_draft: bool = False
    """Read and checked, never published."""
    has_own_slug: bool = False
    """Its author chose it."""
    language: str = ""
    """BCP 47, as its author says or its letters tell; empty: nobody knows."""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file of the site, not yet written."""

    path: str
    """Relative to the site's root, with forward slashes."""
    data: bytes
