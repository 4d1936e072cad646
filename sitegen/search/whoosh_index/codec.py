"""Write the terms and postings files of Whoosh's codec by the block; stock Whoosh writes one posting at a time.

Stock Whoosh can read them. A block is two pickles: its size, last document, greatest weight, compression and lengths;
and the deltas of its documents, their term frequencies, and their values in the format of the field. Blocks are not
compressed, which would take as much time as all the rest.
"""

import pickle
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filetables import OrderedHashWriter
from whoosh.formats import Existence, Format, Frequency
from whoosh.system import pack_ushort

from sitegen.search.whoosh_index.term_reader import POSTINGS_MAGIC, decode_positions

if TYPE_CHECKING:
    import numpy.typing as npt

KEYWORDS = ("conversation", "date", "family", "kind", "model")
"""Fields whose values are one term each."""
Values = Callable[[int, int], list[bytes] | bytes | None]
"""Return the values of the format from one posting to another, joined if they have one size; None if it has none."""
_BLOCK_SIZE = 128
_NO_LENGTH = bytes(4)
_MAX_NARROW = 0xFFFF
_TERM_INFO = [
    ("flags", "u1"), ("weight", ">f4"), ("df", ">u4"), ("shortest", "u1"), ("longest", "u1"), ("max_weight", ">f4"),
    ("first", ">u4"), ("last", ">u4"), ("offset", ">i8"), ("size", ">i4"),
]  # fmt: skip
"""A value of the terms file, as `whoosh.codec.whoosh3.W3TermInfo.to_bytes` writes it."""


def position_values(positions: "npt.NDArray[Any]", counts: "npt.NDArray[Any]") -> Values:
    """Return the values of a term's positions by document: two bytes each, or after a zero byte four bytes each."""
    import numpy as np

    size, marker = (2, b"") if positions.max(initial=0) <= _MAX_NARROW else (4, b"\0")
    data = positions.astype(f"u{size}").tobytes()
    bounds = size * np.cumsum((0, *counts), dtype=np.int64)
    return lambda start, end: [marker + data[a:b] for a, b in pairwise(bounds[start : end + 1].tolist())]


class PositionsFormat(Format):
    """Positions of a term in a text, as `position_values` encodes them.

    Works with phrase queries of stock Whoosh, which need only positions and frequencies.
    """

    def decode_positions(self, value: bytes) -> list[int]:
        """Return the positions, ascending."""
        return decode_positions(value)

    def decode_frequency(self, value: bytes) -> int:
        """Return the number of positions."""
        return len(self.decode_positions(value))

    def decode_weight(self, value: bytes) -> float:
        """Return the number of positions as a weight."""
        return float(self.decode_frequency(value))


class IndexedField(FieldType):
    """A field whose terms are indexed as they are."""

    def __init__(self, value_format: Format, *, scorable: bool) -> None:
        super().__init__(value_format, None, scorable=scorable)


def schema() -> Schema:
    """Return the fields of a document, which is a message."""
    return Schema(
        text=IndexedField(PositionsFormat(), scorable=True),
        title=IndexedField(Frequency(), scorable=True),
        speaker=IndexedField(Frequency(), scorable=True),
        **{name: IndexedField(Existence(), scorable=False) for name in KEYWORDS},
    )


class FieldPostings(NamedTuple):
    """The postings of a field in a segment, by term in the order of bytes, then by document."""

    terms: Sequence[bytes]
    ends: "npt.NDArray[Any]"
    """By term, the end of its postings."""
    docs: "npt.NDArray[Any]"
    tfs: "npt.NDArray[Any]"
    """Term frequencies."""
    values: Values


