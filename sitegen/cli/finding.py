"""``search``, ``addresses`` and ``cite``: what the archive has, and where."""

import sys
from pathlib import Path

import click

from sitegen.archive.folder import open_archive
from sitegen.build.context import kit_of
from sitegen.build.search_index import Finder
from sitegen.build.transcript import models
from sitegen.cli.citing import Citer
from sitegen.cli.console import content_errors_end_quietly, encodable, problem_lines, result_lines, say
from sitegen.cli.options import FOLDER
from sitegen.cli.roll import address_line, resolved, told
from sitegen.model import serialization
from sitegen.permalinks.ledger.files import Ledger, today
from sitegen.quotes.citations.styles import Style, cite
from sitegen.search.results import search, to_json


@click.command("search")
@click.argument("query")
@click.option(
    "--limit", "-n", type=click.IntRange(1, 10_000), default=10, show_default=True, help="Hits at most."
)
@click.option("--json", "form_json", is_flag=True, help="The hits as a JSON object instead of lines.")
@content_errors_end_quietly
def search_command(query: str, limit: int, form_json: bool) -> None:
    """Search all messages, best first.

    QUERY is made of words, "phrases", AND, OR, NOT or -, parentheses, begin*, and filters: speaker:, model:,
    in:, has:art|code|image|command|event, before:, after:, on:, sort:date. It looks into what the last `sitegen
    build` read in the current folder, and gives what the search page gives. Exit status 1: nothing matches.
    """
    archive = open_archive(Path())
    with Finder(archive.root).open(models(kit_of(archive)).by_identity) as index:
        result = to_json(search(index, query, limit))
    if form_json:
        click.echo(serialization.dump(result), nl=False)
    else:
        for line in problem_lines(result):
            click.echo(line, err=True)
        for line in result_lines(result):
            click.echo(encodable(line, sys.stdout))
    sys.exit(0 if result["total"] else 1)


@click.command("addresses")
@click.option("--resolve", "url", metavar="URL", help="Only where this address leads, of whatever age it is.")
@click.option("--json", "form_json", is_flag=True, help="A JSON array instead of lines.")
@click.option(
    "--content", type=FOLDER, help="Folder with transcripts/, or of transcripts.  [default: content]"
)
@content_errors_end_quietly
def addresses_command(url: str | None, form_json: bool, content: Path | None) -> None:
    """List every address that was ever published, and what became of it.

    That is what the ledger says, content/ledger/, which `sitegen build` writes and which belongs in git. With
    --resolve, URL may be a whole one, c/talk.html#m-kwfjsn7, or an anchor alone; exit status 1: it leads nowhere.
    """
    archive = open_archive(Path(), content)
    ledger = Ledger(archive.ledger, archive.shown(archive.ledger))
    listed = told(ledger) if url is None else resolved(ledger, url)
    if form_json:
        click.echo(serialization.dump(listed), nl=False)
    else:
        for each in listed:
            say(address_line(each))
    sys.exit(1 if url is not None and not any(each["address"] for each in listed) else 0)


@click.command("cite")
@click.argument("what", metavar="ADDRESS|WORDS")
@click.option(
    "--style",
    type=click.Choice([each.value for each in Style]),
    default="markdown",
    show_default=True,
    help="Form.",
)
@click.option(
    "--content", type=FOLDER, help="Folder with transcripts/, or of transcripts.  [default: content]"
)
@content_errors_end_quietly
def cite_command(what: str, style: str, content: Path | None) -> None:
    """Print a citation of a message, a drawing, or of words that somebody said.

    ADDRESS may be a whole one, c/talk.html#m-kwfjsn7, or an anchor alone. WORDS are looked for in what the last
    `sitegen build` read; the link that is printed leads to exactly these. Exit status 1: nobody said them, or several
    did.
    """
    archive = open_archive(Path(), content)
    passage = Citer(archive, kit_of(archive), today()).passage(what)
    click.echo(encodable(cite(passage, Style(style)), sys.stdout))
