"""Read the terms and postings files of a segment.

They are those of Whoosh's codec, whose own reader handles one posting at a time, and takes long to import.
"""

import pickle
import struct
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from whoosh.filedb.filetables import FileFormatError, OrderedHashReader
from whoosh.filedb.structfile import BufferFile
from whoosh.system import pack_ushort

from sitegen.text.regular_files import open_regular_file, read_regular_file

TEXT, TITLE, SPEAKER = "text", "title", "speaker"
"""Fields with words."""
FAMILY, WORD_MARK = "family", ":"
"""Field whose terms are the name of a family, the mark, and a word of it."""
TERMS_SUFFIX, POSTINGS_SUFFIX, POSTINGS_MAGIC = ".trm", ".pst", b"W3Bl"
"""As in `whoosh.codec.whoosh3`."""
DAMAGE_ERRORS = (
    FileFormatError,
    pickle.UnpicklingError,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    LookupError,
    ValueError,
)
"""Errors that reading a truncated or foreign file of a segment can raise."""
_BLOCK_LENGTH = struct.Struct("!i")
_DF, _DF_OFFSET = struct.Struct("!I"), 5
"""The document frequency in an entry of the terms file."""
_EXTENT = struct.Struct("!qi")
"""Offset and size of the postings, at the end of an entry of the terms file."""


def decode_positions(value: bytes) -> list[int]:
    """Return the positions in one of `position_values`, ascending."""
    view = memoryview(value)
    return (view[1:].cast("I") if len(value) % 2 else view.cast("H")).tolist()


class PostingsBlock(NamedTuple):
    """A block of postings."""

    docs: Sequence[int]
    tfs: Sequence[int]
    values: Any
    """Values of the format, see `Values`."""


def read_blocks(data: bytes) -> Iterator[PostingsBlock]:
    """Yield the blocks in the bytes of a term's postings.

    Raises one of `DAMAGE_ERRORS` where the data are damaged.
    """
    if not data.startswith(POSTINGS_MAGIC):
        raise pickle.UnpicklingError("these are not postings")
    file = BytesIO(data)
    end = len(POSTINGS_MAGIC)
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


class _SafeBufferFile(BufferFile):
    """A file that unpickles only built-in types."""

    def read_pickle(self) -> Any:
        """Read a pickle at the current position."""
        return SafeUnpickler(self.file).load()


class TermReader:
    """Reads terms and postings of a segment. Thread-safe. Methods raise one of `DAMAGE_ERRORS`."""

    def __init__(self, folder: Path, name: str) -> None:
        self._data = read_regular_file(folder / f"{name}{TERMS_SUFFIX}", limit=None)
        self._terms = _SafeBufferFile(self._data)
        self._table = OrderedHashReader(self._terms, len(self._data))
        self._fields: dict[str, int] = self._table.extras["fieldmap"]
        self._postings = open_regular_file(folder / f"{name}{POSTINGS_SUFFIX}")
        self._lock = Lock()

    def close(self) -> None:
        """Close the postings file."""
        self._postings.close()

    def terms(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        """Yield the terms of a field with a prefix, in order, each with its document frequency."""
        start = self._key(field, prefix)
        if start is None:
            return
        data = self._data
        for at, length, info, _ in self._table.ranges_from(start):
            key = data[at : at + length]
            if not key.startswith(start):
                break
            yield key[2:].decode(), _DF.unpack_from(data, info + _DF_OFFSET)[0]

    def blocks(self, field: str, term: str) -> Iterator[PostingsBlock]:
        """Return the postings of a term."""
        key = self._key(field, term)
        info = self._table.get(key) if key else None
        if info is None:
            return iter(())
        offset, length = _EXTENT.unpack(info[-_EXTENT.size :])
        with self._lock:
            self._postings.seek(offset)
            data = self._postings.read(length)
        return read_blocks(data)

    def _key(self, field: str, term: str) -> bytes | None:
        number = self._fields.get(field)
        return None if number is None else pack_ushort(number) + term.encode("utf-8", "surrogatepass")
