"""Read the Whoosh index. Documents have the numbers of `Columns`."""

import pickle
import struct
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from whoosh.codec.whoosh3 import W3Codec, W3TermInfo
from whoosh.filedb.filetables import FileFormatError, OrderedHashReader
from whoosh.filedb.structfile import BufferFile
from whoosh.system import pack_ushort

from sitegen.search.columns import Columns
from sitegen.search.segment_store import ConversationTexts, SegmentStore
from sitegen.search.whoosh_index.codec import (
    SPEAKER,
    TEXT,
    TITLE,
    PostingsBlock,
    SafeUnpickler,
    decode_positions,
    read_blocks,
)
from sitegen.search.whoosh_index.manifest import IndexContent, IndexDamagedError, Segment, read_manifest
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

    def blocks(self, field: str, term: str) -> Iterator[PostingsBlock]:
        """Return the postings of a term."""
        key = self._key(field, term)
        info = self._table.get(key) if key else None
        if info is None:
            return iter(())
        offset, length = _EXTENT.unpack(info[-_EXTENT.size :])
        with self._lock:
            self._postings.seek(offset)
            data = self._postings.read(length)
        return read_blocks(data)

    def _key(self, field: str, term: str) -> bytes | None:
        number = self._fields.get(field)
        return None if number is None else pack_ushort(number) + term.encode("utf-8", "surrogatepass")


class _SafeBufferFile(BufferFile):
    """A file that unpickles only built-in types."""

    def read_pickle(self) -> Any:
        """Read a pickle at the current position."""
        return SafeUnpickler(self.file).load()


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
    numbers: Sequence[int]
    """By document of the segment: the number in the archive, or `_DELETED`."""
    is_complete: bool
    """True if no document is deleted."""

    def terms(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        """Yield the terms with a prefix that documents have, each with the number of documents."""
        for term, count in self.reader.terms(field, prefix):
            live_count = count if self.is_complete else sum(1 for _ in self._live_documents(field, term))
            if live_count:
                yield term, live_count

    def _live_documents(self, field: str, term: str) -> Iterator[int]:
        blocks = self.reader.blocks(field, term)
        return (doc for block in blocks for doc in block.docs if self.numbers[doc] != _DELETED)


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
        numbers = (number for segment in segments for number in segment.numbers)
        self._is_ordered = all(first < second for first, second in pairwise((_DELETED, *numbers)))

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
                for field in (TEXT, TITLE, SPEAKER):
                    for term, count in segment.terms(field, prefix):
                        counts[term] += count if field == TEXT else 0
        return sorted(counts.items())

    def postings(self, field: str, term: str) -> TermPostings:
        """Return the postings of a term in ``text``, ``title`` or ``speaker``."""
        docs: list[int] = []
        tfs: list[int] = []
        with _damage_as_index_error(self._folder):
            for segment in self._segments:
                for block in segment.reader.blocks(field, term):
                    docs += map(segment.numbers.__getitem__, block.docs)
                    tfs += block.tfs
        if self._is_ordered:
            return TermPostings(docs, tfs)
        pairs = sorted(pair for pair in zip(docs, tfs, strict=True) if pair[0] != _DELETED)
        return TermPostings([doc for doc, _ in pairs], [tf for _, tf in pairs])

    def positions(self, term: str, docs: Collection[int]) -> Mapping[int, Sequence[int]]:
        """Return the positions of a term by document, for those of ``docs`` that have it in their text."""
        wanted = frozenset(docs)
        positions: dict[int, Sequence[int]] = {}
        with _damage_as_index_error(self._folder):
            for segment in self._segments:
                for block in segment.reader.blocks(TEXT, term) if wanted else ():
                    numbers = map(segment.numbers.__getitem__, block.docs)
                    for doc, value in zip(numbers, block.values or (), strict=True):
                        if doc in wanted:
                            positions[doc] = decode_positions(value)
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


def open_index(folder: Path, store: SegmentStore, content: IndexContent) -> Index:
    """Open the index in a folder; it reads texts from the store.

    Raises `IndexDamagedError`, also if it holds other content than this.
    """
    manifest = read_manifest(folder)
    keys = content.keys
    if manifest.content != content:
        raise IndexDamagedError(folder)
    with _damage_as_index_error(folder):
        models = {model.identity: model for model in content.models}
        columns = Columns.from_headers((manifest.headers[key] for key in keys.values()), models)
        offsets = {header.slug: offset for header, offset in zip(columns.headers, columns.offsets, strict=False)}
        segments = [_open_segment(folder, segment, offsets) for segment in manifest.segments]

    def texts(number: int) -> ConversationTexts:
        return store.texts(keys[columns.headers[number].slug])

    return Index(folder, columns, segments, texts)


def _open_segment(folder: Path, segment: Segment, offsets: Mapping[str, int]) -> _OpenSegment:
    numbers: list[int] = []
    for each in segment.conversations:
        if each.is_deleted:
            numbers += [_DELETED] * each.document_count
        else:
            numbers += range(offsets[each.slug], offsets[each.slug] + each.document_count)
    is_complete = not any(each.is_deleted for each in segment.conversations)
    return _OpenSegment(TermReader(folder, segment.name), numbers, is_complete)


@contextmanager
def _damage_as_index_error(folder: Path) -> Iterator[None]:
    """Turn `DAMAGE_ERRORS` into `IndexDamagedError`."""
    try:
        yield
    except DAMAGE_ERRORS as error:
        raise IndexDamagedError(folder) from error
