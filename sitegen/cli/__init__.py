"""The commands; the only room that prints or exits.

Exit status: 0 fine, 1 problems in content, 2 wrong usage.
"""

from importlib import import_module

import click

from sitegen import __version__

_ROOMS = {
    "init": "keeping",
    "build": "building",
    "serve": "building",
    "check": "building",
    "publish": "publishing",
    "search": "finding",
    "cite": "finding",
    "addresses": "finding",
    "forget": "keeping",
    "accept": "keeping",
}
"""Of each command, in the order of `--help`, the module where it stands."""


class Commands(click.Group):
    """Imports a command when it is asked for: who searches need not wait for all that builds."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        del ctx
        return list(_ROOMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name; None where there is none."""
        del ctx
        if cmd_name not in _ROOMS:
            return None
        found = getattr(import_module(f"{__name__}.{_ROOMS[cmd_name]}"), f"{cmd_name}_command")
        assert isinstance(found, click.Command)
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sitegen")
def main() -> None:
    """Turn folders of AI conversation transcripts into a static site."""
