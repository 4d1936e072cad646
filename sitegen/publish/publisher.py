"""Build the site, stop on problems, commit it to a branch and push; the public site changes in one step or not."""

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
from sitegen.build.guards import report_write_errors
from sitegen.build.output import listed_files
from sitegen.build.parallel import ProgressCallback
from sitegen.build.pipeline import build
from sitegen.build.snapshot import BuildReport
from sitegen.model.problems import SETTINGS_FILE, ContentError, Problem, Severity
from sitegen.publish import ownership
from sitegen.publish.branch import Branch, FileChange
from sitegen.publish.git import (
    Git,
    GitError,
    list_tree,
    open_git,
    quote_path,
    write_blob,
    write_blobs,
    write_tree,
)
from sitegen.publish.github_pages import custom_domain, pages_url
from sitegen.publish.target import PublishTarget
from sitegen.text.regular_files import real_path

__all__ = ["FileChange", "PublishResult", "PublishTarget", "publish"]

CNAME = "CNAME"


@dataclass(frozen=True, slots=True)
class PublishResult:
    """Result of publishing, or of a dry run."""

    report: BuildReport
    """Report of the build."""
    problems: tuple[Problem, ...]
    """Problems of the build and of the site's files."""
    changes: tuple[FileChange, ...] = ()
    """Changes on the branch."""
    commit: str = ""
    """The pushed commit; empty if nothing was pushed."""
    is_blocked: bool = False
    """Problems stopped it; the branch is unchanged."""
    is_new_branch: bool = False
    """The branch did not exist before."""
    url: str = ""
    """Public URL of the site; empty if unknown."""
    suggested_url: str = ""
    """The URL to set in the settings, if none is set; else empty."""
    uncommitted_ledger: str = ""
    """Folder of the ledger, if it has changes that are not committed; else empty."""
    is_ledger_ignored: bool = False
    """The folder of the ledger is in .gitignore."""


def publish(
    archive: Archive,
    output: Path,
    target: PublishTarget,
    *,
    day: str,
    dry_run: bool = False,
    despite_problems: bool = False,
    take_over: bool = False,
    workers: int | None = None,
    on_progress: ProgressCallback,
) -> PublishResult:
    """Build the site of ``archive`` in ``output`` and push it to ``target``.

    ``dry_run`` leaves the branch, the ledger and git's object store unchanged; ``despite_problems`` publishes despite
    errors, but not blockers; ``take_over`` replaces content of others on the branch. Raises `ContentError` if git, the
    remote or the rights are missing, the branch has other content, or another build is running.
    """
    git = open_git(archive.root)
    commit = ""
    with _report_git_errors(output), _with_object_store(git, dry_run) as store:
        ownership.check_not_ignored(store)
        branch = Branch(store, target)
        branch.check_ownership(ownership.path_in_repository(store, archive.transcripts_folder), take_over=take_over)
        domain = _cname(branch, archive.settings.site.url)
        with report_write_errors(output), Cache(archive.state_folder, output).lock():
            report = build(
                archive,
                output,
                today=day,
                strict=not despite_problems,
                update_ledger=not dry_run,
                workers=workers,
                on_progress=on_progress,
            )
            problems = (*report.problems, *site_files.check_foreign_files(output))
            if not report.written or any(_is_blocking(each, despite_problems) for each in problems):
                return PublishResult(report, problems, is_blocked=True)
            files = _store_files(store, output, sorted(listed_files(output)))
        if domain:
            files[CNAME] = write_blob(store, f"{domain}\n".encode())
        tree = write_tree(store, files)
        changes = branch.changes(list_tree(store, tree))
        if changes and not dry_run:
            details = f"Conversations: {report.conversations}\nMessages: {report.messages}\n"
            details += ownership.trailer(ownership.archive_id(store))
            commit = branch.commit(tree, f"Publish the site\n\n{details}")
            branch.push(commit)
    hosted_url = f"https://{domain}" if domain else pages_url(branch.url)
    configured_url = archive.settings.site.url
    uncommitted_ledger, is_ledger_ignored = _ledger_status(git, archive)
    return PublishResult(
        report,
        problems,
        changes,
        commit,
        is_new_branch=not branch.tip,
        url=configured_url or hosted_url,
        suggested_url="" if configured_url else hosted_url.removesuffix("/"),
        uncommitted_ledger=uncommitted_ledger,
        is_ledger_ignored=is_ledger_ignored,
    )


def _is_blocking(problem: Problem, despite_problems: bool) -> bool:
    return problem.severity is Severity.BLOCKER or not (problem.is_note or despite_problems)


def _ledger_status(git: Git, archive: Archive) -> tuple[str, bool]:
    """Return the ledger's folder if it has uncommitted changes, else an empty path, and whether git ignores it."""
    folder = real_path(archive.ledger_folder).as_posix()
    # Independent of the owner's git settings; `--no-optional-locks` keeps the index unchanged.
    options = ("--porcelain", "--untracked-files=all", "--ignored")
    changed = git.line("--no-optional-locks", "status", *options, "--", folder).splitlines()
    path = archive.display_path(archive.ledger_folder) if changed else ""
    return path, any(line.startswith("!!") for line in changed)


def _store_files(git: Git, output: Path, paths: Sequence[str]) -> dict[str, str]:
    """Write the site's files to the object store; return their names by path. Raises `ContentError` if one changed."""
    for path in paths:
        file = output / path
        try:
            is_file = stat.S_ISREG(os.lstat(file).st_mode)
        except OSError:
            is_file = False
        if not is_file:
            raise ContentError(Problem("site-file-replaced", file.as_posix()))
    root = real_path(output).as_posix()
    return dict(zip(paths, write_blobs(git, [f"{root}/{path}" for path in paths]), strict=True))


def _cname(branch: Branch, url: str) -> str:
    """Return the domain for the branch's file ``CNAME``; GitHub creates that file when a domain is set under Pages."""
    published = branch.read(CNAME).decode("utf-8", "replace").strip()
    configured = custom_domain(url)
    if published and configured and published.lower() != configured.lower():
        raise ContentError(Problem("domain-mismatch", SETTINGS_FILE, published=published, configured=configured))
    return configured or published


@contextmanager
def _report_git_errors(output: Path) -> Iterator[None]:
    """Raise `GitError` as `ContentError`."""
    try:
        yield
    except GitError as error:
        raise ContentError(Problem("git-failed", output.as_posix(), error=str(error))) from None


@contextmanager
def _with_object_store(git: Git, is_temporary: bool) -> Iterator[Git]:
    """Yield the same repository, with an additional temporary object store if wanted."""
    if not is_temporary:
        yield git
        return
    own = git.path("rev-parse", "--git-path", "objects")
    with TemporaryDirectory(prefix="sitegen-") as folder:
        main = quote_path((git.root / own).resolve().as_posix())  # the path is relative to git.root
        yield git.with_environment({"GIT_OBJECT_DIRECTORY": folder, "GIT_ALTERNATE_OBJECT_DIRECTORIES": main})
