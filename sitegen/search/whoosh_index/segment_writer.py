"""Write inverted conversations as a Whoosh segment.

Stock Whoosh's writer makes an object for each word, sorts all postings on disk and writes them one by one. Here the
conversations are already inverted, so that the postings of each term only have to be joined, which arrays do at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import STORED_COLUMN, W3Codec
from whoosh.util.numeric import length_to_byte

from sitegen.model import SEARCHABLE_KINDS
from sitegen.search.dates import iso_date
from sitegen.search.documents import DocumentHeader
from sitegen.search.ranking import LENGTH_LEVELS, length_level
from sitegen.search.varint import BASE
from sitegen.search.varint_arrays import decode_each, run_sums
from sitegen.search.whoosh_index.codec import (
    KEYWORDS,
    FieldPostings,
    PostingsWriter,
    position_values,
)
from sitegen.search.whoosh_index.term_reader import FAMILY, SPEAKER, TEXT, TITLE, WORD_MARK
from sitegen.text.tokens import terms

Numbers = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]
_ZERO = np.zeros(1, np.int32)
_LINE_END = 10
_LENGTHS = np.array(LENGTH_LEVELS)
_LENGTH_BYTES = np.array(list(map(length_to_byte, LENGTH_LEVELS)), np.uint8)
"""By length level: the length as Whoosh stores it."""


class SegmentInput(NamedTuple):
    """A conversation to write, as `SegmentStore` has it."""

    header: DocumentHeader
    postings: bytes
    families: Mapping[str, Iterable[str]]


def write_segment(storage: Any, name: str, conversations: Sequence[SegmentInput]) -> Any:
    """Write the documents of conversations, in this order, as a new segment of the index ``name``; return it."""
    headers = [each.header for each in conversations]
    counts = [len(header.speakers) for header in headers]
    starts = np.cumsum([0, *counts])
    segment = W3Codec().new_segment(storage, name)
    segment.set_doc_count(int(starts[-1]))
    levels = {
        TEXT: np.fromiter((each for header in headers for each in header.length_levels), np.int32),
        TITLE: np.repeat([length_level(len(terms(header.title))) for header in headers], counts).astype(np.int32),
        SPEAKER: np.fromiter(_speaker_levels(headers), np.int32),
    }
    for field, column in levels.items():
        if (_LENGTHS[column]).any():
            with storage.create_file(W3Codec.column_filename(segment, f"_{field}_len")) as file:
                file.write(_LENGTH_BYTES[column].tobytes())
    file = storage.create_file(W3Codec.column_filename(segment, "_stored"))
    STORED_COLUMN.writer(file).finish(segment.doc_count_all())  # there are none, but Whoosh expects the column
    file.close()
    segment._fieldlengths = {field: int(_LENGTHS[column].sum()) for field, column in levels.items()}
    writer = PostingsWriter(storage, segment)
    no_lengths = np.ones(segment.doc_count_all(), np.uint8)
    runs = list(_runs(headers, starts.tolist()))
    for field in sorted((*levels, *KEYWORDS)):
        if field == TEXT:
            postings = _text_postings([each.postings for each in conversations], starts[:-1])
        elif field == FAMILY:
            postings = _family_postings(conversations, starts.tolist())
        else:
            postings = _join_runs([(term, docs, tf) for name, term, docs, tf in runs if name == field])
        if field in KEYWORDS:
            postings = postings._replace(values=lambda *_: None)
        writer.add_field(field, postings, _LENGTH_BYTES[levels[field]] if field in levels else no_lengths)
    writer.close()
    return segment


def _speaker_levels(headers: Iterable[DocumentHeader]) -> Iterator[int]:
    for header in headers:
        levels = [length_level(len(terms(each.name))) for each in header.participants]
        yield from map(levels.__getitem__, header.speakers)


def _runs(headers: Iterable[DocumentHeader], starts: Iterable[int]) -> Iterator[tuple[str, str, npt.NDArray[Any], int]]:
    """Yield field, term, documents and term frequency for titles, names and keywords, by conversation."""
    for header, start in zip(headers, starts, strict=False):
        docs = np.arange(start, start + len(header.speakers))
        if not len(docs):
            continue
        yield "conversation", header.slug, docs, 1
        title = terms(header.title)
        yield from ((TITLE, term, docs, title.count(term)) for term in dict.fromkeys(title))
        speakers, days, kinds = map(np.array, (header.speakers, header.days, header.kinds))
        for n, participant in enumerate(header.participants):
            own, name = docs[speakers == n], terms(participant.name)
            yield from ((SPEAKER, term, own, name.count(term)) for term in dict.fromkeys(name))
            if participant.model:
                yield "model", participant.model, own, 1
        yield from (("date", iso_date(day), docs[days == day], 1) for day in set(header.days) if day >= 0)
        yield from (("kind", kind, docs[kinds >> bit & 1 == 1], 1) for bit, kind in enumerate(SEARCHABLE_KINDS))


def _join_runs(runs: Iterable[tuple[str, npt.NDArray[Any], int]]) -> FieldPostings:
    """Return the postings of a field from runs of documents by term."""
    by_term: dict[bytes, list[tuple[npt.NDArray[Any], int]]] = {}
    for term, docs, tf in runs:
        if len(docs):
            by_term.setdefault(term.encode(), []).append((docs, tf))
    ordered = sorted(by_term)
    joined = [run for term in ordered for run in by_term[term]]
    docs = np.concatenate([docs for docs, _ in joined]) if joined else np.zeros(0, np.int32)
    tfs = np.repeat([tf for _, tf in joined], [len(docs) for docs, _ in joined]).astype(np.int32)
    term_numbers = np.repeat(np.arange(len(ordered)), [sum(len(docs) for docs, _ in by_term[term]) for term in ordered])
    # Two participants of a conversation can have the same words in their names.
    order = np.lexsort((docs, term_numbers))
    ends = np.cumsum(np.bincount(term_numbers, minlength=len(ordered)))
    values = tfs[order].astype(">u4").tobytes()
    return FieldPostings(ordered, ends, docs[order], tfs[order], lambda start, end: values[4 * start : 4 * end])


def _family_postings(conversations: Iterable[SegmentInput], starts: Iterable[int]) -> FieldPostings:
    """Return for each word of a family the first document of each conversation with it."""
    found: dict[str, list[int]] = {}
    for each, start in zip(conversations, starts, strict=False):
        if each.header.speakers:
            for name, words in each.families.items():
                for word in words:
                    found.setdefault(name + WORD_MARK + word, []).append(start)
    ordered = sorted((term.encode(), term) for term in found)
    counts = np.fromiter((len(found[term]) for _, term in ordered), np.int32, len(ordered))
    docs = np.fromiter(chain.from_iterable(found[term] for _, term in ordered), np.int32)
    return FieldPostings([data for data, _ in ordered], np.cumsum(counts), docs, np.ones_like(docs), lambda *_: None)


def _text_postings(stored: Sequence[bytes], starts: Numbers) -> FieldPostings:
    """Join the postings of conversations, as the store has them; ``starts``: the first document of each."""
    text = b"".join(each + b"\n" for each in stored if each)
    data = np.frombuffer(text, np.uint8)
    newlines = np.flatnonzero(data == _LINE_END).astype(np.int32)
    line_starts = np.concatenate((_ZERO, newlines + 1))[: len(newlines)].reshape(-1, 4)
    line_ends = newlines.reshape(-1, 4)
    found = [text[start:end] for start, end in zip(line_starts[:, 0].tolist(), line_ends[:, 0].tolist(), strict=True)]
    vocabulary = sorted(set(found))
    number = {term: n for n, term in enumerate(vocabulary)}
    rows = np.fromiter(map(number.__getitem__, found), np.int32, len(found))
    order = np.argsort(rows, kind="stable")
    rows, line_starts, line_ends = rows[order], line_starts[order], line_ends[order]
    first_docs = np.repeat(starts, [(each.count(b"\n") + 1) // 4 if each else 0 for each in stored])[order]

    def joined(column: int) -> Bytes:
        lengths = line_ends[:, column] - line_starts[:, column]
        before = np.cumsum(lengths, dtype=np.int32) - lengths
        places = np.arange(lengths.sum(), dtype=np.int32)
        places += np.repeat(line_starts[:, column] - before, lengths)
        selected: Bytes = data[places]
        return selected

    deltas, ends = decode_each(joined(1))
    counts = np.diff(np.searchsorted(ends, np.cumsum(line_ends[:, 1] - line_starts[:, 1]), "right"), prepend=0)
    docs = run_sums(deltas, counts) + np.repeat(first_docs, counts)
    tfs = decode_each(joined(2))[0] // BASE + 1
    values = position_values(run_sums(decode_each(joined(3))[0], tfs), tfs)
    return FieldPostings(vocabulary, np.cumsum(np.bincount(rows, counts).astype(np.int32)), docs, tfs, values)
