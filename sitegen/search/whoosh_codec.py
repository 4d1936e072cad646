"""Whoosh's own codec, with two seams used: postings are written, and read, a whole block at a time.

The files are those of stock Whoosh, which can read them.
"""

import pickle
import zlib
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3FieldWriter, W3LeafMatcher, W3TermInfo
from whoosh.system import pack_ushort
from whoosh.util.numeric import length_to_byte

_BLOCK = 128
_WORTH_PACKING = 80
"""Bytes below which zlib makes a block longer."""


class Block(NamedTuple):
    """A stretch of a posting list."""

    docs: Sequence[int]
    tfs: Sequence[float]
    values: Sequence[bytes] | None


class TermPostings(NamedTuple):
    """All that is to be written of one term."""

    docs: Sequence[int]
    tfs: Sequence[int]
    values: Sequence[bytes]
    """Empty where the format keeps none."""
    lengths: tuple[int, int]
    """The shortest and the longest document, in terms."""


class Codec(W3Codec):
    """Reads with `BlockMatcher`; everything else is Whoosh's."""

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Any:
        """A matcher over the postings of a term."""
        if terminfo.is_inlined():
            return super().postings_reader(dbfile, terminfo, format_, term, scorer)
        offset, length = terminfo.extent()
        return BlockMatcher(dbfile, offset, length, format_, term=term, scorer=scorer)


class BlockMatcher(W3LeafMatcher):
    """A matcher that can also give whole blocks."""

    def blocks(self) -> Iterator[Block]:
        """All postings, a block at a time."""
        while not self._atend:
            self._read_ids()
            self._read_weights()
            self._read_values()
            yield Block(self._ids, self._weights, self._values)
            self._next_block()

    def _read_ids(self) -> None:
        if self._data is None:
            self._read_data()
        self._ids = tuple(accumulate(self._data[0]))


def write_term(writer: W3FieldWriter, field: int, term: str, postings: TermPostings) -> None:
    """Writes the postings of a term, and its line in the table of terms. Terms come sorted by their bytes."""
    file = writer._postfile
    start = file.tell()
    file.write(WHOOSH3_HEADER_MAGIC)
    docs, tfs, values, lengths = postings
    for at in range(0, len(docs), _BLOCK):
        end = at + _BLOCK
        packed = _packed(values[at:end], writer._format.fixed_value_size())
        _write_block(file, docs[at:end], tfs[at:end], packed, lengths, is_last=end >= len(docs))
    info = W3TermInfo(
        weight=float(sum(tfs)),
        df=len(docs),
        minlength=lengths[0],
        maxlength=lengths[1],
        maxweight=float(max(tfs)),
        minid=docs[0],
        maxid=docs[-1],
    )
    info.set_extent(start, file.tell() - start)
    writer._tindex.add(pack_ushort(field) + term.encode(), info.to_bytes())


def _packed(values: Sequence[bytes], size: int | None) -> bytes | tuple[bytes, ...] | None:
    """Values as a block holds them: all of one size are joined, and none of no size are kept."""
    if size is None:
        return tuple(values)
    return b"".join(values) if size else None


def _write_block(
    file: Any,
    docs: Sequence[int],
    tfs: Sequence[int],
    values: bytes | tuple[bytes, ...] | None,
    lengths: tuple[int, int],
    *,
    is_last: bool,
) -> None:
    deltas = (docs[0], *(b - a for a, b in pairwise(docs)))
    most = max(tfs)
    weights = None if most == 1 else tuple(map(float, tfs))
    data = pickle.dumps((deltas, weights, values), 2)
    level = 1 if len(data) >= _WORTH_PACKING else 0
    if level:
        data = zlib.compress(data, level)
    shortest, longest = lengths
    facts = (len(docs), docs[-1], float(most), level, length_to_byte(shortest), length_to_byte(longest))
    info = pickle.dumps(facts, 2)
    size = len(info) + len(data)
    file.write_int(-size if is_last else size)
    file.write(info)
    file.write(data)
