"""The built site as a folder to read from: only what is in it, and also while it is exchanged."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import BinaryIO
from urllib.parse import quote, unquote_to_bytes

_INDEX = "index.html"
_ATTEMPTS = 50
_PAUSE = 0.01  # seconds; the exchange of two folders takes far less than all attempts together
_TEXT = "; charset=utf-8"
_TYPES = {
    "html": f"text/html{_TEXT}",
    "css": f"text/css{_TEXT}",
    "js": f"text/javascript{_TEXT}",
    "json": f"application/json{_TEXT}",
    "txt": f"text/plain{_TEXT}",
    "xml": f"application/xml{_TEXT}",
    "svg": f"image/svg+xml{_TEXT}",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/vnd.microsoft.icon",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "pdf": "application/pdf",
    "webmanifest": "application/manifest+json",
}
# Not the standard library's table: it depends on the machine.


@dataclass(frozen=True, slots=True)
class Found:
    """An open file of the site; whoever gets it closes ``file``."""

    file: BinaryIO
    size: int
    """In bytes."""
    type: str
    """With its charset, as a header says it."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The address names a folder without a slash at its end: relative links would lead astray."""

    address: str


def parts_of(path: str) -> tuple[str, ...] | None:
    """The names in the percent-encoded ``path`` of a request; None where it can be no file of a site.

    A slash at the end, or no name at all, stands for the folder's ``index.html``.
    """
    if not path.startswith("/"):
        return None
    names = path[1:].split("/")
    if not names[-1]:
        names[-1] = _INDEX
    try:
        parts = tuple(unquote_to_bytes(name).decode() for name in names)
    except UnicodeError:
        return None
    return parts if all(map(_is_harmless, parts)) else None


def _is_harmless(name: str) -> bool:
    """One plain name: neither hidden nor a way up, out or to a device."""
    has_sign = any(sign in name for sign in "/\\\0")
    return name != "" and not has_sign and not name.startswith(".") and Path(name).name == name


class Folder:
    """The site that stands in the folder ``path`` at each moment."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def identity(self) -> tuple[int, ...] | None:
        """Differs when another build took the place; None where there is no site."""
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_dev, stat.st_ino, stat.st_ctime_ns

    def find(self, path: str) -> Found | Elsewhere | None:
        """What the percent-encoded ``path`` of a request names; None where nothing of the site does."""
        parts = parts_of(path)
        if parts is None:
            return None
        for _ in range(_ATTEMPTS):
            before = self.identity()
            found = self._open(parts)
            # What failed while the site was exchanged may stand in the new one.
            if found or (before is not None and self.identity() == before):
                return found
            time.sleep(_PAUSE)
        return None

    def _open(self, parts: tuple[str, ...]) -> Found | Elsewhere | None:
        try:
            root = self._path.resolve(strict=True)
            file = root.joinpath(*parts).resolve(strict=True)
            if not file.is_relative_to(root) or not all(map(_is_harmless, file.relative_to(root).parts)):
                return None
            mode = file.stat().st_mode
            if S_ISDIR(mode):
                return Elsewhere(quote("/" + "/".join(parts)) + "/")
            if not S_ISREG(mode):  # to open a pipe would wait for ever
                return None
            opened = file.open("rb")
        except (OSError, RuntimeError, ValueError):  # not there, a ring of links, a name no system knows
            return None
        size = os.fstat(opened.fileno()).st_size
        return Found(opened, size, _TYPES.get(file.suffix[1:].lower(), "application/octet-stream"))
