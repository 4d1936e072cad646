"""Build the site: ``sitegen build``."""

import sys
from pathlib import Path

import click

from sitegen.archive.location import locate_archive
from sitegen.build.snapshot import BuildReport, SnapshotStore
from sitegen.cli.console import count, exit_on_content_error, print_grouped, print_problems, progress
from sitegen.cli.options import content_option, output_option, workers_option


@click.command
@output_option
@click.option("--force", is_flag=True, help="Rebuild every page, ignoring the cache.")
@click.option("--strict", is_flag=True, help="If there is any problem, keep the old site and exit with 1.")
@click.option("--all", "all_problems", is_flag=True, help="Print every problem, not three of each kind.")
@content_option
@workers_option
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="Read and render transcripts on this machine, or on a Dask cluster.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Scheduler of the Dask cluster, such as tcp://10.0.0.1:8786.")
@exit_on_content_error
def command(
    *,
    output: Path,
    force: bool,
    strict: bool,
    all_problems: bool,
    content: Path | None,
    workers: int | None,
    engine: str,
    scheduler: str | None,
) -> None:
    """Build the site: content/ → site/.

    Reads the archive in the current folder. Only what changed is rebuilt and written. After an interruption you have
    the old site, or the next command finishes the new one.
    """
    if (engine == "dask") != bool(scheduler):
        raise click.UsageError("--engine dask and --scheduler ADDRESS belong together.")
    if scheduler and workers:
        raise click.UsageError("--workers is for --engine local; a Dask cluster has its own workers.")
    from sitegen.permalinks.ledger.files import today

    day = today()
    location = locate_archive(Path(), content)
    store = SnapshotStore(location.state_folder, location.transcripts_folder, output)
    report = None if force else store.load(BuildReport)
    if report is None:
        from sitegen.archive.folder import open_archive
        from sitegen.build.parallel import Workers
        from sitegen.build.pipeline import build

        cluster: Workers = workers
        if scheduler:
            from sitegen.build.dask_cluster import DaskCluster

            cluster = DaskCluster(scheduler)
        archive = open_archive(Path(), content)
        with progress() as advance:
            report = build(archive, output, today=day, force=force, strict=strict, workers=cluster, on_progress=advance)
    problems = [each for each in report.problems if not each.is_note]
    if all_problems:
        print_problems(problems)
    else:
        print_grouped(problems, "--all prints every one.")
    is_left = strict and bool(problems)
    for line in _summary(report, output, len(problems), is_left):
        click.echo(line)
    if is_left:
        sys.exit(1)


def _summary(report: BuildReport, output: Path, problems: int, is_left: bool) -> list[str]:
    size = f"{count(report.conversations, 'conversation')}, {count(report.messages, 'message')}"
    found = f"{count(problems, 'problem')}; see above." if problems else "No problems."
    if is_left:
        return [f"Left {output}/ as it was: {found}"]
    from sitegen.permalinks.urls import HOME

    pages = f"{report.rebuilt:,} rebuilt, {report.conversations - report.rebuilt:,} unchanged"
    return [f"Built {output}/: {size} ({pages}). {found}", f"Open {(output / HOME).as_posix()} in a browser."]
