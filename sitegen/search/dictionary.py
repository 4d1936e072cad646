"""Merge the dictionaries of all groups, and divide the terms into shards.

The borders between shards depend on the terms near them, and a shard on nothing but its terms. So a change of the
archive changes only shards with terms that changed, and the same archive gives the same shards after any history.
"""

import hashlib
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from sitegen.model import OutputFile
from sitegen.search.group_dictionary import (
    COLUMNS,
    FORMS,
    HASH_FACTOR,
    IDS,
    TITLES,
    WEIGHTS,
    GroupDictionary,
    is_name,
)
from sitegen.search.ranking import common_limit
from sitegen.search.shard_files import make_shard, shard_name
from sitegen.search.stemming import FAMILY_MARK
from sitegen.search.varint import encode_number
from sitegen.search.varint_arrays import Bytes, ByteStrings, Numbers, encode_each, gather, interleave

_MIN_SIZE, _MAX_SIZE = 2_500, 5_500
"""Characters of a term shard. A query loads one for each word."""
_BLOCK_SIZE = 16_000
"""Characters of a positions block, unless it is of one group."""
_LARGE_POSTINGS = 1_200
"""Characters of postings above which a term gets its own shard."""
_MAX_FORMS_SIZE = 40
"""Characters that the words of a family take in a shard, at most, about: groups repeat them."""
_CHUNK_SIZE = 4_000_000
"""Bytes of postings that are joined at once."""


class TermShard(NamedTuple):
    """A term shard, with the files that it refers to."""

    start: str
    """The shortest text after all terms of the previous shard, and not after the first term of this one."""
    key: str
    """Hash of everything that the shard is made of."""
    files: Sequence[OutputFile | str]
    """The last one is the shard itself. Of a shard that is reused only the paths."""


