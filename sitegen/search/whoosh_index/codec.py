"""Postings in the files of Whoosh's own codec, written and read a whole block at a time.

Whoosh writes and reads them one by one. Its readers can read what stands here: a block is a pickle of the
differences of document numbers, of how often each has the term, and of the values of the format.
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

from sitegen.search.varint import decoded, encoded
from sitegen.text.tokens import terms

_BLOCK = 128
_WORTH_PACKING = 400
"""Bytes of a block from which zlib is worth its time."""
_SIZE = Struct("!i")
_PICKLE = 4  # Whoosh writes protocol 2, which spells out bytes; it reads all


class Postings(NamedTuple):
    """A term's postings in a segment, by document, ascending."""

    docs: Sequence[int]
    tfs: Sequence[int]
    values: Sequence[bytes]
    """What the format keeps; empty where that is nothing."""


class Block(NamedTuple):
    """A stretch of postings."""

    docs: Sequence[int]
    tfs: Sequence[int]
    values: Sequence[bytes] | None


class PostingsWriter:
    """The two files of a segment that hold its terms and their postings."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._table = OrderedHashWriter(segment.create_file(storage, W3Codec.TERMS_EXT))
        self._fields: dict[str, int] = {}
        self._table.extras["fieldmap"] = self._fields
        self._file = segment.create_file(storage, W3Codec.POSTS_EXT)
        self._end = 0

    def begin(self, field: str) -> None:
        """Begins a field. Its terms follow, in the order of their bytes."""
        self._prefix = pack_ushort(self._fields.setdefault(field, len(self._fields)))

    def add(self, term: bytes, postings: Postings, lengths: Sequence[int], size: int | None) -> None:
        """Adds the next term. ``lengths``: by document of the segment, in terms; ``size`` of each value in
        bytes, None where they differ.
        """
        docs, tfs, values = postings
        blocks = [WHOOSH3_HEADER_MAGIC]
        shortest, longest = lengths[docs[0]], lengths[docs[0]]
        for at in range(0, len(docs), _BLOCK):
            end = at + _BLOCK
            own = [lengths[doc] for doc in docs[at:end]]
            low, high = min(own), max(own)
            shortest, longest = min(shortest, low), max(longest, high)
            packed = tuple(values[at:end]) if size is None else b"".join(values[at:end]) if size else None
            info, data = _block(docs[at:end], tfs[at:end], packed, (low, high))
            bytes_ = len(info) + len(data)
            blocks += (_SIZE.pack(-bytes_ if end >= len(docs) else bytes_), info, data)
        written = self._file.write(b"".join(blocks))
        facts = W3TermInfo(sum(tfs), len(docs), shortest, longest, max(tfs), docs[0], docs[-1])
        facts.set_extent(self._end, written)
        self._end += written
        self._table.add(self._prefix + term, facts.to_bytes())

    def close(self) -> None:
        """Ends both files."""
        self._table.close()
        self._file.close()


def _block(
    docs: Sequence[int], tfs: Sequence[int], values: object, lengths: tuple[int, int]
) -> tuple[bytes, bytes]:
    deltas = (docs[0], *map(sub, docs[1:], docs))
    most = max(tfs)
    data = pickle.dumps((deltas, None if most == 1 else tuple(tfs), values), _PICKLE)
    level = int(len(data) >= _WORTH_PACKING)
    facts = (len(docs), docs[-1], float(most), level, *map(length_to_byte, lengths))
    return pickle.dumps(facts, 2), zlib.compress(data, level) if level else data


def blocks(data: bytes, value_size: int | None, first: int = 0) -> Iterator[Block]:
    """The blocks of a term, whose extent in the file of postings is ``data``; those that end before the document
    ``first`` are passed over. A damaged file raises what `whoosh_reader.DAMAGE` lists.
    """
    if not data.startswith(WHOOSH3_HEADER_MAGIC):
        raise pickle.UnpicklingError("no postings stand here")
    file = BytesIO(data)
    at = len(WHOOSH3_HEADER_MAGIC)
    is_last = False
    while not is_last:
        (size,) = _SIZE.unpack_from(data, at)
        is_last = size < 0
        end = at + _SIZE.size + abs(size)
        file.seek(at + _SIZE.size)
        count, last, _, level, _, _ = Plain(file).load()
        if last >= first:
            packed = data[file.tell() : end]
            yield _read(zlib.decompress(packed) if level else packed, count, value_size)
        at = end


def _read(data: bytes, count: int, value_size: int | None) -> Block:
    deltas, tfs, values = Plain(BytesIO(data)).load()
    if value_size:
        values = [values[at : at + value_size] for at in range(0, len(values), value_size)]
    return Block(list(accumulate(deltas)), (1,) * count if tfs is None else tfs, values)


class Plain(pickle.Unpickler):
    """Values of Python's own only: an index from elsewhere can call nothing."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        """Refuses."""
        raise pickle.UnpicklingError(f"{module_name}.{global_name} in an index")


TEXT, TITLE, SPEAKER = "text", "title", "speaker"
"""The fields that are searched for words."""


class Positions(Format):
    """The positions of a term in a text, as the differences that `numbers.encoded` spells.

    Stock Whoosh reads it: its phrases ask a format for positions and for frequencies only.
    """

    def word_values(
        self, value: str, analyzer: object, **kwargs: object
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Term, frequency, weight and positions of each term of a text."""
        del analyzer, kwargs
        places: dict[str, list[int]] = defaultdict(list)
        for at, term in enumerate(terms(value)):
            places[term].append(at)
        for term, each in places.items():
            deltas = [each[0], *(b - a for a, b in pairwise(each))]
            yield term.encode(), len(each), float(len(each)), encoded(deltas).encode("ascii")

    def decode_positions(self, value: bytes) -> list[int]:
        """The positions, ascending."""
        return list(accumulate(decoded(value.decode("ascii"))))

    def decode_frequency(self, value: bytes) -> int:
        """How many positions there are."""
        return sum(1 for _ in decoded(value.decode("ascii")))

    def decode_weight(self, value: bytes) -> float:
        """The same, as Whoosh counts weights."""
        return float(self.decode_frequency(value))


class _Field(FieldType):
    """A field whose values are analysed by `tokens`, or are one term each."""

    def __init__(self, form: Format, *, is_words: bool) -> None:
        super().__init__(form, None, scorable=is_words)
        self.is_words = is_words

    def index(self, value: Any, **kwargs: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """What a writer of Whoosh's own asks for."""
        del kwargs
        if isinstance(self.format, Positions):
            yield from self.format.word_values(value, None)
        elif not self.is_words:
            yield str(value).encode(), 1, 1.0, b""
        else:
            found: dict[str, int] = defaultdict(int)
            for term in terms(value):
                found[term] += 1
            for term, times in found.items():
                yield term.encode(), times, float(times), times.to_bytes(4, "big")


def schema() -> Schema:
    """The fields of a document, which is a message."""
    return Schema(
        conversation=_Field(Existence(), is_words=False),
        date=_Field(Existence(), is_words=False),
        kind=_Field(Existence(), is_words=False),
        model=_Field(Existence(), is_words=False),
        speaker=_Field(Frequency(), is_words=True),
        text=_Field(Positions(), is_words=True),
        title=_Field(Frequency(), is_words=True),
    )
