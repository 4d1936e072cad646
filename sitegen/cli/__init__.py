"""Run the commands: the only room that prints or exits. One module per command.

In: arguments of the command line. Out: lines on the terminal and an exit status: 0 success, 1 problems in content, 2
wrong usage. Start at `main`; `options` holds options that several commands share, `console` prints.
"""

import os
import signal
import sys
from difflib import get_close_matches
from importlib import import_module
from threading import current_thread, main_thread
from types import FrameType

import click

from sitegen import __version__

COMMANDS = {
    "init": "Create a new archive in FOLDER; default: the current folder.",
    "import": "Copy exports into content/transcripts/: files, folders, or zips as a program gave them to you.",
    "collect": "Copy the sessions that coding tools keep on this machine, before they delete them.",
    "build": "Build the site: content/ → site/.",
    "serve": "Build the site and serve it on this machine.",
    "check": "List everything wrong with the archive and its built site.",
    "publish": "Build the site and push it to a branch, for GitHub Pages.",
    "search": "Search all messages, best first.",
    "cite": "Print a citation of a message, a drawing, a conversation, or exact words.",
    "addresses": "List every address that was ever published.",
    "forget": "Withdraw a message or a conversation for good.",
    "accept": "Allow a detected secret or personal detail to be published.",
}
"""In the order of ``--help``, with the first sentence of its help. Each is `command` in the module of its name."""
_MODULES = {"import": "import_exports"}
"""Modules of commands whose names Python reserves."""


class LazyGroup(click.Group):
    """Import a command only when it is used, so that `search` does not wait for the modules of `build`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command with this name; None if there is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"{__name__}.{_MODULES.get(cmd_name, cmd_name)}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve a command as click does, but suggest one for a mistyped name."""
        name = args[0]
        if not name.startswith("-") and name not in COMMANDS and not ctx.resilient_parsing:
            similar = get_close_matches(name, COMMANDS, 1)
            ctx.fail(f"No such command {name!r}." + (f" Did you mean {similar[0]!r}?" if similar else ""))
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sitegen")
@click.pass_context
def main(context: click.Context) -> None:
    """Turn folders of AI conversation transcripts into a static site."""
    if os.environ.get("NO_COLOR"):  # https://no-color.org
        context.color = False
    elif os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        context.color = True
    if current_thread() is main_thread():  # no other thread gets signals
        before = signal.signal(signal.SIGTERM, _stop)
        context.call_on_close(lambda: signal.signal(signal.SIGTERM, before))


def _stop(number: int, frame: FrameType | None) -> None:
    """Exit as on Ctrl-C, so that temporary files are deleted and worker processes end."""
    del frame
    sys.exit(128 + number)