class PostingsWriter:
    """Writes the terms and postings files of a segment, field by field in alphabetical order."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._table = OrderedHashWriter(segment.create_file(storage, W3Codec.TERMS_EXT))
        self._fields: dict[str, int] = {}
        self._table.extras["fieldmap"] = self._fields
        self._file = segment.create_file(storage, W3Codec.POSTS_EXT)
        self._end = 0

    def add_field(self, name: str, postings: FieldPostings, lengths: "npt.NDArray[Any]") -> None:
        """Add a field. ``lengths``: its length by document, as bytes of Whoosh."""
        import numpy as np

        number = pack_ushort(self._fields.setdefault(name, len(self._fields)))
        term_list, ends, docs, tfs, values = postings
        if not term_list:
            return
        starts = np.concatenate(([0], ends[:-1]))
        block_counts = -(-(ends - starts) // _BLOCK_SIZE)
        first_blocks = np.cumsum(block_counts) - block_counts
        block_starts = np.repeat(starts - first_blocks * _BLOCK_SIZE, block_counts)
        block_starts += np.arange(len(block_starts)) * _BLOCK_SIZE
        block_ends = np.minimum(block_starts + _BLOCK_SIZE, np.repeat(ends, block_counts))
        deltas = np.diff(docs, prepend=0)
        deltas[block_starts] = docs[block_starts]
        block_lengths = [each.reduceat(lengths[docs], block_starts) for each in (np.minimum, np.maximum)]
        max_weights = np.maximum.reduceat(tfs, block_starts).astype(float)
        is_last = np.zeros(len(block_starts), bool)
        is_last[first_blocks - 1] = True
        columns = (block_ends - block_starts, docs[block_ends - 1], max_weights, np.zeros_like(block_starts))
        infos = zip(*(each.tolist() for each in (*columns, *block_lengths)), strict=True)
        blocks = zip(block_starts.tolist(), block_ends.tolist(), is_last.tolist(), infos, strict=True)
        sizes = self._write_blocks(blocks, deltas, tfs, values)

        info = np.zeros(len(term_list), _TERM_INFO)
        info["weight"], info["df"] = np.add.reduceat(tfs, starts), ends - starts
        info["max_weight"] = np.maximum.reduceat(tfs, starts)
        info["shortest"] = np.minimum.reduceat(block_lengths[0], first_blocks)
        info["longest"] = np.maximum.reduceat(block_lengths[1], first_blocks)
        info["first"], info["last"] = docs[starts], docs[ends - 1]
        info["size"] = np.add.reduceat(sizes, first_blocks)
        info["offset"] = self._end + np.cumsum(info["size"], dtype=np.int64) - info["size"]
        self._end += int(sizes.sum())
        data, size = info.tobytes(), info.itemsize
        for at, term in enumerate(term_list):
            self._table.add(number + term, data[at * size : (at + 1) * size])

    def _write_blocks(
        self,
        blocks: Iterable[tuple[int, int, bool, tuple[Any, ...]]],
        deltas: "npt.NDArray[Any]",
        tfs: "npt.NDArray[Any]",
        values: Values,
    ) -> "npt.NDArray[Any]":
        """Write the blocks of a field and return their sizes in the file."""
        import numpy as np

        buffer = BytesIO()
        write, dump, tell = buffer.write, _pickler(buffer).dump, buffer.tell
        starts, ends, signs = [], [], []
        is_first = True
        for start, end, is_last, info in blocks:
            if is_first:
                write(POSTINGS_MAGIC)
            starts.append(tell())
            write(_NO_LENGTH)
            dump(info)
            tfs_or_none = tfs[start:end].tolist() if info[2] > 1 else None
            dump((deltas[start:end].tolist(), tfs_or_none, values(start, end)))
            ends.append(tell())
            signs.append(-1 if is_last else 1)
            is_first = is_last
        data = np.frombuffer(buffer.getbuffer(), np.uint8)
        lengths = (np.array(ends) - starts - len(_NO_LENGTH)) * signs
        data[np.add.outer(starts, range(len(_NO_LENGTH)))] = lengths.astype(">i4").view(np.uint8).reshape(-1, 4)
        self._file.write(data.tobytes())
        return np.diff(ends, prepend=0)

    def close(self) -> None:
        """Finish both files."""
        self._table.close()
        self._file.close()


def _pickler(buffer: BytesIO) -> pickle.Pickler:
    pickler = pickle.Pickler(buffer, 3)
    pickler.fast = True  # no value refers to another one
    return pickler
