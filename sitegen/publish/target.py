"""Where a site is published: a remote, a branch, and the one address that a push goes to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sitegen.model.problems import ContentError, Problem
from sitegen.publish.git import Git, GitError

_OF_GIT = re.compile(r"@|HEAD|[A-Z]+_HEAD")
"""Names by which git means something else than a branch."""


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

    def folders(self) -> Iterator[str]:
        """The branches that cannot be beside this one: of ``a/b/c`` these are ``a`` and ``a/b``."""
        return (self.branch[:n] for n, char in enumerate(self.branch) if char == "/")


def address(git: Git, target: Target) -> str:
    """Where a push to ``target`` goes: what is there must be read from there too, and not from where the remote
    is fetched from, which may be another repository. Raises `ContentError`: no such name, or no one address.
    """
    _check_branch(git, target.branch)
    remotes = git("remote").decode("utf-8", "replace").split()
    if target.remote not in remotes:
        known = f"those there are: {', '.join(remotes)}" if remotes else "there is none"
        remedy = f"`git remote add {target.remote}` with the address of the repository"
        raise _stop(git, f"the repository has no remote {target.remote!r} ({known})", remedy)
    found = addresses(git, target.remote, "--push", "--all")
    if len(found) != 1:
        remedy = "name one that has one address with --remote; `git remote --verbose` shows them, `git remote add` adds"
        number = f"{len(found)} addresses" if found else "no address"
        raise _stop(git, f"the remote {target.remote!r} pushes to {number}", remedy)
    return found[0]


def addresses(git: Git, remote: str, *options: str) -> list[str]:
    """What ``git remote get-url`` says; nothing where it has nothing to say."""
    try:
        answer = git("remote", "get-url", *options, remote)
    except GitError:
        return []
    return answer.decode("utf-8", "surrogateescape").splitlines()


def _check_branch(git: Git, branch: str) -> None:
    if branch.startswith("refs/"):
        name = branch.removeprefix("refs/heads/")
        remedy = f"say --branch {name}" if name != branch else "name another with --branch"
        raise _stop(git, f"{branch!r} is not how a branch is named", remedy)
    # What git would take for another name, such as the last branch that one was on, it spells out.
    is_plain = git.line("check-ref-format", "--branch", branch) == branch
    if not is_plain or branch.startswith("+") or _OF_GIT.fullmatch(branch):
        raise _stop(git, f"{branch!r} cannot be the name of a branch", "name another with --branch")


def _stop(git: Git, message: str, remedy: str) -> ContentError:
    return ContentError(Problem(git.root.resolve().as_posix(), None, message, remedy))
