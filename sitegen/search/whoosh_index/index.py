"""Read the Whoosh index. Documents have the numbers of `Columns`."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sitegen.search.columns import Columns
from sitegen.search.segment_store import ConversationTexts, SegmentStore
from sitegen.search.whoosh_index.manifest import IndexContent, IndexDamagedError, Segment, read_manifest
from sitegen.search.whoosh_index.term_reader import (
    DAMAGE_ERRORS,
    FAMILY,
    SPEAKER,
    TEXT,
    TITLE,
    WORD_MARK,
    TermReader,
    decode_positions,
)

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
    starts: Sequence[int]
    """By conversation of the segment that is not deleted, the number of its first document."""
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
        starts = [start for segment in segments for start in segment.starts]
        self._is_ordered = starts == sorted(starts) and all(segment.is_complete for segment in segments)

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

    def family(self, name: str) -> Collection[str]:
        """Return the words of a family, as `stemming.families` gives them."""
        prefix = name + WORD_MARK
        with _damage_as_index_error(self._folder):
            found = {term for segment in self._segments for term, _ in segment.terms(FAMILY, prefix)}
        return {term.removeprefix(prefix) for term in found}

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
    starts: list[int] = []
    for each in segment.conversations:
        if each.is_deleted:
            numbers += [_DELETED] * each.document_count
        else:
            starts.append(offsets[each.slug])
            numbers += range(starts[-1], starts[-1] + each.document_count)
    return _OpenSegment(TermReader(folder, segment.name), numbers, starts, len(starts) == len(segment.conversations))


@contextmanager
def _damage_as_index_error(folder: Path) -> Iterator[None]:
    """Turn `DAMAGE_ERRORS` into `IndexDamagedError`."""
    try:
        yield
    except DAMAGE_ERRORS as error:
        raise IndexDamagedError(folder) from error
