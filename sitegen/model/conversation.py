"""A transcript, once it is read."""

from dataclasses import dataclass

from sitegen.model.message import Message, Participant, Redaction, Repair, Tombstone
from sitegen.model.problems import Problem


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
    """Of all that was said; see `sitegen.text.minhash`."""
    native: str = ""
    """Its id in the program that ran it; empty where the format has none."""
    original: str = ""
    """The SHA-256 of the transcript, where words of it are redacted; never published."""
    origins: tuple[str, ...] = ()
    """Fingerprints of its messages as they were before that; never published."""
