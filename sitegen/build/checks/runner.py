"""Everything wrong with an archive, as problems. Reads, never writes."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sitegen.archive.folder import Archive
from sitegen.build import transcript
from sitegen.build.assignment import Assigned, Standing, assign
from sitegen.build.checks import permalinks, site_files
from sitegen.build.checks.archive import oversights
from sitegen.build.checks.privacy import cleared, disclosures
from sitegen.build.checks.quotations import Library, Misquote, QuoteShelf, misquotes, notes, told, unsound
from sitegen.build.output import listed
from sitegen.build.parallel import map_jobs
from sitegen.build.quote_requests import addresses, ask, by_slug, dead_links, problems_of_essays
from sitegen.build.state import key
from sitegen.build.transcript import Job, Kit
from sitegen.build.transcript_states import all_jobs
from sitegen.model import Outline
from sitegen.model.problems import Problem
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.files import Ledger
from sitegen.permalinks.ledger.records import State
from sitegen.privacy.findings import Finding
from sitegen.quotes.backlinks import Answer, Asked

_ALWAYS = frozenset(
    {
        urls.HOME, urls.NOT_FOUND, urls.CONVERSATIONS, urls.SPEAKERS, urls.MODELS,
        urls.FORMATS, urls.ART, urls.STATISTICS, urls.SEARCH, urls.ARCHIVE,
    }
)  # fmt: skip
"""Pages that every site has."""
_OF_ALL = (
    "speakers/", "models/", "series/", "formats/", "essays/index", "c/index.", "q/", "static/", "search/",
    "quoted.html", "backlinks.json", "feed.xml", "sitemap", "robots.txt",
)  # fmt: skip
"""How the addresses begin of what only some sites have."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found."""

    problems: tuple[Problem, ...]
    """By path and line."""
    misquotes: tuple[Misquote, ...]
    """Those of the problems that are about quotations."""
    found: tuple[tuple[str, Finding], ...] = ()
    """What should perhaps not be published, accepted or not, with the path of its file."""


def check(
    archive: Archive, kit: Kit, *, day: str, site: Path | None = None, workers: int | None = None
) -> Checked:
    """All problems and notes of the archive; also what a build on this ISO day would do to published addresses, and
    how the quotations of essays stand to what was said. ``site``: the folder of a site that was built, to be checked
    as well.
    """
    jobs = [Job(file.path, file.file, file.rule) for file in archive.files]
    checked = map_jobs(partial(transcript.find_problems, kit), jobs, workers)
    outlines = [found.outline for found in checked if found.outline]
    own = [problem for found in checked for problem in found.problems]
    withheld = frozenset(job.path for job, found in zip(jobs, checked, strict=True) if found.is_withheld)
    ledger = Ledger(archive.ledger, archive.shown(archive.ledger))
    rules = {file.path: file.rule for file in archive.files}
    assigned = assign(outlines, rules, ledger, archive.private | withheld, day)
    assigned.closed = cleared(archive, assigned.closed)
    hashes = {job.path: each.sha256 for job, each in zip(jobs, checked, strict=True)}
    found = ask(archive, kit, assigned)
    library = Library(
        kit,
        all_jobs(archive, assigned, hashes, day),
        assigned,
        ledger,
        QuoteShelf(archive.root),
        workers,
    )
    news, answers = _of_addresses(archive, library, outlines, by_slug(found, assigned))
    suspects = {job.path for job, each in zip(jobs, checked, strict=True) if each.secrets}
    used = (key(rule) for each in checked for rule in each.used)
    secrets = disclosures(archive, _secrets(library, suspects), used, assigned.closed, ledger)
    wrong = tuple(misquotes(unsound(found, answers), library))
    problems = (
        *archive.placed(own),
        *oversights(archive, outlines),
        *assigned.problems,
        *permalinks.of_conversations(
            assigned, ledger, {job.path for job in jobs} - {each.path for each in outlines}
        ),
        *news,
        *_of_links(archive, kit, assigned, site),
        *told(wrong),
        *notes(found, answers),
        *(site_files.of_site(site) if site else ()),
        *secrets.problems,
    )
    in_order = sorted(problems, key=lambda each: (each.path, each.line or 0, each.message))
    return Checked(tuple(in_order), wrong, secrets.found)


def _secrets(library: Library, suspects: AbstractSet[str]) -> dict[str, tuple[Finding, ...]]:
    """What conversations say that should perhaps not be said, without those messages that were withdrawn."""
    jobs = [job for job in library.jobs.values() if job.path in suspects]
    found = map_jobs(partial(transcript.find_secrets, library.kit), jobs, library.workers)
    return dict(zip((job.path for job in jobs), found, strict=True))


def _of_addresses(
    archive: Archive,
    library: Library,
    outlines: Sequence[Outline],
    asked: Mapping[str, tuple[Asked, ...]],
) -> tuple[list[Problem], dict[str, tuple[Answer, ...]]]:
    """What a build would do to the addresses of messages; what conversations answer to those who quote them."""
    news: list[Problem] = []
    assigned, ledger = library.assigned, library.ledger
    strangers = [path for path, standing in assigned.standings.items() if not standing.files]
    if strangers and ledger.pages:
        news.append(permalinks.of_strangers(archive.shown(archive.ledger), strangers))
    jobs = [
        replace(library.jobs[place.slug], asked=asked.get(place.slug, ()))
        for outline in outlines
        if (place := assigned.places.get(outline.path))
        and (place.slug in asked or not _is_as_told(outline, assigned.standings[outline.path], ledger))
    ]
    answers: dict[str, tuple[Answer, ...]] = {}
    checked = map_jobs(partial(transcript.find_changes, library.kit), jobs, library.workers)
    for job, (changes, answered) in zip(jobs, checked, strict=True):
        assert job.place is not None
        assert job.standing is not None
        answers[job.place.slug] = answered
        if job.standing.files:
            news += archive.placed(permalinks.of_messages(job.path, changes, is_news=True))
    return news, answers


def _of_links(archive: Archive, kit: Kit, assigned: Assigned, site: Path | None) -> Iterator[Problem]:
    """Links of essays and of the introduction to what is not there, and footnotes that are lost. Links of essays to
    conversations are judged with what they quote.
    """
    built = listed(site) if site else frozenset()
    there = built | _ALWAYS
    there |= {urls.essay(essay.slug) for essay in archive.published_essays}
    for place in assigned.places.values():
        there |= {each(place.slug) for each in (urls.conversation, urls.twin, urls.source)}

    def is_there(address: str) -> bool:
        # What is made of all conversations together is known once there is a site.
        return address in there or (not built and address.startswith(_OF_ALL))

    resolve = addresses(archive, assigned).resolve

    def judged(path: str, url: str) -> str | None:
        address = resolve(path, url)
        if address is None or urls.is_conversation(address):
            return address and urls.HOME
        return urls.HOME if is_there(address.partition("#")[0]) else address

    yield from dead_links(archive, is_there)
    yield from problems_of_essays(archive, kit, judged, frozenset(there))


def _is_as_told(outline: Outline, standing: Standing, ledger: Ledger) -> bool:
    """Do the conversation's messages say what the ledger says of them, so that no address can change?"""
    if len(standing.files) != 1 or standing.heading.key not in ledger.pages:
        return False
    there = [
        each.print for each in ledger.account(standing.heading.key).entries if each.state is not State.GONE
    ]
    return there == list(outline.prints)
