"""The state that one build saves for the next: which bytes and settings led to which files of the site."""

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sitegen.build.assignment import LedgerState
from sitegen.build.output import FileStamp
from sitegen.model import (
    Backlink,
    ConversationOutline,
    Drawing,
    Mention,
    Overlap,
    PageContext,
    PageRef,
    Summary,
    serialization,
)
from sitegen.model.problems import Problem, restore
from sitegen.permalinks.ledger.files import LedgerFile
from sitegen.permalinks.ledger.records import RecordHeader, RecordState
from sitegen.privacy.findings import SecretFinding, finding_from_json, finding_to_json
from sitegen.quotes.backlinks import QuoteResult
from sitegen.quotes.passages import Passage
from sitegen.quotes.verdict import QuoteFinding
from sitegen.render import summaries


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


@dataclass(frozen=True, slots=True)
class BuildState:
    """All that a build saves for the next."""

    environment_key: str = ""
    """Key of everything that all pages depend on: code, libraries, theme, settings; see `cache.code_key`."""
    content_key: str = ""
    """Key of the other content of overview pages: home page text, essays, closed records."""
    transcripts: Mapping[str, TranscriptState] = field(default_factory=dict)
    site_pages: Mapping[str, tuple[str, FileStamp]] = field(default_factory=dict)
    """The files about the whole site by path, with the key of their input."""
    search_shards: tuple[str, tuple[FileStamp, ...]] = ("", ())
    """The key of the input of the search shards, and their files."""
    ledger_files: Mapping[str, LedgerFile] = field(default_factory=dict)
    """By name."""
    quote_problems: tuple[str, tuple[Problem, ...]] = ("", ())
    """The key of the input of quotation checks, and the problems found."""

    def files(self) -> Iterator[FileStamp]:
        """Yield all files of the site."""
        yield from self.site_page_files()
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


_FORMAT_VERSION = 10


def to_json(build_state: BuildState) -> dict[str, Any]:
    """Return the state as JSON values."""
    return {
        "version": _FORMAT_VERSION,
        "environment": build_state.environment_key,
        "content": build_state.content_key,
        "transcripts": {path: _transcript_to_json(state) for path, state in build_state.transcripts.items()},
        "site_pages": [[key, _stamp_to_json(stamp)] for key, stamp in build_state.site_pages.values()],
        "search": [build_state.search_shards[0], _stamps_to_json(build_state.search_shards[1])],
        "quotes": [
            build_state.quote_problems[0],
            _problems_to_json(build_state.quote_problems[1]),
        ],
        "ledger": [
            [file.name, file.stamp, file.sha256, _values(file.header), file.has_withdrawn]
            for file in build_state.ledger_files.values()
        ],
    }


def _transcript_to_json(state: TranscriptState) -> list[Any]:
    return [
        state.stamp,
        state.sha256,
        state.rule_key,
        _problems_to_json(state.problems),
        _values(state.outline) if state.outline else None,
        summaries.to_json(state.summary) if state.summary else None,
        _page_context_to_json(state.page_context) if state.page_context else None,
        _stamps_to_json(state.files),
        [
            [each.id, each.text, serialization.participant_to_json(each.participant), each.time]
            for each in state.drawings
        ],
        [state.segment.key, state.segment.stamp],
        _ledger_snapshot_to_json(state.ledger_snapshot),
        state.is_unpublished,
        [_quote_result_to_json(each) for each in state.quote_results],
        [finding_to_json(each) for each in state.secrets],
        state.used_rules,
        state.withdrawn,
        _problems_to_json(state.doubts),
    ]


def _problems_to_json(problems: Iterable[Problem]) -> list[list[Any]]:
    return [[each.code, each.path, each.line, each.parameters] for each in problems]


def _quote_result_to_json(result: QuoteResult) -> list[Any]:
    passage = _values(result.passage) if result.passage else None
    return [result.id, result.finding, result.anchor, passage, _problems_to_json(result.notes)]


def _ledger_snapshot_to_json(snapshot: LedgerSnapshot) -> list[Any]:
    header = _values(snapshot.header) if snapshot.header else None
    return [header, snapshot.hashes, snapshot.is_pending]


def _page_context_to_json(page_context: PageContext) -> list[Any]:
    overlaps = [[_page_ref_to_json(each.other), each.messages] for each in page_context.overlaps]
    backlinks = [
        [each.anchor, _page_ref_to_json(each.mention.essay), each.mention.paragraph, each.mention.url,
         each.mention.is_external, each.quote]
        for each in page_context.backlinks
    ]  # fmt: skip
    return [
        page_context.slug,
        page_context.series,
        _page_ref_to_json(page_context.earlier),
        _page_ref_to_json(page_context.later),
        overlaps,
        page_context.former_slugs,
        page_context.anchor_redirects,
        backlinks,
        page_context.quotes_key,
    ]


