"""Read and write the postings files of Whoosh's codec by the block, where stock Whoosh handles one posting at a time.

Stock Whoosh can read them. A block is two pickles: its size, last document, greatest weight, compression and lengths;
and the deltas of its documents, their term frequencies, and their values in the format of the field. Blocks are not
compressed, which would take as much time as all the rest.
"""

import pickle
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import accumulate
from struct import Struct
from typing import TYPE_CHECKING, Any, NamedTuple

from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filetables import OrderedHashWriter
from whoosh.formats import Existence, Format, Frequency
from whoosh.system import pack_ushort

from sitegen.search.varint import ALPHABET, BASE, decode

if TYPE_CHECKING:
    import numpy.typing as npt

TEXT, TITLE, SPEAKER = "text", "title", "speaker"
"""Fields with words."""
KEYWORDS = ("conversation", "date", "kind", "model")
"""Fields whose values are one term each."""
_BLOCK_SIZE = 128
_BLOCK_LENGTH = Struct("!i")
_PARTS_IN_MEMORY = 10_000
_TERM_INFO = [
    ("flags", "u1"), ("weight", ">f4"), ("df", ">u4"), ("shortest", "u1"), ("longest", "u1"), ("max_weight", ">f4"),
    ("first", ">u4"), ("last", ">u4"), ("offset", ">i8"), ("size", ">i4"),
]  # fmt: skip
"""A value of the terms file, as `whoosh.codec.whoosh3.W3TermInfo.to_bytes` writes it."""


_DIGIT_VALUES = bytes(max(ALPHABET.find(chr(code)), 0) for code in range(256))
"""Value of a digit by byte; from `varint.BASE` on more digits follow."""


def decode_positions(value: bytes) -> list[int]:
    """Return the positions that a value of the format `PositionsFormat` holds, ascending."""
    digits = value.translate(_DIGIT_VALUES)
    return list(accumulate(digits if max(digits) < BASE else decode(value.decode("ascii"))))


class PositionsFormat(Format):
    """Positions of a term in a text, as deltas encoded by `varint.encode`.

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
    values: Sequence[bytes] | bytes
    """Values of the format: of any size each, or joined if they have one size; empty where it has none."""


class PostingsWriter:
    """Writes the terms and postings files of a segment, field by field in alphabetical order."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._table = OrderedHashWriter(segment.create_file(storage, W3Codec.TERMS_EXT))
        self._fields: dict[str, int] = {}
        self._table.extras["fieldmap"] = self._fields
        self._file = segment.create_file(storage, W3Codec.POSTS_EXT)
        self._end = 0

    def add_field(self, name: str, postings: FieldPostings, lengths: "npt.NDArray[Any]", value_size: int) -> None:
        """Add a field. ``lengths``: its length by document, as bytes of Whoosh. ``value_size``: bytes of each value."""
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
        sizes = self._write_blocks(blocks, deltas.tolist(), tfs.tolist(), values, value_size=value_size)

        info = np.zeros(len(term_list), _TERM_INFO)
        info["weight"], info["df"] = np.add.reduceat(tfs, starts), ends - starts
        info["max_weight"] = np.maximum.reduceat(tfs, starts)
        info["shortest"] = np.minimum.reduceat(block_lengths[0], first_blocks)
        info["longest"] = np.maximum.reduceat(block_lengths[1], first_blocks)
        info["first"], info["last"] = docs[starts], docs[ends - 1]
        info["size"] = np.add.reduceat(sizes, first_blocks)
        info["offset"] = self._end + np.cumsum(info["size"], dtype=np.int64) - info["size"]
        self._end += sum(sizes)
        data, size = info.tobytes(), info.itemsize
        for at, term in enumerate(term_list):
            self._table.add(number + term, data[at * size : (at + 1) * size])

    def _write_blocks(
        self,
        blocks: Iterator[tuple[int, int, bool, tuple[Any, ...]]],
        deltas: list[int],
        tfs: list[int],
        values: Sequence[bytes] | bytes,
        *,
        value_size: int,
    ) -> list[int]:
        """Write the blocks of a field and return their sizes in the file."""
        dumps = pickle.dumps
        sizes = []
        parts: list[bytes] = []
        is_first = True
        for start, end, is_last, info in blocks:
            packed = values[start * value_size : end * value_size] or None
            data = dumps((deltas[start:end], tfs[start:end] if info[2] > 1 else None, packed), 4)
            head = dumps(info, 2)
            size = len(head) + len(data)
            if is_first:
                parts.append(WHOOSH3_HEADER_MAGIC)
            parts += (_BLOCK_LENGTH.pack(-size if is_last else size), head, data)
            sizes.append(size + _BLOCK_LENGTH.size + (len(WHOOSH3_HEADER_MAGIC) if is_first else 0))
            is_first = is_last
            if len(parts) > _PARTS_IN_MEMORY:
                self._file.write(b"".join(parts))
                parts.clear()
        self._file.write(b"".join(parts))
        return sizes

    def close(self) -> None:
        """Finish both files."""
        self._table.close()
        self._file.close()


class PostingsBlock(NamedTuple):
    """A block of postings."""

    docs: Sequence[int]
    tfs: Sequence[int]
    values: Any
    """Values of the format, as in `FieldPostings`; None where it has none."""


def read_blocks(data: bytes) -> Iterator[PostingsBlock]:
    """Yield the blocks in the bytes of a term's postings.

    Raises one of `index.DAMAGE_ERRORS` where the data are damaged.
    """
    if not data.startswith(WHOOSH3_HEADER_MAGIC):
        raise pickle.UnpicklingError("these are not postings")
    file = BytesIO(data)
    end = len(WHOOSH3_HEADER_MAGIC)
    is_last = False
    while not is_last:
        (size,) = _BLOCK_LENGTH.unpack_from(data, end)
        is_last = size < 0
        file.seek(end + _BLOCK_LENGTH.size)
        end = file.tell() + abs(size)
        count, *_ = SafeUnpickler(file).load()
        deltas, tfs, values = SafeUnpickler(file).load()
        yield PostingsBlock(list(accumulate(deltas)), [1] * count if tfs is None else tfs, values)


class SafeUnpickler(pickle.Unpickler):
    """Unpickles built-in types only, so that an index of unknown origin cannot run code."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        """Raise `UnpicklingError`."""
        raise pickle.UnpicklingError(f"{module_name}.{global_name} in an index")
