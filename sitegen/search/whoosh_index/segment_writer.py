"""Write inverted conversations as Whoosh segments.

Stock Whoosh's writer makes an object for each word, sorts all postings on disk and writes them one by one. Here the
conversations are already inverted, so that the runs of each term only have to be joined. They are kept encoded in
memory until the segment is full.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate, repeat
from operator import add
from typing import Any

from whoosh.codec.whoosh3 import STORED_COLUMN, W3Codec
from whoosh.fields import Schema
from whoosh.util.numeric import length_to_byte

from sitegen.model import SEARCHABLE_KINDS
from sitegen.search.dates import iso_date
from sitegen.search.documents import DocumentHeader
from sitegen.search.ranking import LENGTH_LEVELS, length_level
from sitegen.search.segment_store import RawPostings
from sitegen.search.varint import ALPHABET, BASE, ENCODED_SMALL, decode
from sitegen.search.whoosh_index.codec import SPEAKER, TEXT, TITLE, Postings, PostingsWriter
from sitegen.text.tokens import terms

MEMORY_BUDGET = 200_000_000
"""Approximate bytes of a segment in memory before it is written: about 100,000 messages."""
_TERM_OVERHEAD = 200
"""Bytes of a term in memory without its postings."""

_NUMBER = re.compile(f"[{re.escape(ALPHABET[BASE:])}]*[{re.escape(ALPHABET[:BASE])}]".encode())
_DIGIT_VALUES = bytes(ALPHABET.find(chr(code)) % 256 for code in range(256))
"""Value of a digit by byte; from 46 on more digits follow."""
_ONE_DIGIT_VALUES = {char.encode(): value for value, char in enumerate(ALPHABET[:BASE])}
_TFS_BY_WEIGHT = {encoded.encode(): weight // BASE + 1 for weight, encoded in enumerate(ENCODED_SMALL)}
"""Term frequency by encoded weight."""


class SegmentWriter:
    """Writes conversations into as many segments as the memory budget requires."""

    def __init__(self, storage: Any, schema: Schema, name: str) -> None:
        self._storage = storage
        self._schema = schema
        self._name = name
        self._segments: list[_SegmentBuilder] = []

    def add(self, header: DocumentHeader, postings: RawPostings) -> int:
        """Add the documents of a conversation and return the index of their segment."""
        if not self._segments or self._segments[-1].pending_bytes >= MEMORY_BUDGET:
            self._close()
            self._segments.append(_SegmentBuilder(self._storage, self._schema, self._name))
        self._segments[-1].add(header, postings)
        return len(self._segments) - 1

    def finish(self) -> list[Any]:
        """Write pending documents and return all segments."""
        self._close()
        return [each.segment for each in self._segments]

    def _close(self) -> None:
        if self._segments:
            self._segments[-1].close()


class _SegmentBuilder:
    """Builds one segment."""

    def __init__(self, storage: Any, schema: Schema, name: str) -> None:
        codec = W3Codec()
        self._storage = storage
        self._schema = schema
        self.segment = codec.new_segment(storage, name)
        self.pending_bytes = 0
        self._document_count = 0
        self._text_runs: dict[bytes, bytearray] = defaultdict(bytearray)
        """By term its runs: first document, ids, weights and positions, each followed by a blank."""
        self._field_postings: dict[str, dict[bytes, tuple[list[int], list[int]]]] = {TITLE: {}, SPEAKER: {}}
        """By field and term: documents and term frequencies."""
        self._keyword_docs: dict[str, dict[bytes, list[int]]] = {}
        """By field and value: documents."""
        self._field_lengths: dict[str, list[int]] = {TEXT: [], TITLE: [], SPEAKER: []}
        """By field and document: rounded length in terms."""

    def add(self, header: DocumentHeader, postings: RawPostings) -> None:
        self._add_texts(postings)
        title = terms(header.title)
        names = [terms(each.name) for each in header.participants]
        self._field_lengths[TEXT] += map(LENGTH_LEVELS.__getitem__, header.length_levels)
        self._field_lengths[TITLE] += [LENGTH_LEVELS[length_level(len(title))]] * len(header.length_levels)
        self._field_lengths[SPEAKER] += [
            LENGTH_LEVELS[length_level(len(names[participant]))] for participant in header.speakers
        ]
        for n, participant in enumerate(header.speakers):
            doc = self._document_count + n
            self._add_field_terms(TITLE, doc, title)
            self._add_field_terms(SPEAKER, doc, names[participant])
            for field, value in _keywords(header, n):
                self._keyword_docs.setdefault(field, {}).setdefault(value.encode(), []).append(doc)
        self._document_count += len(header.speakers)

    def close(self) -> None:
        """Write all fields, each with its terms in the order of their bytes."""
        if self.segment.doc_count_all():
            return
        self.segment.set_doc_count(self._document_count)
        self._write_columns()
        writer = PostingsWriter(self._storage, self.segment)
        for field in sorted({TEXT, *self._field_postings, *self._keyword_docs}):
            writer.begin_field(field)
            value_size = self._schema[field].format.fixed_value_size()
            lengths = self._field_lengths.get(field) or [1] * self._document_count
            for term, postings in self._postings(field):
                writer.add_term(term, postings, lengths, value_size)
        writer.close()
        self._text_runs.clear()

    def _add_texts(self, postings: RawPostings) -> None:
        runs_by_term = self._text_runs
        runs = map(
            b" ".join,
            zip(
                repeat(b"%d" % self._document_count),
                postings.ids,
                postings.weights,
                postings.positions,
                repeat(b""),
                strict=False,
            ),
        )
        known_terms = len(runs_by_term)
        for term, run in zip(postings.terms, runs, strict=False):
            runs_by_term[term] += run
        self.pending_bytes += postings.size + _TERM_OVERHEAD * (len(runs_by_term) - known_terms)

    def _add_field_terms(self, field: str, doc: int, terms: Sequence[str]) -> None:
        postings = self._field_postings[field]
        for term in terms:
            docs, tfs = postings.setdefault(term.encode(), ([], []))
            if docs and docs[-1] == doc:
                tfs[-1] += 1
            else:
                docs.append(doc)
                tfs.append(1)

    def _write_columns(self) -> None:
        """Write lengths as Whoosh expects them, a byte each, and an empty column of stored fields."""
        for field, lengths in self._field_lengths.items():
            if any(lengths):
                with self._column(f"_{field}_len") as file:
                    file.write(bytes(map(length_to_byte, lengths)))
        STORED_COLUMN.writer(file := self._column("_stored")).finish(self._document_count)
        file.close()
        self.segment._fieldlengths = {field: sum(lengths) for field, lengths in self._field_lengths.items()}

    def _column(self, name: str) -> Any:
        return self._storage.create_file(W3Codec.column_filename(self.segment, name))

    def _postings(self, field: str) -> Iterator[tuple[bytes, Postings]]:
        if field == TEXT:
            runs_by_term = self._text_runs
            for term in sorted(runs_by_term):
                yield term, _join_runs(runs_by_term.pop(term))
        elif field in self._field_postings:
            for term, (docs, tfs) in sorted(self._field_postings[field].items()):
                yield term, Postings(docs, tfs, [tf.to_bytes(4, "big") for tf in tfs])
        else:
            for term, docs in sorted(self._keyword_docs[field].items()):
                yield term, Postings(docs, [1] * len(docs), ())


def _keywords(header: DocumentHeader, n: int) -> Iterator[tuple[str, str]]:
    """Yield fields and values of a message that are one term each."""
    yield "conversation", header.slug
    for bit, kind in enumerate(SEARCHABLE_KINDS):
        if header.kinds[n] >> bit & 1:
            yield "kind", kind
    if day := iso_date(header.days[n]):
        yield "date", day
    if model := header.participants[header.speakers[n]].model:
        yield "model", model


def _join_runs(runs: bytearray) -> Postings:
    """Decode the runs of a term into postings."""
    parts = bytes(runs).split()
    bases, ids, weights, positions = map(int, parts[::4]), parts[1::4], parts[2::4], parts[3::4]
    count = len(ids)
    if len(b"".join(ids)) == count == len(b"".join(weights)):
        # Most terms occur once in each conversation that has them.
        return Postings(list(map(add, bases, map(_ONE_DIGIT_VALUES.__getitem__, ids))), [1] * count, positions)
    docs: list[int] = []
    tfs: list[int] = []
    values: list[bytes] = []
    for base, run_ids, run_weights, run_positions in zip(bases, ids, weights, positions, strict=True):
        if len(run_ids) == 1 == len(run_weights):
            docs.append(base + _ONE_DIGIT_VALUES[run_ids])
            tfs.append(1)
            values.append(run_positions)
            continue
        deltas: Sequence[int] = run_ids.translate(_DIGIT_VALUES)
        if max(deltas) >= BASE:
            deltas = tuple(decode(run_ids.decode()))
        docs += accumulate(deltas[1:], initial=base + deltas[0])
        if len(run_weights) == len(deltas):
            tfs += repeat(1, len(deltas))
            values += _NUMBER.findall(run_positions)
        else:
            run_tfs = _term_frequencies(run_weights)
            tfs += run_tfs
            values += _split_positions(run_positions, run_tfs)
    return Postings(docs, tfs, values)


def _term_frequencies(weights: bytes) -> Sequence[int]:
    """Return the term frequency of each document."""
    tf_by_weight = _TFS_BY_WEIGHT
    encoded_weights = _NUMBER.findall(weights)
    try:
        return [tf_by_weight[weight] for weight in encoded_weights]
    except KeyError:
        return [weight // BASE + 1 for weight in decode(weights.decode())]


def _split_positions(positions: bytes, tfs: Sequence[int]) -> Iterator[bytes]:
    """Yield the encoded positions of each document."""
    if len(tfs) == 1:
        yield positions
        return
    numbers = _NUMBER.findall(positions)
    at = 0
    for count in tfs:
        yield b"".join(numbers[at : at + count])
        at += count
