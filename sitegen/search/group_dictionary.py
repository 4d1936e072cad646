"""Join the inverted conversations of a group into one dictionary.

The static index is made of groups, so that a changed conversation costs one group and not the archive. The arrays are
stored as they are, and read without copying.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sitegen.search.documents import DocumentHeader
from sitegen.search.ranking import length_level
from sitegen.search.stemming import FAMILY_MARK
from sitegen.search.varint import BASE, encode
from sitegen.search.varint_arrays import (
    Bytes,
    Numbers,
    decode_each,
    encode_bitmap,
    encode_each,
    gather,
    run_sums,
)
from sitegen.text.tokens import terms

Hashes = npt.NDArray[np.uint64]
COLUMNS = IDS, WEIGHTS, POSITIONS, TITLES, FORMS = range(5)
_LINE_END = 10
_NO_COUNT = np.frombuffer(encode([0]).encode(), np.uint8)
_MAX_HEAD = 500
SLUG, SLUG_WORD = "/", "#"
"""First characters of terms that are in titles only: the slug of a conversation, and the words of a slug that has other
ones than the title. No other terms begin so."""
_MIN_DENSITY = 1 / 12
"""Share of the messages of a group from which on a bitmap of them is smaller, compressed, than their numbers."""
HASH_FACTOR = 0x9E3779B97F4A7C15
"""Odd, so that it has an inverse modulo 2⁶⁴."""


class Column(NamedTuple):
    """Encoded postings by term."""

    data: Bytes
    ends: npt.NDArray[np.uint32]
    """End of each term's part, after a zero."""


class GroupDictionary(NamedTuple):
    """The terms of a group of conversations, with their postings."""

    terms: Bytes
    """In order of code points, each followed by a line end."""
    frequencies: npt.NDArray[np.uint32]
    """By term, the number of messages with it in their text."""
    hashes: Hashes
    """By term, a hash of its postings."""
    columns: Sequence[Column]
    """``IDS``: the number of messages, and the deltas of their numbers in the group; or 0 and a bitmap of all messages
    of the group. ``WEIGHTS`` and ``POSITIONS``: as in `ConversationDocuments`. ``TITLES``: the number of conversations
    with the term in the title, and for each the delta of its number, and the weight in the title, as for messages.
    ``FORMS``: if the term is the name of a family, its words, each with a comma after it."""

    def term_list(self) -> list[bytes]:
        """Return the terms in UTF-8."""
        return self.terms.tobytes().split(b"\n")[:-1]


def is_name(term: str) -> bool:
    """Return whether a term of the dictionary is no word: a slug, a word of one, or a family."""
    return term.startswith((SLUG, SLUG_WORD)) or FAMILY_MARK in term


