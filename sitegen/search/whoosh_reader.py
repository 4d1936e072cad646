"""Reads a segment of Whoosh whole blocks at a time, past its matchers, which go from posting to posting."""

import pickle
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3TermInfo
from whoosh.filedb.filetables import FileFormatError, OrderedHashReader
from whoosh.filedb.structfile import BufferFile
from whoosh.system import pack_ushort

from sitegen.search.whoosh_codec import Block, Plain, blocks
from sitegen.search.whoosh_format import schema

DAMAGE = (
    FileFormatError,
    pickle.UnpicklingError,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    LookupError,
    ValueError,
)
"""What is raised where a file of a segment is cut or holds something else."""
_EXTENT = struct.Struct("!qi")
"""At the end of a line in the table of terms: where the postings stand, and their bytes."""


class TermReader:
    """The terms of a segment and their postings. Safe to use from several threads. Raises `DAMAGE`."""

    def __init__(self, folder: Path, name: str) -> None:
        self._data = (folder / f"{name}{W3Codec.TERMS_EXT}").read_bytes()
        self._terms = _Plain(self._data)
        self._table = OrderedHashReader(self._terms, len(self._data))
        self._fields: dict[str, int] = self._table.extras["fieldmap"]
        self._sizes = {field: kind.format.fixed_value_size() for field, kind in schema().items()}
        self._postings = (folder / f"{name}{W3Codec.POSTS_EXT}").open("rb")
        self._lock = Lock()

    def close(self) -> None:
        """Closes the file of postings."""
        self._postings.close()

    def terms(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        """The terms of a field that begin so, in order, each with the number of documents that have it."""
        start = self._key(field, prefix)
        if start is None:
            return
        data = self._data
        for at, length, info, _ in self._table.ranges_from(start):
            key = data[at : at + length]
            if not key.startswith(start):
                break
            yield key[2:].decode(), W3TermInfo.read_doc_freq(self._terms, info)

    def blocks(self, field: str, term: str, first: int = 0) -> Iterator[Block]:
        """The postings of a term, without blocks that end before the document ``first``."""
        key = self._key(field, term)
        info = self._table.get(key) if key else None
        if info is None:
            return iter(())
        offset, length = _EXTENT.unpack(info[-_EXTENT.size :])
        with self._lock:
            self._postings.seek(offset)
            data = self._postings.read(length)
        return blocks(data, self._sizes[field], first)

    def _key(self, field: str, term: str) -> bytes | None:
        number = self._fields.get(field)
        return None if number is None else pack_ushort(number) + term.encode("utf-8", "surrogatepass")


class _Plain(BufferFile):
    """Bytes in which a pickle is of numbers and texts only."""

    def read_pickle(self) -> Any:
        """The pickle that begins here."""
        return Plain(self.file).load()
