"""Search all messages in the terminal: ``sitegen search``."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from sitegen.archive.location import locate_archive
from sitegen.build.search_index import SearchIndex
from sitegen.cli.console import count, encodable, exit_on_content_error, one_line, show_update
from sitegen.cli.options import WordsCommand, content_option
from sitegen.model import SEARCHABLE_KINDS, serialization
from sitegen.search.results import result_json, search


@click.command(
    cls=WordsCommand,
    help=f"""Search all messages, best first.

    QUERY has words, "phrases", AND, OR, NOT or -, parentheses, begin*, and filters: speaker:, model:, in:, before:,
    after:, on:, sort:date, has:KIND with one of {", ".join(SEARCHABLE_KINDS)}. Finds the talk; in:all
    also finds thinking, tools, attached files and other versions, which are in:branches. Put single quotes around it
    if your shell would change it, as '"storm glass" -sea'. A word that begins with -- must follow a lone --. Searches
    what the last `sitegen build` read, and finds what the search page finds. Where no message has all words, the
    messages that have most of them are printed. Exit status 1: no message has all words.
    """,
)
@click.argument("query", nargs=-1, required=True)
@click.option(
    "--limit",
    "-n",
    type=click.IntRange(1, 10_000),
    default=10,
    show_default=True,
    help="Maximum number of results.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the results as a JSON object instead of lines.")
@content_option
@exit_on_content_error
def command(query: Sequence[str], limit: int, as_json: bool, content: Path | None) -> None:
    """Print the results of a query."""
    index = SearchIndex(locate_archive(Path(), content).state_folder)
    result = index.ask(
        lambda index: result_json(search(index, " ".join(query), limit, with_facets=as_json)), show_update
    )
    if as_json:
        click.echo(serialization.dump(result), nl=False)
    else:
        for line in problem_lines(result):
            click.echo(line, err=True)
        for line in result_lines(result):
            click.echo(encodable(line, sys.stdout))
    sys.exit(0 if result["total"] and result["match"] == "all" else 1)


def result_lines(result: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a search result, given as JSON; with styles that click removes where they are not shown."""
    for hit in result["hits"]:
        yield from _hit_lines(hit)
    total, listed = result["total"], len(result["hits"])
    found = count(total, "message")
    if result["match"] == "most":
        yield "No message has all of these words. These come closest."
    if result["suggestion"]:
        yield f"Did you mean: {one_line(result['suggestion'])}"
    yield click.style(found if total == listed else f"{listed:,} of {found}; use --limit for more", dim=True)


def problem_lines(result: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each part of the query that was not understood, with its column."""
    for problem in result["problems"]:
        yield f"query:{problem['at'] + 1}: {one_line(problem['message'])}"


def _hit_lines(hit: Mapping[str, Any]) -> Iterator[str]:
    who = hit["speaker"] + (f" ({hit['label']})" if hit["label"] not in ("", hit["speaker"]) else "")
    facts = (who, hit["day"], f"message {hit['number']}")
    yield _marked(hit["heading"], bold=True) + "  " + one_line(" · ".join(filter(None, facts)))
    yield "  " + _marked(hit["snippet"])
    if hit["missing"]:
        yield "  " + click.style(f"missing: {one_line(', '.join(hit['missing']))}", dim=True)
    yield "  " + click.style(hit["address"], dim=True)
    yield ""


def _marked(parts: Sequence[Mapping[str, Any]], *, bold: bool = False) -> str:
    """Return a text of parts, with the matching parts in another colour."""
    return "".join(_styled(one_line(part["text"]), is_marked=part["marked"], bold=bold) for part in parts)


def _styled(text: str, *, is_marked: bool, bold: bool) -> str:
    if is_marked:
        return click.style(text, fg="yellow", bold=True)
    return click.style(text, bold=True) if bold else text
