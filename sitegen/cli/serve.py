"""Serve the site on this machine: ``sitegen serve``."""

import sys
from pathlib import Path

import click

from sitegen.cli.console import exit_on_content_error, print_line, show_update
from sitegen.cli.options import content_option, output_option, workers_option
from sitegen.preview.preview import DEFAULT_PORT, serve
from sitegen.preview.site_search import SiteSearch
from sitegen.privacy.findings import mask_secrets


@click.command
@output_option
@click.option(
    "--port",
    "-p",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Port; 0 picks a free one.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the site in a browser.")
@content_option
@workers_option
@exit_on_content_error
def command(output: Path, port: int, open_browser: bool, content: Path | None, workers: int | None) -> None:
    """Build the site and serve it on this machine.

    When a transcript, a setting or the theme changes, the site is rebuilt and open pages reload. The search page uses
    the full index, also without JavaScript; search.json?q=… returns hits as JSON.
    """

    def print_masked(line: str) -> None:
        print_line(mask_secrets(line), sys.stderr)

    def open_search() -> SiteSearch:
        return SiteSearch(Path(), content, show_update)

    serve(
        Path(),
        content,
        output,
        port=port,
        open_browser=open_browser,
        workers=workers,
        open_search=open_search,
        print_line=print_masked,
    )
