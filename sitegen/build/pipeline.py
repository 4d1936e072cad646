"""Build a site: the whole program on one screen.

    outline   each changed transcript, in parallel   → title, date, speakers, fingerprints
    assign    all outlines and the ledger            → slugs, series, permanent addresses, redirects
    render    each changed transcript, in parallel   → page, JSON export, source; summary, ledger lines, search segment
    overview  all summaries                          → home page, lists, charts, statistics, tombstones, archive.json
    search    all search segments                    → the shards of the search page, the Whoosh index
    check     all results                            → problems
    write     in one step, or not at all             → content/ledger/, then site/

All steps between reading and writing are pure functions of values. The `BuildState` of the last build saves work: only
what changed since then is read and rendered. `check_pipeline` runs the same steps, but writes nothing.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sitegen.archive.folder import Archive
from sitegen.build import transcript
from sitegen.build.cache import Cache, code_key
from sitegen.build.checks import permalinks, site_files
from sitegen.build.checks.archive import check_archive
from sitegen.build.checks.links import link_problems
from sitegen.build.checks.privacy import check_privacy
from sitegen.build.checks.quotations import (
    QuotationContext,
    QuoteIndexStore,
    cached_problems,
    confirmed_quotation_notes,
    failed_requests,
)
from sitegen.build.context import BuildContext, build_context
from sitegen.build.guards import (
    blocked_transcripts,
    check_ledger_complete,
    check_output_folder,
    report_write_errors,
)
from sitegen.build.output import SiteWriter
from sitegen.build.parallel import ProgressCallback, Workers, parallel_map
from sitegen.build.plan import Plan, make_plan
from sitegen.build.quote_requests import site_addresses
from sitegen.build.search_index import SearchIndex
from sitegen.build.site_pages import (
    EssayQuotes,
    collect_essay_quotes,
    search_segment_keys,
    write_search_shards,
    write_site_pages,
)
from sitegen.build.snapshot import BuildReport, SnapshotStore
from sitegen.build.state import BuildState, LedgerSnapshot, TranscriptState, cache_key
from sitegen.build.transcript import TranscriptJob, with_data
from sitegen.build.transcript_spool import TranscriptSpool
from sitegen.build.transcript_states import (
    became_private,
    outdated_jobs,
    outline_transcripts,
    quote_results_by_slug,
    reset_unassigned,
    transcript_problems,
    unpublished_paths,
    write_outputs,
)
from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks.ledger.files import Ledger
from sitegen.permalinks.ledger.reconciliation import AddressChange
from sitegen.permalinks.ledger.records import RecordHeader
from sitegen.permalinks.ledger.serialization import serialize_record
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
    snapshots = SnapshotStore(archive.state_folder, output)
    with (
        report_write_errors(output),
        cache.lock(),
        SiteWriter(output) as site,
        TranscriptSpool(archive.state_folder) as spool,
    ):
        environment_key = cache_key(code_key((Path(__file__).parents[1], *context.themes)), context)
        last_state = cache.load()
        is_reusable = not force and last_state.environment_key == environment_key
        ledger_folder = archive.ledger_folder
        ledger = Ledger(ledger_folder, archive.display_path(ledger_folder), last_state.ledger_files)
        check_ledger_complete(archive, last_state, ledger)
        run = _Build(
            archive=archive,
            context=context,
            day=day,
            update_ledger=update_ledger,
            workers=workers,
            last_state=last_state,
            reusable_state=last_state if is_reusable else BuildState(environment_key),
            ledger=ledger,
            site=site,
            spool=spool,
            search_index=SearchIndex(archive.state_folder),
        )
        rendered = run.render(*run.assign(), on_progress)
        new_state = run.write_overview(rendered)
        problems = run.check(rendered, new_state)
        written = not (strict and any(not each.is_note for each in problems))
        if written:
            run.commit(rendered, new_state, problems, cache)
        summaries = [each.summary for each in rendered.states.values() if each.summary]
        messages = sum(each.messages for each in summaries)
        report = BuildReport(len(summaries), messages, len(rendered.ledger_lines), problems, written)
        if written and update_ledger:
            ledger_stamps = {file.name: file.stamp for file in ledger.files.values()}
            snapshots.save(replace(report, rebuilt=0), archive.stamps, ledger_folder, ledger_stamps)
    return report


@dataclass(frozen=True, slots=True)
class _Rendered:
    """The result of `_Build.render`, except for files. The keys of all mappings are paths of transcripts."""

    plan: Plan
    states: Mapping[str, TranscriptState]
    ledger_lines: Mapping[str, bytes]
    """New ledger files of the conversations that were rendered; empty if unchanged."""
    changes: Mapping[str, tuple[AddressChange, ...]]
    essay_quotes: EssayQuotes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Build:
    """A running build; the methods are its steps, in order."""

    archive: Archive
    context: BuildContext
    day: str
    update_ledger: bool
    workers: Workers
    last_state: BuildState
    reusable_state: BuildState
    """The last state; empty if code, theme or settings changed."""
    ledger: Ledger
    site: SiteWriter
    spool: TranscriptSpool
    search_index: SearchIndex

    def assign(self) -> tuple[Plan, Mapping[str, TranscriptState]]:
        """Outline the changed transcripts, and plan all conversations; return the states by path as well."""
        states = outline_transcripts(self.archive, self.context, self.reusable_state, self.spool, self.workers)
        outlines = [each.outline for each in states.values() if each.outline]
        hashes = {path: each.sha256 for path, each in states.items()}
        unpublished = unpublished_paths(self.archive, states)
        plan = make_plan(
            self.archive,
            self.context,
            outlines,
            self.ledger,
            hashes=hashes,
            unpublished=unpublished,
            day=self.day,
        )
        return plan, reset_unassigned(states, plan.assignment.page_contexts)

    def render(self, plan: Plan, old_states: Mapping[str, TranscriptState], on_progress: ProgressCallback) -> _Rendered:
        """Render all conversations that changed."""
        states, ledger_lines, changes = dict(old_states), {}, {}
        jobs = outdated_jobs(plan.jobs, states, self.site, self.search_index, update_ledger=self.update_ledger)
        job_data = (self._with_content(job) for job in jobs)
        with parallel_map(transcript.render_transcript, self.context, job_data, self.workers) as outputs:
            for path, state, each in write_outputs(jobs, outputs, states, self.site, self.search_index):
                states[path], ledger_lines[path], changes[path] = state, each.ledger_lines, each.changes
                on_progress(len(ledger_lines), len(jobs))
        addresses = site_addresses(self.archive, plan.assignment)
        essay_quotes = collect_essay_quotes(plan.quote_requests, addresses, states)
        return _Rendered(plan, states, ledger_lines, changes, essay_quotes)

    def _with_content(self, job: TranscriptJob) -> TranscriptJob:
        """Return the job with what `assign` read of its transcript, else with the bytes of its file."""
        parsed = self.spool.get(job.path)
        return replace(job, parsed=parsed) if parsed else with_data(job)

    def write_overview(self, rendered: _Rendered) -> BuildState:
        """Write the files about all conversations; return the state for the next build."""
        plan, states = rendered.plan, rendered.states
        shards = write_search_shards(self.context, self.reusable_state, states, self.site, self.search_index)
        new_state = write_site_pages(
            self.archive,
            self.context,
            self.reusable_state,
            states,
            self.site,
            closed_records=plan.assignment.closed_records,
            essay_quotes=rendered.essay_quotes,
        )
        index_store = QuoteIndexStore(self.archive.state_folder)
        quotations = QuotationContext(self.context, plan, self.ledger, index_store, self.workers)
        failed = failed_requests(plan.quote_requests, quote_results_by_slug(states))
        quote_problems = cached_problems(failed, quotations, self.reusable_state.quote_problems)
        return replace(new_state, search_shards=shards, quote_problems=quote_problems)

    def check(self, rendered: _Rendered, new_state: BuildState) -> tuple[Problem, ...]:
        """Return all problems and notes of the archive and of its new site."""
        archive, ledger, states, plan = self.archive, self.ledger, rendered.states, rendered.plan
        assignment = plan.assignment
        unread = states.keys() - {each.path for each in plan.outlines}
        address_problems = (
            problem
            for path, changes in rendered.changes.items()
            for problem in permalinks.message_problems(path, changes)
        )
        secrets = {path: each.secrets for path, each in states.items()}
        used_rules = (rule for each in states.values() for rule in each.used_rules)
        redacted_values = {value for each in plan.outlines for value in each.redacted_values}
        files = [(each.path, each.size) for each in new_state.files()]
        pages = frozenset(path for path, _ in files)
        return (
            *check_archive(archive, plan.outlines, assignment.copies),
            *assignment.problems,
            *permalinks.conversation_problems(assignment, ledger, unread),
            *archive.with_display_paths((*transcript_problems(states), *address_problems)),
            *link_problems(archive, self.context, rendered.essay_quotes.addresses, pages.__contains__),
            *new_state.quote_problems[1],
            *confirmed_quotation_notes(plan.quote_requests, quote_results_by_slug(states)),
            *site_files.check_files(self.site.folder.as_posix(), files),
            *check_privacy(
                archive, secrets, used_rules, assignment.closed_records, ledger, redacted_values=redacted_values
            ).problems,
        )

    def commit(self, rendered: _Rendered, new_state: BuildState, problems: Iterable[Problem], cache: Cache) -> None:
        """Write the ledger, the site, the search index, and the state for the next build."""
        states = rendered.states
        if self.update_ledger:
            transcripts = self._write_ledger(rendered, blocked_transcripts(self.archive, problems))
            new_state = replace(new_state, transcripts=transcripts)
        new_state = replace(new_state, ledger_files={file.name: file for file in self.ledger.files.values()})
        if not self.site.consists_of(new_state.files()):
            self.site.commit(new_state.files())
        segment_keys = search_segment_keys(states)
        # Caches may hold content that became private. Without a last state, assume that they do.
        if not self.last_state.transcripts or became_private(self.last_state.transcripts, states):
            self.search_index.rebuild(segment_keys)
            QuoteIndexStore(self.archive.state_folder).keep_only(())
            cache.delete_other_states()
            SnapshotStore(self.archive.state_folder, self.site.folder).delete_all()
        else:
            self.search_index.update(segment_keys)
        if new_state != self.last_state:
            cache.save(new_state)

    def _redact_ledger(self, path: str, header: RecordHeader) -> None:
        """Remove redacted words from the old record of a transcript that is not added to the ledger."""
        old = self.ledger.read(header.key)
        new_slugs = replace(old.header, slug=header.slug, former_slugs=header.former_slugs)
        new = redact_record(replace(old, header=new_slugs), self.archive.settings.rule_for(path).redactions)
        if new != old:
            self.ledger.write(new.header, serialize_record(new))

    def _write_ledger(self, rendered: _Rendered, blocked: AbstractSet[str]) -> Mapping[str, TranscriptState]:
        """Write the ledger, without transcripts that are ``blocked``; return the states with their snapshots of it."""
        ledger, assignment, states = self.ledger, rendered.plan.assignment, dict(rendered.states)
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
        return states
