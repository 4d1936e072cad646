"""The Whoosh index, open for questions. Documents have the numbers that `Columns` gives them."""

import pickle
import struct
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from whoosh.codec.whoosh3 import W3Codec, W3TermInfo
from whoosh.filedb.filetables import FileFormatError, OrderedHashReader
from whoosh.filedb.structfile import BufferFile
from whoosh.system import pack_ushort

from sitegen.model.ai_models import Model
from sitegen.search.columns import Columns
from sitegen.search.segment_store import Shelf, Texts
from sitegen.search.whoosh_index.codec import TEXT, Block, Plain, Positions, blocks, schema
from sitegen.search.whoosh_index.manifest import IndexDamagedError, Manifest, Segment, read_manifest
from sitegen.text.tokens import terms as terms_of

DAMAGE = (
    FileFormatError,
    pickle.UnpicklingError,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    LookupError,
    ValueError,
)
"""What is raised where a file of a segment is cut or holds something else."""
_EXTENT = struct.Struct("!qi")
"""At the end of a line in the table of terms: where the postings stand, and their bytes."""


class TermReader:
    """The terms of a segment and their postings. Safe to use from several threads. Raises `DAMAGE`."""

    def __init__(self, folder: Path, name: str) -> None:
        self._data = (folder / f"{name}{W3Codec.TERMS_EXT}").read_bytes()
        self._terms = _Plain(self._data)
        self._table = OrderedHashReader(self._terms, len(self._data))
        self._fields: dict[str, int] = self._table.extras["fieldmap"]
        self._sizes = {field: kind.format.fixed_value_size() for field, kind in schema().items()}
        self._postings = (folder / f"{name}{W3Codec.POSTS_EXT}").open("rb")
        self._lock = Lock()

    def close(self) -> None:
        """Closes the file of postings."""
        self._postings.close()

    def terms(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        """The terms of a field that begin so, in order, each with the number of documents that have it."""
        start = self._key(field, prefix)
        if start is None:
            return
        data = self._data
        for at, length, info, _ in self._table.ranges_from(start):
            key = data[at : at + length]
            if not key.startswith(start):
                break
            yield key[2:].decode(), W3TermInfo.read_doc_freq(self._terms, info)

    def blocks(self, field: str, term: str, first: int = 0) -> Iterator[Block]:
        """The postings of a term, without blocks that end before the document ``first``."""
        key = self._key(field, term)
        info = self._table.get(key) if key else None
        if info is None:
            return iter(())
        offset, length = _EXTENT.unpack(info[-_EXTENT.size :])
        with self._lock:
            self._postings.seek(offset)
            data = self._postings.read(length)
        return blocks(data, self._sizes[field], first)

    def _key(self, field: str, term: str) -> bytes | None:
        number = self._fields.get(field)
        return None if number is None else pack_ushort(number) + term.encode("utf-8", "surrogatepass")


class _Plain(BufferFile):
    """Bytes in which a pickle is of numbers and texts only."""

    def read_pickle(self) -> Any:
        """The pickle that begins here."""
        return Plain(self.file).load()


_TRIES = 5
"""Of opening an index that a build exchanges meanwhile."""
_DELETED = -1


class Postings(NamedTuple):
    """Which documents have a term in a field, ascending, and how often."""

    docs: Sequence[int]
    tfs: Sequence[int]


class Found(NamedTuple):
    """What a hit shows of its message."""

    anchor: str
    text: str


class _Part(NamedTuple):
    """A segment, and which documents of the archive are its own."""

    reader: TermReader
    lost: Mapping[str, int]
    numbers: Sequence[int]
    """By document of the segment the number in the archive, or `_DELETED`."""
    is_whole: bool
    """Nothing is deleted."""
    runs: Sequence[tuple[int, int, int]]
    """Of each living conversation, ascending: first number in the archive, first document here, how many."""

    def own(self, numbers: Sequence[int]) -> Iterator[int]:
        """Which documents of the segment have these numbers in the archive, which ascend."""
        for number in numbers:
            at = bisect_right(self.runs, number, key=_first) - 1
            if at >= 0:
                first, own, count = self.runs[at]
                if number < first + count:
                    yield own + number - first


class Index:
    """All documents of an archive. Made by `open_index`; `close` it, or use it as a context manager.

    What it answers raises `IndexDamagedError` where a file is cut.
    """

    def __init__(self, columns: Columns, parts: Sequence[_Part], texts: Callable[[int], Texts]) -> None:
        self.columns = columns
        self._parts = parts
        self._texts = texts
        self._names = {
            *(term for head in columns.heads for term in terms_of(head.title)),
            *(term for who in columns.participants for term in terms_of(who.name)),
        }
        """Terms of titles and names."""

    def __enter__(self) -> "Index":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes all files."""
        for part in self._parts:
            part.reader.close()

    def terms(self, prefix: str) -> Sequence[tuple[str, int]]:
        """All terms of texts, titles and names that begin so, sorted, with the number of documents that have
        them in their text.
        """
        counts: Counter[str] = Counter()
        with _damage_told():
            for part in self._parts:
                for term, count in part.reader.terms(TEXT, prefix):
                    if living := count - part.lost.get(term, 0):
                        counts[term] += living
        for name in self._names:
            if name.startswith(prefix):
                counts.setdefault(name, 0)
        return sorted(counts.items())

    def postings(self, field: str, term: str) -> Postings:
        """The postings of a term in ``text``, ``title`` or ``speaker``; none where there are none."""
        docs: list[int] = []
        tfs: list[int] = []
        with _damage_told():
            for part in self._parts:
                number = part.numbers.__getitem__
                for block in part.reader.blocks(field, term):
                    docs += map(number, block.docs)
                    tfs += block.tfs
        if len(self._parts) == 1 and self._parts[0].is_whole:
            return Postings(docs, tfs)
        known = dict(zip(docs, tfs, strict=True))
        known.pop(_DELETED, None)
        docs = sorted(known)
        return Postings(docs, [known[doc] for doc in docs])

    def positions(self, term: str, docs: Collection[int]) -> Mapping[int, Sequence[int]]:
        """Where the term stands in the texts of those of the documents that have it."""
        decode = Positions().decode_positions
        numbers = sorted(docs)
        found: dict[int, Sequence[int]] = {}
        with _damage_told():
            for part in self._parts:
                wanted = dict.fromkeys(part.own(numbers))
                for block in _blocks_with(part, term, list(wanted)):
                    for doc, value in zip(block.docs, block.values or (), strict=True):
                        if doc in wanted:
                            found[part.numbers[doc]] = decode(value)
        return found

    def texts(self, docs: Collection[int]) -> Mapping[int, Found]:
        """What hits show of these documents."""
        bases, conversation = self.columns.bases, self.columns.conversation
        kept: dict[int, Texts] = {}
        found = {}
        with _damage_told():
            for doc in docs:
                number = conversation[doc]
                if number not in kept:
                    kept[number] = self._texts(number)
                at = doc - bases[number]
                found[doc] = Found(kept[number].anchors[at], kept[number].texts[at])
        return found


def open_index(folder: Path, shelf: Shelf, models: Mapping[str, Model]) -> Index:
    """The index in a folder; ``models`` by identity. Raises `IndexDamagedError`."""
    for _ in range(_TRIES - 1):
        try:
            return _open(folder, shelf, models)
        except IndexDamagedError:
            continue  # perhaps it was exchanged while we looked
    return _open(folder, shelf, models)


def _open(folder: Path, shelf: Shelf, models: Mapping[str, Model]) -> Index:
    manifest = read_manifest(folder)
    keys = manifest.keys()
    with _damage_told():
        columns = Columns.of((shelf.head(key) for key in keys.values()), models)
        parts = tuple(_parts(folder, manifest, columns))

    def texts(number: int) -> Texts:
        return shelf.texts(keys[columns.heads[number].slug])

    return Index(columns, parts, texts)


def _parts(folder: Path, manifest: Manifest, columns: Columns) -> Iterator[_Part]:
    bases = {head.slug: base for head, base in zip(columns.heads, columns.bases, strict=False)}
    for segment in manifest.segments:
        numbers: list[int] = []
        runs: list[tuple[int, int, int]] = []
        for each in segment.held:
            if each.is_gone:
                numbers += [_DELETED] * each.documents
                continue
            first = bases[each.slug]
            runs.append((first, len(numbers), each.documents))
            numbers += range(first, first + each.documents)
        yield _Part(TermReader(folder, segment.name), segment.lost, numbers, _is_whole(segment), sorted(runs))


def _is_whole(segment: Segment) -> bool:
    return not any(each.is_gone for each in segment.held)


def _blocks_with(part: _Part, term: str, wanted: Sequence[int]) -> Iterator[Block]:
    """The blocks of a term in texts, without those before the first and after the last document."""
    if not wanted:
        return
    most = max(wanted)
    for block in part.reader.blocks(TEXT, term, min(wanted)):
        yield block
        if block.docs[-1] >= most:
            break


def _first(run: tuple[int, int, int]) -> int:
    return run[0]


@contextmanager
def _damage_told() -> Iterator[None]:
    """What the readers raise where a file is damaged or gone, as one error."""
    try:
        yield
    except DAMAGE as error:
        raise IndexDamagedError(str(error)) from error
