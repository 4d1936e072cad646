"""The manifest of the index: a JSON file, replaced atomically, that lists segments and files.

Whoosh's table of contents is written too, but only for Whoosh: it is a pickle, which could run code.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from whoosh import __version__ as whoosh_version

from sitegen.text.atomic_files import write_atomically

_FORMAT = [3, *whoosh_version]
_FILE = "manifest.json"


class IndexDamagedError(Exception):
    """The index is missing, damaged, foreign or of another version. A build rebuilds it."""


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
        value = json.loads((folder / _FILE).read_bytes())
        is_complete = value["format"] == _FORMAT and all(
            _stamp(folder / name) == stamp for name, stamp in value["files"].items()
        )
        segments = [_segment(**each) for each in value["segments"]]
        generation = int(value["generation"])
    except (OSError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise IndexDamagedError(str(folder)) from error
    if not is_complete:
        raise IndexDamagedError(str(folder))
    return Manifest(generation, segments)


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
        "files": {file.name: _stamp(file) for name in names for file in sorted(folder.glob(name))},
    }
    write_atomically(folder / _FILE, json.dumps(value).encode())


def _segment(conversations: Sequence[Any], **rest: Any) -> Segment:
    return Segment(conversations=[SegmentConversation(*each) for each in conversations], **rest)


def _stamp(file: Path) -> list[int] | None:
    try:
        stat = file.stat()
    except FileNotFoundError:
        return None
    return [stat.st_size, stat.st_mtime_ns]
