"""The folder of the Whoosh index, and how it is brought up to date."""

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from sitegen.search.segment_store import Shelf
from sitegen.search.varint import ALPHABET, BASE
from sitegen.search.whoosh_index.codec import schema
from sitegen.search.whoosh_index.manifest import (
    Held,
    IndexDamagedError,
    Manifest,
    Segment,
    read_manifest,
    write_manifest,
)
from sitegen.search.whoosh_index.segment_writer import Writer

NAME = "MAIN"
GROWTH = 4
"""A segment not so many times larger than what is written anew is written anew with it: few segments remain, and
the cost of many small changes stays in proportion to them.
"""
MOST_DELETED = 0.3
"""Of the documents of a segment, before it is written anew."""
_MORE = ALPHABET[BASE:].encode()


def update(folder: Path, shelf: Shelf, wanted: Mapping[str, str]) -> Set[str]:
    """Makes the index hold the conversations ``wanted``, by slug the key of each on the shelf, and no others.

    Indexes only those that it does not hold yet; an index that is damaged is made anew. Whoever searches at the
    same time sees the old state or the new one. Returns the keys that the old state needs on the shelf, so that
    whoever has it open may go on. Raises `OSError` or `ValueError` where the shelf is damaged.
    """
    try:
        before = read_manifest(folder)
    except IndexDamagedError:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        before = Manifest(-1)
    needed = frozenset(before.keys().values())
    if before.generation >= 0 and before.keys() == wanted:
        return needed
    _clean(folder, before)
    staying, missing = _divided([_without(each, shelf, wanted) for each in before.segments], wanted)
    storage = FileStorage(str(folder))
    segments = {each.name: _as_whoosh(each) for each in staying}
    written = []
    for segment, held in _written(storage, shelf, missing):
        segments[segment.segment_id()] = segment
        written.append(Segment(segment.segment_id(), held, dict(segment._fieldlengths)))
    after = Manifest(before.generation + 1, [*staying, *written])
    TOC(schema(), list(segments.values()), after.generation).write(storage, NAME)
    write_manifest(folder, after)
    _clean(folder, after)
    return needed


def _clean(folder: Path, state: Manifest) -> None:
    """Removes what other states left, interrupted ones too."""
    kept = {each.name for each in state.segments}
    contents = TOC._filename(NAME, state.generation)
    for file in folder.glob(f"*{NAME}_*"):
        if file.name.partition(".")[0] not in kept and file.name != contents:
            with suppress(
                OSError
            ):  # some systems keep files that somebody reads; the next update removes them
                file.unlink()


def _without(segment: Segment, shelf: Shelf, wanted: Mapping[str, str]) -> Segment:
    """The segment with those conversations marked that are gone."""
    held = [replace(each, is_gone=each.is_gone or wanted.get(each.slug) != each.key) for each in segment.held]
    lost = Counter(segment.lost)
    for now, before in zip(held, segment.held, strict=True):
        if now.is_gone and not before.is_gone:
            try:
                lines = shelf.lines(now.key)
            except (OSError, ValueError):  # nobody knows which words it took with it
                return replace(segment, held=[replace(each, is_gone=True) for each in held])
            for term, ids in zip(lines.terms, lines.ids, strict=True):
                lost[term.decode()] += len(ids.translate(None, _MORE))
    return replace(segment, held=held, lost=dict(lost))


def _divided(
    segments: Sequence[Segment], wanted: Mapping[str, str]
) -> tuple[list[Segment], list[tuple[str, str]]]:
    """The segments that stay as they are, and what is to be written: slugs and keys."""
    staying = [each for each in segments if each.living > (1 - MOST_DELETED) * each.documents]
    for each in sorted(staying, key=lambda segment: (len(segment.held), segment.name)):
        missing = _missing(staying, wanted)
        if missing and len(each.held) <= GROWTH * len(missing):
            staying.remove(each)
    return staying, _missing(staying, wanted)


def _missing(staying: Sequence[Segment], wanted: Mapping[str, str]) -> list[tuple[str, str]]:
    there = Manifest(0, staying).keys()
    return [(slug, key) for slug, key in wanted.items() if slug not in there]


def _written(
    storage: FileStorage, shelf: Shelf, missing: Sequence[tuple[str, str]]
) -> Iterator[tuple[Any, list[Held]]]:
    """New segments, each with what it holds, the oldest conversation first."""
    heads = sorted(
        ((shelf.head(key), key) for _, key in missing), key=lambda each: (each[0].started, each[0].slug)
    )
    writer = Writer(storage, schema(), NAME)
    groups: dict[int, list[Held]] = {}
    for head, key in heads:
        number = writer.add(head, shelf.lines(key))
        groups.setdefault(number, []).append(Held(head.slug, key, len(head.lengths)))
    for number, segment in enumerate(writer.finish()):
        yield segment, groups[number]


def _as_whoosh(segment: Segment) -> W3Segment:
    """As Whoosh's table of contents lists it."""
    deleted = set(_gone(segment.held))
    listed = W3Segment(
        W3Codec(), NAME, segment.documents, segment.name.removeprefix(f"{NAME}_"), deleted or None
    )
    listed._fieldlengths = dict(segment.lengths)
    return listed


def _gone(held: Sequence[Held]) -> Iterator[int]:
    """The documents of a segment that are deleted."""
    first = 0
    for each in held:
        if each.is_gone:
            yield from range(first, first + each.documents)
        first += each.documents
