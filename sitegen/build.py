"""The whole program on one screen: transcripts in, a site out.

    outline   each changed transcript, in parallel     → title, date, speakers
    arrange   all outlines together                    → slugs, series, neighbours
    publish   each changed transcript, in parallel     → page, JSON twin, source; a summary
    overview  all summaries together                   → home, lists, drawings, numbers, archive.json
    search    all inverted conversations together      → the shards of the search page, the Whoosh index
    write     whole or not at all                      → site/

Between reading and writing everything is a function of values; the cache stands around it from outside.
"""

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote

from filelock import Timeout

from sitegen import permalinks, publication, summary
from sitegen.archive import Archive
from sitegen.cache import Cache, Memory, Record, code_key, key
from sitegen.check import about_all
from sitegen.collection import Collection
from sitegen.errors import ContentError, Problem, Severity
from sitegen.essays.links import Addresses
from sitegen.finder import Finder
from sitegen.model import Outline, OutputFile, Place, Summary
from sitegen.places import arrange
from sitegen.publication import Job, Kit, Publication
from sitegen.render import Draft, SiteInfo, draft_of, local_links, theme_folder
from sitegen.settings import TranscriptRule
from sitegen.workers import map_jobs
from sitegen.write import Site, Stamp

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


def _say_nothing(done: int, total: int) -> None:
    del done, total


def build(
    archive: Archive,
    output: Path,
    *,
    force: bool = False,
    strict: bool = False,
    workers: int | None = None,
    advance: Advance = _say_nothing,
) -> Report:
    """Builds the site of ``archive`` into the folder ``output``.

    ``force`` ignores what the last build remembered; ``strict`` leaves the old site if there is any problem;
    ``workers`` is the number of processes, None for as many as there are cores. Raises `ContentError` where
    the folder is not ours or another build is under way.
    """
    _refuse_to_bury(archive, output)
    kit = kit_of(archive)
    environment = key(code_key((Path(__file__).parent, *kit.themes)), kit)
    cache, finder = Cache(archive.root, output), Finder(archive.root)
    try:
        with cache.lock(), Site(output) as site:
            before = cache.load()
            memory = Memory(environment) if force or before.environment != environment else before
            records = _outlined(archive, kit, memory, workers)
            outlines = [record.outline for record in records.values() if record.outline]
            places = arrange(outlines, {file.path: file.rule.series for file in archive.files})
            jobs = _jobs(archive, records, places, site, finder)
            publications = map_jobs(partial(publication.publish, kit), jobs, workers)
            for n, (path, record) in enumerate(_published(jobs, publications, records, site, finder), 1):
                records[path] = record
                advance(n, len(jobs))
            search = _searchable(kit, memory, records, site, finder)
            now = replace(_with_overview(archive, kit, memory, records, site), search=search)
            problems = (
                *_problems(archive, records, outlines),
                *_dead_links(archive, now),
                *_in_essays(archive, kit, now),
            )
            written = not (strict and any(each.severity is Severity.PROBLEM for each in problems))
            if written and not site.is_exactly(now.files()):
                site.commit(now.files())
            if written:
                finder.update(_boxes(records))
            if written and now != before:
                cache.save(now)
    except Timeout:
        remedy = "wait for its end"
        problem = Problem(archive.root.as_posix(), None, "another build of this archive is under way", remedy)
        raise ContentError(problem) from None
    except OSError as error:
        if error.errno not in _OF_THE_MACHINE:
            raise
        message = f"the site cannot be written: {error.strerror} ({error.filename or 'no file named'})"
        remedy = "make room there, or choose another folder with --output; the old site is as it was"
        raise ContentError(Problem(output.as_posix(), None, message, remedy)) from None
    made = [record.summary for record in records.values() if record.summary]
    return Report(len(made), sum(each.messages for each in made), len(jobs), problems, written)


def _refuse_to_bury(archive: Archive, output: Path) -> None:
    """The site must neither take the place of the archive nor stand among the transcripts."""
    site = output.resolve()
    own = (archive.root.resolve(), archive.transcripts.resolve())
    if any(site == folder or site in folder.parents for folder in own) or own[1] in site.parents:
        remedy = "choose another folder with --output"
        message = "the site cannot stand here: this folder belongs to the archive"
        raise ContentError(Problem(output.as_posix(), None, message, remedy))


def kit_of(archive: Archive) -> Kit:
    """What all of the archive's transcripts are published with."""
    about = archive.settings.site
    has_essays = bool(archive.published_essays)
    info = SiteInfo(about.title, about.description, about.language, about.url, has_essays)
    return Kit(info, (archive.theme, theme_folder()), archive.settings.models)


def _outlined(archive: Archive, kit: Kit, memory: Memory, workers: int | None) -> dict[str, Record]:
    """A record for each transcript: the last build's where neither bytes nor settings changed."""
    known = {
        file.path: record
        for file in archive.files
        if (record := memory.records.get(file.path)) and record.rule == key(file.rule)
    }
    new = [file for file in archive.files if file.path not in known or known[file.path].stamp != file.stamp]
    jobs = [Job(file.path, file.file, file.rule) for file in new]
    findings = map_jobs(partial(publication.find_outline, kit), jobs, workers)
    for file, found in zip(new, findings, strict=True):
        record = known.get(file.path)
        known[file.path] = (
            replace(record, stamp=file.stamp)
            if record and record.sha256 == found.sha256
            else Record(file.stamp, found.sha256, key(file.rule), found.problems, found.outline)
        )
    return {file.path: known[file.path] for file in archive.files}


