"""The whole program on one screen: transcripts in, a site out.

    outline   each changed transcript, in parallel     → title, date, speakers, fingerprints
    assign    all outlines and the ledger together     → which conversation is which; slugs, series, neighbours
    publish   each changed transcript, in parallel     → page, JSON twin, source; a summary; its lines of the ledger
    overview  all summaries together                   → home, lists, drawings, numbers, tombstones, archive.json
    search    all inverted conversations together      → the shards of the search page, the Whoosh index
    write     whole or not at all                      → content/ledger/, then site/

Between reading and writing everything is a function of values; the cache stands around it from outside.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sitegen.archive.folder import Archive
from sitegen.build import transcript
from sitegen.build.assignment import Assigned, assign
from sitegen.build.cache import Cache, code_key
from sitegen.build.checks import permalinks, site_files
from sitegen.build.checks.archive import oversights
from sitegen.build.checks.privacy import cleared, disclosures
from sitegen.build.checks.quotations import Library, QuoteShelf, notes, problems_of_misquotes, unsound
from sitegen.build.context import kit_of
from sitegen.build.guards import refuse_to_bury, refuse_to_forget, told_of_the_machine
from sitegen.build.output import Site
from sitegen.build.parallel import Advance, mapped
from sitegen.build.quote_requests import addresses, ask, by_slug, dead_links
from sitegen.build.search_index import Finder
from sitegen.build.site_pages import Quoted, boxes_of, in_essays, quoted, searchable, with_overview
from sitegen.build.state import Memory, Record, Settled, key
from sitegen.build.transcript import Job, Kit
from sitegen.build.transcript_states import (
    all_jobs,
    answers,
    hide_more,
    jobs_of,
    outlined,
    private,
    problems_of,
    published,
    without_pages,
)
from sitegen.model import Outline
from sitegen.model.problems import Problem, Severity
from sitegen.permalinks.ledger.files import Ledger
from sitegen.permalinks.ledger.reconciliation import Change
from sitegen.permalinks.ledger.serialization import to_lines
from sitegen.quotes.backlinks import Asked


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did."""

    conversations: int
    messages: int
    published: int
    """Pages made anew; the others were kept."""
    problems: tuple[Problem, ...]
    written: bool
    """False where a strict build met a problem and left the old site as it was."""


def _say_nothing(done: int, total: int) -> None:
    del done, total


