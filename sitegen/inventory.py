"""What sitegen made in the folder of a site, and what others put there."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

MARKER = ".sitegen-site"
"""Lists, a path a line, all that sitegen made in this folder, itself included."""


def listed(folder: Path) -> frozenset[str]:
    """The paths that a site's marker lists; none where it has no marker."""
    try:
        # Not `splitlines`: a name may hold what that takes for the end of a line.
        return frozenset((folder / MARKER).read_text("utf-8").split("\n")) - {""}
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()


def foreign(folder: Path) -> Iterator[str]:
    """Everything in a site that its marker does not list: paths of files, of links and of whole folders."""
    known = listed(folder)
    shared = folders(known)
    waiting = [""]
    while waiting:
        parent = waiting.pop()
        with suppress(FileNotFoundError), os.scandir(folder / parent) as entries:
            for entry in entries:
                path = f"{parent}{entry.name}"
                if path in shared and entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{path}/")
                elif path not in known:
                    yield path


def folders(paths: Iterable[str]) -> frozenset[str]:
    """All folders that hold one of the paths."""
    return frozenset(path[:n] for path in paths for n, char in enumerate(path) if char == "/")