class Dictionary:
    """The dictionaries of all groups, merged."""

    def __init__(self, groups: Sequence[GroupDictionary], document_count: int) -> None:
        self._groups = groups
        numbers: dict[bytes, int] = {}
        found = [
            np.array([numbers.setdefault(term, len(numbers)) for term in each.term_list()], int) for each in groups
        ]
        self._terms = sorted(numbers)
        rank = np.empty(len(numbers), np.int32)
        rank[np.fromiter(map(numbers.__getitem__, self._terms), int, len(numbers))] = np.arange(len(numbers))
        self._ranks = [rank[each] for each in found]
        self._frequencies = np.zeros(len(rank), np.int64)
        self._sizes = np.zeros((len(COLUMNS), len(rank)), np.int64)
        self._hashes = np.zeros(len(rank), np.uint64)
        for group, ranks in zip(groups, self._ranks, strict=True):
            self._frequencies[ranks] += group.frequencies
            for sizes, column in zip(self._sizes, group.columns, strict=True):
                sizes[ranks] += np.diff(column.ends)
            self._hashes *= np.uint64(HASH_FACTOR)
            self._hashes[ranks] += group.hashes
        self._is_common = self._frequencies > common_limit(document_count)
        self._is_large = self._is_common | (self._sizes[IDS] + self._sizes[WEIGHTS] > _LARGE_POSTINGS)

    def shards(self, reusable: Callable[[str], Sequence[str] | None]) -> Iterator[TermShard]:
        """Yield all term shards. ``reusable``: the paths of the files of a shard that need not be made, by its key."""
        ranges = list(pairwise(self._borders()))
        keys = [self._key(*each) for each in ranges]
        reused = {key: files for key in keys if (files := reusable(key))}
        made = self._made([each for each, key in zip(ranges, keys, strict=True) if key not in reused])
        previous = ""
        for (first, end), key in zip(ranges, keys, strict=True):
            start = self._terms[first].decode()
            yield TermShard(start[: _common_length(previous, start) + 1], key, reused.get(key) or next(made))
            previous = self._terms[end - 1].decode()

    def frequencies(self) -> Iterator[tuple[str, int]]:
        """Yield all words, sorted, each with the number of documents that have it in their text."""
        terms = zip(map(bytes.decode, self._terms), self._frequencies.tolist(), strict=True)
        return ((term, count) for term, count in terms if not is_name(term))

    def _borders(self) -> list[int]:
        """Return where shards begin and end: before the term with the lowest hash that keeps the size in bounds."""
        postings = np.where(self._is_large, 12, self._sizes[IDS] + self._sizes[WEIGHTS])
        lengths = np.fromiter(map(len, self._terms), int, len(self._terms))
        ends = np.cumsum(postings + self._sizes[TITLES] + np.minimum(self._sizes[FORMS], _MAX_FORMS_SIZE) + lengths + 8)
        hashes = np.fromiter(map(zlib.crc32, self._terms), np.uint32, len(self._terms))
        borders = [0]
        while borders[-1] < len(ends):
            size = ends[borders[-1] - 1] if borders[-1] else 0
            least, most = np.searchsorted(ends, (size + _MIN_SIZE, size + _MAX_SIZE)) + 1
            candidates = hashes[least : max(most, least + 1)]
            borders.append(int(least + np.argmin(candidates)) if most < len(ends) else len(ends))
        return borders

    def _key(self, first: int, end: int) -> str:
        terms = slice(first, end)
        parts = (b"\n".join(self._terms[terms]), self._hashes[terms].tobytes(), self._is_common[terms].tobytes())
        return hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]

    def _made(self, ranges: Sequence[tuple[int, int]]) -> Iterator[Sequence[OutputFile]]:
        """Yield the files of the shards with these terms."""
        sizes = np.cumsum(self._sizes.sum(0))
        at = 0
        while at < len(ranges):
            first, end = ranges[at]
            last = at + 1
            while last < len(ranges) and ranges[last][0] == end and sizes[end - 1] - sizes[first] < _CHUNK_SIZE:
                end = ranges[last][1]
                last += 1
            joined = self._join(first, end)
            for each in ranges[at:last]:
                yield self._make(joined, first, *each)
            at = last

    def _join(self, first: int, end: int) -> "_JoinedPostings":
        """Join the postings of these terms in all groups."""
        slices = [np.searchsorted(ranks, (first, end)) for ranks in self._ranks]
        terms = (
            np.concatenate([ranks[low:high] for ranks, (low, high) in zip(self._ranks, slices, strict=True)]) - first
        )
        groups = np.repeat(np.arange(len(slices)), [high - low for low, high in slices])
        order = np.argsort(terms, kind="stable")
        terms, groups = terms[order], groups[order]
        ids, weights, positions, titles, forms = (self._column(n, slices, order) for n in COLUMNS)
        numbers = np.arange(end - first + 1)
        return _JoinedPostings(
            _with_group_numbers(ids, terms, groups, numbers),
            _texts(weights, terms, numbers),
            _texts(positions, terms, numbers),
            _with_group_numbers(titles, terms, groups, numbers),
            _texts(forms, terms, numbers),
            np.searchsorted(terms, numbers).tolist(),
            groups.tolist(),
            weights.lengths.tolist(),
            positions.lengths.tolist(),
        )

    def _column(self, number: int, slices: Sequence[Numbers], order: Numbers) -> ByteStrings:
        """Return a column of these parts of each group, in this order."""
        parts, starts, lengths, size = [], [], [], 0
        for group, (low, high) in zip(self._groups, slices, strict=True):
            data, ends = group.columns[number]
            own_ends = ends[low : high + 1].astype(np.int64)
            parts.append(data[own_ends[0] : own_ends[-1]])
            starts.append(own_ends[:-1] - own_ends[0] + size)
            lengths.append(np.diff(own_ends))
            size += len(parts[-1])
        return ByteStrings(np.concatenate(parts), np.concatenate(starts)[order], np.concatenate(lengths)[order])

    def _make(self, joined: "_JoinedPostings", offset: int, first: int, end: int) -> Sequence[OutputFile]:
        """Return the files of one shard. ``offset``: the first of the joined terms."""
        files: list[OutputFile] = []
        lines: list[str] = []
        positions: list[str] = []
        previous = ""
        is_large, frequencies = self._is_large[first:end].tolist(), self._frequencies[first:end].tolist()
        for n, term_data in enumerate(self._terms[first:end]):
            number = first - offset + n
            large_name, ids, weights, term_positions = "", joined.ids[number], joined.weights[number], ""
            if is_large[n]:
                is_common = bool(self._is_common[first + n])
                blocks = []
                for block in joined.position_blocks(number):
                    files.append(make_shard("p", [block.positions, *([block.weights] if is_common else [])]))
                    blocks.append([block.group, shard_name(files[-1])])
                files.append(make_shard("b", ["" if is_common else weights, ids, blocks]))
                large_name, ids, weights = shard_name(files[-1]), "", ""
            else:
                term_positions = joined.positions[number]
            positions.append(term_positions)
            term = term_data.decode()
            shared_length = _common_length(previous, term)
            frequency = encode_number(frequencies[n]) if frequencies[n] else ""
            beginning = encode_number(shared_length) + term[shared_length:]
            if joined.forms[number]:
                ids = _family_words(term, joined.forms[number])
            lines.append(f"{beginning} {frequency} {ids} {weights} {large_name} {joined.titles[number]} ")
            previous = term
        position_shard = make_shard("p", " ".join(positions))
        return (*files, position_shard, make_shard("t", [shard_name(position_shard), "".join(lines)]))


