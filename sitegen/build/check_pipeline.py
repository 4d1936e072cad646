"""Check an archive: the steps of `pipeline`, without rendering more than needed and without writing anything.

`sitegen check` calls `check`; `sitegen build` reports the same problems, except for those that need a second look at
every transcript.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from sitegen.archive.folder import Archive
from sitegen.build import transcript
from sitegen.build.assignment import Assignment, LedgerState
from sitegen.build.checks import permalinks, site_files
from sitegen.build.checks.archive import check_archive
from sitegen.build.checks.links import expected_pages, link_problems
from sitegen.build.checks.privacy import check_privacy
from sitegen.build.checks.quotations import (
    FailedQuotation,
    QuotationContext,
    QuoteIndexStore,
    confirmed_quotation_notes,
    explain_failed,
    failed_quotation_problems,
    failed_requests,
)
from sitegen.build.context import BuildContext
from sitegen.build.guards import blocked_transcripts
from sitegen.build.parallel import Workers, map_jobs
from sitegen.build.plan import make_plan
from sitegen.build.quote_requests import site_addresses
from sitegen.build.state import cache_key
from sitegen.build.transcript import TranscriptJob
from sitegen.model import ConversationOutline
from sitegen.model.problems import Problem
from sitegen.permalinks.ledger.files import Ledger, read_record
from sitegen.permalinks.ledger.records import RecordState
from sitegen.privacy.findings import SecretFinding
from sitegen.privacy.scanner import scan
from sitegen.quotes.backlinks import QuoteResult


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The outcome of a check."""

    problems: tuple[Problem, ...]
    """In order of path and line."""
    failed_quotations: tuple[FailedQuotation, ...]
    """Their problems are in ``problems`` as well."""
    findings: tuple[tuple[str, SecretFinding], ...] = ()
    """Secrets and personal data, accepted or not, with the path of the file."""


def check(
    archive: Archive, context: BuildContext, *, day: str, site: Path | None = None, workers: Workers = None
) -> CheckResult:
    """Return all problems and notes of the archive, and of the built site in the folder ``site``, if given.

    Includes what a build on ``day`` (ISO date) would do to published addresses. Raises `ContentError` if the ledger
    is damaged, or a transcript changes during the check.
    """
    jobs = [TranscriptJob(file.path, file.file, file.rule) for file in archive.files]
    results = map_jobs(transcript.check_transcript, context, jobs, workers)
    by_path = {job.path: result for job, result in zip(jobs, results, strict=True)}
    outlines = [result.outline for result in results if result.outline]
    unpublished = archive.private_paths | {path for path, result in by_path.items() if result.is_unpublished}

    hashes = {path: result.sha256 for path, result in by_path.items()}
    ledger_path = archive.display_path(archive.ledger_folder)
    ledger = Ledger(archive.ledger_folder, ledger_path)
    plan = make_plan(archive, context, outlines, ledger, hashes=hashes, unpublished=unpublished, day=day)
    assignment = plan.assignment
    quotations = QuotationContext(context, plan, ledger, QuoteIndexStore(archive.state_folder), workers)
    address_problems, quote_results = _check_addresses(archive, quotations)
    suspects = {path for path, result in by_path.items() if result.secrets}
    suspects |= set(_with_suspicious_tombstones(plan.outlines, assignment))
    used_rules = (cache_key(rule) for result in results for rule in result.used_rules)
    redacted_values = {value for each in outlines for value in each.redacted_values}
    privacy = check_privacy(
        archive,
        _scan(quotations, suspects),
        used_rules,
        assignment.closed_records,
        ledger,
        redacted_values=redacted_values,
    )
    failed = tuple(explain_failed(failed_requests(plan.quote_requests, quote_results), quotations))
    unreadable = by_path.keys() - {each.path for each in outlines}
    is_page = expected_pages(archive, assignment.page_contexts, site)
    problems = [
        *archive.with_display_paths([problem for result in results for problem in result.problems]),
        *check_archive(archive, outlines, assignment.copies),
        *assignment.problems,
        *permalinks.conversation_problems(assignment, ledger, unreadable),
        *address_problems,
        *link_problems(archive, context, site_addresses(archive, assignment), is_page),
        *failed_quotation_problems(failed),
        *confirmed_quotation_notes(plan.quote_requests, quote_results),
        *(site_files.check_folder(site) if site else ()),
        *privacy.problems,
    ]
    if ledger.files:  # before the first build nothing has an address yet
        unrecorded = [path for path, state in assignment.ledger_states.items() if not state.files]
        blocked = blocked_transcripts(archive, problems)
        problems += permalinks.unrecorded_transcripts(ledger_path, unrecorded, blocked)
    problems.sort(key=lambda each: (each.path, each.line or 0, each.message))
    return CheckResult(tuple(problems), failed, privacy.findings)


def _scan(quotations: QuotationContext, suspects: AbstractSet[str]) -> dict[str, tuple[SecretFinding, ...]]:
    """Scan the suspected transcripts again, without their withdrawn messages; return the findings by path."""
    jobs = [job for job in quotations.plan.jobs.values() if job.path in suspects]
    findings = map_jobs(transcript.scan_transcript, quotations.context, jobs, quotations.workers)
    return dict(zip((job.path for job in jobs), findings, strict=True))


def _with_suspicious_tombstones(outlines: Iterable[ConversationOutline], assignment: Assignment) -> Iterator[str]:
    """Yield the paths of conversations whose pages show words of the ledger that look like secrets or personal data."""
    for outline in outlines:
        current = frozenset(outline.fingerprints)
        files = assignment.ledger_states[outline.path].files
        messages = (
            each
            for file in files
            for each in read_record(file).messages
            if each.fingerprint not in current or each.state is not RecordState.LIVE
        )
        if any(scan(text) for each in messages for text in (each.excerpt, each.reason) if text):
            yield outline.path


def _check_addresses(
    archive: Archive, quotations: QuotationContext
) -> tuple[list[Problem], dict[str, tuple[QuoteResult, ...]]]:
    """Return the address changes that a build would make, and the results of quotations by slug."""
    plan = quotations.plan
    problems: list[Problem] = []
    quote_results: dict[str, tuple[QuoteResult, ...]] = {}
    outlines = {outline.path: outline for outline in plan.outlines}
    jobs = [
        job
        for job in plan.jobs.values()
        if job.quote_requests
        or plan.assignment.ledger_states[job.path].withdrawn
        or not _is_unchanged(outlines[job.path], plan.assignment.ledger_states[job.path], quotations.ledger)
    ]
    results = map_jobs(transcript.check_addresses, quotations.context, jobs, quotations.workers)
    for job, result in zip(jobs, results, strict=True):
        assert job.page_context is not None
        assert job.ledger_state is not None
        quote_results[job.page_context.slug] = result.quote_results
        problems += archive.with_display_paths(result.doubts)
        if job.ledger_state.files:
            changed = permalinks.message_problems(job.path, result.changes, report_new=True)
            problems += archive.with_display_paths(changed)
    return problems, quote_results


def _is_unchanged(outline: ConversationOutline, ledger_state: LedgerState, ledger: Ledger) -> bool:
    """Return whether the conversation has the messages that the ledger has, so that no address can change."""
    if len(ledger_state.files) != 1 or ledger_state.header.key not in ledger.files:
        return False
    recorded = [
        each.fingerprint
        for each in ledger.read(ledger_state.header.key).messages
        if each.state is not RecordState.REMOVED
    ]
    return recorded == list(outline.fingerprints)
