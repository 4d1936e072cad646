"""Identify the archive of a published site by a trailer in its commits, as a repository can have several archives.

A site without the trailer belongs to the next archive that publishes.
"""

import os
import re
import unicodedata
from pathlib import Path
from urllib.parse import quote, unquote

from sitegen.model.problems import ContentError, Problem
from sitegen.publish.git import Git
from sitegen.text.regular_files import real_path

_KEY = "Archive"
_TRAILER = re.compile(rf"^{_KEY}: (\S+)$", re.MULTILINE)
_ROOT = "."


def archive_id(git: Git) -> str:
    """Return the archive's folder in its repository, quoted; ``.`` for the root."""
    prefix = git.path("rev-parse", "--show-prefix")
    # File systems differ in their Unicode normalisation.
    path = unicodedata.normalize("NFC", prefix.rstrip("/"))
    return quote(os.fsencode(path), safe="/") or _ROOT


def path_in_repository(git: Git, folder: Path) -> str:
    """Return the path of ``folder`` in the archive's repository; empty if it is outside or the root."""
    top = Path(git.path("rev-parse", "--show-toplevel"))
    resolved = real_path(folder)
    return resolved.relative_to(top).as_posix() if top in resolved.parents else ""


def published_archive_id(git: Git, tip: str) -> str:
    """Return the archive id in the last commit up to ``tip`` with the trailer; empty if there is none.

    Commits in between can be from others, such as GitHub's for the file ``CNAME``.
    """
    if not tip:
        return ""
    options = ("--max-count=1", "--basic-regexp", f"--grep=^{_KEY}: ", "--format=%B")
    match = _TRAILER.search(git.line("rev-list", *options, tip))
    return match[1] if match else ""


def trailer(archive: str) -> str:
    """Return the trailer for a commit message; ``archive`` is from `archive_id`."""
    return f"{_KEY}: {archive}\n"


def archive_folder(archive: str) -> str:
    """Return the folder of an `archive_id` within its repository, for messages."""
    return "its top folder" if archive == _ROOT else f"the folder {unquote(archive)!r}"


def check_not_ignored(git: Git) -> None:
    """Raise `ContentError` if the surrounding repository ignores the archive; then its remote is not the archive's."""
    if archive_id(git) == _ROOT:
        return
    root = git.root.resolve()
    for path in (root, root / "sitegen.toml"):
        if git.succeeds("check-ignore", "--quiet", "--", path.as_posix()):
            top = git.line("rev-parse", "--show-toplevel")
            raise ContentError(Problem("archive-ignored-by-git", root.as_posix(), repository=top))
