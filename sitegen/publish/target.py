"""The target of publishing: a remote, its push address, and a branch."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sitegen.model.problems import ContentError, Parameter, Problem
from sitegen.publish.git import Git, GitError

_GIT_NAMES = re.compile(r"@|HEAD|[A-Z]+_HEAD")
"""Names that git reserves for other refs."""


@dataclass(frozen=True, slots=True)
class PublishTarget:
    """Remote and branch to which the site is published."""

    remote: str = "origin"
    """A remote of the archive's repository."""
    branch: str = "gh-pages"

    def __str__(self) -> str:
        return f"{self.branch} of {self.remote}"

    @property
    def ref(self) -> str:
        """Return the full ref name in the remote repository."""
        return f"refs/heads/{self.branch}"

    def parent_branches(self) -> Iterator[str]:
        """Return the names that conflict with this one: for ``a/b/c`` they are ``a`` and ``a/b``."""
        return (self.branch[:n] for n, char in enumerate(self.branch) if char == "/")


def push_url(git: Git, target: PublishTarget) -> str:
    """Return the push address of ``target``; the branch is read from there too, as the fetch address can differ.

    Raises `ContentError` if the names are invalid, or the remote has not exactly one push address.
    """
    _check_branch(git, target.branch)
    remotes = git("remote").decode("utf-8", "replace").split()
    if target.remote not in remotes:
        code = "unknown-remote" if remotes else "repository-without-remote"
        raise _error(git, code, remote=target.remote, remotes=tuple(remotes))
    push_urls = remote_urls(git, target.remote, "--push", "--all")
    if len(push_urls) != 1:
        raise _error(git, "ambiguous-push-address", remote=target.remote, number=len(push_urls))
    return push_urls[0]


def remote_urls(git: Git, remote: str, *options: str) -> list[str]:
    """Return the output of ``git remote get-url``; empty if it fails."""
    try:
        output = git("remote", "get-url", *options, remote)
    except GitError:
        return []
    return output.decode("utf-8", "surrogateescape").splitlines()


def _check_branch(git: Git, branch: str) -> None:
    if branch.startswith("refs/"):
        name = branch.removeprefix("refs/heads/")
        code = "full-branch-ref" if name != branch else "ref-not-branch"
        raise _error(git, code, branch=branch, name=name)
    # Git expands aliases such as `@{-1}`.
    is_plain = git.line("check-ref-format", "--branch", branch) == branch
    if not is_plain or branch.startswith("+") or _GIT_NAMES.fullmatch(branch):
        raise _error(git, "invalid-branch-name", branch=branch)


def _error(git: Git, code: str, **parameters: Parameter) -> ContentError:
    return ContentError(Problem(code, git.root.resolve().as_posix(), **parameters))
