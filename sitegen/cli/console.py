"""Print problems, progress and counts; end a command with a message instead of a traceback.

What only a problem needs, such as the scan for secrets, is imported when there is one.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import IO, TYPE_CHECKING, Any

import click

from sitegen.model.problems import ContentError, Problem, Severity

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from sitegen.build.parallel import ProgressCallback

_EXAMPLES = 3
"""Problems of one kind that are printed before the rest is counted."""


def exit_on_content_error(command: Callable[..., None]) -> Callable[..., None]:
    """Print a fault in content, settings or the operating system as one line and exit with 1.

    Bugs of sitegen keep their traceback.
    """

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except ContentError as error:
            print_problems([error.problem])
            sys.exit(1)
        except OSError as error:
            from sitegen.build.guards import os_error_problem

            problem = os_error_problem(error)
            if problem is None:
                raise
            print_problems([problem])
            sys.exit(1)

    return guarded


@contextmanager
def progress() -> "Iterator[ProgressCallback]":
    """Show a progress bar for pages on a terminal; nothing elsewhere."""
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


def show_update(conversations: int) -> None:
    """Say on a terminal that the search index is brought up to date, which can take a while."""
    if sys.stderr.isatty():
        click.echo(f"Updating the search index: {count(conversations, 'conversation')} …", err=True)


def print_problems(problems: Iterable[Problem], file: IO[str] | None = None) -> None:
    """Print a line for each problem, to standard error by default. Secrets are masked."""
    for problem in problems:
        from sitegen.privacy.findings import mask_secrets

        line = mask_secrets(str(problem))
        print_line(f"note: {line}" if problem.is_note else line, file or sys.stderr)


def print_grouped(problems: Iterable[Problem], how_to_see_all: str) -> None:
    """Print problems to standard error, at most three of each kind, and count the others; print all blockers.

    Kinds are in the order of their first problem. ``how_to_see_all`` ends the line that counts.
    """
    kinds: dict[str, list[Problem]] = {}
    for problem in problems:
        kinds.setdefault(problem.code, []).append(problem)
    for code, group in kinds.items():
        is_short = len(group) <= _EXAMPLES + 1 or group[0].severity is Severity.BLOCKER
        shown = group if is_short else group[:_EXAMPLES]
        print_problems(shown)
        if more := len(group) - len(shown):
            print_line(f"… and {more:,} more of the kind {code}; {how_to_see_all}", sys.stderr)


def print_line(line: str, file: IO[str] | None = None) -> None:
    """Print a line that may hold anything: no control character of a transcript reaches the terminal."""
    stream = file or sys.stdout
    click.echo(encodable(one_line(line), stream), file=stream)


def one_line(text: str) -> str:
    """Escape all characters that a terminal would obey: controls, line ends, bidi marks."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def encodable(text: str, stream: IO[str]) -> str:
    """Escape the characters that the encoding of the stream lacks."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def count(number: int, noun: str) -> str:
    """Return ``1 message`` or ``2 messages``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
