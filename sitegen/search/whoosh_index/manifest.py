"""The manifest of the index: a JSON file, replaced atomically, that lists segments and files.

Whoosh's table of contents is written too, but only for Whoosh: it is a pickle, which could run code.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from whoosh import __version__ as whoosh_version

from sitegen.model.problems import ContentError, Problem
from sitegen.text.regular_files import open_regular_file
from sitegen.text.state_files import DamagedStateError, read_sealed, write_sealed

_FORMAT = [4, *whoosh_version]
_FILE = "manifest.json"


class IndexDamagedError(ContentError):
    """The index is missing, damaged, foreign or of another version. A build rebuilds it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(Problem("no-search-index", folder.as_posix()))


@dataclass(frozen=True, slots=True)
class SegmentConversation:
    """A conversation in a segment."""

    slug: str
    key: str
    """Key in the segment store."""
    document_count: int
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of the index."""

    name: str
    conversations: Sequence[SegmentConversation]
    """In the order of their documents."""
    field_lengths: Mapping[str, int]
    """By field: total length of all documents in terms, for Whoosh."""
    deleted_counts: Mapping[str, int] = field(default_factory=dict)
    """By term: number of deleted documents with it in their text."""

    @property
    def document_count(self) -> int:
        """Return the number of documents, with deleted ones."""
        return sum(each.document_count for each in self.conversations)

    @property
    def live_document_count(self) -> int:
        """Return the number of documents that are not deleted."""
        return sum(each.document_count for each in self.conversations if not each.is_deleted)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A state of the index."""

    generation: int = 0
    segments: Sequence[Segment] = ()

    def keys(self) -> dict[str, str]:
        """Return by slug the keys of conversations in the segment store."""
        return {
            each.slug: each.key for segment in self.segments for each in segment.conversations if not each.is_deleted
        }


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest. Raises `IndexDamagedError` where it or one of its files is missing or changed."""
    try:
        value = json.loads(read_sealed(folder / _FILE))
        is_whole = value["format"] == _FORMAT and all(
            _digest(folder / name) == digest for name, digest in value["files"].items()
        )
    except (OSError, DamagedStateError) as error:
        raise IndexDamagedError(folder) from error
    if not is_whole:
        raise IndexDamagedError(folder)
    return Manifest(value["generation"], [_segment(**each) for each in value["segments"]])


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest, which makes this state visible. All its files must exist."""
    names = [f"{segment.name}.*" for segment in manifest.segments] + [f"*_{manifest.generation}.toc"]
    value = {
        "format": _FORMAT,
        "generation": manifest.generation,
        "segments": [
            asdict(segment)
            | {
                "conversations": [
                    [each.slug, each.key, each.document_count, each.is_deleted] for each in segment.conversations
                ]
            }
            for segment in manifest.segments
        ],
        "files": {file.name: _digest(file) for name in names for file in sorted(folder.glob(name))},
    }
    write_sealed(folder / _FILE, json.dumps(value).encode())


def _segment(conversations: Sequence[Any], **rest: Any) -> Segment:
    return Segment(conversations=[SegmentConversation(*each) for each in conversations], **rest)


def _digest(file: Path) -> str:
    with open_regular_file(file) as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
