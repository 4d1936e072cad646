"""How commands print: problems, progress, counts; and how they end."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import IO, Any

import click
from click._termui_impl import ProgressBar

from sitegen.build.guards import of_the_machine
from sitegen.build.parallel import Advance
from sitegen.model.problems import ContentError, Problem
from sitegen.privacy.findings import without_values


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


def content_errors_end_quietly(command: Callable[..., None]) -> Callable[..., None]:
    """A fault in content or settings, or of the machine, is one line and exit status 1; a bug of ours keeps its
    traceback.
    """

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except ContentError as error:
            print_problems([error.problem])
            sys.exit(1)
        except OSError as error:
            problem = of_the_machine(error)
            if problem is None:
                raise
            print_problems([problem])
            sys.exit(1)

    return guarded


@contextmanager
def progress() -> Iterator[Advance]:
    """A progress bar while pages are made, on a terminal; nothing elsewhere."""
    bar: ProgressBar[int] | None = None

    def advance(done: int, total: int) -> None:
        nonlocal bar
        if not sys.stderr.isatty():
            return
        if bar is None:
            bar = click.progressbar(length=total, label="pages", file=sys.stderr)
            bar.__enter__()
        bar.update(1)
        if done == total:
            bar.__exit__(None, None, None)

    yield advance


def print_problems(problems: Iterable[Problem], file: IO[str] | None = None) -> None:
    """A line each, to the standard error unless ``file`` is another. Some quote transcripts; secrets are masked."""
    for problem in problems:
        line = without_values(str(problem))
        say(f"note: {line}" if problem.is_note else line, file or sys.stderr)


def say(line: str, file: IO[str] | None = None) -> None:
    """Prints a line that may hold anything: no control of a transcript reaches the terminal."""
    stream = file or sys.stdout
    click.echo(encodable(one_line(line), stream), file=stream)


def encodable(text: str, stream: IO[str]) -> str:
    """``text`` without a character that the stream cannot carry."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def count(number: int, noun: str) -> str:
    """``1 message``, ``2 messages``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
