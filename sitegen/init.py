"""A new archive that builds at once."""

import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from sitegen.errors import ContentError, Problem


def create(folder: Path) -> Iterator[Path]:
    """Writes a new archive's files into ``folder``, and tells the path of each.

    A ``.gitignore`` that is there already stays. Raises `ContentError` before it writes anything if one of
    the other files is there.
    """
    skeleton = files("sitegen") / "skeleton"
    contents = [
        (folder / name, (skeleton / source).read_bytes())
        for name, source in _FILES
        if not (name == ".gitignore" and os.path.lexists(folder / name))
    ]
    for path, _ in contents:
        if os.path.lexists(path):
            remedy = "name another folder: init never writes over anything"
            raise ContentError(Problem(path.as_posix(), None, "this exists already", remedy))
    for path, data in contents:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        yield path


_FILES = (
    ("sitegen.toml", "sitegen.toml"),
    (".gitignore", "gitignore"),
    ("content/transcripts/first-light.md", "first-light.md"),
    ("theme/README.md", "theme-README.md"),
)
