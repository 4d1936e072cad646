"""Read and write the postings files of Whoosh's codec, a block at a time instead of one posting at a time.

Stock Whoosh can read them. A block is a pickle of the deltas of document numbers, the term frequencies, and the
values of the format.
"""

import pickle
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import accumulate, pairwise
from operator import sub
from struct import Struct
from typing import Any, NamedTuple

from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3TermInfo
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filetables import OrderedHashWriter
from whoosh.formats import Existence, Format, Frequency
from whoosh.system import pack_ushort
from whoosh.util.numeric import length_to_byte

from sitegen.search.varint import decode, encode
from sitegen.text.tokens import terms

_BLOCK_SIZE = 128
_MIN_COMPRESSED = 400
"""Bytes of a block from which on it is compressed."""
_BLOCK_LENGTH = Struct("!i")
_PICKLE_PROTOCOL = 4  # Whoosh reads all; protocol 2, which it writes, needs more space for bytes


class Postings(NamedTuple):
    """A term's postings in a segment, by document, ascending."""

    docs: Sequence[int]
    tfs: Sequence[int]
    values: Sequence[bytes]
    """Values of the format; empty where it has none."""


class PostingsBlock(NamedTuple):
    """A block of postings."""

    docs: Sequence[int]
    tfs: Sequence[int]
    values: Sequence[bytes] | None


