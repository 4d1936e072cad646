"""The only module that touches ``.sitegen/``: what the last build knew, so that this one need not ask again.

A record says which bytes and settings led to which files; the files themselves stand in the site. Deleting
the folder changes nothing but time.
"""

import dataclasses
import hashlib
import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from sitegen import as_json, summary
from sitegen.addresses import Standing
from sitegen.errors import ContentError, Problem, Severity
from sitegen.ledger.entries import Heading, State
from sitegen.ledger.folder import Page
from sitegen.model import Backlink, Drawing, Mention, Neighbour, Outline, Overlap, Place, Summary
from sitegen.passages import Passage
from sitegen.quotes.verdict import Finding
from sitegen.quoting import Answer
from sitegen.secrets.finding import Finding as Secret
from sitegen.secrets.finding import from_json as secret_from_json
from sitegen.secrets.finding import to_json as secret_to_json
from sitegen.write import Stamp

FOLDER = ".sitegen"
_FORM = 8
_LIBRARIES = (
    "anyascii", "babel", "charset-normalizer", "detect-secrets", "jinja2", "markdown-it-py", "mdit-py-plugins",
    "pillow", "pygments", "pyyaml", "rapidfuzz", "regex", "wcwidth", "whoosh3",
)  # fmt: skip
"""Those whose version can change what a page says."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation's part of the search index, as it was put away; see `search.shelf`."""

    key: str = ""
    stamp: tuple[int, ...] = ()
    """By which is seen that nobody touched it since."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What the ledger said of a conversation when its page was made."""

    heading: Heading | None = None
    hashes: tuple[str, ...] = ()
    """Of its files there, SHA-256."""
    is_pending: bool = False
    """The ledger should say more now, but this was no build for publication."""

    def is_of(self, standing: Standing) -> bool:
        """Was the page made of this?"""
        return self.heading == standing.heading and self.hashes == standing.hashes


@dataclass(frozen=True, slots=True)
class Record:
    """One transcript as the last build left it."""

    stamp: tuple[int, ...]
    """Of the transcript; see `TranscriptFile`."""
    sha256: str
    """Of the transcript's bytes."""
    rule: str
    """Key of the owner's word about it."""
    problems: tuple[Problem, ...] = ()
    """Why there is no page; empty where there is one."""
    outline: Outline | None = None
    summary: Summary | None = None
    place: Place | None = None
    files: tuple[Stamp, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    box: Kept = Kept()
    """Its part of the search index."""
    settled: Settled = Settled()
    is_withheld: bool = False
    """Its own front matter says that nobody shall see it."""
    answers: tuple[Answer, ...] = ()
    """To the quotations that lead to it."""
    secrets: tuple[Secret, ...] = ()
    """What its files say that should perhaps not be said; masked."""
    used: tuple[str, ...] = ()
    """Keys of the rules that took something out of it."""
    withdrawn: tuple[str, ...] = ()
    """Anchors of its messages that were taken back."""


@dataclass(frozen=True, slots=True)
class Memory:
    """All that one build remembers for the next."""

    environment: str = ""
    """Key of everything that all pages depend on: code, libraries, theme, settings."""
    owner: str = ""
    """Key of what the owner says on the home page."""
    records: Mapping[str, Record] = field(default_factory=dict)
    shared: Mapping[str, tuple[str, Stamp]] = field(default_factory=dict)
    """Of the files that are no conversation's: what they were made from, as a key, and the file; by path."""
    search: tuple[str, tuple[Stamp, ...]] = ("", ())
    """Of the shards that all conversations share: what they were made from, as a key, and the files."""
    ledger: Mapping[str, Page] = field(default_factory=dict)
    """The files of the ledger, by name."""
    quotes: tuple[str, tuple[Problem, ...]] = ("", ())
    """What all quotations were judged by, as a key, and what is wrong with them."""

    def files(self) -> Iterator[Stamp]:
        """All files of the site."""
        yield from self.shared_files()
        yield from self.search[1]
        for record in self.records.values():
            yield from record.files

    def shared_files(self) -> Iterator[Stamp]:
        """Those that are no conversation's."""
        for _, stamp in self.shared.values():
            yield stamp


def key(*parts: object) -> str:
    """A key that differs wherever any of the parts does. Parts must have a telling ``repr``."""
    return hashlib.sha256("\0".join(map(repr, parts)).encode("utf-8", "surrogatepass")).hexdigest()


def code_key(folders: Iterable[Path]) -> str:
    """The version of the program: its own files, the theme's, and the libraries that shape the output."""
    parts = [
        (Path(parent, name).relative_to(folder).as_posix(), Path(parent, name).read_bytes())
        for folder in folders
        for parent, _, names in os.walk(folder, followlinks=True)  # Jinja follows links, so we must see them
        for name in names
        if not parent.endswith("__pycache__")
        if Path(parent, name).is_file()  # editors mark what they have open by a link that leads nowhere
    ]
    libraries = [version(library) for library in _LIBRARIES]
    return key(sorted(parts), libraries, sys.version_info[:3], unicodedata.unidata_version)


class Cache:
    """The cache of one archive for one output folder."""

    def __init__(self, root: Path, output: Path) -> None:
        self.folder = root / FOLDER
        # Relative, so that a copy of the archive elsewhere, with its caches, is as good.
        where = os.path.relpath(output.absolute(), root.absolute())
        name = hashlib.sha256(where.encode("utf-8", "surrogateescape")).hexdigest()
        self._file = self.folder / f"build-{name[:12]}.json"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Held while the archive is built; who holds it may take it again. Raises `ContentError` at once where
        another program holds it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / "lock", timeout=0, is_singleton=True)
        try:
            lock.acquire()
        except Timeout:
            message, remedy = "another build of this archive is under way", "wait for its end"
            raise ContentError(Problem(self.folder.parent.as_posix(), None, message, remedy)) from None
        try:
            yield
        finally:
            lock.release()

    def load(self) -> Memory:
        """What the last build remembered; nothing where there was none or its memory is damaged."""
        try:
            return _memory(json.loads(self._file.read_bytes()))
        except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):
            return Memory()

    def save(self, memory: Memory) -> None:
        """Remembers; whole or not at all."""
        new = self._file.with_suffix(".new")
        new.write_bytes(as_json.dump(_to_json(memory)))
        new.replace(self._file)