class _PositionsBlock(NamedTuple):
    group: int
    """Number of its first group."""
    positions: str
    weights: str


class _JoinedPostings(NamedTuple):
    """Postings of some terms in all groups."""

    ids: Sequence[str]
    """By term, as the following columns."""
    weights: Sequence[str]
    positions: Sequence[str]
    titles: Sequence[str]
    forms: Sequence[str]
    runs: Sequence[int]
    """By term, the index of its first group in the following columns."""
    groups: Sequence[int]
    weight_lengths: Sequence[int]
    position_lengths: Sequence[int]

    def position_blocks(self, n: int) -> Iterator[_PositionsBlock]:
        """Yield the positions of a term in blocks of groups.

        Blocks are halves of halves of all groups, so that a change of one group changes one block.
        """
        runs = slice(self.runs[n], self.runs[n + 1])
        groups, sizes, weight_sizes = self.groups[runs], self.position_lengths[runs], self.weight_lengths[runs]
        positions, weights = self.positions[n], self.weights[n]
        position_ends, weight_ends = [0, *accumulate(sizes)], [0, *accumulate(weight_sizes)]
        pending = [(0, len(groups), 0, 1 << groups[-1].bit_length())]
        while pending:
            first, end, start, span = pending.pop()
            if span > 1 and position_ends[end] - position_ends[first] > _BLOCK_SIZE:
                middle = bisect_left(groups, start + span // 2, first, end)
                pending += [(middle, end, start + span // 2, span // 2), (first, middle, start, span // 2)]
            elif position_ends[first] < position_ends[end]:
                yield _PositionsBlock(
                    groups[first],
                    positions[position_ends[first] : position_ends[end]],
                    weights[weight_ends[first] : weight_ends[end]],
                )


def _family_words(name: str, words: str) -> str:
    """Return the words of a family without duplicates; of those that begin with the stem a hyphen and the rest."""
    stem = name.partition(FAMILY_MARK)[0]
    found = sorted(set(words.split(",")) - {""})
    return ",".join(f"-{word.removeprefix(stem)}" if word.startswith(stem) else word for word in found)


def _texts(column: ByteStrings, terms: Numbers, numbers: Numbers) -> Sequence[str]:
    return _term_texts(gather(*column), column.lengths, terms, numbers)


def _with_group_numbers(column: ByteStrings, terms: Numbers, groups: Numbers, numbers: Numbers) -> Sequence[str]:
    """Return the texts of terms with the delta of the group's number before the postings of each group."""
    has = column.lengths > 0
    terms, groups = terms[has], groups[has]
    heads = encode_each(np.where(np.diff(terms, prepend=-1) != 0, groups, np.diff(groups, prepend=0)))
    data = interleave(heads, ByteStrings(column.data, column.starts[has], column.lengths[has]))
    return _term_texts(data, heads.lengths + column.lengths[has], terms, numbers)


def _term_texts(data: Bytes, lengths: Numbers, terms: Numbers, numbers: Numbers) -> Sequence[str]:
    ends = np.concatenate(([0], np.cumsum(lengths)))
    text = data.tobytes()
    return [text[first:end].decode() for first, end in pairwise(ends[np.searchsorted(terms, numbers)].tolist())]


def _common_length(one: str, other: str) -> int:
    length = 0
    for char, other_char in zip(one, other, strict=False):
        if char != other_char:
            break
        length += 1
    return length
