"""Everything wrong with an archive, as problems. Reads, never writes."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from sitegen import publication
from sitegen.archive import Archive
from sitegen.errors import Problem, Severity
from sitegen.model import Outline
from sitegen.publication import Job, Kit
from sitegen.settings import FILE_NAME, TranscriptRule
from sitegen.workers import map_jobs


def check(archive: Archive, kit: Kit, *, workers: int | None = None) -> tuple[Problem, ...]:
    """All problems and notes of the archive, by path and line."""
    jobs = [Job(file.path, file.file, file.rule) for file in archive.files]
    checked = list(map_jobs(partial(publication.find_problems, kit), jobs, workers))
    outlines = [found.outline for found in checked if found.outline]
    own = [problem for found in checked for problem in found.problems]
    problems = (*archive.placed(own), *about_all(archive, outlines))
    return tuple(sorted(problems, key=lambda each: (each.path, each.line or 0, each.message)))


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
