"""Everything wrong with an archive, as problems. Reads, never writes."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from sitegen import fates, publication
from sitegen.addresses import Standing, assign
from sitegen.archive import Archive
from sitegen.errors import Problem, Severity
from sitegen.ledger.entries import State
from sitegen.ledger.folder import Ledger
from sitegen.model import Outline
from sitegen.publication import Job, Kit
from sitegen.settings import FILE_NAME, TranscriptRule
from sitegen.workers import map_jobs


def check(archive: Archive, kit: Kit, *, day: str, workers: int | None = None) -> tuple[Problem, ...]:
    """All problems and notes of the archive, by path and line; also what a build on this ISO day would do to
    published addresses.
    """
    jobs = [Job(file.path, file.file, file.rule) for file in archive.files]
    checked = list(map_jobs(partial(publication.find_problems, kit), jobs, workers))
    outlines = [found.outline for found in checked if found.outline]
    own = [problem for found in checked for problem in found.problems]
    withheld = frozenset(job.path for job, found in zip(jobs, checked, strict=True) if found.is_withheld)
    problems = (
        *archive.placed(own),
        *about_all(archive, outlines),
        *_of_addresses(archive, kit, outlines, archive.private | withheld, day=day, workers=workers),
    )
    return tuple(sorted(problems, key=lambda each: (each.path, each.line or 0, each.message)))


def _of_addresses(
    archive: Archive,
    kit: Kit,
    outlines: Sequence[Outline],
    private: frozenset[str],
    *,
    day: str,
    workers: int | None,
) -> Iterator[Problem]:
    ledger = Ledger(archive.ledger, archive.shown(archive.ledger))
    files = {file.path: file for file in archive.files}
    rules = {path: file.rule for path, file in files.items()}
    assigned = assign(outlines, rules, ledger, private, day)
    yield from assigned.problems
    yield from fates.of_conversations(assigned, ledger)
    jobs = [
        Job(path, files[path].file, files[path].rule, assigned.places[path], outline.sha256, standing, day)
        for outline in outlines
        if (standing := assigned.standings.get(path := outline.path))
        and standing.files
        and not _is_as_told(outline, standing, ledger)
    ]
    strangers = [path for path, standing in assigned.standings.items() if not standing.files]
    if strangers and ledger.pages:
        yield fates.of_strangers(archive.shown(archive.ledger), strangers)
    changes = map_jobs(partial(publication.find_changes, kit), jobs, workers)
    for job, found in zip(jobs, changes, strict=True):
        yield from archive.placed(fates.of_messages(job.path, found, is_news=True))


def _is_as_told(outline: Outline, standing: Standing, ledger: Ledger) -> bool:
    """Do the conversation's messages say what the ledger says of them, so that no address can change?"""
    if len(standing.files) != 1 or standing.heading.key not in ledger.pages:
        return False
    there = [
        each.print for each in ledger.account(standing.heading.key).entries if each.state is not State.GONE
    ]
    return there == list(outline.prints)


def about_all(archive: Archive, outlines: Sequence[Outline]) -> tuple[Problem, ...]:
    """What is wrong with the archive as a whole, and can be seen in no single transcript."""
    rules = archive.settings.transcripts
    return (
        *archive.problems,
        *archive.placed(_duplicates(outlines)),
        *(problem for rule in rules for problem in _nobody(rule, outlines)),
    )


def _duplicates(outlines: Iterable[Outline]) -> Iterator[Problem]:
    """Transcripts that are byte for byte the same: both are published, but one is surely a slip."""
    first: dict[str, str] = {}
    for each in outlines:
        same = first.setdefault(each.sha256, each.path)
        if same != each.path:
            remedy = "delete one, or say publish = false in sitegen.toml"
            yield Problem(each.path, None, f"byte for byte the same as {same}", remedy)


def _nobody(rule: TranscriptRule, outlines: Iterable[Outline]) -> Iterator[Problem]:
    """Participants of a rule who speak in none of its transcripts."""
    if not rule.participants:
        return
    speakers = {name: None for each in outlines if rule.fits(each.path) for name in each.speakers}
    for name in rule.participants:
        if speakers and name not in speakers:
            remedy = f"those who do are {', '.join(list(speakers)[:8])}"
            message = f"no {name!r} speaks in {rule.match!r}"
            yield Problem(FILE_NAME, rule.line, message, remedy, Severity.NOTE)
