"""Indexes of conversations for the check of quotations, kept under ``.sitegen/quotes/``; deleting them costs time."""

from collections.abc import Collection, Iterable
from pathlib import Path

from sitegen.atomic import write_atomically
from sitegen.cache import FOLDER

_SUFFIX = ".shingles"


class QuoteShelf:
    """The indexes of the archive in the folder ``root``, by key."""

    def __init__(self, root: Path) -> None:
        self._folder = root / FOLDER / "quotes"

    def get(self, key: str) -> bytes | None:
        """What was put there; None where it is not."""
        try:
            return self._file(key).read_bytes()
        except OSError:
            return None

    def put(self, key: str, data: bytes) -> None:
        """Keeps it, whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self._file(key), data)

    def keep_only(self, keys: Collection[str]) -> None:
        """Throws all others away."""
        for file in self._files():
            if file.suffix != _SUFFIX or file.stem not in keys:
                file.unlink(missing_ok=True)

    def _files(self) -> Iterable[Path]:
        return list(self._folder.iterdir()) if self._folder.is_dir() else ()

    def _file(self, key: str) -> Path:
        return self._folder / f"{key}{_SUFFIX}"
