"""Copy the sessions that coding tools keep on this machine: ``sitegen collect``."""

import os
import sys
from pathlib import Path

import click

from sitegen.cli.console import count, exit_on_content_error, print_grouped, print_line, print_problems
from sitegen.cli.import_exports import ImportReport, byte_progress
from sitegen.cli.options import FOLDER, content_option


@click.command
@click.argument("projects", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--home", type=FOLDER, default=None, help="Folder to look in instead of your home folder.")
@click.option("--dry-run", is_flag=True, help="Copy nothing, only print what would be copied.")
@click.option("--all", "all_problems", is_flag=True, help="Print every problem, not three of each kind.")
@content_option
@exit_on_content_error
def command(
    projects: tuple[Path, ...], *, home: Path | None, dry_run: bool, all_problems: bool, content: Path | None
) -> None:
    """Copy the sessions that coding tools keep on this machine, before they delete them.

    Reads the folders of Claude Code (~/.claude/projects), Codex (~/.codex/sessions), Gemini CLI (~/.gemini/tmp) and
    pi (~/.pi/agent/sessions), and below each of PROJECTS, by default the current folder, those of SpecStory
    (.specstory/history) and aider (.aider.chat.history.md). Copies what is new or has grown; deletes nothing, and says
    what vanished at its source.
    """
    from sitegen.archive.location import locate_archive
    from sitegen.build.imports.collection import load_collection, save_collection
    from sitegen.build.imports.importer import Importer
    from sitegen.build.imports.source_files import total_bytes
    from sitegen.build.imports.tool_folders import find_tool_files

    location = locate_archive(Path(), content)
    folder = location.transcripts_folder
    environment = os.environ if home is None else {}
    tools = list(find_tool_files(home or Path.home(), environment, [each.absolute() for each in projects or [Path()]]))
    importer = Importer(folder, dry_run=dry_run)
    collection = load_collection(location.state_folder)
    before = repr(collection.records)
    report = ImportReport()
    with byte_progress(sum(total_bytes(tool.files) for tool in tools)) as advance:
        for tool in tools:
            for file in tool.files:
                for each in collection.collect(importer, folder, [file]):
                    report.add(each)
                advance(total_bytes([file]))
    importer.finish()
    report.problems += collection.note_vanished()
    for tool in tools:
        if tool.files:
            print_line(f"{tool.name}: {count(len(tool.files), 'file')} in {tool.root.as_posix()}/")
    report.print_table()
    if all_problems:
        print_problems(report.problems)
    else:
        print_grouped(report.problems, "--all prints every one.")
    report.print_summary(folder, dry_run=dry_run)
    if not dry_run and repr(collection.records) != before:
        save_collection(location.state_folder, collection)
    sys.exit(0)
