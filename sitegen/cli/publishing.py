"""``publish``: the site to where everybody can read it."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from sitegen.archive.folder import open_archive
from sitegen.cli.console import content_errors_end_quietly, count, print_problems, progress, say
from sitegen.cli.options import FOLDER, archive_options
from sitegen.model.problems import Severity
from sitegen.permalinks.ledger.files import today
from sitegen.publish.branch import Change
from sitegen.publish.publisher import Published, publish
from sitegen.publish.target import Target

_MOST_SHOWN = 40
_SIGNS = {"A": "+", "M": "~", "D": "-"}


@click.command("publish")
@click.option("--dry-run", is_flag=True, help="Show what would change on the branch; push nothing.")
@click.option("--remote", help="A remote of the archive's git repository.  [default: origin]")
@click.option("--branch", help="The branch that holds the site, and nothing else.  [default: gh-pages]")
@click.option(
    "--despite-problems", is_flag=True, help="Publish although something is wrong; never what is a danger."
)
@click.option(
    "--take-over", is_flag=True, help="Put the site in the place of what others have on the branch."
)
@click.option("--output", "-o", type=FOLDER, default=Path("site"), show_default=True, help="Where to build.")
@archive_options
@content_errors_end_quietly
def publish_command(
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

    Stops, and leaves what is public as it is, when anything is wrong: secrets, broken quotations, files that
    GitHub would refuse. The branch moves in one step: it has the old site, or the whole new one. Your working tree,
    your index and your branches are not touched, but content/ledger/ gets the new addresses: commit it.
    """
    archive = open_archive(Path(), content)
    said = archive.settings.publish
    target = Target(remote or said.remote, branch or said.branch)
    with progress() as advance:
        done = publish(
            archive,
            output,
            target,
            day=today(),
            dry_run=dry_run,
            despite_problems=despite_problems,
            take_over=take_over,
            workers=workers,
            advance=advance,
        )
    print_problems(each for each in done.problems if not each.is_note)
    if done.is_stopped:
        say(
            f"nothing was published: {_wrong(done, despite_problems)}; what is public is as it was",
            sys.stderr,
        )
        sys.exit(1)
    if dry_run:
        for line in _listed(done.changes):
            say(line)
    say(_outcome(done, target, dry_run))
    if done.uncommitted and not dry_run:
        how = f"Take {done.uncommitted} out of .gitignore and commit it" if done.is_ignored else ""
        say(f"{how or f'Commit {done.uncommitted}'}: it keeps the addresses that are public now.")
    if done.unsaid and not dry_run:
        say(f'Say url = "{done.unsaid}" in sitegen.toml, under [site]: feed, sitemap and 404.html need it.')
    if done.is_new and not dry_run:
        say(f"On GitHub, choose once: Settings, Pages, Deploy from a branch, {target.branch}, / (root).")


def _wrong(done: Published, despite_problems: bool) -> str:
    """How much stopped it; where problems were let through, what no option lets through."""
    if not despite_problems:
        return count(sum(not each.is_note for each in done.problems), "problem")
    dangers = [each for each in done.problems if each.severity is Severity.DANGER]
    places = ", ".join(dict.fromkeys(each.path for each in dangers))
    return f"{count(len(dangers), 'danger')}, which no option lets through ({places})"


def _listed(changes: Iterable[Change]) -> Iterable[str]:
    changes = list(changes)
    yield from (f"{_SIGNS[each.kind]} {each.path}" for each in changes[:_MOST_SHOWN])
    if len(changes) > _MOST_SHOWN:
        yield f"… and {len(changes) - _MOST_SHOWN} more"


def _outcome(done: Published, target: Target, dry_run: bool) -> str:
    if not done.changes:
        return f"{target} has this site already: nothing to publish"
    counts = [(sum(each.kind == kind for each in done.changes), kind) for kind in "AMD"]
    words = {"A": "added", "M": "changed", "D": "removed"}
    told = ", ".join(f"{number} {words[kind]}" for number, kind in counts if number)
    files = f"{count(len(done.changes), 'file')} ({told})"
    if dry_run:
        return f"would publish to {target}: {files}"
    where = f"; soon at {done.url}" if done.url else ""
    return f"published {done.commit[:12]} to {target}: {files}{where}"
