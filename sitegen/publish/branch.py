"""A branch of a remote repository that holds the site, and nothing else.

Files go into git's store as they are, byte for byte, and from there into a commit that is pushed: no index, no
working tree and no local branch is touched, whatever branch the owner is on. A push moves the remote branch in one
step and only forward, so that of two at once one is refused, and an interrupted one has changed nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sitegen.errors import ContentError, Problem
from sitegen.inventory import MARKER
from sitegen.publish.git import Git, GitError

_OF_ARCHIVE = re.compile(r"(?:^|(?<=/))(?:sitegen\.toml$|content/transcripts/)")
_REFUSED = (
    "fetch first",
    "non-fast-forward",
    "remote ref updated",
    "cannot lock ref",
    "failed to update ref",
)
_NO_RIGHTS = (
    "permission",
    "denied",
    "authentication failed",
    "could not read username",
    "403",
    "protected branch",
    "pre-receive hook declined",
    "read-only",
    "unable to create temporary object directory",
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where the site is published."""

    remote: str = "origin"
    """Name of a remote of the archive's repository."""
    branch: str = "gh-pages"

    def __str__(self) -> str:
        return f"{self.branch} of {self.remote}"

    @property
    def ref(self) -> str:
        """The branch's whole name, in the remote repository."""
        return f"refs/heads/{self.branch}"


@dataclass(frozen=True, slots=True)
class Change:
    """What a publication does to one file: ``A`` added, ``M`` changed, ``D`` removed."""

    kind: str
    path: str


class Branch:
    """The branch as it stood when this was made."""

    def __init__(self, git: Git, target: Target) -> None:
        """Asks the remote. Raises `ContentError` where there is no such remote, or it does not answer."""
        self._git, self.target = git, target
        self._check_names()
        self.tip = self._ask()
        """The last commit; empty where there is no such branch."""

    def _check_names(self) -> None:
        target = self.target
        if not self._git.line("check-ref-format", "--branch", target.branch):
            raise self._stop(
                f"{target.branch!r} cannot be the name of a branch", "name another with --branch"
            )
        remotes = self._git("remote").decode("utf-8", "replace").split()
        if target.remote not in remotes:
            known = f"those there are: {', '.join(remotes)}" if remotes else "there is none"
            remedy = f"`git remote add {target.remote}` with the address of the repository"
            raise self._stop(f"the repository has no remote {target.remote!r} ({known})", remedy)

    def _ask(self) -> str:
        try:
            answer = self._git("ls-remote", self.target.remote, self.target.ref).decode("ascii", "replace")
        except GitError as error:
            remedy = "check the address with `git remote -v`, your rights and the network; nothing was pushed"
            raise self._stop(f"the remote {self.target.remote!r} does not answer: {error}", remedy) from None
        tips = {ref: commit for commit, ref in (line.split("\t") for line in answer.splitlines())}
        tip = tips.get(self.target.ref, "")
        if tip and not self._git.line("rev-parse", "--quiet", "--verify", f"{tip}^{{tree}}"):
            # Brings the commit and leaves no trace of having brought it.
            self._fetch()
        return tip

    def _fetch(self) -> None:
        alone = "--no-tags", "--no-write-fetch-head", "--refmap=", "--recurse-submodules=no", "--no-auto-gc"
        try:
            self._git("fetch", "--quiet", *alone, self.target.remote, self.target.ref)
        except GitError as error:
            remedy = "check the network and the room on the disk; nothing was pushed"
            raise self._stop(f"the branch {self.target} cannot be fetched: {error}", remedy) from None

    @cached_property
    def files(self) -> dict[str, str]:
        """Every path on the branch, and the name of what stands there in git's store."""
        return listing(self._git, self.tip) if self.tip else {}

    def read(self, path: str) -> bytes:
        """What the branch has at ``path``; empty where it has nothing."""
        try:
            return self._git("cat-file", "blob", f"{self.tip}:{path}") if self.tip else b""
        except GitError:
            return b""

    def check_ours(self, *, take_over: bool = False) -> None:
        """Raises `ContentError` where the branch holds something, and that is no site of ours; with ``take_over``
        only where it is an archive, or the branch that the owner works on.
        """
        files = self.files
        # An archive may be a folder of its repository; a site may have anything in a folder.
        found = _OF_ARCHIVE.match if MARKER in files else _OF_ARCHIVE.search
        if any(map(found, files)):
            message = f"the branch {self.target} holds an archive, not its site"
            raise self._stop(message, "choose another with --branch, such as gh-pages")
        if self._git.line("symbolic-ref", "--quiet", "--short", "HEAD") == self.target.branch:
            # Not pushed yet, so the remote has nothing to tell it by; but whoever pushes it later is refused.
            message = f"{self.target.branch} is the branch that the archive itself is on"
            raise self._stop(message, "choose another with --branch, such as site")
        if take_over:
            return
        strangers = sorted(files.keys() - {MARKER, "CNAME", ".nojekyll", "README.md"})
        if strangers and MARKER not in files:
            more = f" and {len(strangers) - 1} more" if len(strangers) > 1 else ""
            remedy = (
                "choose another with --branch; or say --take-over to put the site in its place, "
                "with what stands there in its history"
            )
            message = f"the branch {self.target} holds what sitegen did not make: {strangers[0]}{more}"
            raise self._stop(message, remedy)

    def changes(self, new: Mapping[str, str]) -> tuple[Change, ...]:
        """What is different in ``new``, by path. ``new``: the blob by path."""
        old = self.files
        return tuple(
            Change("A" if path not in old else "D" if path not in new else "M", path)
            for path in sorted(old.keys() | new.keys())
            if old.get(path) != new.get(path)
        )

    def commit(self, tree: str, message: str) -> str:
        """A commit of ``tree`` that follows the branch's last. Raises `ContentError`: git knows no author."""
        parent = ("-p", self.tip) if self.tip else ()
        try:
            return self._git.name("commit-tree", tree, *parent, "-F", "-", given=message.encode())
        except GitError as error:
            remedy = "`git config user.name` and `git config user.email` set one"
            raise self._stop(f"git does not make the commit: {error}", remedy) from None

    def push(self, commit: str) -> None:
        """Moves the branch to ``commit``: whole, or not at all. Raises `ContentError` where it did not move."""
        try:
            # Without --force a push only moves forward: our commit must follow the last that is there.
            alone = "--no-follow-tags", "--recurse-submodules=no"
            self._git("push", "--quiet", *alone, self.target.remote, f"{commit}:{self.target.ref}")
        except GitError as error:
            raise self._stop(*_why(str(error))) from None

    def _stop(self, message: str, remedy: str) -> ContentError:
        return ContentError(Problem(self._git.root.resolve().as_posix(), None, message, remedy))


def blobs(git: Git, paths: Sequence[str]) -> list[str]:
    """Puts the files at these whole paths into git's store, as they are, whatever the owner's git is set to do
    with ends of lines; their names there, in the same order. Raises `GitError`: no room, or a file is gone.
    """
    if not paths:
        return []
    given = "".join(f"{path}\n" for path in paths).encode("utf-8", "surrogateescape")
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


def _why(said: str) -> tuple[str, str]:
    """Why a push failed, and what helps."""
    low = said.lower()
    if any(each in low for each in _REFUSED):
        return "somebody else published in the meantime", "publish again: the branch has their site, whole"
    if any(each in low for each in _NO_RIGHTS):
        remedy = "ask for the right to write there, or sign in to it; the branch is as it was"
        return f"the remote does not let you push: {said}", remedy
    return f"the push failed: {said}", "the branch is as it was; publish again when this is mended"
