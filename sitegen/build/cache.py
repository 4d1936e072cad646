"""Load and save the build state in the cache folder ``.sitegen``, which can be deleted at any time."""

import gc
import hashlib
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from stat import S_ISREG

from filelock import FileLock, Timeout

from sitegen.build.garbage_collection import garbage_collection_paused
from sitegen.build.state import BuildState, cache_key, decode_state, encode_state
from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks import urls
from sitegen.render.theme_files import read_theme
from sitegen.text.state_files import DamagedStateError, read_sealed, remove, write_sealed

_LIBRARIES = (
    "anyascii", "babel", "charset-normalizer", "jinja2", "markdown-it-py", "mdit-py-plugins",
    "msgspec", "numpy", "phonenumbers", "pillow", "pygments", "pyyaml", "rapidfuzz", "regex",
    "snowballstemmer", "wcwidth", "whoosh3",
)  # fmt: skip
"""Libraries whose version can change the output."""


def code_key(folders: Iterable[Path]) -> str:
    """Return a key of everything that pages depend on: the code and the themes in ``folders``, and the libraries.

    Styles and scripts do not count, as pages only link to them. Raises `ContentError` for a file of a theme that cannot
    be read.
    """
    files = (each for folder in folders for each in read_theme(folder, skip=("__pycache__", urls.STATIC)))
    parts = [(name, hashlib.sha256(data).digest()) for name, data in files]
    libraries = [version(library) for library in _LIBRARIES]
    return cache_key(parts, libraries, sys.version_info[:3], unicodedata.unidata_version)


def static_key(themes: Iterable[Path]) -> str:
    """Return a key of the styles and scripts in themes."""
    files = (each for theme in themes for each in read_theme(theme, f"{urls.STATIC}/"))
    return cache_key([(name, hashlib.sha256(data).digest()) for name, data in files])


class Cache:
    """The cache of one archive, in its state folder, for one output folder."""

    def __init__(self, folder: Path, output: Path) -> None:
        self.folder = folder
        # Relative, so that a copied archive can use its copied cache.
        relative = os.path.relpath(output.absolute(), folder.parent.absolute())
        name = hashlib.sha256(relative.encode("utf-8", "surrogateescape")).hexdigest()
        self._file = self.folder / f"build-{name[:12]}.state"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the archive's lock; reentrant in one process. Raises `ContentError` if another process holds it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / "lock"
        if os.path.lexists(file) and not S_ISREG(file.lstat().st_mode):
            remove(file)  # nobody holds it
        lock = FileLock(file, timeout=0, is_singleton=True)
        try:
            lock.acquire()
        except Timeout:
            raise ContentError(Problem("build-in-progress", self.folder.parent.as_posix())) from None
        try:
            yield
        finally:
            lock.release()

    def load(self) -> BuildState:
        """Return the state of the last build; an empty one if there is none or it is damaged."""
        try:
            data = read_sealed(self._file)
        except (FileNotFoundError, DamagedStateError):
            return BuildState()
        # The collector would search all values for cycles, again and again until the end of the build.
        with garbage_collection_paused():
            gc.unfreeze()  # the state of an earlier build of this process
            try:
                return decode_state(data)
            finally:
                gc.freeze()

    def save(self, build_state: BuildState) -> None:
        """Write the state atomically."""
        write_sealed(self._file, encode_state(build_state), sync=True)

    def delete_other_states(self) -> None:
        """Delete the states of other output folders, as they may contain text that became private."""
        for file in self.folder.glob("build-*"):
            if file != self._file:
                remove(file)