class PostingsWriter:
    """Writes the terms and postings files of a segment."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._table = OrderedHashWriter(segment.create_file(storage, W3Codec.TERMS_EXT))
        self._fields: dict[str, int] = {}
        self._table.extras["fieldmap"] = self._fields
        self._file = segment.create_file(storage, W3Codec.POSTS_EXT)
        self._end = 0

    def begin_field(self, field: str) -> None:
        """Start a field. Its terms must follow in the order of their bytes."""
        self._prefix = pack_ushort(self._fields.setdefault(field, len(self._fields)))

    def add_term(self, term: bytes, postings: Postings, lengths: Sequence[int], value_size: int | None) -> None:
        """Add the next term.

        ``lengths``: of the field by document, in terms. ``value_size``: of each value in bytes, None where it varies.
        """
        docs, tfs, values = postings
        blocks = [WHOOSH3_HEADER_MAGIC]
        shortest, longest = lengths[docs[0]], lengths[docs[0]]
        for at in range(0, len(docs), _BLOCK_SIZE):
            end = at + _BLOCK_SIZE
            block_lengths = [lengths[doc] for doc in docs[at:end]]
            min_length, max_length = min(block_lengths), max(block_lengths)
            shortest, longest = min(shortest, min_length), max(longest, max_length)
            packed = tuple(values[at:end]) if value_size is None else b"".join(values[at:end]) if value_size else None
            block_info, data = _encode_block(docs[at:end], tfs[at:end], packed, (min_length, max_length))
            byte_count = len(block_info) + len(data)
            blocks += (_BLOCK_LENGTH.pack(-byte_count if end >= len(docs) else byte_count), block_info, data)
        written = self._file.write(b"".join(blocks))
        term_info = W3TermInfo(sum(tfs), len(docs), shortest, longest, max(tfs), docs[0], docs[-1])
        term_info.set_extent(self._end, written)
        self._end += written
        self._table.add(self._prefix + term, term_info.to_bytes())

    def close(self) -> None:
        """Finish both files."""
        self._table.close()
        self._file.close()


def _encode_block(
    docs: Sequence[int], tfs: Sequence[int], values: object, lengths: tuple[int, int]
) -> tuple[bytes, bytes]:
    deltas = (docs[0], *map(sub, docs[1:], docs))
    max_tf = max(tfs)
    data = pickle.dumps((deltas, None if max_tf == 1 else tuple(tfs), values), _PICKLE_PROTOCOL)
    compression_level = int(len(data) >= _MIN_COMPRESSED)
    info = (len(docs), docs[-1], float(max_tf), compression_level, *map(length_to_byte, lengths))
    return pickle.dumps(info, 2), zlib.compress(data, compression_level) if compression_level else data


def read_blocks(data: bytes, value_size: int | None, first: int = 0) -> Iterator[PostingsBlock]:
    """Yield the blocks in the bytes of a term's postings, without those that end before the document ``first``.

    Raises one of `index.DAMAGE_ERRORS` where the data are damaged.
    """
    if not data.startswith(WHOOSH3_HEADER_MAGIC):
        raise pickle.UnpicklingError("these are not postings")
    file = BytesIO(data)
    at = len(WHOOSH3_HEADER_MAGIC)
    is_last = False
    while not is_last:
        (size,) = _BLOCK_LENGTH.unpack_from(data, at)
        is_last = size < 0
        end = at + _BLOCK_LENGTH.size + abs(size)
        file.seek(at + _BLOCK_LENGTH.size)
        count, last, _, level, _, _ = SafeUnpickler(file).load()
        if last >= first:
            packed = data[file.tell() : end]
            yield _decode_block(zlib.decompress(packed) if level else packed, count, value_size)
        at = end


def _decode_block(data: bytes, count: int, value_size: int | None) -> PostingsBlock:
    deltas, tfs, values = SafeUnpickler(BytesIO(data)).load()
    if value_size:
        values = [values[at : at + value_size] for at in range(0, len(values), value_size)]
    return PostingsBlock(list(accumulate(deltas)), (1,) * count if tfs is None else tfs, values)


class SafeUnpickler(pickle.Unpickler):
    """Unpickles built-in types only, so that an index of unknown origin cannot run code."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        """Raise `UnpicklingError`."""
        raise pickle.UnpicklingError(f"{module_name}.{global_name} in an index")


TEXT, TITLE, SPEAKER = "text", "title", "speaker"
"""Fields with words."""


class PositionsFormat(Format):
    """Positions of a term in a text, as deltas encoded by `varint.encode`.

    Works with phrase queries of stock Whoosh, which need only positions and frequencies.
    """

    def word_values(self, value: str, analyzer: object, **kwargs: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield term, frequency, weight and encoded positions of each term of a text."""
        del analyzer, kwargs
        positions: dict[str, list[int]] = defaultdict(list)
        for at, term in enumerate(terms(value)):
            positions[term].append(at)
        for term, term_positions in positions.items():
            deltas = [term_positions[0], *(b - a for a, b in pairwise(term_positions))]
            yield (
                term.encode(),
                len(term_positions),
                float(len(term_positions)),
                encode(deltas).encode("ascii"),
            )

    def decode_positions(self, value: bytes) -> list[int]:
        """Return the positions, ascending."""
        return list(accumulate(decode(value.decode("ascii"))))

    def decode_frequency(self, value: bytes) -> int:
        """Return the number of positions."""
        return sum(1 for _ in decode(value.decode("ascii")))

    def decode_weight(self, value: bytes) -> float:
        """Return the number of positions as a weight."""
        return float(self.decode_frequency(value))


class _FieldType(FieldType):
    """A field whose values are split into terms, or are one term each."""

    def __init__(self, value_format: Format, *, is_words: bool) -> None:
        super().__init__(value_format, None, scorable=is_words)
        self.is_words = is_words

    def index(self, value: Any, **kwargs: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield terms as stock Whoosh's writer expects them."""
        del kwargs
        if isinstance(self.format, PositionsFormat):
            yield from self.format.word_values(value, None)
        elif not self.is_words:
            yield str(value).encode(), 1, 1.0, b""
        else:
            counts: dict[str, int] = defaultdict(int)
            for term in terms(value):
                counts[term] += 1
            for term, count in counts.items():
                yield term.encode(), count, float(count), count.to_bytes(4, "big")


def schema() -> Schema:
    """Return the fields of a document, which is a message."""
    return Schema(
        conversation=_FieldType(Existence(), is_words=False),
        date=_FieldType(Existence(), is_words=False),
        kind=_FieldType(Existence(), is_words=False),
        model=_FieldType(Existence(), is_words=False),
        speaker=_FieldType(Frequency(), is_words=True),
        text=_FieldType(PositionsFormat(), is_words=True),
        title=_FieldType(Frequency(), is_words=True),
    )
