"""The steps that a build and a check share: outline and plan all conversations, render those that changed, report.

Nothing is written here. `pipeline` calls the methods of `Run` in order.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sitegen.archive.folder import Archive
from sitegen.build.cache import Cache, code_key
from sitegen.build.checks import permalinks
from sitegen.build.checks.archive import check_archive
from sitegen.build.checks.links import link_problems
from sitegen.build.checks.privacy import PrivacyReport, check_privacy
from sitegen.build.checks.quotations import (
    QuotationContext,
    QuoteIndexStore,
    confirmed_quotation_notes,
    failed_requests,
)
from sitegen.build.context import BuildContext
from sitegen.build.parallel import ProgressCallback, Workers, parallel_map
from sitegen.build.pictures import picture_problems, resolve_references
from sitegen.build.plan import Plan, make_plan
from sitegen.build.quote_requests import site_addresses
from sitegen.build.site_pages import EssayQuotes, collect_essay_quotes
from sitegen.build.state import BuildState, TranscriptState, cache_key
from sitegen.build.transcript_job import TranscriptJob, TranscriptOutput, with_data
from sitegen.build.transcript_spool import TranscriptSpool
from sitegen.build.transcript_states import (
    outline_transcripts,
    quote_results_by_slug,
    reset_unassigned,
    transcript_problems,
    unpublished_paths,
    with_rendered_titles,
)
from sitegen.model.problems import Problem
from sitegen.permalinks.ledger.files import Ledger
from sitegen.permalinks.ledger.reconciliation import AddressChange
from sitegen.quotes.backlinks import QuoteRequest
from sitegen.text.file_stamps import Stamp

StateFactory = Callable[[TranscriptState, TranscriptJob, TranscriptOutput], TranscriptState]
"""Return the new state of a transcript, after keeping what is needed of its output."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The result of `Run.render`, except for files. The keys of all mappings are paths of transcripts."""

    plan: Plan
    states: Mapping[str, TranscriptState]
    ledger_lines: Mapping[str, bytes]
    """New ledger files of the conversations that were rendered; empty if unchanged."""
    changes: Mapping[str, tuple[AddressChange, ...]]
    essay_quotes: EssayQuotes

    @property
    def failed_requests(self) -> tuple[QuoteRequest, ...]:
        """Return the quotations that their conversations do not confirm."""
        return failed_requests(self.plan.quote_requests, quote_results_by_slug(self.states))


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A running build or check; the methods are its steps, in order."""

    archive: Archive
    context: BuildContext
    day: str
    workers: Workers
    last_state: BuildState
    reusable_state: BuildState
    """The last state; empty if code, theme or settings changed."""
    ledger: Ledger
    spool: TranscriptSpool

    def assign(self) -> tuple[Plan, Mapping[str, TranscriptState]]:
        """Outline the changed transcripts, and plan all conversations; return the states by path as well."""
        states = outline_transcripts(self.archive, self.context, self.reusable_state, self.spool, self.workers)
        outlines = [each.outline for each in states.values() if each.outline]
        hashes = {path: each.sha256 for path, each in states.items()}
        recorded = (header.source for header in self.ledger.headers.values())
        unpublished = unpublished_paths(self.archive, states, recorded)
        plan = make_plan(
            self.archive,
            self.context,
            outlines,
            self.ledger,
            hashes=hashes,
            unpublished=unpublished,
            assets=resolve_references(self.archive, states),
            day=self.day,
        )
        for each in plan.outlines:  # a title may be withdrawn
            if states[each.path].outline != each:
                states[each.path] = replace(states[each.path], outline=each)
        states = reset_unassigned(states, plan.assignment.page_contexts)
        return replace(plan, jobs=with_rendered_titles(plan.jobs, states)), states

    def render(
        self,
        plan: Plan,
        old_states: Mapping[str, TranscriptState],
        jobs: list[TranscriptJob],
        function: Callable[[BuildContext, TranscriptJob], TranscriptOutput],
        make_state: StateFactory,
        *,
        on_progress: ProgressCallback = lambda done, total: None,  # noqa: ARG005
    ) -> Rendered:
        """Render the conversations of these jobs."""
        states, ledger_lines, changes = dict(old_states), {}, {}

        def prepare(job: TranscriptJob) -> TranscriptJob:
            return with_data(job, self.spool.get(job.path))

        def render_all(jobs: list[TranscriptJob]) -> None:
            with parallel_map(function, self.context, jobs, self.workers, prepare) as outputs:
                for job, output in zip(jobs, outputs, strict=True):
                    path = job.path
                    states[path] = make_state(states[path], job, output)
                    ledger_lines[path], changes[path] = output.ledger_lines, output.changes
                    on_progress(len(ledger_lines), len(jobs))

        render_all(jobs)
        linking = [
            job
            for job in with_rendered_titles(plan.jobs, states).values()
            if job.page_context != states[job.path].page_context
        ]
        if linking:
            render_all(linking)
        addresses = site_addresses(self.archive, plan.assignment)
        essay_quotes = collect_essay_quotes(plan.quote_requests, addresses, states)
        return Rendered(plan, states, ledger_lines, changes, essay_quotes)

    @property
    def ledger_stamps(self) -> tuple[Path, Mapping[str, Stamp]]:
        """Return the folder of the ledger, and the stamps of its files by name."""
        return self.archive.ledger_folder, {each.name: each.stamp for each in self.ledger.files.values()}

    def quotations(self, plan: Plan) -> QuotationContext:
        """Return what is needed to search all conversations for quoted words."""
        store = QuoteIndexStore(self.archive.state_folder)
        return QuotationContext(self.context, plan, self.ledger, store, self.workers)

    def privacy_report(self, rendered: Rendered) -> PrivacyReport:
        """Report secrets and personal data."""
        states = rendered.states
        return check_privacy(
            self.archive,
            {path: each.secrets for path, each in states.items()},
            (rule for each in states.values() for rule in each.used_rules),
            rendered.plan.assignment.closed_records,
            self.ledger,
            redacted_values={value for each in rendered.plan.outlines for value in each.redacted_values},
        )

    def conversation_problems(self, rendered: Rendered) -> tuple[Problem, ...]:
        """Return what happens to the addresses of conversations."""
        assignment = rendered.plan.assignment
        unread = rendered.states.keys() - {each.path for each in rendered.plan.outlines}
        return (*assignment.problems, *permalinks.conversation_problems(assignment, self.ledger, unread))

    def message_problems(self, rendered: Rendered, *, report_new: bool = False) -> tuple[Problem, ...]:
        """Return what happens to the addresses of messages; ``report_new``: to new ones as well.

        It is so until the ledger is written.
        """
        ledger_states = rendered.plan.assignment.ledger_states
        problems = (
            problem
            for path, changes in rendered.changes.items()
            if ledger_states[path].files
            for problem in permalinks.message_problems(path, changes, report_new=report_new)
        )
        return self.archive.with_display_paths(problems)

    def problems(
        self,
        rendered: Rendered,
        address_problems: Iterable[Problem],
        quote_problems: Iterable[Problem],
        site_problems: Iterable[Problem],
        privacy: PrivacyReport,
        *,
        is_page: Callable[[str], bool],
    ) -> tuple[Problem, ...]:
        """Return all problems and notes. ``is_page``: test for addresses of the site."""
        archive, plan, states = self.archive, rendered.plan, rendered.states
        return (
            *check_archive(archive, plan.outlines, plan.assignment),
            *archive.with_display_paths(transcript_problems(states)),
            *archive.with_display_paths(picture_problems(archive, states)),
            *address_problems,
            *link_problems(archive, self.context, rendered.essay_quotes.addresses, is_page),
            *quote_problems,
            *confirmed_quotation_notes(plan.quote_requests, quote_results_by_slug(states)),
            *site_problems,
            *privacy.problems,
        )


def start_run(
    archive: Archive,
    context: BuildContext,
    cache: Cache,
    spool: TranscriptSpool,
    *,
    day: str,
    workers: Workers,
    force: bool = False,
) -> Run:
    """Load the last state and the ledger. ``force``: reuse no results of the last build.

    Raises `ContentError` if the ledger is damaged.
    """
    environment_key = cache_key(code_key((Path(__file__).parents[1], *context.themes)), context)
    last_state = cache.load()
    is_reusable = not force and last_state.environment_key == environment_key
    ledger_path = archive.display_path(archive.ledger_folder)
    return Run(
        archive=archive,
        context=context,
        day=day,
        workers=workers,
        last_state=last_state,
        reusable_state=last_state if is_reusable else BuildState(environment_key),
        ledger=Ledger(archive.ledger_folder, ledger_path, last_state.ledger_files),
        spool=spool,
    )
