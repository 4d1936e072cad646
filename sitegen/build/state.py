"""The state that one build saves for the next: which bytes and settings led to which files of the site."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from sitegen.build.assignment import LedgerState
from sitegen.build.output import FileStamp
from sitegen.model import ConversationOutline, Drawing, PageContext, Summary
from sitegen.model.problems import Problem
from sitegen.permalinks.ledger.files import LedgerFile
from sitegen.permalinks.ledger.records import RecordHeader
from sitegen.privacy.findings import SecretFinding
from sitegen.quotes.backlinks import QuoteResult


@dataclass(frozen=True, slots=True)
class StoredSegment:
    """A conversation's segment of the search index, as stored in the cache; see `search.segment_store`."""

    key: str = ""
    stamp: tuple[int, ...] = ()
    """Size and time of change, to detect changes."""


@dataclass(frozen=True, slots=True)
class LedgerSnapshot:
    """The ledger's record of a conversation at the time its page was rendered."""

    header: RecordHeader | None = None
    hashes: tuple[str, ...] = ()
    """SHA-256 of its files."""
    is_pending: bool = False
    """The ledger was not updated, as the build was not for publication."""

    def matches(self, ledger_state: LedgerState) -> bool:
        """Return whether the page was rendered from this state of the ledger."""
        return (
            self.header == ledger_state.header and self.hashes == ledger_state.hashes and not ledger_state.renamed_pages
        )


@dataclass(frozen=True, slots=True)
class PictureReference:
    """A reference to a file that a message shows as a picture."""

    reference: str
    """As the transcript writes it."""
    line: int
    """Line of the first reference, from 1."""
    is_exported: bool
    """The transcript is an export, which may have been made without its files."""


@dataclass(frozen=True, slots=True)
class TranscriptState:
    """The results of the last build for one transcript."""

    stamp: tuple[int, ...]
    """Size and time of change of the file; see `TranscriptFile`."""
    sha256: str
    rule_key: str
    """Key of its `TranscriptRule`."""
    problems: tuple[Problem, ...] = ()
    """Problems that prevent a page; those of a page are in ``summary``."""
    outline: ConversationOutline | None = None
    summary: Summary | None = None
    page_context: PageContext | None = None
    files: tuple[FileStamp, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    segment: StoredSegment = StoredSegment()
    ledger_snapshot: LedgerSnapshot = LedgerSnapshot()
    is_unpublished: bool = False
    """Set by its own front matter."""
    quote_results: tuple[QuoteResult, ...] = ()
    """Results of the quotations that lead to it."""
    secrets: tuple[SecretFinding, ...] = ()
    used_rules: tuple[str, ...] = ()
    """Keys of the redaction rules that matched."""
    withdrawn: tuple[str, ...] = ()
    """Anchors of withdrawn messages."""
    doubts: tuple[Problem, ...] = ()
    """Messages that may have withdrawn words."""
    references: tuple[PictureReference, ...] = ()
    assets: tuple[tuple[str, tuple[str, tuple[int, ...]]], ...] = ()
    """The pictures that its page was rendered with, see `TranscriptJob.asset_keys`."""
    picture_problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildState:
    """All that a build saves for the next."""

    environment_key: str = ""
    """Key of everything that all pages depend on: code, libraries, templates, settings; see `cache.code_key`."""
    content_key: str = ""
    """Key of the other content of overview pages: home page text, essays, closed records."""
    transcripts: Mapping[str, TranscriptState] = field(default_factory=dict)
    site_pages: Mapping[str, tuple[str, FileStamp]] = field(default_factory=dict)
    """The files about the whole site by path, with the key of their input."""
    static_files: tuple[str, tuple[FileStamp, ...]] = ("", ())
    """The key of styles and scripts, and their files."""
    search_shards: tuple[str, tuple[FileStamp, ...]] = ("", ())
    """The key of the input of the search shards, and their files."""
    ledger_files: Mapping[str, LedgerFile] = field(default_factory=dict)
    """By name."""
    quote_problems: tuple[str, tuple[Problem, ...]] = ("", ())
    """The key of the input of quotation checks, and the problems found."""

    def files(self) -> Iterator[FileStamp]:
        """Yield all files of the site."""
        yield from self.site_page_files()
        yield from self.static_files[1]
        yield from self.search_shards[1]
        for state in self.transcripts.values():
            yield from state.files

    def site_page_files(self) -> Iterator[FileStamp]:
        """Yield the files about the whole site."""
        for _, stamp in self.site_pages.values():
            yield stamp


def cache_key(*parts: object) -> str:
    """Return a key that differs if any part differs; the ``repr`` of parts must contain their whole value."""
    return hashlib.sha256("\0".join(map(repr, parts)).encode("utf-8", "surrogatepass")).hexdigest()


_FORMAT_VERSION = 21


class _Versioned(msgspec.Struct, array_like=True):
    version: int
    state: msgspec.Raw


def encode_state(build_state: BuildState) -> bytes:
    """Return the state as MessagePack."""
    return msgspec.msgpack.encode((_FORMAT_VERSION, build_state))


def decode_state(data: bytes) -> BuildState:
    """Return the state from the bytes of `encode_state`; an empty one if another version of the format was saved."""
    try:
        versioned = msgspec.msgpack.decode(data, type=_Versioned)
        if versioned.version == _FORMAT_VERSION:
            return msgspec.msgpack.decode(versioned.state, type=BuildState)
    except msgspec.DecodeError:
        pass
    return BuildState()
