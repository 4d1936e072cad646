"""How commands print: problems, progress, counts; and how they end."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import IO, Any

import click
from click._termui_impl import ProgressBar

from sitegen.errors import ContentError, Problem
from sitegen.refusals import of_the_machine
from sitegen.secrets.finding import without_values
from sitegen.terminal import one_line
from sitegen.workers import Advance


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
