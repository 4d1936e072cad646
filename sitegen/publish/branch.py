"""Read, check and push the branch that holds the site, and explain errors of git."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sitegen.build.output import MARKER
from sitegen.model.problems import ContentError, Parameter, Problem
from sitegen.publish import ownership
from sitegen.publish.git import Git, GitError, is_complete, list_tree
from sitegen.publish.target import PublishTarget, push_url, remote_urls

_PUSH_ERRORS = {
    "conflicting-branch-name": r"'refs/heads/[^']+' exists; cannot create|directory file conflict",
    "published-meanwhile": (
        r"fetch first|non-fast-forward|remote ref updated|but expected|reference already exists"
        r"|incorrect old value provided|\.lock': file exists"
    ),
    "protected-branch": r"protected branch|gh006|gh013|rule violations",
    "push-rejected-by-hook": r"hook declined",
    "no-push-access": (
        r"permission|\bdenied\b|authentication failed|could not read username|\b403\b|read-only"
        r"|unable to create temporary object directory"
    ),
}
"""Patterns of git's messages by code of the problem; the first match counts."""
_NO_IDENTITY = re.compile(
    r"identity|ident name|who you are|auto-?detect|no (?:name|email) was given|disallowed characters"
)


def push_error_code(error: str) -> str:
    """Return the code of the problem for git's message about a failed push."""
    error = error.lower()
    return next((code for code, pattern in _PUSH_ERRORS.items() if re.search(pattern, error)), "push-failed")


_ARCHIVE_FILES = re.compile(r"(?:^|(?<=/))(?:sitegen\.toml$|content/transcripts/)")
_NO_FETCH_HEAD = "--no-write-fetch-head"  # since git 2.29
_BRANCH_ONLY = ("--no-tags", "--refmap=", "--recurse-submodules=no", "--no-auto-gc")


@dataclass(frozen=True, slots=True)
class FileChange:
    """A change of a file on the branch: ``A`` added, ``M`` changed, ``D`` removed."""

    kind: str
    path: str


