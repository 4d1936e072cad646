"""A record for each transcript: what the last build knew of it, or what this one finds out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from sitegen.archive.folder import Archive
from sitegen.build import transcript
from sitegen.build.assignment import Assigned
from sitegen.build.output import Site
from sitegen.build.parallel import map_jobs
from sitegen.build.search_index import Finder
from sitegen.build.state import Memory, Record, Settled, key
from sitegen.build.transcript import Job, Kit, Publication
from sitegen.model import Place
from sitegen.model.problems import Problem
from sitegen.quotes.backlinks import Answer, Asked


def outlined(archive: Archive, kit: Kit, memory: Memory, workers: int | None) -> dict[str, Record]:
    """A record for each transcript: the last build's where neither bytes nor settings changed."""
    known = {
        file.path: record
        for file in archive.files
        if (record := memory.records.get(file.path)) and record.rule == key(file.rule)
    }
    new = [file for file in archive.files if file.path not in known or known[file.path].stamp != file.stamp]
    jobs = [Job(file.path, file.file, file.rule) for file in new]
    findings = map_jobs(partial(transcript.find_outline, kit), jobs, workers)
    for file, found in zip(new, findings, strict=True):
        record = known.get(file.path)
        known[file.path] = (
            replace(record, stamp=file.stamp)
            if record and record.sha256 == found.sha256
            else Record(
                file.stamp,
                found.sha256,
                key(file.rule),
                found.problems,
                found.outline,
                is_withheld=found.is_withheld,
                used=tuple(map(key, found.used)),
            )
        )
    return {file.path: known[file.path] for file in archive.files}


def private(archive: Archive, records: Mapping[str, Record]) -> frozenset[str]:
    """Paths of transcripts that their owner keeps back, in the settings or in their own front matter."""
    return archive.private | {path for path, record in records.items() if record.is_withheld}


def without_pages(records: Mapping[str, Record], places: Mapping[str, Place]) -> dict[str, Record]:
    """The records, those without a place as if they had never been published: their owner took them back."""
    return {
        path: record
        if path in places
        else Record(
            record.stamp,
            record.sha256,
            record.rule,
            record.problems,
            record.outline,
            is_withheld=record.is_withheld,
            used=record.used,
        )
        for path, record in records.items()
    }


def all_jobs(archive: Archive, assigned: Assigned, hashes: Mapping[str, str], day: str) -> dict[str, Job]:
    """By slug, how each conversation is read; ``hashes`` of the transcripts' bytes by path."""
    return {
        place.slug: Job(
            file.path, file.file, file.rule, place, hashes[file.path], assigned.standings[file.path], day
        )
        for file in archive.files
        if (place := assigned.places.get(file.path))
    }


def jobs_of(
    jobs: Mapping[str, Job],
    records: Mapping[str, Record],
    assigned: Assigned,
    site: Site,
    finder: Finder,
    *,
    asked: Mapping[str, tuple[Asked, ...]],
    is_recording: bool,
) -> list[Job]:
    """The conversations whose files do not stand in the site, or whose lines not in the ledger, as they should."""

    def stands(path: str) -> bool:
        record, standing = records[path], assigned.standings[path]
        return bool(
            record.place == assigned.places[path]
            and record.files
            and record.settled.is_of(standing)
            and not (is_recording and record.settled.is_pending)
            and site.holds(record.files)
            and finder.holds(record.box)
        )

    return [replace(job, asked=asked.get(slug, ())) for slug, job in jobs.items() if not stands(job.path)]


def published(
    jobs: Sequence[Job],
    publications: Iterable[Publication],
    records: Mapping[str, Record],
    site: Site,
    finder: Finder,
) -> Iterator[tuple[str, Record, Publication]]:
    """Writes what was made, and notes it."""
    for job, made in zip(jobs, publications, strict=True):
        files = tuple(site.write(file) for file in made.files)
        assert job.standing is not None
        record = replace(
            records[job.path],
            summary=made.summary,
            place=job.place,
            files=files,
            drawings=made.drawings,
            box=finder.keep(made.box),
            answers=made.answers,
            settled=Settled(job.standing.heading, job.standing.hashes, is_pending=bool(made.account)),
            secrets=made.secrets,
            withdrawn=made.withdrawn,
        )
        yield job.path, record, made


def hide_more(before: Mapping[str, Record], now: Mapping[str, Record]) -> bool:
    """Is there anything that was to be seen and is to be seen no more, because its owner says so?"""
    return any(
        (was.place and not record.place)
        or not set(record.used) <= set(was.used)
        or not set(record.withdrawn) <= set(was.withdrawn)
        for path, record in now.items()
        if (was := before.get(path))
    ) or any(was.place and path not in now for path, was in before.items())


def answers(records: Mapping[str, Record]) -> dict[str, tuple[Answer, ...]]:
    """Of each conversation, by slug, to the quotations that lead to it."""
    return {each.place.slug: each.answers for each in records.values() if each.place}


def problems_of(records: Mapping[str, Record]) -> Iterator[Problem]:
    """Those of all transcripts."""
    for record in records.values():
        yield from record.summary.problems if record.summary else record.problems
