"""The jobs and results of one transcript: values that can be sent to another process or machine."""

from dataclasses import dataclass, replace
from pathlib import Path

from sitegen.archive.asset_files import AssetFile
from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.assignment import LedgerState
from sitegen.build.state import PictureReference
from sitegen.model import ConversationOutline, Drawing, OutputFile, PageContext, Summary
from sitegen.model.problems import Problem
from sitegen.permalinks.ledger.files import read_record_file
from sitegen.permalinks.ledger.reconciliation import AddressChange
from sitegen.privacy.findings import SecretFinding
from sitegen.privacy.picture_files import MAX_PICTURE_BYTES
from sitegen.privacy.rules import RedactRule
from sitegen.quotes.backlinks import QuoteRequest, QuoteResult
from sitegen.readers.containers import ConversationPart, read_part
from sitegen.readers.containers.zip_archive import read_members
from sitegen.search.segment_store import IndexSegment
from sitegen.text.regular_files import IrregularFileError, LargeFileError, file_problem, read_regular_file


@dataclass(frozen=True, slots=True)
class TranscriptJob:
    """One transcript to read or render."""

    path: str
    file: Path
    rule: TranscriptRule
    page_context: PageContext | None = None
    """None before the assignment, as is ``ledger_state``."""
    sha256: str = ""
    """Hash of the bytes that the known outline was read from; empty if there is none."""
    ledger_state: LedgerState | None = None
    day: str = ""
    """ISO day of the build."""
    quote_requests: tuple[QuoteRequest, ...] = ()
    """Quotations that lead to this conversation."""
    data: bytes | Problem = b""
    """The bytes of the file, or why it cannot be read; see `with_data`."""
    records: tuple[bytes, ...] = ()
    """The bytes of the files in ``ledger_state``."""
    parsed: bytes = b""
    """The result of `read_outline` in this build, so that nothing is read and parsed again."""
    part: ConversationPart | None = None
    """The conversation in ``file``, if that holds many."""
    assets: tuple[tuple[str, AssetFile], ...] = ()
    """The pictures that the transcript refers to, by reference."""
    asset_data: tuple[bytes | Problem, ...] = ()
    """The bytes of each of them, or why they cannot be read."""

    @property
    def asset_keys(self) -> tuple[tuple[str, tuple[str, tuple[int, ...]]], ...]:
        """Return what differs if a reference leads to another picture, or a picture has changed."""
        return tuple((reference, file.key) for reference, file in self.assets)

    @property
    def size(self) -> int:
        """Return the number of bytes of the transcript and its pictures that are sent with the job."""
        return len(self.parsed) + sum(len(each) for each in (self.data, *self.asset_data) if isinstance(each, bytes))


@dataclass(frozen=True, slots=True)
class TranscriptOutput:
    """The files of one transcript, and the data that the rest of the site needs."""

    summary: Summary
    drawings: tuple[Drawing, ...]
    segment: IndexSegment
    files: tuple[OutputFile, ...]
    ledger_lines: bytes
    """The new text of the conversation's ledger file; empty if unchanged."""
    changes: tuple[AddressChange, ...]
    quote_results: tuple[QuoteResult, ...]
    """In the order of the job's quote requests."""
    secrets: tuple[SecretFinding, ...] = ()
    withdrawn: tuple[str, ...] = ()
    """Anchors of withdrawn messages."""
    doubts: tuple[Problem, ...] = ()
    """Messages that may have withdrawn words."""
    picture_problems: tuple[Problem, ...] = ()
    """Pictures beside the transcript that are not shown, or not as they are."""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The outline of a transcript, or the problems that prevent one; neither if its bytes have the hash of the job."""

    sha256: str
    outline: ConversationOutline | None
    problems: tuple[Problem, ...] = ()
    is_unpublished: bool = False
    """Set by its own front matter."""
    used_rules: tuple[RedactRule, ...] = ()
    """Redaction rules that matched."""
    parsed: bytes = b""
    """The serialised conversation, for the job of `render_transcript`."""
    references: tuple[PictureReference, ...] = ()


def with_data(job: TranscriptJob, parsed: bytes = b"") -> TranscriptJob:
    """Return the job with the bytes that it needs, so that it can run where its files are not.

    ``parsed``: what `read_outline` returned in this build; then the file is not read again.
    """
    records = tuple(map(read_record_file, job.ledger_state.files)) if job.ledger_state else ()
    asset_data = _read_assets([file for _, file in job.assets])
    data = b"" if parsed else _read_file(job)
    return replace(job, data=data, records=records, parsed=parsed, asset_data=asset_data)


def _read_file(job: TranscriptJob) -> bytes | Problem:
    try:
        return read_part(job.file, job.part) if job.part else read_regular_file(job.file)
    except (IrregularFileError, LargeFileError) as error:
        return file_problem(job.path, error)
    except OSError as error:
        return Problem("unreadable-transcript", job.path, reason=error.strerror or str(error))


def _read_assets(files: list[AssetFile]) -> tuple[bytes | Problem, ...]:
    """Return the bytes of each file; each zip is opened once."""
    data: dict[str, bytes | OSError] = {}
    for file in files:
        if not file.member:
            data[file.path] = _read_asset(file)
        elif file.path not in data:
            members = [each for each in files if each.member and each.file == file.file]
            read = read_members(file.file, [each.member for each in members], MAX_PICTURE_BYTES)
            data |= zip((each.path for each in members), read, strict=True)
    found = ((file.path, data[file.path]) for file in files)
    return tuple(each if isinstance(each, bytes) else file_problem(path, each) for path, each in found)


def _read_asset(file: AssetFile) -> bytes | OSError:
    try:
        return read_regular_file(file.file, limit=MAX_PICTURE_BYTES)
    except OSError as error:
        return error
