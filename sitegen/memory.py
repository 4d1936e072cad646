"""What one build remembers for the next: which bytes and settings led to which files.

The files themselves stand in the site.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sitegen.addresses import Standing
from sitegen.errors import Problem
from sitegen.ledger.entries import Heading
from sitegen.ledger.folder import Page
from sitegen.model import Drawing, Outline, Place, Summary
from sitegen.quoting import Answer
from sitegen.secrets.finding import Finding as Secret
from sitegen.write import Stamp


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation's part of the search index, as it was put away; see `search.shelf`."""

    key: str = ""
    stamp: tuple[int, ...] = ()
    """By which is seen that nobody touched it since."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What the ledger said of a conversation when its page was made."""

    heading: Heading | None = None
    hashes: tuple[str, ...] = ()
    """Of its files there, SHA-256."""
    is_pending: bool = False
    """The ledger should say more now, but this was no build for publication."""

    def is_of(self, standing: Standing) -> bool:
        """Was the page made of this?"""
        return self.heading == standing.heading and self.hashes == standing.hashes


@dataclass(frozen=True, slots=True)
class Record:
    """One transcript as the last build left it."""

    stamp: tuple[int, ...]
    """Of the transcript; see `TranscriptFile`."""
    sha256: str
    """Of the transcript's bytes."""
    rule: str
    """Key of the owner's word about it."""
    problems: tuple[Problem, ...] = ()
    """Why there is no page; empty where there is one."""
    outline: Outline | None = None
    summary: Summary | None = None
    place: Place | None = None
    files: tuple[Stamp, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    box: Kept = Kept()
    """Its part of the search index."""
    settled: Settled = Settled()
    is_withheld: bool = False
    """Its own front matter says that nobody shall see it."""
    answers: tuple[Answer, ...] = ()
    """To the quotations that lead to it."""
    secrets: tuple[Secret, ...] = ()
    """What its files say that should perhaps not be said; masked."""
    used: tuple[str, ...] = ()
    """Keys of the rules that took something out of it."""
    withdrawn: tuple[str, ...] = ()
    """Anchors of its messages that were taken back."""


@dataclass(frozen=True, slots=True)
class Memory:
    """All that one build remembers for the next."""

    environment: str = ""
    """Key of everything that all pages depend on: code, libraries, theme, settings."""
    owner: str = ""
    """Key of what the owner says on the home page."""
    records: Mapping[str, Record] = field(default_factory=dict)
    shared: Mapping[str, tuple[str, Stamp]] = field(default_factory=dict)
    """Of the files that are no conversation's: what they were made from, as a key, and the file; by path."""
    search: tuple[str, tuple[Stamp, ...]] = ("", ())
    """Of the shards that all conversations share: what they were made from, as a key, and the files."""
    ledger: Mapping[str, Page] = field(default_factory=dict)
    """The files of the ledger, by name."""
    quotes: tuple[str, tuple[Problem, ...]] = ("", ())
    """What all quotations were judged by, as a key, and what is wrong with them."""

    def files(self) -> Iterator[Stamp]:
        """All files of the site."""
        yield from self.shared_files()
        yield from self.search[1]
        for record in self.records.values():
            yield from record.files

    def shared_files(self) -> Iterator[Stamp]:
        """Those that are no conversation's."""
        for _, stamp in self.shared.values():
            yield stamp


def key(*parts: object) -> str:
    """A key that differs wherever any of the parts does. Parts must have a telling ``repr``."""
    return hashlib.sha256("\0".join(map(repr, parts)).encode("utf-8", "surrogatepass")).hexdigest()
