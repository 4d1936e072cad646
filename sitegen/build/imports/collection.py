"""Remember which sessions were collected, to read only those that changed, and to notice those that vanished."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from sitegen.build.imports.importer import Imported, Importer
from sitegen.build.imports.source_files import SourceFile
from sitegen.model.problems import Problem
from sitegen.text.atomic_files import write_atomically
from sitegen.text.file_stamps import file_stamp
from sitegen.text.regular_files import read_regular_file

_FILE = "collected.json"
_MAX_NAMED = 3


class _Record(msgspec.Struct):
    stamp: tuple[int, ...]
    """Stamp of the source when it was read."""
    paths: tuple[str, ...]
    """The copies, relative to the folder of transcripts; none if it is no transcript."""
    has_vanished: bool = False


@dataclass(slots=True)
class Collection:
    """The sessions that were collected, in the state folder of an archive.

    Without it, which can be deleted at any time, all sessions are read again.
    """

    records: dict[str, _Record]
    """By absolute path of the source."""

    def collect(self, importer: Importer, folder: Path, files: Iterable[SourceFile]) -> Iterator[Imported | Problem]:
        """Copy the sessions that are new or have changed; ``folder``: of the transcripts."""
        for source in files:
            key = str(source.file.absolute())
            try:
                stamp = file_stamp(source.file.stat())
            except OSError:  # deleted meanwhile
                continue
            record = self.records.get(key)
            if record and record.stamp == stamp and all((folder / path).exists() for path in record.paths):
                record.has_vanished = False
                continue
            results = list(importer.add(source, ()))
            yield from results
            paths = dict.fromkeys(each.path for each in results if isinstance(each, Imported))
            self.records[key] = _Record(stamp, tuple(paths))

    def note_vanished(self) -> Iterator[Problem]:
        """Yield a note about the sources that are no longer there, once for each."""
        vanished = []
        for path, record in self.records.items():
            if record.paths and not record.has_vanished and not Path(path).exists():
                record.has_vanished = True
                vanished.append(path)
        if vanished:
            names = (*vanished[:_MAX_NAMED], *(["…"] if len(vanished) > _MAX_NAMED else []))
            yield Problem("vanished-sources", str(Path(vanished[0]).parent), count=len(vanished), names=names)


def load_collection(state_folder: Path) -> Collection:
    """Return what was collected; nothing if it is not known."""
    try:
        return Collection(msgspec.json.decode(read_regular_file(state_folder / _FILE), type=dict[str, _Record]))
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return Collection({})


def save_collection(state_folder: Path, collection: Collection) -> None:
    """Write what was collected."""
    state_folder.mkdir(parents=True, exist_ok=True)
    write_atomically(state_folder / _FILE, msgspec.json.format(msgspec.json.encode(collection.records)) + b"\n")
