"""Build a site: the whole program on one screen.

    outline   each changed transcript, in parallel   → title, date, speakers, fingerprints
    assign    all outlines and the ledger            → slugs, series, permanent addresses, redirects
    render    each changed transcript, in parallel   → page, JSON export, source; summary, ledger lines, search segment
    overview  all summaries                          → home page, lists, charts, statistics, tombstones, archive.json
    search    all search segments                    → the shards of the search page, the Whoosh index
    check     all results                            → problems
    write     all changed files, or none             → content/ledger/, then site/

The first three steps are in `run`. All steps between reading and writing are pure functions of values. The `BuildState`
of the last build saves work: only what changed since then is read and rendered. `check` runs the same steps with the
same state, but makes no files.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sitegen.archive.folder import Archive, save_part_lists
from sitegen.build import transcript
from sitegen.build.cache import Cache
from sitegen.build.checks import permalinks, site_files
from sitegen.build.checks.links import expected_pages
from sitegen.build.checks.quotations import (
    FailedQuotation,
    QuoteIndexStore,
    cached_problems,
    explain_failed,
    failed_quotation_problems,
)
from sitegen.build.context import build_context, model_registry
from sitegen.build.guards import (
    blocked_transcripts,
    check_ledger_complete,
    check_output_folder,
    report_write_errors,
)
from sitegen.build.output import SiteWriter, recover_site
from sitegen.build.parallel import ProgressCallback, Workers
from sitegen.build.run import Rendered, Run, start_run
from sitegen.build.search_index import SearchIndex
from sitegen.build.site_pages import search_segment_keys, write_search_shards, write_site_pages, write_static_files
from sitegen.build.snapshot import BuildReport, CheckReport, SnapshotStore
from sitegen.build.state import BuildState, LedgerSnapshot, TranscriptState
from sitegen.build.transcript_job import TranscriptJob, TranscriptOutput
from sitegen.build.transcript_spool import TranscriptSpool
from sitegen.build.transcript_states import became_private, new_transcript_state, outdated_jobs
from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks.ledger.records import RecordHeader
from sitegen.permalinks.ledger.serialization import serialize_record
from sitegen.privacy.findings import SecretFinding
from sitegen.privacy.ledger_redaction import redact_record
from sitegen.text.state_files import DamagedStateError


def build(
    archive: Archive,
    output: Path,
    *,
    today: str,
    force: bool = False,
    strict: bool = False,
    update_ledger: bool = True,
    workers: Workers = None,
    on_progress: ProgressCallback = lambda done, total: None,  # noqa: ARG005
) -> BuildReport:
    """Build the site of ``archive`` in the folder ``output``.

    ``today``: ISO date, written to the ledger beside changes. ``force``: ignore the state of the last build.
    ``strict``: leave the old site in place if there is any problem. ``update_ledger``: make the addresses permanent,
    as a site for publication needs. ``workers``: see `parallel.Workers`.

    Raises `ContentError` if the output folder belongs to somebody else, the ledger is damaged, or another build runs.
    """
    run = partial(
        _build_once, archive, output, day=today, strict=strict, update_ledger=update_ledger, workers=workers,
        on_progress=on_progress,
    )  # fmt: skip
    try:
        return run(force=force)
    except DamagedStateError:  # what was damaged is deleted by now
        pass
    try:
        return run(force=True)
    except DamagedStateError as error:
        raise ContentError(Problem("damaged-state", archive.state_folder.as_posix(), reason=str(error))) from error


def _build_once(
    archive: Archive,
    output: Path,
    *,
    day: str,
    force: bool,
    strict: bool,
    update_ledger: bool,
    workers: Workers,
    on_progress: ProgressCallback,
) -> BuildReport:
    check_output_folder(archive, output)
    cache, context = Cache(archive.state_folder, output), build_context(archive)
    snapshots = SnapshotStore(archive.state_folder, archive.transcripts_folder, output)
    with (
        report_write_errors(output),
        cache.lock(),
        SiteWriter(output) as site,
        TranscriptSpool(archive.state_folder) as spool,
    ):
        run = start_run(archive, context, cache, spool, day=day, workers=workers, force=force)
        check_ledger_complete(archive, run.last_state, run.ledger)
        writer = _Writer(run, cache, site, SearchIndex(archive.state_folder))
        plan, states = run.assign()
        jobs = outdated_jobs(plan.jobs, states, update_ledger=update_ledger, is_written=writer.has_written)
        rendered = run.render(plan, states, jobs, transcript.render_transcript, writer.write, on_progress=on_progress)
        new_state = writer.write_overview(rendered)
        files = list({each.path: each.size for each in new_state.files()}.items())  # two pages may share a picture
        conversation_problems, message_problems = run.conversation_problems(rendered), run.message_problems(rendered)
        old_ledger = run.ledger_stamps
        problems = run.problems(
            rendered,
            (*conversation_problems, *message_problems),
            new_state.quote_problems[1],
            site_files.check_files(output.as_posix(), files),
            run.privacy_report(rendered),
            is_page=frozenset(path for path, _ in files).__contains__,
        )
        written = not (strict and any(not each.is_note for each in problems))
        blocked = blocked_transcripts(archive, problems)
        if written:
            writer.commit(rendered, new_state, blocked, update_ledger=update_ledger)
        summaries = [each.summary for each in rendered.states.values() if each.summary]
        messages = sum(each.messages for each in summaries)
        report = BuildReport(len(summaries), messages, len(jobs), problems, written)
        next_problems: tuple[Problem, ...] | None = problems  # of the same build again; None if not known
        if run.ledger_stamps != old_ledger:  # the changes of messages are in it now
            next_problems = tuple(each for each in problems if each not in message_problems)
            if conversation_problems or rendered.failed_requests or plan.assignment.copies or blocked:
                next_problems = None
        if written and update_ledger and next_problems is not None and not _is_about_draft(archive, problems):
            outputs = snapshots.outputs(archive.ledger_folder)
            snapshots.save(
                replace(report, rebuilt=0, problems=next_problems), archive.stamps, outputs, run.ledger_stamps
            )
    return report


def _is_about_draft(archive: Archive, problems: Iterable[Problem]) -> bool:
    """Return whether a problem is about the draft of an essay: no cache may quote or name one."""
    drafts = {f"{archive.essays_folder}/{each.path}" for each in archive.essays if each.is_draft}
    return any(each.path in drafts for each in problems)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The outcome of a check."""

    report: CheckReport
    failed_quotations: tuple[FailedQuotation, ...]
    """Their problems are in the report as well."""
    findings: tuple[tuple[str, SecretFinding], ...] = ()
    """Secrets and personal data, accepted or not, with the path of the file."""


