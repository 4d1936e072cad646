"""The folder of the Whoosh index: which conversations its segments hold, and how it is brought up to date.

A manifest stands beside Whoosh's own table of contents, one for each generation, so that whoever opens a
generation finds what belongs to it. A new one becomes visible when Whoosh renames its table, all at once.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from whoosh import __version__ as whoosh_version
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC, FileIndex

from sitegen.search.shelf import Shelf
from sitegen.search.whoosh_format import schema
from sitegen.search.whoosh_writer import Writer

_FORM = [1, *whoosh_version]
_NAME = "MAIN"
MOST_SEGMENTS = 8
"""More than these are merged, the smallest first."""
_FEWEST_SEGMENTS = 4
"""To which merging brings their number."""
_MOST_DELETED = 0.3
"""Of the documents of a segment, before it is written anew."""


class IndexDamagedError(Exception):
    """The index is gone, cut, foreign or of another version. A build makes it anew."""


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation in a segment."""

    slug: str
    key: str
    """Under which the shelf has it."""
    documents: int
    is_gone: bool = False
    """Its documents are deleted."""


@dataclass(frozen=True, slots=True)
class Content:
    """What an index holds: its segments as Whoosh knows them, and their conversations in order."""

    segments: Sequence[Any]
    held: Mapping[str, tuple[Held, ...]]
    """By segment."""


def read_content(folder: Path) -> Content:
    """What the newest generation holds. Raises `IndexDamagedError`."""
    try:
        toc = _read_toc(folder)
        manifest = json.loads(_manifest(folder, toc.generation).read_bytes())
        held = {
            name: tuple(Held(*each) for each in conversations)
            for name, conversations in manifest["segments"].items()
        }
        is_whole = all(_stamp(folder / name) == stamp for name, stamp in manifest["files"].items())
        counts = {each.segment_id(): each.doc_count_all() for each in toc.segments}
        own = {name: sum(each.documents for each in group) for name, group in held.items()}
        if manifest["form"] != _FORM or not is_whole or counts != own:
            raise IndexDamagedError(folder)
    except IndexDamagedError:
        raise
    except Exception as error:  # Whoosh and pickle raise anything at all on a damaged file
        raise IndexDamagedError(folder) from error
    return Content(toc.segments, held)


def _read_toc(folder: Path) -> Any:
    """Whoosh's table of contents, from memory: where it is damaged, Whoosh leaves a file open."""
    name = TOC._filename(_NAME, TOC._latest_generation(FileStorage(str(folder)), _NAME))
    storage = RamStorage()
    storage.files[name] = (folder / name).read_bytes()
    return TOC.read(storage, _NAME)


def update(folder: Path, shelf: Shelf, wanted: Mapping[str, str]) -> None:
    """Makes the index hold the conversations ``wanted``, by slug the key of each on the shelf, and no others.

    Indexes only those that it does not hold yet; an index that is damaged is made anew. Whoever searches at
    the same time sees the old state or the new one.
    """
    try:
        content = read_content(folder)
    except IndexDamagedError:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        FileIndex.create(FileStorage(str(folder)), schema(), _NAME)
        content = Content((), {})
    plan = _Plan(content, wanted)
    if plan.is_idle and content.segments:
        return
    _carry_out(folder, shelf, plan)


class _Plan:
    """Which segments stay, which of their conversations go, and which conversations are to be written."""

    def __init__(self, content: Content, wanted: Mapping[str, str]) -> None:
        self.held = {
            name: tuple(
                replace(each, is_gone=wanted.get(each.slug) != each.key or each.is_gone) for each in own
            )
            for name, own in content.held.items()
        }
        self.segments = [each for each in content.segments if not self._is_rotten(each.segment_id())]
        is_change = self.held != content.held or len(self.segments) != len(content.segments)
        missing = self._missing(wanted)
        if len(self.segments) + bool(missing) > MOST_SEGMENTS:
            by_size = sorted(
                self.segments, key=lambda each: (-self._living(each.segment_id()), each.segment_id())
            )
            staying = {each.segment_id() for each in by_size[: _FEWEST_SEGMENTS - 1]}
            self.segments = [each for each in self.segments if each.segment_id() in staying]
            missing = self._missing(wanted)
        self.missing = missing
        """Slugs and keys of what is to be written."""
        self.is_idle = not is_change and not missing

    def _missing(self, wanted: Mapping[str, str]) -> list[tuple[str, str]]:
        there = {
            each.slug for own in self.segments for each in self.held[own.segment_id()] if not each.is_gone
        }
        return [(slug, key) for slug, key in wanted.items() if slug not in there]

    def _living(self, name: str) -> int:
        return sum(each.documents for each in self.held[name] if not each.is_gone)

    def _is_rotten(self, name: str) -> bool:
        whole = sum(each.documents for each in self.held[name])
        return self._living(name) < (1 - _MOST_DELETED) * whole or not self._living(name)


def _carry_out(folder: Path, shelf: Shelf, plan: _Plan) -> None:
    storage = FileStorage(str(folder))
    writer = Writer(FileIndex(storage, indexname=_NAME))
    groups: dict[int, list[Held]] = {}
    for slug, key in plan.missing:
        head = shelf.head(key)
        number = writer.add_conversation(head, shelf.entries(key).items())
        groups.setdefault(number, []).append(Held(slug, key, len(head.lengths)))
    writer.close_segment()
    for segment in plan.segments:
        for doc in _gone(plan.held[segment.segment_id()]):
            segment.delete_document(doc)
    held = {each.segment_id(): plan.held[each.segment_id()] for each in plan.segments}
    held |= {segment.segment_id(): tuple(groups[n]) for n, segment in enumerate(writer.written)}
    _write_manifest(folder, writer.generation, held)
    writer.finish(plan.segments)
    for old in folder.glob("manifest-*.json"):
        if old != _manifest(folder, writer.generation):
            with suppress(FileNotFoundError):
                old.unlink()


def _gone(held: Sequence[Held]) -> Iterator[int]:
    """The documents of a segment that are to be deleted."""
    first = 0
    for each in held:
        if each.is_gone:
            yield from range(first, first + each.documents)
        first += each.documents


def _write_manifest(folder: Path, generation: int, held: Mapping[str, Sequence[Held]]) -> None:
    segments = {
        name: [[each.slug, each.key, each.documents, each.is_gone] for each in own]
        for name, own in held.items()
    }
    files = {file.name: _stamp(file) for name in held for file in sorted(folder.glob(f"{name}.*"))}
    new = folder / "manifest.new"
    new.write_text(json.dumps({"form": _FORM, "segments": segments, "files": files}), "utf-8")
    new.replace(_manifest(folder, generation))


def _manifest(folder: Path, generation: int) -> Path:
    return folder / f"manifest-{generation}.json"


def _stamp(file: Path) -> list[int] | None:
    try:
        stat = file.stat()
    except FileNotFoundError:
        return None
    return [stat.st_size, stat.st_mtime_ns]
