"""Writes inverted conversations as segments of Whoosh.

Whoosh's own writer makes an object of each word and a record of each posting, sorts all of them on disk, and
writes them one by one. Here the conversations are inverted already; what is left is to lay their stretches of
each term end to end. Until a segment is full they wait as they are kept, in a few bytes each.
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

from sitegen.search.block_flags import KINDS
from sitegen.search.dates import date_of
from sitegen.search.documents import Head
from sitegen.search.ranking import LEVELS, level
from sitegen.search.segment_store import Lines
from sitegen.search.varint import ALPHABET, BASE, SMALL, decoded
from sitegen.search.whoosh_index.codec import SPEAKER, TEXT, TITLE, Postings, PostingsWriter
from sitegen.text.tokens import terms

BUDGET = 200_000_000
"""Bytes, more or less, that wait in memory before a segment is written: 100,000 messages or so."""
_TERM = 200
"""Bytes that a term takes beside its postings."""

_NUMBER = re.compile(f"[{re.escape(ALPHABET[BASE:])}]*[{re.escape(ALPHABET[:BASE])}]".encode())
_VALUES = bytes(ALPHABET.find(chr(code)) % 256 for code in range(256))
"""By byte the value of a digit; from 46 on more digits follow."""
_VALUE = {char.encode(): value for value, char in enumerate(ALPHABET[:BASE])}
_TIMES = {spelled.encode(): weight // BASE + 1 for weight, spelled in enumerate(SMALL)}
"""By weight, as it is spelled, how often a document has the term."""


class Writer:
    """Adds conversations to an index, in as many segments as memory asks for."""

    def __init__(self, storage: Any, schema: Schema, name: str) -> None:
        self._storage = storage
        self._schema = schema
        self._name = name
        self._segments: list[_Segment] = []

    def add(self, head: Head, lines: Lines) -> int:
        """Adds the documents of a conversation; returns the index of its segment."""
        if not self._segments or self._segments[-1].weight >= BUDGET:
            self._close()
            self._segments.append(_Segment(self._storage, self._schema, self._name))
        self._segments[-1].add(head, lines)
        return len(self._segments) - 1

    def finish(self) -> list[Any]:
        """Writes what waits; returns all segments."""
        self._close()
        return [each.segment for each in self._segments]

    def _close(self) -> None:
        if self._segments:
            self._segments[-1].close()


class _Segment:
    """A segment that is being made."""

    def __init__(self, storage: Any, schema: Schema, name: str) -> None:
        codec = W3Codec()
        self._storage = storage
        self._schema = schema
        self.segment = codec.new_segment(storage, name)
        self.weight = 0
        """Bytes that wait."""
        self._count = 0
        self._texts: dict[bytes, bytearray] = defaultdict(bytearray)
        """By term the stretches of all conversations: first document, ids, weights, positions, each and a blank."""
        self._words: dict[str, dict[bytes, tuple[list[int], list[int]]]] = {TITLE: {}, SPEAKER: {}}
        """By field and term: documents, and how often each has the term."""
        self._marks: dict[str, dict[bytes, list[int]]] = {}
        """By field and value the documents."""
        self._lengths: dict[str, list[int]] = {TEXT: [], TITLE: [], SPEAKER: []}
        """By field and document: in terms, rounded."""

    def add(self, head: Head, lines: Lines) -> None:
        self._add_texts(lines)
        title = terms(head.title)
        names = [terms(each.name) for each in head.participants]
        self._lengths[TEXT] += map(LEVELS.__getitem__, head.lengths)
        self._lengths[TITLE] += [LEVELS[level(len(title))]] * len(head.lengths)
        self._lengths[SPEAKER] += [LEVELS[level(len(names[who]))] for who in head.speakers]
        for n, who in enumerate(head.speakers):
            doc = self._count + n
            self._add_words(TITLE, doc, title)
            self._add_words(SPEAKER, doc, names[who])
            for field, value in _marks(head, n):
                self._marks.setdefault(field, {}).setdefault(value.encode(), []).append(doc)
        self._count += len(head.speakers)

    def close(self) -> None:
        """Writes all fields, each with its terms in the order of their bytes."""
        if self.segment.doc_count_all():
            return
        self.segment.set_doc_count(self._count)
        self._write_columns()
        writer = PostingsWriter(self._storage, self.segment)
        for field in sorted({TEXT, *self._words, *self._marks}):
            writer.begin(field)
            size = self._schema[field].format.fixed_value_size()
            lengths = self._lengths.get(field) or [1] * self._count
            for term, postings in self._postings(field):
                writer.add(term, postings, lengths, size)
        writer.close()
        self._texts.clear()

    def _add_texts(self, lines: Lines) -> None:
        held = self._texts
        stretches = map(
            b" ".join,
            zip(
                repeat(b"%d" % self._count),
                lines.ids,
                lines.weights,
                lines.positions,
                repeat(b""),
                strict=False,
            ),
        )
        known = len(held)
        for term, stretch in zip(lines.terms, stretches, strict=False):
            held[term] += stretch
        self.weight += lines.size + _TERM * (len(held) - known)

    def _add_words(self, field: str, doc: int, words: Sequence[str]) -> None:
        known = self._words[field]
        for term in words:
            docs, tfs = known.setdefault(term.encode(), ([], []))
            if docs and docs[-1] == doc:
                tfs[-1] += 1
            else:
                docs.append(doc)
                tfs.append(1)

    def _write_columns(self) -> None:
        """Writes lengths as Whoosh looks for them, a byte each, and that nothing is stored."""
        for field, lengths in self._lengths.items():
            if any(lengths):
                with self._column(f"_{field}_len") as file:
                    file.write(bytes(map(length_to_byte, lengths)))
        STORED_COLUMN.writer(file := self._column("_stored")).finish(self._count)
        file.close()
        self.segment._fieldlengths = {field: sum(lengths) for field, lengths in self._lengths.items()}

    def _column(self, name: str) -> Any:
        return self._storage.create_file(W3Codec.column_filename(self.segment, name))

    def _postings(self, field: str) -> Iterator[tuple[bytes, Postings]]:
        if field == TEXT:
            texts = self._texts
            for term in sorted(texts):
                yield term, _joined(texts.pop(term))
        elif field in self._words:
            for term, (docs, tfs) in sorted(self._words[field].items()):
                yield term, Postings(docs, tfs, [times.to_bytes(4, "big") for times in tfs])
        else:
            for term, docs in sorted(self._marks[field].items()):
                yield term, Postings(docs, [1] * len(docs), ())


def _marks(head: Head, n: int) -> Iterator[tuple[str, str]]:
    """Fields and values of a message that are looked up as a whole."""
    yield "conversation", head.slug
    for bit, kind in enumerate(KINDS):
        if head.kinds[n] >> bit & 1:
            yield "kind", kind
    if day := date_of(head.days[n]):
        yield "date", day
    if model := head.participants[head.speakers[n]].model:
        yield "model", model


def _joined(stretches: bytearray) -> Postings:
    """The postings of a term from its stretches."""
    parts = bytes(stretches).split()
    bases, ids, weights, positions = map(int, parts[::4]), parts[1::4], parts[2::4], parts[3::4]
    count = len(ids)
    if len(b"".join(ids)) == count == len(b"".join(weights)):
        # It stands once in each of the conversations that have it: most terms.
        return Postings(list(map(add, bases, map(_VALUE.__getitem__, ids))), [1] * count, positions)
    docs: list[int] = []
    tfs: list[int] = []
    values: list[bytes] = []
    for base, own_ids, own_weights, own_positions in zip(bases, ids, weights, positions, strict=True):
        if len(own_ids) == 1 == len(own_weights):
            docs.append(base + _VALUE[own_ids])
            tfs.append(1)
            values.append(own_positions)
            continue
        deltas: Sequence[int] = own_ids.translate(_VALUES)
        if max(deltas) >= BASE:
            deltas = tuple(decoded(own_ids.decode()))
        docs += accumulate(deltas[1:], initial=base + deltas[0])
        if len(own_weights) == len(deltas):
            tfs += repeat(1, len(deltas))
            values += _NUMBER.findall(own_positions)
        else:
            times = _times(own_weights)
            tfs += times
            values += _cut(own_positions, times)
    return Postings(docs, tfs, values)


def _times(weights: bytes) -> Sequence[int]:
    """How often each document has the term."""
    known = _TIMES
    spelled = _NUMBER.findall(weights)
    try:
        return [known[weight] for weight in spelled]
    except KeyError:
        return [weight // BASE + 1 for weight in decoded(weights.decode())]


def _cut(positions: bytes, times: Sequence[int]) -> Iterator[bytes]:
    """The positions of each document, which has the term so many times."""
    if len(times) == 1:
        yield positions
        return
    numbers = _NUMBER.findall(positions)
    at = 0
    for count in times:
        yield b"".join(numbers[at : at + count])
        at += count
