"""Pictures beside transcripts: which files they are, and which of them a transcript refers to."""

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from sitegen.text.file_stamps import Stamp

_PICTURE_NAME = re.compile(
    r".+\.(?:png|apng|jpe?g|jpe|jfif|gif|webp|avif|svgz?|bmp|tiff?|hei[cf]|ico|jxl)", re.IGNORECASE | re.DOTALL
)
"""Also of types that are not shown: none of them is a transcript."""
_EXPORT_REFERENCE = re.compile(r"(?:file-service|sediment|sandbox|attachment)://?", re.IGNORECASE)
"""Schemes in exports; the pictures themselves are beside the export or in its zip, under names that begin alike."""
_URL = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)
_EXPORT_ID = re.compile(r"file[-_][A-Za-z0-9]{8,}")
_NAMELESS_PICTURE = re.compile(r"file[-_][A-Za-z0-9]{8,}[^.]*(?:\.dat|\.bin)?")


@dataclass(frozen=True, slots=True)
class AssetFile:
    """A picture beside transcripts, by its name."""

    path: str
    """Relative to the folder of transcripts, as `TranscriptFile.path`."""
    file: Path
    stamp: Stamp
    """See `file_stamp`."""
    is_private: bool = False
    """With ``publish = false`` in the settings."""
    member: str = ""
    """Its name in ``file``, if that is a zip."""

    @property
    def key(self) -> tuple[str, Stamp]:
        """Return what differs if the file is another one, or has changed."""
        return self.path, self.stamp


def is_picture_name(name: str) -> bool:
    """Return whether a file is no transcript but a picture, as its name says; what it is, its bytes decide."""
    return bool(_PICTURE_NAME.fullmatch(name) or _NAMELESS_PICTURE.fullmatch(name.rpartition("/")[2]))


def has_export_name(name: str) -> bool:
    """Return whether a file has a name by which exports refer to it, such as ``file-abc…``, whatever follows."""
    return _EXPORT_ID.match(name.rpartition("/")[2]) is not None


def is_local_reference(reference: str) -> bool:
    """Return whether a reference may lead to a file beside the transcript, and not to the web."""
    return bool(reference) and (is_export_reference(reference) or not _URL.match(reference))


def is_export_reference(reference: str) -> bool:
    """Return whether a reference is to a file of an export, which may have been exported without it."""
    return _EXPORT_REFERENCE.match(reference) is not None


class AssetIndex:
    """Finds the file that a transcript refers to."""

    def __init__(self, files: Iterable[AssetFile]) -> None:
        self._by_path = {unicodedata.normalize("NFC", each.path): each for each in files}
        self._by_export_id: dict[str, list[AssetFile]] = {}
        for each in self._by_path.values():
            name = each.path.rpartition("/")[2]
            if match := _EXPORT_ID.match(name):
                self._by_export_id.setdefault(match[0], []).append(each)

    def find(self, folder: str, reference: str) -> AssetFile | None:
        """Return the file that ``reference`` in a transcript leads to; ``folder``: where the transcript is.

        None if there is none, and for a path out of the folder of transcripts.
        """
        if scheme := _EXPORT_REFERENCE.match(reference):
            return self._find_exported(folder, reference[scheme.end() :])
        for path in self._paths(folder, reference):
            if found := self._by_path.get(path):
                return found
        return self._find_exported(folder, reference)

    def _find_exported(self, folder: str, name: str) -> AssetFile | None:
        match = _EXPORT_ID.match(name.rpartition("/")[2])
        files: Sequence[AssetFile] = self._by_export_id.get(match[0], ()) if match else ()
        near = f"{folder}/" if folder else ""
        return min(files, key=lambda each: (not each.path.startswith(near), each.path), default=None)

    @staticmethod
    def _paths(folder: str, reference: str) -> Iterable[str]:
        for written in dict.fromkeys((reference, unquote(reference), unquote(re.split("[?#]", reference)[0]))):
            path = unicodedata.normalize("NFC", written.replace("\\", "/"))
            joined = posixpath.normpath(posixpath.join(folder, path)) if not path.startswith("/") else path.lstrip("/")
            if not joined.startswith("../"):
                yield posixpath.normpath(joined)