def _to_json(memory: Memory) -> dict[str, Any]:
    return {
        "form": _FORM,
        "environment": memory.environment,
        "owner": memory.owner,
        "records": {path: _record_to_json(record) for path, record in memory.records.items()},
        "shared": [[key, _stamp_to_json(stamp)] for key, stamp in memory.shared.values()],
        "search": [memory.search[0], _stamps_to_json(memory.search[1])],
        "quotes": [
            memory.quotes[0],
            [[p.path, p.line, p.message, p.remedy, p.severity] for p in memory.quotes[1]],
        ],
        "ledger": [
            [page.name, page.stamp, page.sha256, _values(page.heading)] for page in memory.ledger.values()
        ],
    }


def _record_to_json(record: Record) -> list[Any]:
    place = record.place
    return [
        record.stamp,
        record.sha256,
        record.rule,
        [[p.path, p.line, p.message, p.remedy, p.severity] for p in record.problems],
        _values(record.outline) if record.outline else None,
        summary.to_json(record.summary) if record.summary else None,
        _place_to_json(place) if place else None,
        _stamps_to_json(record.files),
        [[each.id, each.text, as_json.participant(each.participant), each.time] for each in record.drawings],
        [record.box.key, record.box.stamp],
        _settled_to_json(record.settled),
        record.is_withheld,
        [_answer_to_json(each) for each in record.answers],
        [secret_to_json(each) for each in record.secrets],
        record.used,
        record.withdrawn,
    ]


def _answer_to_json(answer: Answer) -> list[Any]:
    passage = _values(answer.passage) if answer.passage else None
    return [answer.id, answer.finding, answer.anchor, passage, answer.notes]


def _settled_to_json(settled: Settled) -> list[Any]:
    heading = _values(settled.heading) if settled.heading else None
    return [heading, settled.hashes, settled.is_pending]