def _page_ref_to_json(page_ref: PageRef | None) -> list[str] | None:
    return [page_ref.slug, page_ref.title] if page_ref else None


def _stamps_to_json(stamps: Iterable[FileStamp]) -> list[list[Any]]:
    return [_stamp_to_json(stamp) for stamp in stamps]


def _stamp_to_json(stamp: FileStamp) -> list[Any]:
    return [stamp.path, stamp.size, stamp.modified_ns]


def _values(value: ConversationOutline | RecordHeader | Passage) -> list[Any]:
    # `dataclasses.astuple` would copy every string.
    return [getattr(value, each.name) for each in dataclasses.fields(value)]


def from_json(value: dict[str, Any]) -> BuildState:
    """Return the state from the JSON values of `to_json`; an empty one if another version of the format was saved."""
    if value["version"] != _FORMAT_VERSION:
        return BuildState()
    return BuildState(
        value["environment"],
        value["content"],
        {path: _transcript(path, state) for path, state in value["transcripts"].items()},
        {stamp[0]: (key, FileStamp(*stamp)) for key, stamp in value["site_pages"]},
        (value["search"][0], tuple(FileStamp(*stamp) for stamp in value["search"][1])),
        {
            name: LedgerFile(name, tuple(stamp), sha256, _header(header), has_withdrawn)
            for name, stamp, sha256, header, has_withdrawn in value["ledger"]
        },
        (value["quotes"][0], _problems(value["quotes"][1])),
    )


def _transcript(path: str, value: list[Any]) -> TranscriptState:
    stamp, sha256, rule_key, problems, outline, summary, page_context, files, *others = value
    drawings, segment, snapshot, is_unpublished, quote_results, secrets, used_rules, withdrawn, doubts = others
    return TranscriptState(
        tuple(stamp),
        sha256,
        rule_key,
        _problems(problems),
        _outline(*outline) if outline else None,
        summaries.from_json(summary, path) if summary else None,
        _page_context(page_context) if page_context else None,
        tuple(FileStamp(*each) for each in files),
        tuple(_drawing(*each) for each in drawings),
        StoredSegment(segment[0], tuple(segment[1])),
        _ledger_snapshot(*snapshot),
        is_unpublished,
        tuple(_quote_result(*each) for each in quote_results),
        tuple(finding_from_json(each) for each in secrets),
        tuple(used_rules),
        tuple(withdrawn),
        _problems(doubts),
    )


def _page_context(value: list[Any]) -> PageContext:
    slug, series, earlier, later, overlaps, former_slugs, redirects, backlinks, quotes_key = value
    return PageContext(
        slug,
        series,
        PageRef(*earlier) if earlier else None,
        PageRef(*later) if later else None,
        tuple(Overlap(PageRef(*other), messages) for other, messages in overlaps),
        tuple(former_slugs),
        tuple((anchor, address) for anchor, address in redirects),
        tuple(
            Backlink(anchor, Mention(PageRef(*essay), paragraph, url, is_external), quote)
            for anchor, essay, paragraph, url, is_external, quote in backlinks
        ),
        quotes_key,
    )


def _header(fields: list[Any]) -> RecordHeader:
    header = RecordHeader(*fields)
    return dataclasses.replace(header, former_slugs=tuple(header.former_slugs), state=RecordState(header.state))


def _problems(problems: list[Any]) -> tuple[Problem, ...]:
    return tuple(restore(*each) for each in problems)


def _quote_result(id_: str, finding: str, anchor: str, passage: list[Any] | None, notes: list[Any]) -> QuoteResult:
    return QuoteResult(id_, QuoteFinding(finding), anchor, Passage(*passage) if passage else None, _problems(notes))


def _ledger_snapshot(header: list[Any] | None, hashes: list[str], is_pending: bool) -> LedgerSnapshot:
    return LedgerSnapshot(_header(header) if header else None, tuple(hashes), is_pending)


def _drawing(id_: str, text: str, participant: dict[str, Any], time: str | None) -> Drawing:
    return Drawing(id_, text, serialization.participant_from_json(participant), time)


def _outline(*fields: Any) -> ConversationOutline:
    outline = ConversationOutline(*fields)
    # JSON has only lists.
    return dataclasses.replace(
        outline,
        speakers=tuple(outline.speakers),
        fingerprints=tuple(outline.fingerprints),
        long_fingerprints=tuple(outline.long_fingerprints),
        original_fingerprints=tuple(outline.original_fingerprints),
        slug_traces=tuple(outline.slug_traces),
        redacted_values=tuple(outline.redacted_values),
    )
