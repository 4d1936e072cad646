"""The Whoosh index, open for questions. Documents have the numbers that `Columns` gives them."""

import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, NamedTuple

from whoosh.codec.whoosh3 import CorruptIndexError
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader, TermNotFound

from sitegen.models import Model
from sitegen.search.columns import Columns
from sitegen.search.index_folder import Content, Held, IndexDamagedError, read_content
from sitegen.search.shelf import Shelf
from sitegen.search.whoosh_codec import Block, BlockMatcher
from sitegen.search.whoosh_format import SPEAKER, TEXT, TITLE, Positions, schema

_TRIES = 5
"""Of opening an index that a build exchanges meanwhile."""


class Postings(NamedTuple):
    """Which documents have a term in a field, ascending, and how often."""

    docs: Sequence[int]
    tfs: Sequence[int]


class Found(NamedTuple):
    """What a hit shows of its message."""

    anchor: str
    text: str


class _Segment(NamedTuple):
    reader: Any
    numbers: Sequence[int]
    """By document of the segment the number in the archive; below 0 where it is deleted."""
    is_whole: bool
    """Nothing is deleted."""


class Index:
    """All documents of an archive. Made by `open_index`; `close` it, or use it as a context manager."""

    def __init__(self, columns: Columns, segments: Sequence[_Segment], texts: Callable[[int], Any]) -> None:
        self.columns = columns
        self._segments = segments
        self._texts = texts

    def __enter__(self) -> "Index":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes all files."""
        for segment in self._segments:
            segment.reader.close()

    def terms(self, prefix: str) -> Sequence[tuple[str, int]]:
        """All terms of texts, titles and names that begin so, sorted, with the number of documents that have
        them in their text.
        """
        found: Counter[str] = Counter()
        with _damage_told():
            for segment in self._segments:
                for field in (TEXT, TITLE, SPEAKER):
                    for name in segment.reader.expand_prefix(field, prefix.encode()):
                        term = name.decode()
                        found[term] += self._living(segment, term) if field == TEXT else 0
        return sorted(found.items())

    def postings(self, field: str, term: str) -> Postings:
        """The postings of a term in ``text``, ``title`` or ``speaker``; none where there are none."""
        pairs: list[tuple[int, int]] = []
        with _damage_told():
            for segment in self._segments:
                numbers = segment.numbers
                for block in _blocks(segment, field, term):
                    tfs = map(int, block.tfs)
                    docs = (numbers[doc] for doc in block.docs)
                    pairs += zip(docs, tfs, strict=True)
        pairs = sorted(pair for pair in pairs if pair[0] >= 0)
        return Postings([doc for doc, _ in pairs], [tf for _, tf in pairs])

    def positions(self, term: str, docs: Collection[int]) -> Mapping[int, Sequence[int]]:
        """Where the term stands in the texts of those of the documents that have it."""
        wanted = set(docs)
        form = Positions()
        found: dict[int, Sequence[int]] = {}
        with _damage_told():
            for segment in self._segments:
                for block in _blocks(segment, TEXT, term):
                    for doc, value in zip(block.docs, block.values or (), strict=True):
                        number = segment.numbers[doc]
                        if number in wanted:
                            found[number] = form.decode_positions(value)
        return found

    def texts(self, docs: Collection[int]) -> Mapping[int, Found]:
        """What hits show of these documents."""
        found: dict[int, Found] = {}
        with _damage_told():
            for number, group in _by_conversation(self.columns, docs).items():
                anchors, texts = self._texts(number)
                base = self.columns.bases[number]
                found |= {doc: Found(anchors[doc - base], texts[doc - base]) for doc in group}
        return found

    def _living(self, segment: _Segment, term: str) -> int:
        """How many documents of a segment have the term, without the deleted ones."""
        if segment.is_whole:
            return int(segment.reader.doc_frequency(TEXT, term.encode()))
        blocks = _blocks(segment, TEXT, term)
        return sum(segment.numbers[doc] >= 0 for block in blocks for doc in block.docs)


def open_index(folder: Path, shelf: Shelf, models: Mapping[str, Model]) -> Index:
    """The index in a folder; ``models`` by identity. Raises `IndexDamagedError`."""
    for _ in range(_TRIES - 1):
        try:
            return _open(folder, shelf, models)
        except IndexDamagedError:
            continue  # perhaps it was exchanged while we looked
    return _open(folder, shelf, models)


def _open(folder: Path, shelf: Shelf, models: Mapping[str, Model]) -> Index:
    content = read_content(folder)
    keys = {each.slug: each.key for own in content.held.values() for each in own if not each.is_gone}
    with _damage_told():
        columns = Columns.of((shelf.head(key) for key in keys.values()), models)
        segments = tuple(_segments(folder, content, columns))

    def texts(number: int) -> Any:
        return shelf.texts(keys[columns.heads[number].slug])

    return Index(columns, segments, texts)


def _segments(folder: Path, content: Content, columns: Columns) -> Iterator[_Segment]:
    storage = FileStorage(str(folder))
    bases = {head.slug: base for head, base in zip(columns.heads, columns.bases, strict=False)}
    for segment in content.segments:
        held = content.held[segment.segment_id()]
        numbers = [number for each in held for number in _numbers(each, bases)]
        yield _Segment(SegmentReader(storage, schema(), segment), numbers, all(n >= 0 for n in numbers))


def _numbers(held: Held, bases: Mapping[str, int]) -> Sequence[int]:
    if held.is_gone:
        return [-1] * held.documents
    return range(bases[held.slug], bases[held.slug] + held.documents)


def _blocks(segment: _Segment, field: str, term: str) -> Iterator[Block]:
    try:
        matcher = segment.reader.postings(field, term.encode())
    except TermNotFound:
        return
    while not isinstance(matcher, BlockMatcher):  # a filter of deleted documents stands around it
        matcher = matcher.child
    yield from matcher.blocks()


def _by_conversation(columns: Columns, docs: Collection[int]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for doc in docs:
        groups.setdefault(columns.conversation[doc], []).append(doc)
    return groups


@contextmanager
def _damage_told() -> Iterator[None]:
    """What Whoosh and the shelf raise where a file is damaged or gone, as one error."""
    try:
        yield
    except (CorruptIndexError, UnpicklingError, zlib.error, EOFError, OSError, ValueError) as error:
        raise IndexDamagedError(str(error)) from error