def _place_to_json(place: Place) -> list[Any]:
    overlaps = [[_neighbour(each.other), each.messages] for each in place.overlaps]
    neighbours = (_neighbour(place.earlier), _neighbour(place.later))
    links = [
        [each.anchor, _neighbour(each.mention.essay), each.mention.paragraph, each.mention.url,
         each.mention.is_outside, each.quote]
        for each in place.backlinks
    ]  # fmt: skip
    return [
        place.slug, place.series, *neighbours, overlaps, place.former, place.guests, links, place.asked,
    ]  # fmt: skip


def _neighbour(neighbour: Neighbour | None) -> list[str] | None:
    return [neighbour.slug, neighbour.title] if neighbour else None


def _stamps_to_json(stamps: Iterable[Stamp]) -> list[list[Any]]:
    return [_stamp_to_json(stamp) for stamp in stamps]


def _stamp_to_json(stamp: Stamp) -> list[Any]:
    return [stamp.path, stamp.size, stamp.changed]


def _values(value: Outline | Heading | Passage) -> list[Any]:
    # `dataclasses.astuple` copies every text of it.
    return [getattr(value, each.name) for each in dataclasses.fields(value)]


def _memory(value: dict[str, Any]) -> Memory:
    if value["form"] != _FORM:
        return Memory()
    return Memory(
        value["environment"],
        value["owner"],
        {path: _record(record) for path, record in value["records"].items()},
        {stamp[0]: (key, Stamp(*stamp)) for key, stamp in value["shared"]},
        (value["search"][0], tuple(Stamp(*stamp) for stamp in value["search"][1])),
        {
            name: Page(name, tuple(stamp), sha256, _heading(heading))
            for name, stamp, sha256, heading in value["ledger"]
        },
        (value["quotes"][0], tuple(_problem(*each) for each in value["quotes"][1])),
    )


def _record(value: list[Any]) -> Record:
    stamp, sha256, rule, problems, outline, entry, place, files, *others = value
    drawings, box, settled, withheld, answers, secrets, used, withdrawn = others
    return Record(
        tuple(stamp),
        sha256,
        rule,
        tuple(_problem(*fields) for fields in problems),
        _outline(*outline) if outline else None,
        summary.from_json(entry) if entry else None,
        _place(place) if place else None,
        tuple(Stamp(*each) for each in files),
        tuple(_drawing(*each) for each in drawings),
        Kept(box[0], tuple(box[1])),
        _settled(*settled),
        withheld,
        tuple(_answer(*each) for each in answers),
        tuple(secret_from_json(each) for each in secrets),
        tuple(used),
        tuple(withdrawn),
    )


def _place(value: list[Any]) -> Place:
    slug, series, earlier, later, overlaps, former, guests, links, asked = value
    shared = tuple(Overlap(Neighbour(*other), messages) for other, messages in overlaps)
    before, after = (Neighbour(*each) if each else None for each in (earlier, later))
    backlinks = tuple(
        Backlink(anchor, Mention(Neighbour(*essay), paragraph, url, is_outside), quote)
        for anchor, essay, paragraph, url, is_outside, quote in links
    )
    hosted = tuple((one, two) for one, two in guests)
    return Place(slug, series, before, after, shared, tuple(former), hosted, backlinks, asked)


def _heading(fields: list[Any]) -> Heading:
    heading = Heading(*fields)
    return dataclasses.replace(heading, former=tuple(heading.former), state=State(heading.state))


def _answer(id_: str, finding: str, anchor: str, passage: list[Any] | None, notes: list[str]) -> Answer:
    return Answer(id_, Finding(finding), anchor, Passage(*passage) if passage else None, tuple(notes))


def _settled(heading: list[Any] | None, hashes: list[str], is_pending: bool) -> Settled:
    return Settled(_heading(heading) if heading else None, tuple(hashes), is_pending)


def _drawing(id_: str, text: str, participant: dict[str, Any], time: str | None) -> Drawing:
    return Drawing(id_, text, as_json.to_participant(participant), time)


def _problem(path: str, line: int | None, message: str, remedy: str, severity: str) -> Problem:
    return Problem(path, line, message, remedy, Severity(severity))


def _outline(*fields: Any) -> Outline:
    outline = Outline(*fields)
    # JSON knows lists only.
    return dataclasses.replace(
        outline,
        speakers=tuple(outline.speakers),
        prints=tuple(outline.prints),
        long_prints=tuple(outline.long_prints),
        origins=tuple(outline.origins),
    )
