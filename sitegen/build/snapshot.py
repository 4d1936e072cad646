"""Recognise by stamps of files that nothing changed since the last build, so that its report can be repeated.

A build without changes needs no more than this module, so it imports little. A snapshot has the stamps of everything
that a build reads (transcripts, settings, theme, essays, program), taken before it reads them, and of everything that
it writes (site, ledger, state), taken when it has finished.
"""

import hashlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from sitegen.model.problems import Problem
from sitegen.text.file_stamps import Stamp, file_stamp, stamps_key
from sitegen.text.state_files import DamagedStateError, read_sealed, remove, write_sealed

Report = TypeVar("Report")

_PACKAGE = Path(__file__).parents[1]
_FOLDER = "reports"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The outcome of a build."""

    conversations: int
    messages: int
    rebuilt: int
    """Conversations that were rendered; the others are unchanged."""
    problems: tuple[Problem, ...]
    written: bool
    """False if a strict build found a problem and left the old site in place."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The problems that a check found."""

    transcripts: int
    problems: tuple[Problem, ...]
    """In order of path and line."""


class _Snapshot(msgspec.Struct):
    program: str
    inputs: Mapping[str, str]
    """Digests of `stamps_key` by absolute path."""
    outputs: Mapping[str, str]
    ledger: tuple[str, Mapping[str, Stamp]]
    """Its folder, and the stamps of its files by name."""
    report: msgspec.Raw


@dataclass(frozen=True, slots=True)
class SnapshotStore:
    """The last reports for one output folder and one folder of transcripts, in the state folder of an archive."""

    state_folder: Path
    transcripts_folder: Path
    output: Path

    def load(self, report_type: type[Report]) -> Report | None:
        """Return the last report of this type; None if anything changed since."""
        try:
            if any(
                each.name.startswith(f".{self.output.name}.new-") for each in os.scandir(self.output.absolute().parent)
            ):
                return None  # a build was killed, and left something to do
            snapshot = msgspec.msgpack.decode(read_sealed(self._file(report_type)), type=_Snapshot)
            folder, ledger = snapshot.ledger
            skip = self._skip(folder)
            if (
                snapshot.program == _program_key()
                and all(
                    stamps_key(path, skip) == key for path, key in (*snapshot.inputs.items(), *snapshot.outputs.items())
                )
                and _ledger_stamps(folder) == ledger
            ):
                return msgspec.msgpack.decode(snapshot.report, type=report_type)
        except (OSError, DamagedStateError, msgspec.DecodeError):
            pass
        return None

    def outputs(self, ledger_folder: Path) -> dict[str, str]:
        """Return the digests of everything that a build writes, except for the ledger."""
        skip = self._skip(str(ledger_folder.absolute()))
        return {
            path: stamps_key(path, skip) for path in map(str, (self.output.absolute(), self.state_folder.absolute()))
        }

    def save(
        self,
        report: object,
        inputs: Mapping[str, str],
        outputs: Mapping[str, str],
        ledger: tuple[Path, Mapping[str, Stamp]],
    ) -> None:
        """Save a report. ``inputs``: digests of everything that was read; ``outputs``: see there.

        ``ledger``: its folder, and the stamps of its files by name.
        """
        encoded = msgspec.Raw(msgspec.msgpack.encode(report))
        folder, stamps = ledger
        snapshot = _Snapshot(_program_key(), inputs, outputs, (str(folder.absolute()), stamps), encoded)
        write_sealed(self._file(type(report)), msgspec.msgpack.encode(snapshot))

    def delete_all(self) -> None:
        """Delete all reports, those for other output folders too; they may quote what was removed."""
        remove(self.state_folder / _FOLDER)

    def _file(self, report_type: type) -> Path:
        # Paths in reports, and the theme, depend on the current folder as well.
        paths = (Path(), self.transcripts_folder, self.output)
        name = hashlib.sha256(b"\0".join(os.fsencode(path.absolute()) for path in paths)).hexdigest()[:12]
        return self.state_folder / _FOLDER / f"{report_type.__name__}-{name}"

    def _skip(self, ledger_folder: str) -> frozenset[str]:
        """Return the folder that is compared apart, and what commands other than a build write."""
        state = self.state_folder.absolute()
        others = (_FOLDER, "parts", "lock", "search/index", "search/lock")
        return frozenset({ledger_folder, *(f"{state}/{each}" for each in others)})


def _program_key() -> str:
    """Return the stamps of the program's files, and the times of the folders that libraries are installed in."""
    files = [stamps_key(os.fspath(path), {"__pycache__"}) for path in (_PACKAGE, _PACKAGE.parent / "theme")]
    folders = (Path(path) for path in sys.path if path.endswith("-packages"))
    libraries = [folder.stat().st_mtime_ns for folder in folders if folder.is_dir()]
    return repr((sys.version, files, libraries))


def _ledger_stamps(folder: str) -> dict[str, Stamp]:
    try:
        with os.scandir(folder) as entries:
            return {
                each.name: file_stamp(each.stat(follow_symlinks=False))
                for each in entries
                if each.name.endswith(".jsonl") and each.name[0] != "."
            }
    except FileNotFoundError:
        return {}
