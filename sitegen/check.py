"""Everything wrong with an archive, as problems. Reads, never writes."""

from collections.abc import Iterator, Mapping
from functools import partial

from sitegen import publication
from sitegen.archive import Archive
from sitegen.errors import Problem
from sitegen.publication import Job, Kit
from sitegen.workers import map_jobs


def check(archive: Archive, kit: Kit, *, workers: int | None = None) -> tuple[Problem, ...]:
    """All problems and notes of the archive, by path and line."""
    jobs = [Job(file.path, file.file, file.rule) for file in archive.files]
    checked = list(map_jobs(partial(publication.find_problems, kit), jobs, workers))
    same = {job.path: found.sha256 for job, found in zip(jobs, checked, strict=True) if found.outline}
    found = [problem for each in checked for problem in each.problems]
    problems = (*archive.problems, *archive.placed((*found, *duplicates(same))))
    return tuple(sorted(problems, key=lambda each: (each.path, each.line or 0, each.message)))


def duplicates(digests: Mapping[str, str]) -> Iterator[Problem]:
    """Transcripts that are byte for byte the same: both are published, but one is surely a slip.

    ``digests`` holds the hash of each transcript's bytes, by path.
    """
    first: dict[str, str] = {}
    for path, digest in digests.items():
        same = first.setdefault(digest, path)
        if same != path:
            remedy = "delete one, or say publish = false in sitegen.toml"
            yield Problem(path, None, f"byte for byte the same as {same}", remedy)
