"""Define conversations, the result of reading transcripts."""

from dataclasses import dataclass

from sitegen.model.message import Message, Participant, Redaction, Repair, Tombstone, Usage, sum_usage
from sitegen.model.problems import Problem


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """The transcript file of a conversation."""

    path: str
    """Relative to the transcripts folder, with forward slashes."""
    sha256: str
    bytes: int
    encoding: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in messages, as published."""

    reference: str
    """As the transcript writes it, see `Block.asset`; for a picture inside the transcript its address."""
    address: str
    width: int
    """In pixels, as shown; as ``height``."""
    height: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """A parsed transcript: everything that its page needs except for its `PageContext`."""

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
    native_id: str = ""
    """Its id in the program that ran it; empty if the format has none."""
    tombstones: tuple[Tombstone, ...] = ()
    """Messages that were removed from it."""
    language: str = ""
    """BCP 47, from the settings or detected from its script; empty if unknown."""
    redactions: tuple[Redaction, ...] = ()
    """In order."""
    branch_points: tuple[int, ...] = ()
    """For each branch, from 1, the index in ``messages`` of the last message before it; -1 if it begins with the first.

    ``messages`` are the current path, then the branches, each contiguous.
    """
    usage: Usage | None = None
    """As stated for the whole conversation, if not for messages."""
    left_out: tuple[tuple[str, int, int], ...] = ()
    """Why pieces of the source are not shown (see `readers.parsed.LeftOut`), their number, and their characters."""
    pictures: tuple[Picture, ...] = ()
    """Those that can be shown, by reference in order."""
    is_source_public: bool = True
    """The page shows all of the source, so that the source itself may be published."""

    @property
    def path(self) -> tuple[Message, ...]:
        """Return the messages of the current path, without other versions."""
        if not self.branch_points:
            return self.messages
        return tuple(each for each in self.messages if not each.branch)

    @property
    def whole_usage(self) -> Usage | None:
        """Return what the source states for the whole conversation, else the sum of what it states for messages."""
        return self.usage or sum_usage(each.usage for each in self.messages)

    plain_title: str = ""
    """The title of the file, or one made from the participants, if `title` is made from the words of a message."""
    file_title: str = ""
    """The title of the file, if another one is shown."""
    title_fingerprint: str = ""
    """Fingerprint of the message whose words the title is made from; empty if it is not."""


@dataclass(frozen=True, slots=True)
class ConversationOutline:
    """The facts about a conversation that decide its slug, its series and its anchors; cheap to compute."""

    path: str
    sha256: str
    title: str
    format: str
    started: str | None
    assistant_label: str
    """Label of the model that answers, if one participant is an assistant; else empty."""
    speakers: tuple[str, ...] = ()
    """As written in the transcript, in order of first appearance."""
    fingerprints: tuple[str, ...] = ()
    """Fingerprints of its messages, to recognise another export of the same conversation."""
    long_fingerprints: tuple[str, ...] = ()
    """Fingerprints of its longer messages; many conversations share short ones."""
    minhash: str = ""
    """MinHash of all messages, see `sitegen.text.minhash`."""
    native_id: str = ""
    """Its id in the program that ran it; empty if the format has none."""
    original_sha256: str = ""
    """SHA-256 of the unredacted transcript, if it has redactions; never published."""
    original_fingerprints: tuple[str, ...] = ()
    """Fingerprints of its messages before redaction; never published."""
    slug_traces: tuple[str, ...] = ()
    """Hashes of redacted words, as slugs write them; never published."""
    redacted_values: tuple[str, ...] = ()
    """Fingerprints of redacted secrets and personal data, see `value_fingerprint`; never published."""
    letters: int = 0
    """Characters of all messages."""
    parts: tuple[tuple[str, int], ...] = ()
    """The number of its blocks of each kind that not every export has: thinking, tools, files, pictures; sorted."""
    facts: int = 0
    """The number of times and models that its messages have."""
    plain_title: str = ""
    """As in `Conversation`; for slugs and the ledger, which keep no words of messages."""
    title_fingerprint: str = ""
    title_minhash: str = ""
    """MinHash of the message whose words the title is made from."""
    has_models: bool = False
    """A participant is a known model: the list of models has an entry."""
    has_drawings: bool = False

    @property
    def lasting_title(self) -> str:
        """Return the title without words of messages, which may be withdrawn later."""
        return self.plain_title or self.title
