"""The whole program on one screen: transcripts in, a site out.

    outline   each changed transcript, in parallel     → title, date, speakers, fingerprints
    assign    all outlines and the ledger together     → which conversation is which; slugs, series, neighbours
    publish   each changed transcript, in parallel     → page, JSON twin, source; a summary; its lines of the ledger
    overview  all summaries together                   → home, lists, drawings, numbers, tombstones, archive.json
    search    all inverted conversations together      → the shards of the search page, the Whoosh index
    write     whole or not at all                      → content/ledger/, then site/

Between reading and writing everything is a function of values; the cache stands around it from outside.
"""

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from sitegen import fates, gate, publication
from sitegen.addresses import Assigned, assign
from sitegen.archive import Archive
from sitegen.asking import addresses, ask, by_slug
from sitegen.cache import Cache, Memory, Record, Settled, code_key, key
from sitegen.disclosures import cleared, disclosures
from sitegen.errors import ContentError, Problem, Severity
from sitegen.finder import Finder
from sitegen.ledger.folder import Ledger
from sitegen.ledger.lines import to_lines
from sitegen.ledger.settlement import Change
from sitegen.misquotes import Library, misquotes, notes, told, unsound
from sitegen.model import Outline
from sitegen.oversights import oversights
from sitegen.overview import boxes_of, dead_links, in_essays, quoted, searchable, with_overview
from sitegen.publication import Kit
from sitegen.quote_shelf import QuoteShelf
from sitegen.quoting import Answer, Asked
from sitegen.records import (
    all_jobs,
    hide_more,
    jobs_of,
    outlined,
    private,
    problems_of,
    published,
    without_pages,
)
from sitegen.render import SiteInfo, theme_folder
from sitegen.workers import mapped
from sitegen.write import Site

Advance = Callable[[int, int], None]
"""Told, as a build goes on, how many pages are done and how many there are to do."""


_OF_THE_MACHINE = {
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EBUSY,
    errno.EXDEV,
}
"""Errors that no change of ours can mend."""


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


@dataclass(slots=True)
class _Made:
    """What the map gave, beside the files."""

    records: dict[str, Record]
    lines: dict[str, bytes] = field(default_factory=dict)
    """By path of the transcript, what the ledger shall say of it, where that is something else now."""
    changes: dict[str, tuple[Change, ...]] = field(default_factory=dict)
    """By path of the transcript, what happened to its addresses."""


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
    _refuse_to_bury(archive, output)
    kit = kit_of(archive)
    environment = key(code_key((Path(__file__).parent, *kit.themes)), kit)
    cache, finder = Cache(archive.root, output), Finder(archive.root)
    try:
        with cache.lock(), Site(output) as site:
            before = cache.load()
            ledger = Ledger(archive.ledger, archive.shown(archive.ledger), before.ledger)
            _refuse_to_forget(archive, before, ledger)
            memory = Memory(environment) if force or before.environment != environment else before
            made = _Made(outlined(archive, kit, memory, workers))
            outlines = [each.outline for each in made.records.values() if each.outline]
            rules = {file.path: file.rule for file in archive.files}
            assigned = assign(outlines, rules, ledger, private(archive, made.records), day)
            assigned.closed = cleared(archive, assigned.closed)
            made.records = without_pages(made.records, assigned.places)
            found = ask(archive, kit, assigned)
            asked = by_slug(found, assigned)
            hashes = {path: each.sha256 for path, each in made.records.items()}
            everything = all_jobs(archive, assigned, hashes, day)
            jobs = jobs_of(everything, made.records, assigned, site, finder, asked=asked, is_recording=record)
            with mapped(partial(publication.publish, kit), jobs, workers) as publications:
                for n, (path, known, each) in enumerate(
                    published(jobs, publications, made.records, site, finder), 1
                ):
                    made.records[path], made.lines[path], made.changes[path] = (
                        known,
                        each.account,
                        each.changes,
                    )
                    advance(n, len(jobs))
            search = searchable(kit, memory, made.records, site, finder)
            essays = quoted(found, addresses(archive, assigned), made.records)
            pages = with_overview(
                archive, kit, memory, made.records, site, closed=assigned.closed, quoted=essays
            )
            now = replace(pages, search=search)
            library = Library(kit, everything, assigned, ledger, QuoteShelf(archive.root), workers)
            misquoted = _misquoted(unsound(found, _answers(made.records)), library, before)
            now = replace(now, quotes=misquoted)
            problems = (
                *_problems(archive, made, outlines, assigned, ledger),
                *dead_links(archive, now),
                *in_essays(archive, kit, essays, now),
                *misquoted[1],
                *notes(found, _answers(made.records)),
                *gate.of_files(output.as_posix(), [(each.path, each.size) for each in now.files()]),
                *_disclosed(archive, made.records, assigned, ledger),
            )
            written = not (strict and any(not each.is_note for each in problems))
            if written and record:
                now = replace(now, records=_recorded(ledger, assigned, made, _dangerous(archive, problems)))
            now = replace(now, ledger={page.name: page for page in ledger.pages.values()})
            if written and not site.is_exactly(now.files()):
                site.commit(now.files())
            if written:
                boxes = boxes_of(made.records)
                if hide_more(before.records, made.records):
                    finder.renew(boxes)
                    QuoteShelf(archive.root).keep_only(())
                else:
                    finder.update(boxes)
            if written and now != before:
                cache.save(now)
    except OSError as error:
        if error.errno not in _OF_THE_MACHINE:
            raise
        message = f"the site cannot be written: {error.strerror} ({error.filename or 'no file named'})"
        remedy = "make room there, or choose another folder with --output; the old site is as it was"
        raise ContentError(Problem(output.as_posix(), None, message, remedy)) from None
    summaries = [each.summary for each in made.records.values() if each.summary]
    return Report(len(summaries), sum(each.messages for each in summaries), len(jobs), problems, written)


