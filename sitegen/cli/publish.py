"""Build the site and push it to a branch: ``sitegen publish``."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from sitegen.archive.folder import open_archive
from sitegen.cli.console import count, exit_on_content_error, print_grouped, print_line, progress
from sitegen.cli.options import content_option, output_option, workers_option
from sitegen.model.problems import Severity
from sitegen.permalinks.ledger.files import today
from sitegen.publish.branch import FileChange
from sitegen.publish.publisher import PublishResult, publish
from sitegen.publish.target import PublishTarget

_MAX_FILES_LISTED = 40
_SIGNS = {"A": "+", "M": "~", "D": "-"}
_VERBS = {"A": "added", "M": "changed", "D": "removed"}


@click.command
@click.option("--dry-run", is_flag=True, help="Show what would change on the branch; push nothing.")
@click.option("--remote", help="Remote of the archive's git repository.  [default: origin]")
@click.option("--branch", help="Branch for the site and nothing else.  [default: gh-pages]")
@click.option(
    "--despite-problems",
    is_flag=True,
    help="Publish despite problems. Blockers, such as leaked keys, always stop it.",
)
@click.option("--take-over", is_flag=True, help="Replace what is on the branch now (it stays in the history).")
@output_option
@content_option
@workers_option
@exit_on_content_error
def command(
    *,
    dry_run: bool,
    remote: str | None,
    branch: str | None,
    despite_problems: bool,
    take_over: bool,
    output: Path,
    content: Path | None,
    workers: int | None,
) -> None:
    """Build the site and push it to a branch, for GitHub Pages.

    Stops and leaves the public site unchanged if there is any problem: secrets, broken quotations, files that GitHub
    would refuse. The branch changes in one step, from the old site to the whole new one. Your working tree, index and
    branches are not touched, but content/ledger/ gets the new addresses: commit it.
    """
    archive = open_archive(Path(), content)
    settings = archive.settings.publish
    target = PublishTarget(remote or settings.remote, branch or settings.branch)
    with progress() as advance:
        result = publish(
            archive,
            output,
            target,
            day=today(),
            dry_run=dry_run,
            despite_problems=despite_problems,
            take_over=take_over,
            workers=workers,
            on_progress=advance,
        )
    print_grouped((each for each in result.problems if not each.is_note), "`sitegen check` prints every one.")
    if result.is_blocked:
        print_line(f"Nothing was published: {_reason(result, despite_problems)}.", sys.stderr)
        sys.exit(1)
    if dry_run:
        for line in _change_lines(result.changes):
            print_line(line)
    print_line(_summary(result, target, dry_run))
    if dry_run:
        return
    if result.uncommitted_ledger:
        commit = f"Remove {result.uncommitted_ledger} from .gitignore and commit it" if result.is_ledger_ignored else ""
        print_line(f"{commit or f'Commit {result.uncommitted_ledger}'}: it records the addresses that are now public.")
    if result.suggested_url:
        print_line(
            f'Set url = "{result.suggested_url}" under [site] in sitegen.toml; '
            "the feed, the sitemap and 404.html need it."
        )
    if result.is_new_branch:
        print_line(f"On GitHub, choose once: Settings, Pages, Deploy from a branch, {target.branch}, / (root).")


def _reason(result: PublishResult, despite_problems: bool) -> str:
    """Return how many problems stopped the publication; with ``--despite-problems``, how many blockers."""
    if not despite_problems:
        return count(sum(not each.is_note for each in result.problems), "problem")
    blockers = [each for each in result.problems if each.severity is Severity.BLOCKER]
    places = ", ".join(dict.fromkeys(each.path for each in blockers))
    return f"{count(len(blockers), 'blocker')} that no option allows ({places})"


def _change_lines(changes: Sequence[FileChange]) -> Iterator[str]:
    yield from (f"{_SIGNS[each.kind]} {each.path}" for each in changes[:_MAX_FILES_LISTED])
    if len(changes) > _MAX_FILES_LISTED:
        yield f"… and {len(changes) - _MAX_FILES_LISTED:,} more"


def _summary(result: PublishResult, target: PublishTarget, dry_run: bool) -> str:
    if not result.changes:
        return f"{target} already has this site; nothing to publish."
    counts = [(sum(each.kind == kind for each in result.changes), verb) for kind, verb in _VERBS.items()]
    details = ", ".join(f"{number:,} {verb}" for number, verb in counts if number)
    files = f"{count(len(result.changes), 'file')} ({details})"
    if dry_run:
        return f"Would publish to {target}: {files}."
    where = f" It will appear at {result.url} in a minute." if result.url else ""
    return f"Published {result.commit[:12]} to {target}: {files}.{where}"
