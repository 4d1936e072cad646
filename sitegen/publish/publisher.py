"""Publishing: build, pass the gate, put the site on a branch, push. The public state is the old site or the new one."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sitegen.archive.folder import Archive
from sitegen.build.cache import Cache
from sitegen.build.checks import site_files
from sitegen.build.guards import told_of_the_machine
from sitegen.build.output import listed
from sitegen.build.parallel import Advance
from sitegen.build.pipeline import Report, build
from sitegen.model.problems import ContentError, Problem, Severity
from sitegen.publish import ownership
from sitegen.publish.branch import Branch, Change
from sitegen.publish.git import Git, GitError, blob, blobs, listing, open_git, quoted, tree_of
from sitegen.publish.github_pages import custom_domain, pages_url
from sitegen.publish.target import Target

__all__ = ["Change", "Published", "Target", "publish"]

CNAME = "CNAME"


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did, or would have done."""

    report: Report
    """Of the build before it."""
    problems: tuple[Problem, ...]
    """The build's, and those of the files."""
    changes: tuple[Change, ...] = ()
    """On the branch."""
    commit: str = ""
    """That was pushed; empty where nothing was."""
    is_stopped: bool = False
    """Because of problems: the branch is as it was."""
    is_new: bool = False
    """The branch was not there before."""
    url: str = ""
    """Where the site can be read; empty where that is not known."""
    unsaid: str = ""
    """The same, where the settings do not say it and should."""
    uncommitted: str = ""
    """The folder of the ledger, where git has not yet what it says of the addresses that are public now."""
    is_ignored: bool = False
    """Git is told to leave that folder out."""


def publish(
    archive: Archive,
    output: Path,
    target: Target,
    *,
    day: str,
    dry_run: bool = False,
    despite_problems: bool = False,
    take_over: bool = False,
    workers: int | None = None,
    advance: Advance,
) -> Published:
    """Builds the site of ``archive`` into ``output`` and puts it on the branch ``target``.

    ``dry_run`` leaves the branch, the ledger and git's store as they are; ``despite_problems`` publishes although
    something is wrong — never what is a danger; ``take_over`` puts the site in the place of what others have on
    the branch. ``day``, ``workers``, ``advance``: as `build` has them. Raises `ContentError`: no git, no remote, no
    rights; a branch that is not ours; another build or publication at the same time.
    """
    git = open_git(archive.root)
    commit = ""
    with _git_failing(output), _scratch(git, dry_run) as store:
        ownership.check_kept(store)
        branch = Branch(store, target)
        branch.check_ours(ownership.within(store, archive.transcripts), take_over=take_over)
        domain = _domain(branch, archive.settings.site.url)
        with told_of_the_machine(output), Cache(archive.root, output).lock():
            report = build(
                archive,
                output,
                day=day,
                strict=not despite_problems,
                record=not dry_run,
                workers=workers,
                advance=advance,
            )
            problems = (*report.problems, *site_files.of_strangers(output))
            if not report.written or any(_stops(each, despite_problems) for each in problems):
                return Published(report, problems, is_stopped=True)
            files = _stored(store, output, sorted(listed(output)))
        if domain:
            files[CNAME] = blob(store, f"{domain}\n".encode())
        tree = tree_of(store, files)
        changes = branch.changes(listing(store, tree))
        if changes and not dry_run:
            about = f"Conversations: {report.conversations}\nMessages: {report.messages}\n"
            about += ownership.line(ownership.of_archive(store))
            commit = branch.commit(tree, f"Publish the site\n\n{about}")
            branch.push(commit)
    at = f"https://{domain}" if domain else pages_url(branch.address)
    said = archive.settings.site.url
    uncommitted, is_ignored = _uncommitted(git, archive)
    return Published(
        report,
        problems,
        changes,
        commit,
        is_new=not branch.tip,
        url=said or at,
        unsaid="" if said else at.removesuffix("/"),
        uncommitted=uncommitted,
        is_ignored=is_ignored,
    )


def _stops(problem: Problem, despite_problems: bool) -> bool:
    return problem.severity is Severity.DANGER or not (problem.is_note or despite_problems)


def _uncommitted(git: Git, archive: Archive) -> tuple[str, bool]:
    """The folder of the ledger, where git has not all of it, and whether it is told to leave that out."""
    folder = archive.ledger.resolve().as_posix()
    # Whatever the owner's git is set to show. Without the first option it would note in its index that it looked.
    options = ("--porcelain", "--untracked-files=all", "--ignored")
    changed = git.line("--no-optional-locks", "status", *options, "--", folder).splitlines()
    shown = archive.shown(archive.ledger) if changed else ""
    return shown, any(line.startswith("!!") for line in changed)


def _stored(git: Git, output: Path, paths: Sequence[str]) -> dict[str, str]:
    """The site's files in git's store: their names there by path. Raises `ContentError` where one is no file."""
    for path in paths:
        whole = output / path
        try:
            is_file = stat.S_ISREG(os.lstat(whole).st_mode)
        except OSError:
            is_file = False
        if not is_file:
            remedy = "somebody else changed the folder: build again"
            raise ContentError(Problem(whole.as_posix(), None, "this is not the file that was built", remedy))
    root = output.resolve().as_posix()
    return dict(zip(paths, blobs(git, [f"{root}/{path}" for path in paths]), strict=True))


def _domain(branch: Branch, url: str) -> str:
    """What the branch's file ``CNAME`` is to say. GitHub writes one there when a domain is set on its pages."""
    there = branch.read(CNAME).decode("utf-8", "replace").strip()
    wanted = custom_domain(url)
    if there and wanted and there.lower() != wanted.lower():
        message = f"the site is published at {there}, but url in sitegen.toml says {wanted}"
        remedy = "make both the same: there, or in the repository's settings under Pages"
        raise ContentError(Problem("sitegen.toml", None, message, remedy))
    return wanted or there


@contextmanager
def _git_failing(output: Path) -> Iterator[None]:
    """What git refuses before anything is pushed, as a problem. Raises `ContentError`."""
    try:
        yield
    except GitError as error:
        remedy = "nothing was pushed; publish again when this is mended"
        raise ContentError(Problem(output.as_posix(), None, f"git failed: {error}", remedy)) from None


@contextmanager
def _scratch(git: Git, is_wanted: bool) -> Iterator[Git]:
    """The same repository; where nothing is to be kept, with a store beside its own that is thrown away."""
    if not is_wanted:
        yield git
        return
    own = git.path("rev-parse", "--git-path", "objects")
    with TemporaryDirectory(prefix="sitegen-") as folder:
        others = quoted((git.root / own).resolve().as_posix())  # git said it from there
        yield git.with_environment(
            {"GIT_OBJECT_DIRECTORY": folder, "GIT_ALTERNATE_OBJECT_DIRECTORIES": others}
        )
