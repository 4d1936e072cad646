"""``build``, ``check`` and ``serve``: from the transcripts to the site."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from sitegen.archive.folder import open_archive
from sitegen.build.checks.link_fixes import mend
from sitegen.build.checks.runner import check
from sitegen.build.context import kit_of
from sitegen.build.pipeline import Report, build
from sitegen.cli.console import content_errors_end_quietly, count, print_problems, progress, say
from sitegen.cli.options import FOLDER, archive_options
from sitegen.model import serialization
from sitegen.permalinks.ledger.files import today
from sitegen.preview.archive_search import ArchiveAnswers
from sitegen.preview.preview import DEFAULT_PORT, serve
from sitegen.privacy.findings import without_values


@click.command("build")
@click.option("--output", "-o", type=FOLDER, default=Path("site"), show_default=True, help="Where to.")
@click.option("--force", is_flag=True, help="Make every page anew, whatever the cache says.")
@click.option("--strict", is_flag=True, help="With any problem, leave the old site and exit with 1.")
@archive_options
@content_errors_end_quietly
def build_command(output: Path, force: bool, strict: bool, content: Path | None, workers: int | None) -> None:
    """Build the site: content/ → site/.

    Reads the archive in the current folder. Work is in proportion to what changed; the new site takes the
    old one's place whole, or not at all.
    """
    archive = open_archive(Path(), content)
    with progress() as advance:
        report = build(
            archive, output, day=today(), force=force, strict=strict, workers=workers, advance=advance
        )
    print_problems(each for each in report.problems if not each.is_note)
    click.echo(_summary_line(report, output))
    if not report.written:
        sys.exit(1)


@click.command("check")
@click.option("--json", "form_json", is_flag=True, help="A JSON array instead of lines.")
@click.option(
    "--fix", is_flag=True, help="Write links of essays anew whose words stand elsewhere now; never words."
)
@click.option(
    "--output",
    "-o",
    type=FOLDER,
    default=Path("site"),
    show_default=True,
    help="Where the site is, if it was built.",
)
@archive_options
@content_errors_end_quietly
def check_command(
    form_json: bool, fix: bool, output: Path, content: Path | None, workers: int | None
) -> None:
    """List everything wrong with the archive, and with the site as the last build left it, as `path:line: problem`.

    Also what the next build would do to published addresses: which are lost, which lead to other words, which are
    new. Notes say what could not be known, such as a model without an identity; they do not count as problems.
    """
    archive = open_archive(Path(), content)
    checked = check(archive, kit_of(archive), day=today(), site=output, workers=workers)
    if fix and (mended := list(mend(archive, checked.misquotes))):
        for line in mended:
            say(line, sys.stderr)
        archive = open_archive(Path(), content)
        checked = check(archive, kit_of(archive), day=today(), site=output, workers=workers)
    problems = checked.problems
    if form_json:
        listed = [
            {
                "path": without_values(each.path),
                **serialization.problem(replace(each, message=without_values(each.message))),
            }
            for each in problems
        ]
        click.echo(serialization.dump(listed), nl=False)
    else:
        print_problems(problems, sys.stdout)
        if not problems and sys.stderr.isatty():
            click.echo("nothing is wrong", err=True)
    sys.exit(0 if all(each.is_note for each in problems) else 1)


@click.command("serve")
@click.option("--output", "-o", type=FOLDER, default=Path("site"), show_default=True, help="Where to.")
@click.option(
    "--port", "-p", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True, help="0: any."
)
@click.option("--open", "opens", is_flag=True, help="Open it in a browser.")
@archive_options
@content_errors_end_quietly
def serve_command(output: Path, port: int, opens: bool, content: Path | None, workers: int | None) -> None:
    """Build, and show the site on this machine.

    When a transcript, a setting or the theme changes, the site is built anew and open pages show it. The search
    page is answered by the full index, also without JavaScript; search.json?q=… gives the hits to programs.
    """

    def tell(line: str) -> None:
        say(without_values(line), sys.stderr)

    def answers() -> ArchiveAnswers:
        return ArchiveAnswers(Path(), content)

    serve(Path(), content, output, port=port, open_browser=opens, workers=workers, answers=answers, say=tell)


def _summary_line(report: Report, output: Path) -> str:
    found = f"{count(report.conversations, 'conversation')}, {count(report.messages, 'message')}"
    problems = count(sum(not each.is_note for each in report.problems), "problem")
    if not report.written:
        return f"{found}; {output} was left as it was: {problems}"
    kept = report.conversations - report.published
    return f"{found} in {output}: {report.published} made, {kept} kept, {problems}"