def build(
    archive: Archive,
    output: Path,
    *,
    day: str,
    force: bool = False,
    strict: bool = False,
    record: bool = True,
    workers: int | None = None,
    advance: Advance = _say_nothing,
) -> Report:
    """Builds the site of ``archive`` into the folder ``output``.

    ``day``: ISO day, which the ledger notes beside what changed; ``force`` ignores what the last build
    remembered; ``strict`` leaves the old site if there is any problem; ``record``: is the site for publication,
    so that the ledger keeps its addresses?; ``workers`` is the number of processes, None for as many as there
    are cores. Raises `ContentError` where the folder is not ours, the ledger is damaged, or another build is
    under way.
    """
    refuse_to_bury(archive, output)
    cache, kit = Cache(archive.root, output), kit_of(archive)
    with told_of_the_machine(output), cache.lock(), Site(output) as site:
        environment = key(code_key((Path(__file__).parent, *kit.themes)), kit)
        before = cache.load()
        ledger = Ledger(archive.ledger, archive.shown(archive.ledger), before.ledger)
        refuse_to_forget(archive, before, ledger)
        memory = Memory(environment) if force or before.environment != environment else before
        run = _Run(archive, kit, day, record, workers, before, memory, ledger, site, Finder(archive.root))
        made = run.publish(run.assign(), advance)
        now = run.overview(made)
        problems = run.problems(made, now)
        written = not (strict and any(not each.is_note for each in problems))
        if written:
            run.write(made, now, problems, cache)
    summaries = [each.summary for each in made.records.values() if each.summary]
    messages = sum(each.messages for each in summaries)
    return Report(len(summaries), messages, len(made.lines), problems, written)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which conversation is which, and how each is read."""

    records: Mapping[str, Record]
    """By path of the transcript; of those that keep their page, all that is known of it."""
    outlines: Sequence[Outline]
    assigned: Assigned
    quotations: Sequence[Asked]
    """Those of the essays, in order."""
    asked: Mapping[str, tuple[Asked, ...]]
    """The same, by the slug of the conversation that they are from."""
    jobs: Mapping[str, Job]
    """By slug."""


@dataclass(frozen=True, slots=True)
class _Made:
    """What became of the plan, beside files."""

    plan: _Plan
    records: Mapping[str, Record]
    """By path of the transcript, and so are the others."""
    lines: Mapping[str, bytes]
    """Of those published now: what the ledger shall say of them, empty where it says that already."""
    changes: Mapping[str, tuple[Change, ...]]
    """What happened to their addresses."""
    quoted: Quoted


@dataclass(frozen=True, slots=True)
class _Run:
    """What a build works on; its methods are its steps, in their order."""

    archive: Archive
    kit: Kit
    day: str
    is_recording: bool
    workers: int | None
    before: Memory
    """Of the last build."""
    memory: Memory
    """As much of it as still holds."""
    ledger: Ledger
    site: Site
    finder: Finder

    def assign(self) -> _Plan:
        """Outline and assign."""
        archive = self.archive
        records = outlined(archive, self.kit, self.memory, self.workers)
        outlines = [each.outline for each in records.values() if each.outline]
        rules = {file.path: file.rule for file in archive.files}
        assigned = assign(outlines, rules, self.ledger, private(archive, records), self.day)
        assigned.closed = cleared(archive, assigned.closed)
        quotations = ask(archive, self.kit, assigned)
        asked = by_slug(quotations, assigned)  # the places learn of them, and so do the jobs
        hashes = {path: each.sha256 for path, each in records.items()}
        jobs = all_jobs(archive, assigned, hashes, self.day)
        return _Plan(without_pages(records, assigned.places), outlines, assigned, quotations, asked, jobs)

    def publish(self, plan: _Plan, advance: Advance) -> _Made:
        """Publish: the pages of all conversations that changed."""
        records, lines, changes = dict(plan.records), {}, {}
        jobs = jobs_of(
            plan.jobs,
            records,
            plan.assigned,
            self.site,
            self.finder,
            asked=plan.asked,
            is_recording=self.is_recording,
        )
        with mapped(partial(transcript.publish, self.kit), jobs, self.workers) as publications:
            for path, record, each in published(jobs, publications, records, self.site, self.finder):
                records[path], lines[path], changes[path] = record, each.account, each.changes
                advance(len(lines), len(jobs))
        essays = quoted(plan.quotations, addresses(self.archive, plan.assigned), records)
        return _Made(plan, records, lines, changes, essays)

    def overview(self, made: _Made) -> Memory:
        """Overview and search: the files about all conversations; what to remember of them, and of quotations."""
        plan = made.plan
        search = searchable(self.kit, self.memory, made.records, self.site, self.finder)
        now = with_overview(
            self.archive,
            self.kit,
            self.memory,
            made.records,
            self.site,
            closed=plan.assigned.closed,
            quoted=made.quoted,
        )
        shelf = QuoteShelf(self.archive.root)
        library = Library(self.kit, plan.jobs, plan.assigned, self.ledger, shelf, self.workers)
        failed = unsound(plan.quotations, answers(made.records))
        return replace(now, search=search, quotes=problems_of_misquotes(failed, library, self.before.quotes))

    def problems(self, made: _Made, now: Memory) -> tuple[Problem, ...]:
        """All that is wrong with the archive and its site, and all that is to be noted."""
        archive, ledger, records, plan = self.archive, self.ledger, made.records, made.plan
        unread = records.keys() - {each.path for each in plan.outlines}
        moved = (
            each for path, several in made.changes.items() for each in permalinks.of_messages(path, several)
        )
        secrets = {path: each.secrets for path, each in records.items()}
        used = (rule for each in records.values() for rule in each.used)
        files = [(each.path, each.size) for each in now.files()]
        return (
            *oversights(archive, plan.outlines),
            *plan.assigned.problems,
            *permalinks.of_conversations(plan.assigned, ledger, unread),
            *archive.placed((*problems_of(records), *moved)),
            *dead_links(archive, {each.path for each in now.files()}.__contains__),
            *in_essays(archive, self.kit, made.quoted, now),
            *now.quotes[1],
            *notes(plan.quotations, answers(records)),
            *site_files.of_files(self.site.folder.as_posix(), files),
            *disclosures(archive, secrets, used, plan.assigned.closed, ledger).problems,
        )

    def write(self, made: _Made, now: Memory, problems: Iterable[Problem], cache: Cache) -> None:
        """Write: the ledger, the site, the index of the search; and what to remember of it all."""
        if self.is_recording:
            now = replace(now, records=self._recorded(made, _dangerous(self.archive, problems)))
        now = replace(now, ledger={page.name: page for page in self.ledger.pages.values()})
        if not self.site.is_exactly(now.files()):
            self.site.commit(now.files())
        boxes = boxes_of(made.records)
        # Caches may hold what is to be seen no more. Without a memory nobody knows what they hold.
        if not self.before.records or hide_more(self.before.records, made.records):
            self.finder.renew(boxes)
            QuoteShelf(self.archive.root).keep_only(())
            cache.forget_others()
        else:
            self.finder.update(boxes)
        if now != self.before:
            cache.save(now)

    def _recorded(self, made: _Made, dangerous: AbstractSet[str]) -> Mapping[str, Record]:
        """Writes the ledger; the records as they are then. The ledger is public, and repeats the beginning of each
        message: of what is ``dangerous`` it hears nothing.
        """
        ledger, assigned, records = self.ledger, made.plan.assigned, dict(made.records)
        for path, lines in made.lines.items():
            if path in dangerous:
                continue
            heading = assigned.standings[path].heading
            page = ledger.write(heading, lines) if lines else ledger.pages[heading.key]
            records[path] = replace(records[path], settled=Settled(heading, (page.sha256,)))
        for account in assigned.closed:
            if ledger.account(account.heading.key) != account:
                ledger.write(account.heading, to_lines(account))
        for absorbed in assigned.absorbed:
            ledger.remove(absorbed)
        return records


def _dangerous(archive: Archive, problems: Iterable[Problem]) -> frozenset[str]:
    """Paths of transcripts that cannot be published as they are."""
    folder = f"{archive.shown(archive.transcripts)}/"
    return frozenset(each.path.removeprefix(folder) for each in problems if each.severity is Severity.DANGER)