def _jobs(
    archive: Archive,
    records: Mapping[str, Record],
    places: Mapping[str, Place],
    site: Site,
    finder: Finder,
) -> list[Job]:
    """The conversations whose files do not stand in the site as they should."""
    return [
        Job(file.path, file.file, file.rule, places[file.path], records[file.path].sha256)
        for file in archive.files
        if file.path in places
        and not (
            (record := records[file.path]).place == places[file.path]
            and record.files
            and site.holds(record.files)
            and finder.holds(record.box)
        )
    ]


def _published(
    jobs: Sequence[Job],
    publications: Iterable[Publication],
    records: Mapping[str, Record],
    site: Site,
    finder: Finder,
) -> Iterator[tuple[str, Record]]:
    for job, made in zip(jobs, publications, strict=True):
        files = tuple(site.write(file) for file in made.files)
        yield (
            job.path,
            replace(
                records[job.path],
                summary=made.summary,
                place=job.place,
                files=files,
                drawings=made.drawings,
                box=finder.keep(made.box),
            ),
        )


def _searchable(
    kit: Kit, memory: Memory, records: Mapping[str, Record], site: Site, finder: Finder
) -> tuple[str, tuple[Stamp, ...]]:
    """Writes the shards of the search that changed; what they were all made from, and their stamps."""
    boxes = _boxes(records)
    made_from = key(sorted(boxes.items()))
    before, stamps = memory.search
    if before == made_from and site.holds(stamps):
        return memory.search
    # A name with a hash in it says what the file holds.
    there = {each.path: each for each in stamps if each.path != permalinks.SEARCH_META and site.holds([each])}
    texts = {
        record.summary.slug: [each.path for each in record.files if permalinks.is_text_shard(each.path)]
        for record in records.values()
        if record.summary
    }
    models = publication.models(kit).by_identity
    return made_from, tuple(
        there.get(file.path) or site.write(file) for file in finder.shards(boxes, texts, models)
    )


def _boxes(records: Mapping[str, Record]) -> dict[str, str]:
    """By slug the key of each conversation's part of the search index."""
    return {each.summary.slug: each.box.key for each in records.values() if each.summary}


def _with_overview(
    archive: Archive, kit: Kit, memory: Memory, records: Mapping[str, Record], site: Site
) -> Memory:
    """What to remember of this build; writes those pages about all conversations that changed."""
    owner = key(archive.introduction, archive.settings.site.featured, archive.essays)
    # Equal records are mostly the same objects, so this is a cheap question.
    if memory.owner == owner and memory.records == records and site.holds(memory.shared_files()):
        return memory
    shared: dict[str, tuple[str, Stamp]] = {}
    for page in _overview(kit, _collection(archive, kit, records)):
        known = memory.shared.get(page.path)
        is_same = known is not None and known[0] == page.key and site.holds([known[1]])
        stamp = known[1] if known and is_same else site.write(OutputFile(page.path, page.data))
        shared[page.path] = page.key, stamp
    return Memory(memory.environment, owner, records, shared)


def _collection(archive: Archive, kit: Kit, records: Mapping[str, Record]) -> Collection:
    made = {path: record.summary for path, record in records.items() if record.summary}
    featured = (
        made[path].slug
        for pattern in archive.settings.site.featured
        for path in made
        if TranscriptRule(pattern).fits(path)
    )
    return Collection(
        _by_date(made.values()),
        {made[path].slug: records[path].drawings for path in made if records[path].drawings},
        publication.models(kit).by_identity,
        archive.introduction,
        tuple(dict.fromkeys(featured)),
        archive.published_essays,
        resolve=_addresses(archive, records).resolve,
    )


def _addresses(archive: Archive, records: Mapping[str, Record]) -> Addresses:
    """Where the links of essays lead."""
    return Addresses(
        {path: record.summary.slug for path, record in records.items() if record.summary},
        {essay.path: essay.slug for essay in archive.published_essays},
        archive.settings.site.url,
    )


def _overview(kit: Kit, collection: Collection) -> Iterator[Draft]:
    renderer = publication.renderer(kit)
    yield from renderer.overview(collection)
    archive = OutputFile(permalinks.ARCHIVE, summary.archive(kit.site.title, collection.summaries))
    for file in (*renderer.static(), archive):
        yield draft_of(file)


def _by_date(summaries: Iterable[Summary]) -> tuple[Summary, ...]:
    """Newest first; those without a date last."""
    return tuple(sorted(summaries, key=lambda each: (each.started or "", each.slug), reverse=True))


def _dead_links(archive: Archive, now: Memory) -> Iterator[Problem]:
    """Links of the owner's words that lead to no file of the site."""
    there = {stamp.path for stamp in now.files()}
    for line, url in local_links(archive.introduction):
        if normpath(unquote(url.partition("#")[0])) not in there:
            remedy = "see archive.json for the addresses that there are"
            yield Problem(archive.introduction_path, line, f"{url!r} leads to no page of this site", remedy)


def _in_essays(archive: Archive, kit: Kit, now: Memory) -> Iterator[Problem]:
    """What cannot be shown as its author meant it; of drafts as well, for that is when it is to be mended."""
    there = frozenset(stamp.path for stamp in now.files())
    resolve = _addresses(archive, now.records).resolve
    for essay in archive.essays:
        for each in publication.renderer(kit).problems(essay, resolve, there):
            yield replace(each, path=f"{archive.essays_path}/{each.path}")


def _problems(
    archive: Archive, records: Mapping[str, Record], outlines: Sequence[Outline]
) -> tuple[Problem, ...]:
    found = (record.summary.problems if record.summary else record.problems for record in records.values())
    return (*about_all(archive, outlines), *archive.placed(chain.from_iterable(found)))
