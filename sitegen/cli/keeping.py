"""``init``, ``forget`` and ``accept``: how an archive begins, what it keeps to itself, and what it does not."""

from pathlib import Path

import click

from sitegen.archive.folder import open_archive
from sitegen.build.cache import Cache
from sitegen.build.context import kit_of
from sitegen.cli.accepting import accept
from sitegen.cli.console import content_errors_end_quietly, say
from sitegen.cli.new_archive import create, is_known_to_pip
from sitegen.cli.options import FOLDER
from sitegen.cli.roll import forget
from sitegen.permalinks.ledger.files import today


@click.command("init")
@click.argument("folder", type=FOLDER, default=Path())
@content_errors_end_quietly
def init_command(folder: Path) -> None:
    """Make a new archive in FOLDER: settings, a first transcript and essay, a workflow that publishes it.

    It builds at once. Nothing that is there already is written over; one that was cut off is finished.
    """
    for path in create(folder):
        click.echo(f"wrote {path}")
    click.echo("Next: put transcripts into content/transcripts, then run `sitegen build` there.")
    click.echo("To publish it from here: `git init`, `git remote add origin …`, then `sitegen publish`.")
    if not is_known_to_pip():
        click.echo("To publish it by the workflow: say in requirements.txt first where GitHub finds sitegen.")


@click.command("forget")
@click.argument("address")
@click.option("--why", required=True, help="What the tombstone says; everybody can read it.")
@click.option(
    "--content", type=FOLDER, help="Folder with transcripts/, or of transcripts.  [default: content]"
)
@content_errors_end_quietly
def forget_command(address: str, why: str, content: Path | None) -> None:
    """Withdraw a message or a conversation for good.

    From the next `sitegen build` on its words are in no page, twin, source copy or index, and not in the ledger;
    a tombstone stays at ADDRESS, and says why. An export that brings the words back does not bring them back here.
    The transcript itself and the history of git are yours to clean.
    """
    archive = open_archive(Path(), content)
    with Cache(archive.root, Path("site")).lock():
        for line in forget(archive, address, why, today()):
            say(line)


@click.command("accept")
@click.argument("fingerprint")
@click.option(
    "--why", required=True, help="Why it may be published; whoever sees the repository can read it."
)
@click.option(
    "--content", type=FOLDER, help="Folder with transcripts/, or of transcripts.  [default: content]"
)
@content_errors_end_quietly
def accept_command(fingerprint: str, why: str, content: Path | None) -> None:
    """Let a secret or personal data that were found be published.

    FINGERPRINT stands in what `sitegen check` says. It is written into content/accepted.jsonl, which belongs in git
    and never says the value itself.
    """
    archive = open_archive(Path(), content)
    with Cache(archive.root, Path("site")).lock():
        for line in accept(archive, kit_of(archive), fingerprint, why, today()):
            say(line)
