"""The commands; the only room that prints or exits.

Exit status: 0 fine, 1 problems in content, 2 wrong usage.
"""

import click

from sitegen import __version__
from sitegen.cli.building import build_command, check_command, serve_command
from sitegen.cli.finding import addresses_command, cite_command, search_command
from sitegen.cli.keeping import accept_command, forget_command, init_command
from sitegen.cli.publishing import publish_command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sitegen")
def main() -> None:
    """Turn folders of AI conversation transcripts into a static site."""


for command in (
    init_command,
    build_command,
    serve_command,
    check_command,
    publish_command,
    search_command,
    cite_command,
    addresses_command,
    forget_command,
    accept_command,
):
    main.add_command(command)