def _refuse_to_bury(archive: Archive, output: Path) -> None:
    """The site must neither take the place of the archive nor stand among the transcripts."""
    site = output.resolve()
    own = (archive.root.resolve(), archive.transcripts.resolve(), archive.ledger.resolve())
    if any(site == folder or site in folder.parents for folder in own) or any(
        folder in site.parents for folder in own[1:]
    ):
        remedy = "choose another folder with --output"
        message = "the site cannot stand here: this folder belongs to the archive"
        raise ContentError(Problem(output.as_posix(), None, message, remedy))


def _refuse_to_forget(archive: Archive, before: Memory, ledger: Ledger) -> None:
    """A transcript that had an account must still have it: without, its addresses would be made up anew."""
    names = {page.heading.key: name for name, page in before.ledger.items()}
    for file in archive.files:
        record = before.records.get(file.path)
        heading = record.settled.heading if record and not record.settled.is_pending else None
        if heading and heading.key in names and heading.key not in ledger.pages:
            name = ledger.path(names[heading.key])
            remedy = (
                "put it back as git has it (`git checkout` or `git restore`); or, if nothing was published yet, "
                "delete the folder .sitegen to begin anew"
            )
            raise ContentError(
                Problem(name, None, f"this is gone, and with it the addresses of {file.path}", remedy)
            )


def kit_of(archive: Archive) -> Kit:
    """What all of the archive's transcripts are published with."""
    about = archive.settings.site
    has_essays = bool(archive.published_essays)
    info = SiteInfo(
        about.title,
        about.description,
        about.language,
        about.url,
        has_essays,
        about.author,
        about.license,
        about.is_indexed,
        about.refuses_ai,
    )
    return Kit(info, (archive.theme, theme_folder()), archive.settings.models)


def _misquoted(failed: Sequence[Asked], library: Library, before: Memory) -> tuple[str, tuple[Problem, ...]]:
    """What is wrong with quotations; a key of what that was found out from."""
    if not failed:
        return "", ()
    made_from = key(failed, library.key)
    if before.quotes[0] == made_from:
        return before.quotes
    return made_from, tuple(told(misquotes(failed, library)))


def _answers(records: Mapping[str, Record]) -> dict[str, tuple[Answer, ...]]:
    return {each.place.slug: each.answers for each in records.values() if each.place}


def _dangerous(archive: Archive, problems: Iterable[Problem]) -> frozenset[str]:
    """Paths of transcripts that cannot be published as they are."""
    folder = f"{archive.shown(archive.transcripts)}/"
    return frozenset(each.path.removeprefix(folder) for each in problems if each.severity is Severity.DANGER)


def _recorded(
    ledger: Ledger, assigned: Assigned, made: _Made, dangerous: AbstractSet[str]
) -> Mapping[str, Record]:
    """Writes the ledger; the records as they are then. The ledger is public, and repeats the beginning of each
    message: of what is ``dangerous`` it hears nothing.
    """
    records = dict(made.records)
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


def _disclosed(
    archive: Archive, records: Mapping[str, Record], assigned: Assigned, ledger: Ledger
) -> tuple[Problem, ...]:
    found = {path: each.secrets for path, each in records.items()}
    used = (rule for each in records.values() for rule in each.used)
    return disclosures(archive, found, used, assigned.closed, ledger).problems


def _problems(
    archive: Archive, made: _Made, outlines: Sequence[Outline], assigned: Assigned, ledger: Ledger
) -> tuple[Problem, ...]:
    return (
        *oversights(archive, outlines),
        *assigned.problems,
        *fates.of_conversations(assigned, ledger, made.records.keys() - {each.path for each in outlines}),
        *archive.placed((*problems_of(made.records), *_of_messages(made.changes))),
    )


def _of_messages(changes: Mapping[str, Iterable[Change]]) -> Iterator[Problem]:
    for path, each in changes.items():
        yield from fates.of_messages(path, each)