class Branch:
    """The published branch, as of the creation of this object."""

    def __init__(self, git: Git, target: PublishTarget) -> None:
        """Read the branch from the remote. Raises `ContentError` if there is no such remote, or it is unreachable."""
        self._git, self.target = git, target
        self.url = push_url(git, target)
        # Prefer the name of the remote, so that its git settings apply.
        is_same = remote_urls(git, target.remote) == [self.url]
        self._source = target.remote if is_same else self.url
        self.tip = self._read_tip()
        """The last commit; empty if the branch does not exist."""
        if self.tip and not is_complete(git, self.tip):
            self._fetch_tip()

    def _read_tip(self) -> str:
        parents = [f"refs/heads/{name}" for name in self.target.parent_branches()]
        children = f"{self.target.ref}/"
        try:
            patterns = (self.target.ref, *parents, f"{children}*")
            output = self._git("ls-remote", "--", self._source, *patterns).decode("utf-8", "replace")
        except GitError as error:
            raise self._error("unreachable-remote", remote=self.target.remote, error=str(error)) from None
        tips = {ref: commit for commit, ref in (line.split("\t") for line in output.splitlines())}
        other = next((ref for ref in sorted(tips) if ref in parents or ref.startswith(children)), "")
        if other:
            raise self._error(
                "branch-name-conflict", other=other.removeprefix("refs/heads/"), branch=self.target.branch
            )
        return tips.get(self.target.ref, "")

    def _fetch_tip(self) -> None:
        """Fetch the last commit without updating refs."""
        self._fetch()
        if not is_complete(self._git, self.tip):
            # Git assumes that it has the objects of its own refs; `--refetch` fetches them anyway.
            self._fetch("--refetch")
        if not is_complete(self._git, self.tip):
            raise self._error("incomplete-git-objects", branch=str(self.target))

    def _fetch(self, *options: str) -> None:
        try:
            try:
                self._run_fetch(_NO_FETCH_HEAD, *options)
            except GitError as error:
                if _NO_FETCH_HEAD.removeprefix("--") not in str(error):
                    raise
                self._run_fetch(*options)
        except GitError as error:
            raise self._error("fetch-failed", branch=str(self.target), error=str(error)) from None

    def _run_fetch(self, *options: str) -> None:
        # As one pack: loose objects of an interrupted fetch would be incomplete.
        as_pack = ("-c", "fetch.unpackLimit=1")
        self._git(*as_pack, "fetch", "--quiet", *_BRANCH_ONLY, *options, "--", self._source, self.target.ref)

    @cached_property
    def files(self) -> dict[str, str]:
        """Return the object names of all files on the branch, by path."""
        return list_tree(self._git, self.tip) if self.tip else {}

    def read(self, path: str) -> bytes:
        """Return the content of ``path`` on the branch; empty if it does not exist. Raises `GitError`."""
        return self._git("cat-file", "blob", self.files[path]) if path in self.files else b""

    def check_ownership(self, transcripts: str = "", *, take_over: bool = False) -> None:
        """Raise `ContentError` if the branch has other content than a site of this archive.

        With ``take_over`` only if it has an archive or is the current branch. ``transcripts``: their path in the
        repository; empty if they are outside.
        """
        self._check_not_archive(transcripts)
        if take_over:
            return
        files = self.files
        other_files = sorted(files.keys() - {MARKER, "CNAME", ".nojekyll", "README.md"})
        if other_files and MARKER not in files:
            raise self._error("foreign-branch", branch=str(self.target), number=len(other_files), file=other_files[0])
        own, published = ownership.archive_id(self._git), ownership.published_archive_id(self._git, self.tip)
        if published not in ("", own):
            folder = ownership.archive_folder(published)
            raise self._error("branch-of-other-archive", branch=str(self.target), folder=folder)

    def _check_not_archive(self, transcripts: str) -> None:
        branch = self.target.branch
        if _is_archive(self.files, transcripts):
            raise self._error("archive-branch", branch=str(self.target))
        # It may not be pushed yet; pushing it later would fail.
        if self._git.line("symbolic-ref", "--quiet", "--short", "HEAD") == branch:
            raise self._error("current-branch", branch=branch)
        tree = self._git.line("rev-parse", "--quiet", "--verify", f"{self.target.ref}^{{tree}}")
        if tree and _is_archive(list_tree(self._git, tree), transcripts):
            raise self._error("local-archive-branch", branch=branch)

    def changes(self, new: Mapping[str, str]) -> tuple[FileChange, ...]:
        """Return the differences from the branch to ``new`` (blobs by path), sorted by path."""
        old = self.files
        return tuple(
            FileChange("A" if path not in old else "D" if path not in new else "M", path)
            for path in sorted(old.keys() | new.keys())
            if old.get(path) != new.get(path)
        )

    def commit(self, tree: str, message: str) -> str:
        """Create a commit of ``tree`` after the last one; return its name. Raises `ContentError`."""
        parent = ("-p", self.tip) if self.tip else ()
        try:
            return self._git.object_name("commit-tree", tree, *parent, "-F", "-", stdin=message.encode())
        except GitError as error:
            is_author_missing = _NO_IDENTITY.search(str(error).lower())
            code = "git-without-author" if is_author_missing else "commit-failed"
            raise self._error(code, error=str(error)) from None

    def push(self, commit: str) -> None:
        """Move the branch to ``commit`` in one step. Raises `ContentError` if it did not move."""
        try:
            # Without --force, git rejects a commit that does not follow the last one of the remote.
            options = "--no-follow-tags", "--recurse-submodules=no"
            self._git("push", "--quiet", *options, self.target.remote, f"{commit}:{self.target.ref}")
        except GitError as error:
            code = push_error_code(str(error))
            raise self._error(code, branch=self.target.branch, error=str(error)) from None

    def _error(self, code: str, **parameters: Parameter) -> ContentError:
        return ContentError(Problem(code, self._git.root.resolve().as_posix(), **parameters))


def _is_archive(files: Mapping[str, str], transcripts: str) -> bool:
    if MARKER in files:  # a site may have any folders
        return any(map(_ARCHIVE_FILES.match, files))
    # An archive may be in a folder of its repository, and its transcripts in another folder.
    prefix = f"{transcripts}/" if transcripts else "\0"
    return any(path.startswith(prefix) or _ARCHIVE_FILES.search(path) for path in files)
