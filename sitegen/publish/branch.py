"""Why git did not do it: what it says, read for the reason, and what helps against that."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sitegen.build.output import MARKER
from sitegen.model.problems import ContentError, Problem
from sitegen.publish import ownership
from sitegen.publish.git import Git, GitError, is_whole, listing
from sitegen.publish.target import Target, address, addresses

_CLASH = re.compile(r"'refs/heads/([^']+)' exists; cannot create|directory file conflict")
_OVERTAKEN = re.compile(
    r"fetch first|non-fast-forward|remote ref updated|but expected|reference already exists"
    r"|incorrect old value provided|\.lock': file exists"
)
_PROTECTED = re.compile(r"protected branch|gh006|gh013|rule violations")
_HOOK = re.compile(r"hook declined")
_NO_RIGHTS = re.compile(
    r"permission|\bdenied\b|authentication failed|could not read username|\b403\b|read-only"
    r"|unable to create temporary object directory"
)
_NOBODY = re.compile(
    r"identity|ident name|who you are|auto-?detect|no (?:name|email) was given|disallowed characters"
)


def no_push(said: str) -> tuple[str, str]:
    """Why a push failed, and what helps."""
    low = said.lower()
    if found := _CLASH.search(low):
        return clash(found[1] or "")
    if _OVERTAKEN.search(low):
        return "somebody else published in the meantime", "publish again: the branch has their site, whole"
    refused = f"the remote does not let you push: {said}"
    if _PROTECTED.search(low):
        remedy = "the branch is protected: allow it under Settings, Rules; the branch is as it was"
        return refused, remedy
    if _HOOK.search(low):
        return refused, "a hook of the remote forbids it: ask who keeps it; the branch is as it was"
    if _NO_RIGHTS.search(low):
        return refused, "ask for the right to write there, or sign in to it; the branch is as it was"
    return f"the push failed: {said}", "the branch is as it was; publish again when this is mended"


def clash(other: str) -> tuple[str, str]:
    """Git keeps branches as folders keep files, so ``a`` and ``a/b`` cannot both be. ``other``: that is there."""
    named = repr(other) if other else "one of the beginning of its name"
    return f"the remote has a branch {named}, and so can have none of this name", "name another with --branch"


def no_commit(said: str) -> tuple[str, str]:
    """Why a commit failed, and what helps."""
    message = f"git does not make the commit: {said}"
    if _NOBODY.search(said.lower()):
        return message, "`git config user.name` and `git config user.email` set one"
    return message, "nothing was pushed; publish again when this is mended"


_OF_ARCHIVE = re.compile(r"(?:^|(?<=/))(?:sitegen\.toml$|content/transcripts/)")
_NO_TRACE = "--no-write-fetch-head"  # git has it since 2.29
_ALONE = ("--no-tags", "--refmap=", "--recurse-submodules=no", "--no-auto-gc")


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
        self.address = address(git, target)
        """Of the repository that it is in."""
        # By its name where that says the same, so that all that is set for the remote holds.
        is_same = addresses(git, target.remote) == [self.address]
        self._source = target.remote if is_same else self.address
        self.tip = self._ask()
        """The last commit; empty where there is no such branch."""
        if self.tip and not is_whole(git, self.tip):
            self._bring()

    def _ask(self) -> str:
        near = [f"refs/heads/{folder}" for folder in self.target.folders()]
        below = f"{self.target.ref}/"
        try:
            asked = (self.target.ref, *near, f"{below}*")
            answer = self._git("ls-remote", "--", self._source, *asked).decode("utf-8", "replace")
        except GitError as error:
            remedy = "check the address with `git remote -v`, your rights and the network; nothing was pushed"
            raise self._stop(f"the remote {self.target.remote!r} does not answer: {error}", remedy) from None
        tips = {ref: commit for commit, ref in (line.split("\t") for line in answer.splitlines())}
        other = next((ref for ref in sorted(tips) if ref in near or ref.startswith(below)), "")
        if other:
            raise self._stop(*clash(other.removeprefix("refs/heads/")))
        return tips.get(self.target.ref, "")

    def _bring(self) -> None:
        """Fetches the last commit, and leaves no trace of having fetched it."""
        self._fetch()
        if not is_whole(self._git, self.tip):
            # Git believes that it has what a ref of its own leads to, and must be told to fetch it all the same.
            self._fetch("--refetch")
        if not is_whole(self._git, self.tip):
            remedy = "`git fsck` says what is damaged; if all else fails, clone the repository anew"
            raise self._stop(f"git's store here lacks a part of the branch {self.target}", remedy)

    def _fetch(self, *options: str) -> None:
        try:
            try:
                self._fetched(_NO_TRACE, *options)
            except GitError as error:
                if _NO_TRACE.removeprefix("--") not in str(error):
                    raise
                self._fetched(*options)
        except GitError as error:
            remedy = "check the network and the room on the disk; nothing was pushed"
            raise self._stop(f"the branch {self.target} cannot be fetched: {error}", remedy) from None

    def _fetched(self, *options: str) -> None:
        # As one pack, which is there or is not; object by object, a fetch that is killed leaves some of them.
        as_pack = ("-c", "fetch.unpackLimit=1")
        self._git(*as_pack, "fetch", "--quiet", *_ALONE, *options, "--", self._source, self.target.ref)

    @cached_property
    def files(self) -> dict[str, str]:
        """Every path on the branch, and the name of what stands there in git's store."""
        return listing(self._git, self.tip) if self.tip else {}

    def read(self, path: str) -> bytes:
        """What the branch has at ``path``; empty where it has nothing. Raises `GitError`: it cannot be read."""
        return self._git("cat-file", "blob", self.files[path]) if path in self.files else b""

    def check_ours(self, transcripts: str = "", *, take_over: bool = False) -> None:
        """Raises `ContentError` where the branch holds something, and that is no site of this archive's; with
        ``take_over`` only where it is an archive, or a branch that the owner works on. ``transcripts``: where in
        the repository the archive has them; empty where it has them elsewhere.
        """
        self._check_no_archive(transcripts)
        if take_over:
            return
        files = self.files
        strangers = sorted(files.keys() - {MARKER, "CNAME", ".nojekyll", "README.md"})
        remedy = (
            "choose another with --branch; or say --take-over to put the site in its place, "
            "with what stands there in its history"
        )
        if strangers and MARKER not in files:
            more = f" and {len(strangers) - 1} more" if len(strangers) > 1 else ""
            message = f"the branch {self.target} holds what sitegen did not make: {strangers[0]}{more}"
            raise self._stop(message, remedy)
        own, holder = ownership.of_archive(self._git), ownership.of_site(self._git, self.tip)
        if holder not in ("", own):
            message = (
                f"the branch {self.target} holds the site of another archive of this repository, "
                f"that in {ownership.shown(holder)}"
            )
            raise self._stop(message, remedy)

    def _check_no_archive(self, transcripts: str) -> None:
        branch = self.target.branch
        if _is_archive(self.files, transcripts):
            message = f"the branch {self.target} holds an archive, not its site"
            raise self._stop(message, "choose another with --branch, such as gh-pages")
        # Not pushed yet, so the remote has nothing to tell it by; but whoever pushes it later is refused.
        if self._git.line("symbolic-ref", "--quiet", "--short", "HEAD") == branch:
            message = f"{branch} is the branch that the archive itself is on"
            raise self._stop(message, "choose another with --branch, such as site")
        own = self._git.line("rev-parse", "--quiet", "--verify", f"{self.target.ref}^{{tree}}")
        if own and _is_archive(listing(self._git, own), transcripts):
            message = f"{branch} is a branch of yours that holds an archive, not its site"
            raise self._stop(message, "choose another with --branch, such as site")

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
            raise self._stop(*no_commit(str(error))) from None

    def push(self, commit: str) -> None:
        """Moves the branch to ``commit``: whole, or not at all. Raises `ContentError` where it did not move."""
        try:
            # Without --force a push only moves forward: our commit must follow the last that is there.
            alone = "--no-follow-tags", "--recurse-submodules=no"
            self._git("push", "--quiet", *alone, self.target.remote, f"{commit}:{self.target.ref}")
        except GitError as error:
            raise self._stop(*no_push(str(error))) from None

    def _stop(self, message: str, remedy: str) -> ContentError:
        return ContentError(Problem(self._git.root.resolve().as_posix(), None, message, remedy))


def _is_archive(files: Mapping[str, str], transcripts: str) -> bool:
    if MARKER in files:  # a site may have anything in a folder
        return any(map(_OF_ARCHIVE.match, files))
    # An archive may be a folder of its repository, and have its transcripts under another name.
    own = f"{transcripts}/" if transcripts else "\0"
    return any(path.startswith(own) or _OF_ARCHIVE.search(path) for path in files)
