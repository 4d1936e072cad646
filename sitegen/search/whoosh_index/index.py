"""Read the Whoosh index. Documents have the numbers of `Columns`."""

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
from sitegen.search.segment_store import ConversationTexts, SegmentStore
from sitegen.search.whoosh_index.codec import (
    TEXT,
    PositionsFormat,
    PostingsBlock,
    SafeUnpickler,
    read_blocks,
    schema,
)
from sitegen.search.whoosh_index.manifest import IndexDamagedError, Manifest, Segment, read_manifest
from sitegen.text import tokens
from sitegen.text.regular_files import open_regular_file, read_regular_file

DAMAGE_ERRORS = (
    FileFormatError,
    pickle.UnpicklingError,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    LookupError,
    ValueError,
)
"""Errors that reading a truncated or foreign file of a segment can raise."""
_EXTENT = struct.Struct("!qi")
"""Offset and size of the postings, at the end of an entry of the terms file."""


class TermReader:
    """Reads terms and postings of a segment. Thread-safe. Methods raise one of `DAMAGE_ERRORS`."""

    def __init__(self, folder: Path, name: str) -> None:
        self._data = read_regular_file(folder / f"{name}{W3Codec.TERMS_EXT}", limit=None)
        self._terms = _SafeBufferFile(self._data)
        self._table = OrderedHashReader(self._terms, len(self._data))
        self._fields: dict[str, int] = self._table.extras["fieldmap"]
        self._value_sizes = {field: kind.format.fixed_value_size() for field, kind in schema().items()}
        self._postings = open_regular_file(folder / f"{name}{W3Codec.POSTS_EXT}")
        self._lock = Lock()

    def close(self) -> None:
        """Close the postings file."""
        self._postings.close()

    def terms(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        """Yield the terms of a field with a prefix, in order, each with its document frequency."""
        start = self._key(field, prefix)
        if start is None:
            return
        data = self._data
        for at, length, info, _ in self._table.ranges_from(start):
            key = data[at : at + length]
            if not key.startswith(start):
                break
            yield key[2:].decode(), W3TermInfo.read_doc_freq(self._terms, info)

    def blocks(self, field: str, term: str, first: int = 0) -> Iterator[PostingsBlock]:
        """Return the postings of a term, without blocks that end before the document ``first``."""
        key = self._key(field, term)
        info = self._table.get(key) if key else None
        if info is None:
            return iter(())
        offset, length = _EXTENT.unpack(info[-_EXTENT.size :])
        with self._lock:
            self._postings.seek(offset)
            data = self._postings.read(length)
        return read_blocks(data, self._value_sizes[field], first)

    def _key(self, field: str, term: str) -> bytes | None:
        number = self._fields.get(field)
        return None if number is None else pack_ushort(number) + term.encode("utf-8", "surrogatepass")


class _SafeBufferFile(BufferFile):
    """A file that unpickles only built-in types."""

    def read_pickle(self) -> Any:
        """Read a pickle at the current position."""
        return SafeUnpickler(self.file).load()


_OPEN_ATTEMPTS = 5
"""Attempts to open an index while a build replaces it."""
_DELETED = -1


class TermPostings(NamedTuple):
    """Documents with a term in a field, ascending, and term frequencies."""

    docs: Sequence[int]
    tfs: Sequence[int]


class HitText(NamedTuple):
    """Anchor and text of a message."""

    anchor: str
    text: str


class _OpenSegment(NamedTuple):
    """A segment with the mapping of its documents to those of the archive."""

    reader: TermReader
    deleted_counts: Mapping[str, int]
    numbers: Sequence[int]
    """By document of the segment: the number in the archive, or `_DELETED`."""
    is_complete: bool
    """True if no document is deleted."""
    runs: Sequence[tuple[int, int, int]]
    """First number in the archive, first number here, and count, for each live conversation; ascending."""

    def local_numbers(self, numbers: Sequence[int]) -> Iterator[int]:
        """Yield the numbers in the segment of documents with these numbers in the archive."""
        for number in numbers:
            at = bisect_right(self.runs, number, key=_first_number) - 1
            if at >= 0:
                first, local, count = self.runs[at]
                if number < first + count:
                    yield local + number - first


class Index:
    """All documents of an archive, opened by `open_index`. A context manager that closes the files.

    Methods raise `IndexDamagedError` where a file is damaged.
    """

    def __init__(
        self,
        folder: Path,
        columns: Columns,
        segments: Sequence[_OpenSegment],
        texts: Callable[[int], ConversationTexts],
    ) -> None:
        self._folder = folder
        self.columns = columns
        self._segments = segments
        self._texts = texts
        self._title_and_name_terms = {
            *(term for header in columns.headers for term in tokens.terms(header.title)),
            *(term for participant in columns.participants for term in tokens.terms(participant.name)),
        }

    def __enter__(self) -> "Index":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all files."""
        for segment in self._segments:
            segment.reader.close()

    def terms(self, prefix: str) -> Sequence[tuple[str, int]]:
        """Return all terms with a prefix, sorted, with the number of documents that have them in their text."""
        counts: Counter[str] = Counter()
        with _damage_as_index_error(self._folder):
            for segment in self._segments:
                for term, count in segment.reader.terms(TEXT, prefix):
                    if live_count := count - segment.deleted_counts.get(term, 0):
                        counts[term] += live_count
        for name in self._title_and_name_terms:
            if name.startswith(prefix):
                counts.setdefault(name, 0)
        return sorted(counts.items())

    def postings(self, field: str, term: str) -> TermPostings:
        """Return the postings of a term in ``text``, ``title`` or ``speaker``."""
        docs: list[int] = []
        tfs: list[int] = []
        with _damage_as_index_error(self._folder):
            for segment in self._segments:
                number = segment.numbers.__getitem__
                for block in segment.reader.blocks(field, term):
                    docs += map(number, block.docs)
                    tfs += block.tfs
        if len(self._segments) == 1 and self._segments[0].is_complete:
            return TermPostings(docs, tfs)
        tf_by_doc = dict(zip(docs, tfs, strict=True))
        tf_by_doc.pop(_DELETED, None)
        docs = sorted(tf_by_doc)
        return TermPostings(docs, [tf_by_doc[doc] for doc in docs])

    def positions(self, term: str, docs: Collection[int]) -> Mapping[int, Sequence[int]]:
        """Return the positions of a term by document, for those of ``docs`` that have it in their text."""
        decode = PositionsFormat().decode_positions
        numbers = sorted(docs)
        positions: dict[int, Sequence[int]] = {}
        with _damage_as_index_error(self._folder):
            for segment in self._segments:
                wanted = dict.fromkeys(segment.local_numbers(numbers))
                for block in _blocks_with(segment, term, list(wanted)):
                    for doc, value in zip(block.docs, block.values or (), strict=True):
                        if doc in wanted:
                            positions[segment.numbers[doc]] = decode(value)
        return positions

    def texts(self, docs: Collection[int]) -> Mapping[int, HitText]:
        """Return anchors and texts by document."""
        offsets, conversation = self.columns.offsets, self.columns.conversation
        loaded: dict[int, ConversationTexts] = {}
        hit_texts = {}
        with _damage_as_index_error(self._folder):
            for doc in docs:
                number = conversation[doc]
                if number not in loaded:
                    loaded[number] = self._texts(number)
                at = doc - offsets[number]
                hit_texts[doc] = HitText(loaded[number].anchors[at], loaded[number].texts[at])
        return hit_texts


def open_index(folder: Path, store: SegmentStore, models: Mapping[str, Model]) -> Index:
    """Open the index in a folder. ``models``: by identity. Raises `IndexDamagedError`."""
    for _ in range(_OPEN_ATTEMPTS - 1):
        try:
            return _open(folder, store, models)
        except IndexDamagedError:
            continue  # a build may be replacing it
    return _open(folder, store, models)


def _open(folder: Path, store: SegmentStore, models: Mapping[str, Model]) -> Index:
    manifest = read_manifest(folder)
    keys = manifest.keys()
    with _damage_as_index_error(folder):
        columns = Columns.from_headers((store.header(key) for key in keys.values()), models)
        segments = tuple(_open_segments(folder, manifest, columns))

    def texts(number: int) -> ConversationTexts:
        return store.texts(keys[columns.headers[number].slug])

    return Index(folder, columns, segments, texts)


def _open_segments(folder: Path, manifest: Manifest, columns: Columns) -> Iterator[_OpenSegment]:
    offsets = {header.slug: offset for header, offset in zip(columns.headers, columns.offsets, strict=False)}
    for segment in manifest.segments:
        numbers: list[int] = []
        runs: list[tuple[int, int, int]] = []
        for each in segment.conversations:
            if each.is_deleted:
                numbers += [_DELETED] * each.document_count
                continue
            first = offsets[each.slug]
            runs.append((first, len(numbers), each.document_count))
            numbers += range(first, first + each.document_count)
        yield _OpenSegment(
            TermReader(folder, segment.name),
            segment.deleted_counts,
            numbers,
            _is_complete(segment),
            sorted(runs),
        )


def _is_complete(segment: Segment) -> bool:
    return not any(each.is_deleted for each in segment.conversations)


def _blocks_with(segment: _OpenSegment, term: str, wanted: Sequence[int]) -> Iterator[PostingsBlock]:
    """Yield the blocks of a term in texts that can have some of the documents ``wanted``."""
    if not wanted:
        return
    last = max(wanted)
    for block in segment.reader.blocks(TEXT, term, min(wanted)):
        yield block
        if block.docs[-1] >= last:
            break


def _first_number(run: tuple[int, int, int]) -> int:
    return run[0]


@contextmanager
def _damage_as_index_error(folder: Path) -> Iterator[None]:
    """Turn `DAMAGE_ERRORS` into `IndexDamagedError`."""
    try:
        yield
    except DAMAGE_ERRORS as error:
        raise IndexDamagedError(folder) from error
