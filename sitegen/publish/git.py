"""Run the owner's ``git`` program, with its credentials, hooks and settings."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from sitegen.model.problems import ContentError, Parameter, Problem

_REMOVED_VARIABLES = (
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
"""Environment variables that git hooks set, or that would select another repository."""
_CREDENTIALS = re.compile(r"(?<=://)[^\s'\"]+@")  # passwords can contain / and @


class GitError(Exception):
    """Failure of git, with its message without passwords."""


class Git:
    """The repository that contains the folder ``root``. Never changes its index or working tree."""

    def __init__(self, root: Path, environment: Mapping[str, str] | None = None) -> None:
        """Add ``environment`` to the environment variables of the process."""
        self.root = root
        self._environment = {
            **{name: value for name, value in os.environ.items() if name not in _REMOVED_VARIABLES},
            "LC_ALL": "C",  # for `Branch`, which parses messages
            **({} if sys.stdin and sys.stdin.isatty() else {"GIT_TERMINAL_PROMPT": "0"}),
            **(environment or {}),
        }

    def with_environment(self, environment: Mapping[str, str]) -> "Git":
        """Return the same repository with more environment variables."""
        return Git(self.root, {**self._environment, **environment})

    def __call__(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Run ``git`` and return its output. Raises `GitError` if its exit code is not 0."""
        process = self._run(arguments, stdin)
        if process.returncode != 0:
            raise GitError(_clean_stderr(process.stderr) or f"git {arguments[0]} exited with {process.returncode}")
        return process.stdout

    def object_name(self, *arguments: str, stdin: bytes = b"") -> str:
        """Run ``git`` and return the object name that it prints. Raises `GitError`."""
        return self(*arguments, stdin=stdin).decode("ascii").strip()

    def path(self, *arguments: str) -> str:
        """Run ``git`` and return the path that it prints. Raises `GitError`."""
        return self(*arguments).decode("utf-8", "surrogateescape").removesuffix("\n")

    def line(self, *arguments: str) -> str:
        """Run ``git`` and return the line that it prints; empty if its exit code is not 0."""
        process = self._run(arguments, b"")
        return process.stdout.decode("utf-8", "surrogateescape").strip() if process.returncode == 0 else ""

    def succeeds(self, *arguments: str) -> bool:
        """Run ``git`` and return whether its exit code is 0."""
        return self._run(arguments, b"").returncode == 0

    def _run(self, arguments: tuple[str, ...], stdin: bytes) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603 -- fixed options and checked names
            ["git", *arguments],  # noqa: S607 -- found on the owner's PATH
            cwd=self.root,
            env=self._environment,
            input=stdin,
            capture_output=True,
            check=False,
        )


def open_git(root: Path) -> Git:
    """Return the repository of the archive in ``root``. Raises `ContentError` without git or a repository."""
    if shutil.which("git") is None:
        raise _error(root, "git-not-installed")
    git = Git(root)
    try:
        git("rev-parse", "--git-dir")
    except GitError as error:
        if "not a git repository" in str(error):
            raise _error(root, "not-a-git-repository") from None
        raise _error(root, "unreadable-git-repository", error=str(error)) from None
    return git


def _error(root: Path, code: str, **parameters: Parameter) -> ContentError:
    return ContentError(Problem(code, root.resolve().as_posix(), **parameters))


def _clean_stderr(stderr: bytes) -> str:
    """Return git's message as one line, without hints, progress, passwords and a final period."""
    lines = [line.rstrip("\r").rpartition("\r")[2].strip() for line in stderr.decode("utf-8", "replace").split("\n")]
    message = " ".join(line for line in lines if line and not line.startswith("hint:"))
    return _CREDENTIALS.sub("", message).removesuffix(".")


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def quote_path(path: str) -> str:
    """Return ``path`` quoted for git's lists of paths (quote.c, ``unquote_c_style``)."""
    return f'"{path.translate(_ESCAPES)}"'


def write_blobs(git: Git, paths: Sequence[str]) -> list[str]:
    """Write the files at these absolute paths to the object store, without line-end conversion; return their names.

    Raises `GitError`, as on a full disk or if a file is missing.
    """
    if not paths:
        return []
    quoted = "".join(f"{quote_path(path)}\n" for path in paths).encode("utf-8", "surrogateescape")
    return git("hash-object", "-w", "--no-filters", "--stdin-paths", stdin=quoted).decode("ascii").split()


def write_blob(git: Git, data: bytes) -> str:
    """Write ``data`` to the object store; return its name."""
    return git.object_name("hash-object", "-w", "--no-filters", "--stdin", stdin=data)


def list_tree(git: Git, tree: str) -> dict[str, str]:
    """Return the object names of all files in a tree or commit, by path."""
    output = git("ls-tree", "-r", "-z", "--full-tree", tree)
    entries = (entry.partition(b"\t") for entry in output.split(b"\0") if entry)
    return {path.decode("utf-8", "surrogateescape"): about.decode("ascii").split()[2] for about, _, path in entries}


def write_tree(git: Git, files: Mapping[str, str]) -> str:
    """Write a tree to the object store; return its name. ``files``: blobs by path, see `write_blobs`."""
    # A tree contains the names of its subtrees, so these are written first.
    entries: list[str] = []
    folders: dict[str, dict[str, str]] = {}
    for path, name in files.items():
        folder, slash, rest = path.partition("/")
        if slash:
            folders.setdefault(folder, {})[rest] = name
        else:
            entries.append(f"100644 blob {name}\t{path}\0")
    entries += (f"040000 tree {write_tree(git, inner)}\t{folder}\0" for folder, inner in folders.items())
    return git.object_name("mktree", "-z", stdin="".join(entries).encode("utf-8", "surrogateescape"))


def is_complete(git: Git, commit: str) -> bool:
    """Return whether the object store has the commit, its trees and files, and its ancestors.

    After an interrupted fetch, files may be missing; without the ancestors git rejects a fast-forward push. Objects
    that a partial clone omits are fetched when they are read.
    """
    command = ("rev-list", "--quiet", "--exclude-promisor-objects")
    return git.succeeds(*command, "--objects", "--no-walk", commit) and git.succeeds(*command, commit)
