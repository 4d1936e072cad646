"""Options that several commands have."""

from pathlib import Path

import click

FOLDER = click.Path(file_okay=False, path_type=Path)

content_option = click.option(
    "--content",
    type=FOLDER,
    help="Folder with transcripts/ in it, or a folder of transcripts.  [default: content]",
)
workers_option = click.option("--workers", type=click.IntRange(1), help="Number of processes.  [default: one per core]")
output_option = click.option(
    "--output",
    "-o",
    type=FOLDER,
    default=Path("site"),
    show_default=True,
    help="Folder of the site.",
)
