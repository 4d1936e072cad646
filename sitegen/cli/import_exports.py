"""Copy exports into the archive: ``sitegen import``."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sitegen.cli.console import count, exit_on_content_error, print_grouped, print_line, print_problems
from sitegen.cli.options import content_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.build.imports.importer import Imported
    from sitegen.model.problems import Problem

_MAX_MODELS = 3
"""Models that a row of the table names."""


@click.command
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Copy nothing, only print what would be copied.")
@click.option("--all", "all_problems", is_flag=True, help="Print every problem, not three of each kind.")
@content_option
@exit_on_content_error
def command(paths: tuple[Path, ...], *, dry_run: bool, all_problems: bool, content: Path | None) -> None:
    """Copy exports into content/transcripts/: files, folders, or zips as a program gave them to you.

    Each format has a folder. An export of many conversations becomes a file for each; run again with a newer export,
    it adds what is new and replaces what has grown, and deletes nothing. Prints a table of what was found.
    """
    from sitegen.archive.location import locate_archive
    from sitegen.build.imports.importer import Importer, pictures_beside
    from sitegen.build.imports.source_files import find_source_files, total_bytes

    folder = locate_archive(Path(), content).transcripts_folder
    importer = Importer(folder, dry_run=dry_run)
    sources = [find_source_files(path, skip=folder) for path in paths]
    report = ImportReport()
    with byte_progress(sum(total_bytes(each.files) for each in sources)) as advance:
        for path, source in zip(paths, sources, strict=True):
            report.problems += source.problems
            for file in source.files:
                pictures = source.pictures if path.is_dir() else pictures_beside(file.file)
                for each in importer.add(file, pictures):
                    report.add(each)
                advance(total_bytes([file]))
    importer.finish()
    report.print_table()
    if all_problems:
        print_problems(report.problems)
    else:
        print_grouped(report.problems, "--all prints every one.")
    report.print_summary(folder, dry_run=dry_run)
    sys.exit(0 if report.imported else 1)


class ImportReport:
    """The result of an import: what was copied, and what was wrong."""

    def __init__(self) -> None:
        self.imported: list[Imported] = []
        self.problems: list[Problem] = []

    def add(self, each: "Imported | Problem") -> None:
        """Add a conversation or a problem."""
        from sitegen.model.problems import Problem

        if isinstance(each, Problem):
            self.problems.append(each)
        else:
            self.imported.append(each)

    def print_table(self) -> None:
        """Print a row for each format."""
        if not self.imported:
            return
        header = ("format", "conversations", "new", "updated", "messages", "models", "dates", "problems")
        rows = [header, *self._rows()]
        widths = [max(len(row[n]) for row in rows) for n in range(len(header))]
        for row in rows:
            cells = (
                cell.rjust(width) if n in (1, 2, 3, 4, 7) else cell.ljust(width)
                for n, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            print_line("  ".join(cells).rstrip())

    def _rows(self) -> Iterator[tuple[str, ...]]:
        for name in sorted({each.recognition.format for each in self.imported}):
            group = [each for each in self.imported if each.recognition.format == name]
            found = [each.recognition for each in group]
            models = list(dict.fromkeys(model for each in found for model in each.models))
            more = f" and {len(models) - _MAX_MODELS} more" if len(models) > _MAX_MODELS else ""
            days = sorted({day for each in found for day in each.days})
            numbers = (
                len(group),
                sum(each.outcome == "new" for each in group),
                sum(each.outcome == "updated" for each in group),
                sum(each.messages for each in found),
            )
            yield (
                name,
                *(f"{number:,}" for number in numbers),
                ", ".join(models[:_MAX_MODELS]) + more or "–",
                " – ".join(dict.fromkeys((days[0], days[-1]))) if days else "–",
                f"{sum(each.errors for each in found):,}",
            )

    def print_summary(self, folder: Path, *, dry_run: bool) -> None:
        """Print how many files were copied."""
        copied = {each.path for each in self.imported if each.outcome != "known"}
        known = sum(each.outcome == "known" for each in self.imported)
        verb = "Would copy" if dry_run else "Copied"
        there = f"; {count(known, 'conversation')} were there already" if known else ""
        print_line(f"{verb} {count(len(copied), 'file')} to {folder.as_posix()}/{there}.")


@contextmanager
def byte_progress(total: int) -> "Iterator[Callable[[int], None]]":
    """Show a progress bar for bytes on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=max(total, 1), label="reading", file=sys.stderr) as bar:
        yield bar.update
