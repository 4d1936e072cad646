"""Whether the files of a site can be published: what hosts refuse, drop, or take for another file.

The limits are those of GitHub Pages and of GitHub's git (docs.github.com: "GitHub Pages limits", "About large
files on GitHub"). Names hold everywhere: they must work on systems that do not tell `A` from `a`.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from sitegen.build.output import foreign, listed
from sitegen.model.problems import Problem, Severity
from sitegen.permalinks import urls

LARGEST_FILE = 100_000_000
"""Bytes; git on GitHub refuses more than 100 MiB."""
BIG_FILE = 50_000_000
LARGEST_SITE = 1_000_000_000
"""Bytes; Pages publish no more."""
BIG_SITE = 800_000_000
_EXPECTED = frozenset({"CNAME", ".git", ".gitignore", ".gitkeep", ".DS_Store"})
"""What others may well put beside a site."""

_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?= *(?:\.|$))", re.IGNORECASE)
"""Names that Windows keeps for itself, whatever follows their first dot (learn.microsoft.com: "Naming Files")."""


def of_files(folder: str, files: Sequence[tuple[str, int]]) -> Iterator[Problem]:
    """What is wrong with files that are to be published. ``folder``: as a person would type it; ``files``: paths
    within it, with their sizes in bytes.
    """
    yield from _sizes(folder, files)
    yield from _names(folder, [path for path, _ in files])
    there = {path for path, _ in files}
    for needed in (urls.HOME, urls.NOT_FOUND):
        if files and needed not in there:
            message = f"the site has no {needed}"
            yield Problem(folder, None, message, "build it with `sitegen build`", Severity.DANGER)


def _sizes(folder: str, files: Sequence[tuple[str, int]]) -> Iterator[Problem]:
    for path, size in files:
        if size > BIG_FILE:
            is_too_big = size > LARGEST_FILE
            message = f"{size / 1e6:.0f} MB: " + (
                f"GitHub accepts no file of more than {LARGEST_FILE / 1e6:.0f} MB"
                if is_too_big
                else f"near GitHub's limit of {LARGEST_FILE / 1e6:.0f} MB"
            )
            remedy = "split its transcript, or say publish = false in sitegen.toml"
            yield Problem(f"{folder}/{path}", None, message, remedy, _danger_if(is_too_big))
    total = sum(size for _, size in files)
    if total > BIG_SITE:
        is_too_big = total > LARGEST_SITE
        message = (
            f"the site has {total / 1e6:.0f} MB: GitHub Pages publishes at most {LARGEST_SITE / 1e6:.0f} MB"
        )
        biggest = sorted(files, key=lambda each: (-each[1], each[0]))[:3]
        named = ", ".join(f"{path} ({size / 1e6:.0f} MB)" for path, size in biggest)
        remedy = f"make two archives of it, or choose another host; the biggest files are {named}"
        yield Problem(folder, None, message, remedy, _danger_if(is_too_big))


def _danger_if(is_too_big: bool) -> Severity:
    return Severity.DANGER if is_too_big else Severity.NOTE


def _names(folder: str, paths: Sequence[str]) -> Iterator[Problem]:
    remedy = "rename it in theme/static"
    for path, same in _clashes(paths):
        message = f"many systems cannot tell this from {same}"
        yield Problem(f"{folder}/{path}", None, message, remedy, Severity.DANGER)
    for path in sorted(paths):
        names = path.split("/")
        if any(name.startswith("_") for name in names):
            message = "some hosts drop names that begin with _, as GitHub Pages does without .nojekyll"
            yield Problem(f"{folder}/{path}", None, message, remedy)
        if any(set(name) & set('\\:*?"<>|') or not name.isprintable() or name[-1] in ". " for name in names):
            message = "this name cannot be on every system and in every address"
            yield Problem(f"{folder}/{path}", None, message, remedy, Severity.DANGER)
        if device := next(filter(None, map(_DEVICE.match, names)), None):
            message = f"Windows cannot hold this: {device[0]} is a device there"
            yield Problem(f"{folder}/{path}", None, message, remedy, Severity.DANGER)


def _clashes(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Files and folders whose name another has that came before, where `A` is `a`; and that one. A folder is
    told once, and nothing of what is in it.
    """
    first: dict[str, str] = {}
    told = set[str]()
    for path in sorted(paths):
        for end in (*(n for n, char in enumerate(path) if char == "/"), len(path)):
            part = path[:end]
            same = first.setdefault(_caseless(part), part)
            if same != part:
                if part not in told:
                    yield part, same
                told.add(part)
                break


def _caseless(path: str) -> str:
    """Unicode's canonical caseless form (D145), in which a file system may compare names."""
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", path).casefold())


def of_site(folder: Path) -> Iterator[Problem]:
    """What is wrong with the site in this folder; nothing where there is none."""
    files = list(_standing(folder))
    if files:
        yield from of_files(folder.as_posix(), files)
        yield from of_strangers(folder)


def _standing(folder: Path) -> Iterator[tuple[str, int]]:
    for path in sorted(listed(folder)):
        with suppress(OSError):
            yield path, os.lstat(folder / path).st_size


def of_strangers(folder: Path) -> Iterator[Problem]:
    """What others put into the folder of a site: a link there is a danger, for some hosts publish its target."""
    for path in sorted(foreign(folder)):
        whole = folder / path
        inside = whole.rglob("*") if whole.is_dir() and not whole.is_symlink() else ()
        link = next((each for each in (whole, *inside) if each.is_symlink()), None)
        if link is not None:
            message = "this is a symbolic link, and some hosts publish what it leads to"
            yield Problem(link.as_posix(), None, message, "delete it", Severity.DANGER)
        elif path not in _EXPECTED:
            message = (
                "sitegen did not make this: `sitegen publish` leaves it out, other ways to publish do not"
            )
            remedy = "move it to theme/static if it belongs to the site, or delete it"
            yield Problem(whole.as_posix(), None, message, remedy, Severity.NOTE)
