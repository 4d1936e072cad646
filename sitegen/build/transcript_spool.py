"""Keep parsed transcripts from reading to rendering, in bounded memory."""

import os
from pathlib import Path
from tempfile import SpooledTemporaryFile
from types import TracebackType

_MAX_MEMORY = 32_000_000
"""Bytes; beyond, the transcripts are in a file."""


class TranscriptSpool:
    """Parsed transcripts by path.

    Their file has no name, so that nothing of it remains after a build, however it ends.
    """

    def __init__(self, folder: Path) -> None:
        """``folder``: where to put the file, if it exists."""
        parent = str(folder) if os.access(folder, os.W_OK) else None
        self._file = SpooledTemporaryFile(_MAX_MEMORY, dir=parent)  # noqa: SIM115  # closed with the spool
        self._places: dict[str, tuple[int, int]] = {}
        """Offset and length."""

    def __enter__(self) -> "TranscriptSpool":
        """Return the spool itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Delete everything."""
        self._file.close()

    def add(self, path: str, parsed: bytes) -> None:
        """Add a transcript; ``parsed``: see `ReadResult`."""
        if parsed:
            self._places[path] = (self._file.seek(0, os.SEEK_END), len(parsed))
            self._file.write(parsed)

    def get(self, path: str) -> bytes:
        """Return a transcript; empty if it was not read in this build."""
        if path not in self._places:
            return b""
        offset, length = self._places[path]
        self._file.seek(offset)
        return self._file.read(length)
