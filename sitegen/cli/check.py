"""List everything that is wrong with the archive: ``sitegen check``."""

import sys
from pathlib import Path

import click

from sitegen.archive.location import locate_archive
from sitegen.build.snapshot import CheckReport, SnapshotStore
from sitegen.cli.console import count, exit_on_content_error, print_line, print_problems
from sitegen.cli.options import content_option, output_option, workers_option
from sitegen.model import serialization
from sitegen.model.problems import Problem


@click.command
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array instead of lines.")
@click.option("--fix", is_flag=True, help="Update essay links whose quoted words have moved. Never changes the words.")
@click.option(
    "--explain",
    "explained",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Print what sitegen takes FILE for, and why, instead of checking the archive.",
)
@output_option
@content_option
@workers_option
@exit_on_content_error
def command(
    as_json: bool, fix: bool, output: Path, content: Path | None, workers: int | None, *, explained: Path | None
) -> None:
    """List everything wrong with the archive and its built site.

    Each line is `path:line: problem`. Includes what the next build would do to published addresses: which ones
    would be lost, changed or added. Notes say what sitegen could not know, such as the model behind a name; they do
    not count as problems.

    `--explain FILE` works for any file, inside or outside the archive: it prints the formats that fit, how sure each is
    and why, and the title, dates, speakers and problems of what is read.
    """
    if explained:
        from sitegen.cli.explain import explain_file

        sys.exit(0 if explain_file(explained, content, as_json=as_json) else 1)
    from sitegen.permalinks.ledger.files import today

    day = today()
    location = locate_archive(Path(), content)
    store = SnapshotStore(location.state_folder, location.transcripts_folder, output)
    report = None if fix else store.load(CheckReport)
    if report is None:
        report = _check(content, output, day=day, workers=workers, fix=fix)
    problems = report.problems
    has_errors = any(not each.is_note for each in problems)
    if as_json:
        from sitegen.privacy.findings import mask_secrets

        items = [{"path": mask_secrets(each.path), **serialization.problem_to_json(_masked(each))} for each in problems]
        click.echo(serialization.dump(items), nl=False)
    else:
        print_problems(problems, sys.stdout)
        if not has_errors:
            notes = f", {count(len(problems), 'note')}" if problems else ""
            click.echo(f"No problems ({count(report.transcripts, 'transcript')}{notes}).", err=True)
    sys.exit(1 if has_errors else 0)


def _check(content: Path | None, output: Path, *, day: str, workers: int | None, fix: bool) -> CheckReport:
    from sitegen.archive.folder import open_archive
    from sitegen.build.checks.link_fixes import fix_links
    from sitegen.build.pipeline import check

    archive = open_archive(Path(), content)
    checked = check(archive, output, day=day, workers=workers)
    if fix and (fixed := list(fix_links(archive, checked.failed_quotations))):
        for line in fixed:
            print_line(line, sys.stderr)
        checked = check(open_archive(Path(), content), output, day=day, workers=workers)
    return checked.report


def _masked(problem: Problem) -> Problem:
    """Mask secrets in the parameters of a problem."""
    from sitegen.privacy.findings import mask_secrets

    values = {
        name: tuple(map(mask_secrets, value))
        if isinstance(value, tuple)
        else mask_secrets(value)
        if isinstance(value, str)
        else value
        for name, value in problem.parameters.items()
    }
    return Problem(problem.code, problem.path, problem.line, **values)
