"""Define options that several commands have, and check their values."""

from itertools import islice
from pathlib import Path

import click

from sitegen.cli.console import one_line
from sitegen.model.problems import ContentError, Problem

FOLDER = click.Path(file_okay=False, path_type=Path)

DEFAULT_OUTPUT = Path("site")

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
    default=DEFAULT_OUTPUT,
    show_default=True,
    help="Folder of the site.",
)


class WordsCommand(click.Command):
    """A command with words as its argument, which may begin with a hyphen: ``sitegen search light -storm``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Move options before the words."""
        options = {name: each for each in self.params if isinstance(each, click.Option) for name in each.opts}
        found: list[str] = []
        words: list[str] = []
        rest = iter(args)
        for arg in rest:
            if arg == "--":
                words += rest
            elif arg in options:
                found += (arg,) if options[arg].is_flag else (arg, *islice(rest, 1))
            elif arg.startswith("--") or (arg[:2] in options and arg[2:].isdecimal()):
                found.append(arg)
            else:
                words.append(arg)
        return super().parse_args(ctx, [*found, "--", *words])


def checked_reason(text: str) -> str:
    """Return a ``--reason`` as one line. Raise `ContentError` if it is empty, too long, or reveals a secret."""
    from sitegen.permalinks.ledger.records import MAX_REASON_LENGTH
    from sitegen.privacy.findings import mask_secrets

    reason = one_line(" ".join(text.split()))
    if mask_secrets(reason) != reason:
        raise ContentError(Problem("reason-reveals-secret", "--reason"))
    if not reason or len(reason) > MAX_REASON_LENGTH:
        raise ContentError(Problem("reason-length", "--reason", limit=MAX_REASON_LENGTH))
    return reason
