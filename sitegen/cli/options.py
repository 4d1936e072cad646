"""Options that several commands have."""

from collections.abc import Callable
from pathlib import Path

import click

FOLDER = click.Path(file_okay=False, path_type=Path)


def archive_options(command: Callable[..., None]) -> Callable[..., None]:
    """Which archive, and with how many processes."""
    content = click.option(
        "--content", type=FOLDER, help="Folder with transcripts/, or of transcripts.  [default: content]"
    )
    workers = click.option("--workers", type=click.IntRange(1), help="Processes.  [default: one a core]")
    return content(workers(command))
