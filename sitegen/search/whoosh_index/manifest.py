"""What the folder of the Whoosh index holds, as one file says that is exchanged all at once.

Whoosh's own table of contents stands beside it, for Whoosh; what we read is data and can call nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from whoosh import __version__ as whoosh_version

from sitegen.text.atomic_files import write_atomically

_FORM = [2, *whoosh_version]
_FILE = "manifest.json"


class IndexDamagedError(Exception):
    """The index is gone, cut, foreign or of another version. A build makes it anew."""


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation in a segment."""

    slug: str
    key: str
    """Under which the shelf has it."""
    documents: int
    is_gone: bool = False
    """Its documents are deleted."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of the index."""

    name: str
    held: Sequence[Held]
    """In order of their documents."""
    lengths: Mapping[str, int]
    """By field: of all documents together, in terms; Whoosh asks."""
    lost: Mapping[str, int] = field(default_factory=dict)
    """By term: how many deleted documents have it in their text."""

    @property
    def documents(self) -> int:
        """How many there are, deleted ones too."""
        return sum(each.documents for each in self.held)

    @property
    def living(self) -> int:
        """How many are not deleted."""
        return sum(each.documents for each in self.held if not each.is_gone)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A state of the index."""

    generation: int = 0
    segments: Sequence[Segment] = ()

    def keys(self) -> dict[str, str]:
        """By slug: under which key the shelf has the conversation."""
        return {each.slug: each.key for own in self.segments for each in own.held if not each.is_gone}


def read_manifest(folder: Path) -> Manifest:
    """The newest state. Raises `IndexDamagedError` where there is none, or not all of its files."""
    try:
        value = json.loads((folder / _FILE).read_bytes())
        is_whole = value["form"] == _FORM and all(
            _stamp(folder / name) == stamp for name, stamp in value["files"].items()
        )
        segments = [_segment(**each) for each in value["segments"]]
        generation = int(value["generation"])
    except (OSError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise IndexDamagedError(str(folder)) from error
    if not is_whole:
        raise IndexDamagedError(str(folder))
    return Manifest(generation, segments)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Makes this state visible; all its files stand there already."""
    names = [f"{segment.name}.*" for segment in manifest.segments] + [f"*_{manifest.generation}.toc"]
    value = {
        "form": _FORM,
        "generation": manifest.generation,
        "segments": [
            asdict(segment)
            | {"held": [[each.slug, each.key, each.documents, each.is_gone] for each in segment.held]}
            for segment in manifest.segments
        ],
        "files": {file.name: _stamp(file) for name in names for file in sorted(folder.glob(name))},
    }
    write_atomically(folder / _FILE, json.dumps(value).encode())


def _segment(held: Sequence[Any], **rest: Any) -> Segment:
    return Segment(held=[Held(*each) for each in held], **rest)


def _stamp(file: Path) -> list[int] | None:
    try:
        stat = file.stat()
    except FileNotFoundError:
        return None
    return [stat.st_size, stat.st_mtime_ns]
