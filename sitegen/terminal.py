"""Hits as lines of a terminal. What a transcript holds is shown there, never obeyed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click


def result_lines(result: Mapping[str, Any]) -> Iterator[str]:
    """The result of a search, as `sitegen.search` tells it in JSON, with styles that click may take off."""
    for hit in result["hits"]:
        yield from _hit_lines(hit)
    total, told = result["total"], len(result["hits"])
    found = f"{total:,} {'message' if total == 1 else 'messages'}"
    yield click.style(found if total == told else f"{told:,} of {found}; more with --limit", dim=True)


def problem_lines(result: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the query, each with a sign under the place."""
    for problem in result["problems"]:
        yield f"query:{problem['at'] + 1}: {one_line(problem['message'])}"


def _hit_lines(hit: Mapping[str, Any]) -> Iterator[str]:
    who = hit["speaker"] + (f" ({hit['label']})" if hit["label"] not in ("", hit["speaker"]) else "")
    facts = (who, hit["day"], f"message {hit['number']}")
    yield _marked(hit["heading"], bold=True) + "  " + one_line(" · ".join(filter(None, facts)))
    yield "  " + _marked(hit["snippet"])
    yield "  " + click.style(hit["address"], dim=True)
    yield ""


def _marked(parts: Sequence[Mapping[str, Any]], *, bold: bool = False) -> str:
    """Parts of a text, those that were looked for in another colour."""
    return "".join(_styled(one_line(part["text"]), is_marked=part["marked"], bold=bold) for part in parts)


def _styled(text: str, *, is_marked: bool, bold: bool) -> str:
    if is_marked:
        return click.style(text, fg="yellow", bold=True)
    return click.style(text, bold=True) if bold else text


def one_line(text: str) -> str:
    """``text`` without a character that a terminal would obey: controls, line ends, bidi marks."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text
    )
