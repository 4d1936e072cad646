"""Store inverted conversations between builds, in files named by a hash of their content.

The Whoosh index and the shards of the page are built from them. The folder is a cache: it can be deleted.
"""

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Any, NamedTuple

from sitegen.model import serialization
from sitegen.search.documents import ConversationDocuments, DocumentHeader
from sitegen.text.regular_files import open_regular_file, read_regular_file
from sitegen.text.state_files import read_sealed, remove, remove_damaged, seal, unseal, write_state

_TERMS, _TEXTS = ".terms", ".texts"


class ConversationTexts(NamedTuple):
    """Texts of a conversation, by message."""

    anchors: tuple[str, ...]
    texts: tuple[str, ...]


class IndexSegment(NamedTuple):
    """An inverted conversation as bytes."""

    key: str
    """Hash of the content."""
    terms: bytes
    texts: bytes


def serialise(documents: ConversationDocuments) -> IndexSegment:
    """Serialise an inverted conversation for the store."""
    header = json.dumps(header_to_json(documents.header), ensure_ascii=True, separators=(",", ":")).encode()
    texts = json.dumps([documents.anchors, documents.texts], ensure_ascii=False, separators=(",", ":"))
    families = json.dumps(documents.families, ensure_ascii=False, separators=(",", ":")).encode()
    terms = b"\n".join((seal(header), seal(families), seal(documents.postings)))
    text_data = texts.encode("utf-8", "surrogatepass")
    return IndexSegment(hashlib.sha256(terms + b"\0" + text_data).hexdigest()[:32], terms, seal(text_data))


@dataclass(frozen=True, slots=True)
class SegmentStore:
    """A folder of inverted conversations."""

    folder: Path

    def put(self, segment: IndexSegment) -> None:
        """Store an inverted conversation."""
        # The terms are written last: where they exist, the texts do.
        for name, data in ((segment.key + _TEXTS, segment.texts), (segment.key + _TERMS, segment.terms)):
            write_state(self.folder / name, data)

    def stamp(self, key: str) -> tuple[int, ...]:
        """Return sizes and modification times of the files under a key; empty where one is missing or irregular."""
        stamps: list[int] = []
        for name in (_TERMS, _TEXTS):
            try:
                stat = os.lstat(f"{self.folder}/{key}{name}")  # a Path each would double the time
            except OSError:
                return ()
            if not S_ISREG(stat.st_mode):
                return ()
            stamps += (stat.st_size, stat.st_mtime_ns)
        return tuple(stamps)

    def header(self, key: str) -> DocumentHeader:
        """Read the header. Raises `FileNotFoundError`; `DamagedStateError` after deleting the file."""
        file = self.folder / (key + _TERMS)
        with remove_damaged(file), open_regular_file(file) as opened:
            return _header_from_json(json.loads(unseal(opened.readline().removesuffix(b"\n"))))

    def postings_text(self, key: str) -> bytes:
        """Read the postings, as in `ConversationDocuments`. Raises as `header` does."""
        file = self.folder / (key + _TERMS)
        with remove_damaged(file):
            return unseal(read_regular_file(file, limit=None).split(b"\n", 2)[-1])

    def families(self, key: str) -> Mapping[str, Sequence[str]]:
        """Read the families, as in `ConversationDocuments`. Raises as `header` does."""
        file = self.folder / (key + _TERMS)
        with remove_damaged(file), open_regular_file(file) as opened:
            opened.readline()
            return dict(json.loads(unseal(opened.readline().removesuffix(b"\n"))))

    def texts(self, key: str) -> ConversationTexts:
        """Read the texts. Raises as `header` does."""
        anchors, texts = json.loads(read_sealed(self.folder / (key + _TEXTS)))
        return ConversationTexts(tuple(anchors), tuple(texts))

    def keep_only(self, keys: Collection[str]) -> None:
        """Delete all other conversations."""
        wanted = set(keys)
        for file in self._files():
            if file.stem not in wanted:
                remove(file)

    def clear(self) -> None:
        """Delete everything."""
        self.keep_only(())

    def _files(self) -> Iterator[Path]:
        with suppress(FileNotFoundError, NotADirectoryError):
            yield from self.folder.iterdir()


def header_to_json(header: DocumentHeader) -> list[Any]:
    """Return the header as JSON values."""
    participants = [serialization.participant_to_json(each) for each in header.participants]
    columns = (header.speakers, header.days, header.kinds, header.length_levels, header.languages)
    return [header.slug, header.title, header.started, participants, *columns]


def _header_from_json(value: list[Any]) -> DocumentHeader:
    slug, title, started, participants, *columns = value
    participant_tuple = tuple(serialization.participant_from_json(each) for each in participants)
    return DocumentHeader(slug, title, started, participant_tuple, *(tuple(column) for column in columns))
