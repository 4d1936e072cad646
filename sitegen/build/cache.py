"""The only module that touches the memory in ``.sitegen/``. Deleting the folder changes nothing but time."""

import hashlib
import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock, Timeout

from sitegen.build.state import Memory, from_json, key, to_json
from sitegen.model import serialization
from sitegen.model.problems import ContentError, Problem
from sitegen.text.atomic_files import write_atomically

FOLDER = ".sitegen"
_LIBRARIES = (
    "anyascii", "babel", "charset-normalizer", "detect-secrets", "jinja2", "markdown-it-py", "mdit-py-plugins",
    "pillow", "pygments", "pyyaml", "rapidfuzz", "regex", "wcwidth", "whoosh3",
)  # fmt: skip
"""Those whose version can change what a page says."""


def code_key(folders: Iterable[Path]) -> str:
    """The version of the program: its own files, the theme's, and the libraries that shape the output."""
    parts = [
        (Path(parent, name).relative_to(folder).as_posix(), Path(parent, name).read_bytes())
        for folder in folders
        for parent, _, names in os.walk(folder, followlinks=True)  # Jinja follows links, so we must see them
        for name in names
        if not parent.endswith("__pycache__")
        if Path(parent, name).is_file()  # editors mark what they have open by a link that leads nowhere
    ]
    libraries = [version(library) for library in _LIBRARIES]
    return key(sorted(parts), libraries, sys.version_info[:3], unicodedata.unidata_version)


class Cache:
    """The cache of one archive for one output folder."""

    def __init__(self, root: Path, output: Path) -> None:
        self.folder = root / FOLDER
        # Relative, so that a copy of the archive elsewhere, with its caches, is as good.
        where = os.path.relpath(output.absolute(), root.absolute())
        name = hashlib.sha256(where.encode("utf-8", "surrogateescape")).hexdigest()
        self._file = self.folder / f"build-{name[:12]}.json"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Held while the archive is built; who holds it may take it again. Raises `ContentError` at once where
        another program holds it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / "lock", timeout=0, is_singleton=True)
        try:
            lock.acquire()
        except Timeout:
            message, remedy = "another build of this archive is under way", "wait for its end"
            raise ContentError(Problem(self.folder.parent.as_posix(), None, message, remedy)) from None
        try:
            yield
        finally:
            lock.release()

    def load(self) -> Memory:
        """What the last build remembered; nothing where there was none or its memory is damaged."""
        try:
            return from_json(json.loads(self._file.read_bytes()))
        except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):
            return Memory()

    def save(self, memory: Memory) -> None:
        """Remembers; whole or not at all."""
        write_atomically(self._file, serialization.dump(to_json(memory)))

    def forget_others(self) -> None:
        """Throws away what was remembered of sites in other folders: it may repeat what is hidden now."""
        for file in self.folder.glob("build-*.json"):
            if file != self._file:
                file.unlink(missing_ok=True)
