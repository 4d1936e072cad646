"""Git as a program: the owner's own, with the owner's rights. All that publishing asks of it goes through here."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from sitegen.model.problems import ContentError, Problem

_OURS_TO_CHOOSE = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_INDEX_VERSION",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_WORK_TREE",
)
"""Of the environment: what a hook of git sets, and what would send us into another repository."""
_CREDENTIALS = re.compile(r"(?<=://)[^\s'\"]+@")  # a password may hold / and @


class GitError(Exception):
    """Git did not do what it was asked; says in its own words why, without anybody's password."""


class Git:
    """The repository that holds the folder ``root``. Never touches its index or its working tree."""

    def __init__(self, root: Path, environment: Mapping[str, str] | None = None) -> None:
        """``environment`` is added to the program's own."""
        self.root = root
        self._environment = {
            **{name: value for name, value in os.environ.items() if name not in _OURS_TO_CHOOSE},
            "LC_ALL": "C",  # we read what it says
            **({} if sys.stdin and sys.stdin.isatty() else {"GIT_TERMINAL_PROMPT": "0"}),
            **(environment or {}),
        }

    def with_environment(self, environment: Mapping[str, str]) -> "Git":
        """The same repository, with more variables set."""
        return Git(self.root, {**self._environment, **environment})

    def __call__(self, *arguments: str, given: bytes = b"") -> bytes:
        """What ``git`` prints. Raises `GitError` where it ends with anything but 0."""
        ended = self._run(arguments, given)
        if ended.returncode != 0:
            raise GitError(_told(ended.stderr) or f"git {arguments[0]} ended with {ended.returncode}")
        return ended.stdout

    def name(self, *arguments: str, given: bytes = b"") -> str:
        """The name of an object in git's store that ``git`` prints. Raises `GitError` as a call does."""
        return self(*arguments, given=given).decode("ascii").strip()

    def path(self, *arguments: str) -> str:
        """The one path that ``git`` prints, with all that it holds. Raises `GitError` as a call does."""
        return self(*arguments).decode("utf-8", "surrogateescape").removesuffix("\n")

    def line(self, *arguments: str) -> str:
        """The one line that ``git`` prints; empty where it ends with anything but 0."""
        ended = self._run(arguments, b"")
        return ended.stdout.decode("utf-8", "surrogateescape").strip() if ended.returncode == 0 else ""

    def succeeds(self, *arguments: str) -> bool:
        """Does ``git`` end with 0?"""
        return self._run(arguments, b"").returncode == 0

    def _run(self, arguments: tuple[str, ...], given: bytes) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603 -- our own words, and names that were checked
            ["git", *arguments],  # noqa: S607 -- the owner's git, as the owner's shell finds it
            cwd=self.root,
            env=self._environment,
            input=given,
            capture_output=True,
            check=False,
        )


def open_git(root: Path) -> Git:
    """The repository of the archive in ``root``. Raises `ContentError` where there is no git, or no repository."""
    if shutil.which("git") is None:
        raise _stop(root, "git is not installed, or not on the PATH", "install it: https://git-scm.com")
    git = Git(root)
    try:
        git("rev-parse", "--git-dir")
    except GitError as error:
        if "not a git repository" in str(error):
            remedy = "run `git init`, then `git remote add origin` with the address of an empty repository of yours"
            raise _stop(root, "the archive is in no git repository", remedy) from None
        raise _stop(root, f"git does not open this repository: {error}") from None
    return git


def _stop(root: Path, message: str, remedy: str = "") -> ContentError:
    return ContentError(Problem(root.resolve().as_posix(), None, message, remedy))


def _told(stderr: bytes) -> str:
    """The lines of git's message as one, without hints, progress and passwords."""
    lines = [
        line.rstrip("\r").rpartition("\r")[2].strip()
        for line in stderr.decode("utf-8", "replace").split("\n")
    ]
    kept = [line for line in lines if line and not line.startswith("hint:")]
    return _CREDENTIALS.sub("", " ".join(kept))


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def quoted(path: str) -> str:
    """``path`` as git reads it where a line end or a colon would end it (quote.c, ``unquote_c_style``)."""
    return f'"{path.translate(_ESCAPES)}"'


def blobs(git: Git, paths: Sequence[str]) -> list[str]:
    """Puts the files at these whole paths into git's store, as they are, whatever the owner's git is set to do
    with ends of lines; their names there, in the same order. Raises `GitError`: no room, or a file is gone.
    """
    if not paths:
        return []
    given = "".join(f"{quoted(path)}\n" for path in paths).encode("utf-8", "surrogateescape")
    return git("hash-object", "-w", "--no-filters", "--stdin-paths", given=given).decode("ascii").split()


def blob(git: Git, data: bytes) -> str:
    """Puts ``data`` into git's store; its name there."""
    return git.name("hash-object", "-w", "--no-filters", "--stdin", given=data)


def listing(git: Git, tree: str) -> dict[str, str]:
    """Every path in a tree, or in a commit's, and the name of what stands there in git's store."""
    listed = git("ls-tree", "-r", "-z", "--full-tree", tree)
    entries = (entry.partition(b"\t") for entry in listed.split(b"\0") if entry)
    return {
        path.decode("utf-8", "surrogateescape"): about.decode("ascii").split()[2]
        for about, _, path in entries
    }


def tree_of(git: Git, files: Mapping[str, str]) -> str:
    """Puts a tree into git's store; its name there. ``files``: the blob by path; see `blobs`."""
    # Folders are trees of their own, and a tree names what it holds: so the innermost are made first.
    entries: list[str] = []
    folders: dict[str, dict[str, str]] = {}
    for path, name in files.items():
        folder, slash, rest = path.partition("/")
        if slash:
            folders.setdefault(folder, {})[rest] = name
        else:
            entries.append(f"100644 blob {name}\t{path}\0")
    entries += (f"040000 tree {tree_of(git, inner)}\t{folder}\0" for folder, inner in folders.items())
    return git.name("mktree", "-z", given="".join(entries).encode("utf-8", "surrogateescape"))


def is_whole(git: Git, commit: str) -> bool:
    """Does the store have the commit, its folders and its files, and the commits before it?

    A fetch that was killed may have brought the commit and its folders, and none of the files; and without the
    commits before it git takes a push that only moves forward for another. What a partial clone leaves out on
    purpose, git brings when it is read.
    """
    asked = ("rev-list", "--quiet", "--exclude-promisor-objects")
    return git.succeeds(*asked, "--objects", "--no-walk", commit) and git.succeeds(*asked, commit)
