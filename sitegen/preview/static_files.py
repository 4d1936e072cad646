"""Open files of the built site, and nothing outside it, even while a build replaces them."""

import os
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR
from typing import BinaryIO
from urllib.parse import quote, unquote_to_bytes

from sitegen.build.output import MARKER
from sitegen.text.regular_files import open_regular_file

_INDEX = "index.html"
_UTF_8 = "; charset=utf-8"
_TYPES = {
    "html": f"text/html{_UTF_8}",
    "css": f"text/css{_UTF_8}",
    "js": f"text/javascript{_UTF_8}",
    "json": f"application/json{_UTF_8}",
    "txt": f"text/plain{_UTF_8}",
    "xml": f"application/xml{_UTF_8}",
    "svg": f"image/svg+xml{_UTF_8}",
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
# Not `mimetypes`: its table depends on the machine.


@dataclass(frozen=True, slots=True)
class FoundFile:
    """An open file of the site; the caller closes ``file``."""

    file: BinaryIO
    size: int
    """Bytes."""
    type: str
    """Value of the Content-Type header."""


@dataclass(frozen=True, slots=True)
class FolderRedirect:
    """The URL of a folder lacks its final slash, so relative links would break; redirect to ``address``."""

    address: str


def path_parts(path: str) -> tuple[str, ...] | None:
    """Split the percent-encoded ``path`` of a request; return None if it cannot name a file of the site.

    A final slash, or an empty path, means the folder's ``index.html``.
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
    """Return whether this is a plain name: not hidden, no separator, no ``..``, no device."""
    has_sign = any(sign in name for sign in "/\\\0")
    return name != "" and not has_sign and not name.startswith(".") and Path(name).name == name


class SiteFolder:
    """The site in the folder ``path``, which builds change."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def identity(self) -> tuple[int, ...] | None:
        """Return a value that changes with each build that changes the site; None if there is no site."""
        try:
            marker = self._path / MARKER
            stat = (marker if marker.exists() else self._path).stat()
        except OSError:
            return None
        return stat.st_dev, stat.st_ino, stat.st_ctime_ns

    def find(self, path: str) -> FoundFile | FolderRedirect | None:
        """Open the file at the percent-encoded ``path`` of a request; return None if there is none."""
        parts = path_parts(path)
        return None if parts is None else self._open(parts)

    def _open(self, parts: tuple[str, ...]) -> FoundFile | FolderRedirect | None:
        try:
            root = self._path.resolve(strict=True)
            file = root.joinpath(*parts).resolve(strict=True)
            if not file.is_relative_to(root) or not all(map(_is_harmless, file.relative_to(root).parts)):
                return None
            mode = file.stat().st_mode
            if S_ISDIR(mode):
                return FolderRedirect(quote("/" + "/".join(parts)) + "/")
            opened = open_regular_file(file)
        except (OSError, RuntimeError, ValueError):  # missing, a loop of links, an invalid name
            return None
        size = os.fstat(opened.fileno()).st_size
        return FoundFile(opened, size, _TYPES.get(file.suffix[1:].lower(), "application/octet-stream"))
