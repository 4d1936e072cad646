"""Which archive of a repository a site is of: a line of the site's commits says it.

Sites that were published before there was that line belong to whoever publishes next.
"""

import os
import re
import unicodedata
from pathlib import Path
from urllib.parse import quote, unquote

from sitegen.model.problems import ContentError, Problem
from sitegen.publish.git import Git

_KEY = "Archive"
_LINE = re.compile(rf"^{_KEY}: (\S+)$", re.MULTILINE)
_TOP = "."


def of_archive(git: Git) -> str:
    """The archive's folder within its repository, as it may stand in a line; ``.`` where it is the whole."""
    prefix = git.path("rev-parse", "--show-prefix")
    # Two systems may spell one name in two forms.
    path = unicodedata.normalize("NFC", prefix.rstrip("/"))
    return quote(os.fsencode(path), safe="/") or _TOP


def within(git: Git, folder: Path) -> str:
    """Where in the archive's repository ``folder`` is; empty where it is elsewhere, or the whole."""
    top = Path(git.path("rev-parse", "--show-toplevel"))
    inner = folder.resolve()
    return inner.relative_to(top).as_posix() if top in inner.parents else ""


def of_site(git: Git, tip: str) -> str:
    """What the last commit up to ``tip`` that says it says; empty where none does. Others may commit in between,
    such as GitHub a file ``CNAME``.
    """
    if not tip:
        return ""
    asked = ("--max-count=1", "--basic-regexp", f"--grep=^{_KEY}: ", "--format=%B")
    found = _LINE.search(git.line("rev-list", *asked, tip))
    return found[1] if found else ""


def line(archive: str) -> str:
    """What a commit's message is to say of ``archive``, of which `of_archive` is the name."""
    return f"{_KEY}: {archive}\n"


def shown(archive: str) -> str:
    """As a person would say it."""
    return "its topmost folder" if archive == _TOP else repr(f"{unquote(archive)}/")


def check_kept(git: Git) -> None:
    """Raises `ContentError` where the repository that was found ignores the archive: it is somebody else's, and so
    is its remote.
    """
    if of_archive(git) == _TOP:
        return
    root = git.root.resolve()
    for path in (root, root / "sitegen.toml"):
        if git.succeeds("check-ignore", "--quiet", "--", path.as_posix()):
            top = git.line("rev-parse", "--show-toplevel")
            message = f"the archive is in no git repository of its own, and that of {top} ignores it"
            remedy = (
                "run `git init` here, then `git remote add origin` with the address of a repository of yours"
            )
            raise ContentError(Problem(root.as_posix(), None, message, remedy))
