"""The manifest of the index: a file, replaced atomically, that lists segments and files and has all headers.

Whoosh's table of contents is written too, but only for Whoosh: it is a pickle, which could run code.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
from whoosh import __version__ as whoosh_version

from sitegen.model.ai_models import Model
from sitegen.model.problems import ContentError, Problem
from sitegen.search.documents import DocumentHeader
from sitegen.text.regular_files import open_regular_file
from sitegen.text.state_files import DamagedStateError, read_sealed, write_sealed

_FILE = "manifest"
_FORMAT = f"8 {whoosh_version}"


class IndexDamagedError(ContentError):
    """The index is missing, damaged, foreign or of another version."""

    def __init__(self, folder: Path) -> None:
        super().__init__(Problem("no-search-index", folder.as_posix()))


class IndexContent(msgspec.Struct, frozen=True):
    """The conversations that an index holds."""

    keys: Mapping[str, str] = {}
    """By slug, the key of each conversation in the segment store."""
    models: tuple[Model, ...] = ()
    """Models of the participants, as far as they are known."""


class SegmentConversation(msgspec.Struct, frozen=True, array_like=True):
    """A conversation in a segment."""

    slug: str
    key: str
    document_count: int
    is_deleted: bool = False


class Segment(msgspec.Struct, frozen=True, array_like=True):
    """A segment of the index."""

    name: str
    size: int
    """Bytes of its postings in the store."""
    field_lengths: Mapping[str, int]
    """By field: total length of all documents in terms, for Whoosh."""
    conversations: Sequence[SegmentConversation]
    """In the order of their documents."""

    @property
    def document_count(self) -> int:
        """Return the number of documents, with deleted ones."""
        return sum(each.document_count for each in self.conversations)

    @property
    def deleted_documents(self) -> list[int]:
        """Return the deleted documents."""
        flags = [each.is_deleted for each in self.conversations for _ in range(each.document_count)]
        return [doc for doc, is_deleted in enumerate(flags) if is_deleted]


class Manifest(msgspec.Struct, frozen=True):
    """A state of the index."""

    generation: int = -1
    """Number of the update, from 0."""
    content: IndexContent = IndexContent()
    segments: Sequence[Segment] = ()
    headers: Mapping[str, DocumentHeader] = {}
    """By key of the conversation."""
    files: Mapping[str, tuple[int, int, str]] = {}
    """By name: size, modification time and SHA-256."""
    format: str = _FORMAT


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest. Raises `IndexDamagedError` where it or one of its files is missing or changed."""
    try:
        manifest = msgspec.msgpack.decode(read_sealed(folder / _FILE), type=Manifest)
        for name, (size, time, digest) in manifest.files.items():
            stat = (folder / name).lstat()
            if (stat.st_size, stat.st_mtime_ns) != (size, time) and _digest(folder / name) != digest:
                raise DamagedStateError(name)
    except (OSError, DamagedStateError, msgspec.MsgspecError) as error:
        raise IndexDamagedError(folder) from error
    if manifest.format != _FORMAT:
        raise IndexDamagedError(folder)
    return manifest


def write_manifest(folder: Path, manifest: Manifest, files: Iterable[Path]) -> Manifest:
    """Replace the manifest, which makes this state visible; return it with its files, which must exist."""
    stamped = msgspec.structs.replace(manifest, files={each.name: _stamp(each) for each in files})
    write_sealed(folder / _FILE, msgspec.msgpack.encode(stamped))
    return stamped


def _stamp(file: Path) -> tuple[int, int, str]:
    stat = file.lstat()
    return stat.st_size, stat.st_mtime_ns, _digest(file)


def _digest(file: Path) -> str:
    with open_regular_file(file) as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