def check(archive: Archive, output: Path, *, day: str, workers: Workers = None) -> CheckResult:
    """Return all problems and notes of the archive, and of the site in the folder ``output``, if it exists.

    Includes what a build on ``day`` (ISO date) would do to published addresses. Reads again only what changed since the
    last build, and writes nothing but the caches of an archive that was built. Raises `ContentError` if the ledger is
    damaged, or a transcript changes during the check.
    """
    context, cache = build_context(archive), Cache(archive.state_folder, output)
    snapshots = SnapshotStore(archive.state_folder, archive.transcripts_folder, output)
    recover_site(output)
    outputs = snapshots.outputs(archive.ledger_folder)
    with TranscriptSpool(archive.state_folder) as spool:
        run = start_run(archive, context, cache, spool, day=day, workers=workers)
        plan, states = run.assign()
        jobs = outdated_jobs(plan.jobs, states, update_ledger=True)
        rendered = run.render(plan, states, jobs, transcript.check_transcript, new_transcript_state)
        failed = tuple(explain_failed(rendered.failed_requests, run.quotations(plan)))
    assignment, privacy = plan.assignment, run.privacy_report(rendered)
    problems = [
        *run.problems(
            rendered,
            (*run.conversation_problems(rendered), *run.message_problems(rendered, report_new=True)),
            failed_quotation_problems(failed),
            site_files.check_folder(output),
            privacy,
            is_page=expected_pages(archive, assignment.page_contexts, output),
        )
    ]
    if run.ledger.files:  # before the first build nothing has an address yet
        ledger_path = archive.display_path(archive.ledger_folder)
        unrecorded = [path for path, state in assignment.ledger_states.items() if not state.files]
        blocked = blocked_transcripts(archive, problems)
        problems += permalinks.unrecorded_transcripts(ledger_path, unrecorded, blocked)
    problems.sort(key=lambda each: (each.path, each.line or 0, each.message))
    report = CheckReport(len(archive.files), tuple(problems))
    if archive.state_folder.is_dir():
        save_part_lists(archive)
    if archive.state_folder.is_dir() and not _is_about_draft(archive, problems):
        snapshots.save(report, archive.stamps, outputs, run.ledger_stamps)
    return CheckResult(report, failed, privacy.findings)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Write the results of a build."""

    run: Run
    cache: Cache
    site: SiteWriter
    search_index: SearchIndex

    def has_written(self, state: TranscriptState) -> bool:
        """Return whether the files and the search segment of a transcript are there, unchanged."""
        return (
            bool(state.files) and self.site.has_unchanged(state.files) and self.search_index.has_segment(state.segment)
        )

    def write(self, state: TranscriptState, job: TranscriptJob, output: TranscriptOutput) -> TranscriptState:
        """Write the files and the search segment of a transcript; return its new state."""
        return replace(
            new_transcript_state(state, job, output),
            files=tuple(self.site.write(file, replaceable=state.files) for file in output.files),
            segment=self.search_index.store_segment(output.segment),
        )

    def write_overview(self, rendered: Rendered) -> BuildState:
        """Write the files about all conversations; return the state for the next build."""
        run, states = self.run, rendered.states
        shards = write_search_shards(run.context, run.reusable_state, states, self.site, self.search_index)
        new_state = write_site_pages(
            run.archive,
            run.context,
            run.reusable_state,
            states,
            self.site,
            pages=rendered.plan.assignment.pages,
            closed_records=rendered.plan.assignment.closed_records,
            essay_quotes=rendered.essay_quotes,
            menu=rendered.plan.menu,
        )
        quotations, cached = run.quotations(rendered.plan), run.reusable_state.quote_problems
        quote_problems = cached_problems(rendered.failed_requests, quotations, cached)
        static_files = write_static_files(run.context, run.reusable_state, self.site)
        return replace(new_state, static_files=static_files, search_shards=shards, quote_problems=quote_problems)

    def commit(
        self, rendered: Rendered, new_state: BuildState, blocked: AbstractSet[str], *, update_ledger: bool
    ) -> None:
        """Write the ledger, the site, what the search index must hold, and the state for the next build."""
        states, last_state = rendered.states, self.run.last_state
        if update_ledger:
            transcripts = self._write_ledger(rendered, blocked)
            new_state = replace(new_state, transcripts=transcripts)
        new_state = replace(new_state, ledger_files={file.name: file for file in self.run.ledger.files.values()})
        if not self.site.consists_of(new_state.files()):
            self.site.commit(new_state.files())
        # Caches may hold content that became private. Without a last state, assume that they do.
        is_cleared = not last_state.transcripts or became_private(last_state.transcripts, states)
        if is_cleared:
            QuoteIndexStore(self.run.archive.state_folder).keep_only(())
            self.cache.delete_other_states()
        save_part_lists(self.run.archive)
        models = model_registry(self.run.context).by_identity
        self.search_index.save_content(search_segment_keys(states), models, delete_old=is_cleared)
        if new_state != last_state:  # no report is valid any more, and it may quote what was removed
            archive = self.run.archive
            SnapshotStore(archive.state_folder, archive.transcripts_folder, self.site.folder).delete_all()
            self.cache.save(new_state)

    def _redact_ledger(self, path: str, header: RecordHeader) -> None:
        """Remove redacted words from the old record of a transcript that is not added to the ledger."""
        old = self.run.ledger.read(header.key)
        new_slugs = replace(old.header, slug=header.slug, former_slugs=header.former_slugs)
        new = redact_record(replace(old, header=new_slugs), self.run.archive.settings.rule_for(path).redactions)
        if new != old:
            self.run.ledger.write(new.header, serialize_record(new))

    def _write_ledger(self, rendered: Rendered, blocked: AbstractSet[str]) -> Mapping[str, TranscriptState]:
        """Write the ledger, without transcripts that are ``blocked``; return the states with their snapshots of it."""
        ledger, assignment, states = self.run.ledger, rendered.plan.assignment, dict(rendered.states)
        for path, lines in rendered.ledger_lines.items():
            ledger_state = assignment.ledger_states[path]
            header = ledger_state.header
            if path in blocked:
                if header.key in ledger.files:  # what it has must not say more than the site
                    self._redact_ledger(path, header)
                continue
            file = ledger.write(header, lines) if lines else ledger.files[header.key]
            states[path] = replace(
                states[path], ledger_snapshot=LedgerSnapshot(header, ledger_state.hashes_with((file.sha256,)))
            )
        for record in assignment.closed_records:
            if ledger.read(record.header.key) != record:
                ledger.write(record.header, serialize_record(record))
        for key in assignment.absorbed_keys:
            ledger.remove(key)
        ledger.sync()
        return states