def join_postings(
    postings: Iterable[bytes], families: Iterable[Mapping[str, Iterable[str]]], headers: Sequence[DocumentHeader]
) -> GroupDictionary:
    """Return the dictionary of a group. ``postings``, ``families``: of each conversation, as in `SegmentStore`."""
    stored = list(postings)
    text = b"".join(each + b"\n" for each in stored if each)
    data = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero(data == _LINE_END)
    starts = np.concatenate(([0], ends[:-1] + 1))[: len(ends)].reshape(-1, 4)
    lengths = ends.reshape(-1, 4) - starts
    found = [text[start:end] for start, end in zip(starts[:, 0].tolist(), ends[::4].tolist(), strict=True)]
    titles_by_term = _title_postings(headers)
    words_by_family = _joined_families(families)
    vocabulary = sorted({*found, *titles_by_term, *words_by_family})
    number = {term: n for n, term in enumerate(vocabulary)}
    ids = np.fromiter(map(number.__getitem__, found), np.int64, len(found))
    order = np.argsort(ids, kind="stable")
    ids, starts, lengths = ids[order], starts[order], lengths[order]
    counts = [(each.count(b"\n") + 1) // 4 for each in stored]
    sizes = [len(header.speakers) for header in headers]
    first_messages = np.repeat(np.cumsum([0, *sizes])[:-1], counts)[order]
    deltas, delta_ends = decode_each(gather(data, starts[:, 1], lengths[:, 1]))
    messages = np.diff(np.searchsorted(delta_ends, np.cumsum(lengths[:, 1]), "right"), prepend=0)
    numbers = run_sums(deltas, messages) + np.repeat(first_messages, messages)

    def sums(values: Numbers) -> Numbers:
        return np.bincount(ids, values, len(vocabulary)).astype(np.int64)

    frequencies = sums(messages)
    columns = [
        _ids_column(numbers, frequencies, sum(sizes)),
        *(_column(gather(data, starts[:, n], lengths[:, n]), sums(lengths[:, n])) for n in (2, 3)),
        *(_column_of([texts.get(term, b"") for term in vocabulary]) for texts in (titles_by_term, words_by_family)),
    ]
    term_data = np.frombuffer(b"".join(term + b"\n" for term in vocabulary), np.uint8)
    return GroupDictionary(term_data, frequencies.astype(np.uint32), _hashes(columns), columns)


def _ids_column(messages: Numbers, frequencies: Numbers, count: int) -> Column:
    """Encode the messages of each term. ``frequencies``: their numbers by term; ``count``: of all messages."""
    is_dense = frequencies > count * _MIN_DENSITY
    is_in_dense = np.repeat(is_dense, frequencies)
    has = (frequencies > 0) & ~is_dense
    own, firsts = messages[~is_in_dense], np.cumsum(frequencies[has]) - frequencies[has]
    deltas = np.diff(own, prepend=0)
    deltas[firsts] = own[firsts]
    encoded = encode_each(np.insert(deltas, firsts, frequencies[has]))
    starts, lengths = np.zeros((2, len(frequencies)), np.int64)
    starts[has] = encoded.starts[firsts + np.arange(len(firsts))]
    lengths[has] = np.diff(starts[has], append=len(encoded.data))
    parts, size = [encoded.data], len(encoded.data)
    ends = np.cumsum(frequencies)
    for n in np.flatnonzero(is_dense).tolist():
        bitmap = encode_bitmap(messages[ends[n] - frequencies[n] : ends[n]], count)
        parts += [_NO_COUNT, bitmap]
        starts[n], lengths[n] = size, 1 + len(bitmap)
        size += 1 + len(bitmap)
    return _column(gather(np.concatenate(parts), starts, lengths), lengths)


def _joined_families(families: Iterable[Mapping[str, Iterable[str]]]) -> dict[bytes, bytes]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for each in families:
        for name, words in each.items():
            found[name].update(words)
    return {name.encode(): "".join(f"{word}," for word in sorted(words)).encode() for name, words in found.items()}


def _title_postings(headers: Sequence[DocumentHeader]) -> dict[bytes, bytes]:
    found: dict[str, list[int]] = {}
    last: dict[str, int] = {}
    for number, header in enumerate(headers):
        title_terms, slug_terms = terms(header.title), frozenset(terms(header.slug))
        counts = Counter(title_terms)
        counts[SLUG + header.slug] = 1
        if slug_terms != frozenset(title_terms):
            counts.update(SLUG_WORD + each for each in slug_terms)
        level = length_level(len(title_terms))
        for term, frequency in counts.items():
            found.setdefault(term, []).extend((number - last.get(term, 0), level + BASE * (frequency - 1)))
            last[term] = number
    return {term.encode(): encode((len(numbers) // 2, *numbers)).encode() for term, numbers in found.items()}


def _column_of(texts: Sequence[bytes]) -> Column:
    return _column(np.frombuffer(b"".join(texts), np.uint8), np.fromiter(map(len, texts), np.int64, len(texts)))


def _column(data: Bytes, lengths: Numbers) -> Column:
    return Column(data, np.concatenate(([0], np.cumsum(lengths))).astype(np.uint32))


def _hashes(columns: Iterable[Column]) -> Hashes:
    """Return polynomial hashes modulo 2⁶⁴: quick, and good enough to notice changes."""
    hashes: Hashes = np.zeros(1, np.uint64)
    for data, ends in columns:
        powers = np.cumprod(np.full(len(data) + 1, HASH_FACTOR, np.uint64))
        inverses = np.cumprod(np.full(len(data) + 1, pow(HASH_FACTOR, -1, 2**64), np.uint64))
        sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(data * powers[:-1], dtype=np.uint64)))
        hashes = hashes * np.uint64(HASH_FACTOR) + (sums[ends[1:]] - sums[ends[:-1]]) * inverses[ends[:-1]]
    return hashes


def group_to_bytes(group: GroupDictionary) -> bytes:
    """Return the arrays of the dictionary behind a line with their lengths."""
    arrays = _arrays(group)
    head = json.dumps([len(each) for each in arrays]).encode()
    return b"\n".join((head, b"".join(each.tobytes() for each in arrays)))


def group_from_bytes(data: bytes | memoryview) -> GroupDictionary:
    """Return the dictionary of such bytes; its arrays refer to them."""
    head = bytes(data[:_MAX_HEAD]).partition(b"\n")[0]
    at = len(head) + 1
    arrays: list[Any] = []
    for length, kind in zip(json.loads(head), _TYPES, strict=True):
        arrays.append(np.frombuffer(data, kind, length, at))
        at += arrays[-1].nbytes
    terms_, frequencies, hashes, *columns = arrays
    return GroupDictionary(terms_, frequencies, hashes, list(map(Column, columns[::2], columns[1::2])))


_TYPES = (np.uint8, np.uint32, np.uint64, *(np.uint8, np.uint32) * len(COLUMNS))


def _arrays(group: GroupDictionary) -> list[npt.NDArray[np.generic]]:
    return [group.terms, group.frequencies, group.hashes, *(array for column in group.columns for array in column)]
