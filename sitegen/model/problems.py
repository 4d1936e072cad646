"""Problems of an archive: a code, a place and parameters; their sentences are in ``problem_messages/*.toml``."""

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

SETTINGS_FILE = "sitegen.toml"
"""The name of the settings file; problems in settings have it as their path."""

Parameter = str | int | tuple[str, ...]


class Severity(StrEnum):
    """Severity of a problem."""

    BLOCKER = "blocker"
    """Nothing may be published, whatever the owner says."""
    ERROR = "error"
    """`sitegen check` exits with 1."""
    NOTE = "note"
    """Nothing is wrong; reports what the program did or could not know."""


@dataclass(frozen=True, slots=True)
class ProblemMessage:
    """Message, hint and severity of all problems with one code.

    Texts are format strings. ``{n:message|messages}`` formats a number with a noun in singular or plural; a tuple is
    formatted as its items separated by commas.
    """

    message: str
    """One or two sentences that say what happened."""
    hint: str = ""
    """The most useful thing to do about it; may be empty."""
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True, init=False)
class Problem:
    """Something that the owner of an archive should know, printed as ``path:line: message hint``."""

    code: str
    """A key of the catalogue, such as ``unknown-format``; it stays the same when sentences change."""
    path: str
    """Relative to the archive, with forward slashes."""
    line: int | None
    """Counted from 1; None for the whole file."""
    parameters: Mapping[str, Parameter] = field(hash=False)
    """Values of the placeholders in message and hint."""

    def __init__(self, code: str, path: str, line: int | None = None, /, **parameters: Parameter) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "path", path)
        object.__setattr__(self, "line", line)
        object.__setattr__(self, "parameters", parameters)

    def within(self, folder: str) -> "Problem":
        """Return the same problem with its path inside ``folder``."""
        return Problem(self.code, f"{folder}/{self.path}".rstrip("/"), self.line, **self.parameters)

    @property
    def message(self) -> str:
        """Return what happened, as one or two sentences."""
        return _FORMATTER.vformat(messages()[self.code].message, (), self.parameters)

    @property
    def hint(self) -> str:
        """Return what to do about it; may be empty."""
        return _FORMATTER.vformat(messages()[self.code].hint, (), self.parameters)

    @property
    def severity(self) -> Severity:
        """Return how serious it is."""
        return messages()[self.code].severity

    @property
    def is_note(self) -> bool:
        """Return whether nothing is wrong, and this is only worth knowing."""
        return self.severity is Severity.NOTE

    def __str__(self) -> str:
        """Return ``path:line: message hint``, a form that editors and terminals make clickable."""
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return " ".join(filter(None, (f"{place}: {self.message}", self.hint)))


class ContentError(Exception):
    """A fault in content or settings that stops a command; printed as its problem, without a traceback."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)  # its only argument, so that it can be pickled
        self.problem = problem


class _Formatter(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, tuple):
            return ", ".join(value)
        if "|" in format_spec:
            singular, plural = format_spec.split("|")
            return f"{value:,} {singular if value == 1 else plural}"
        formatted: str = super().format_field(value, format_spec)
        return formatted


_FORMATTER = _Formatter()


@cache
def messages() -> Mapping[str, ProblemMessage]:
    """Return the catalogue: all messages by code."""
    found: dict[str, ProblemMessage] = {}
    for file in sorted((resources.files("sitegen.model") / "problem_messages").iterdir(), key=lambda each: each.name):
        for code, entry in tomllib.loads(file.read_text("utf-8")).items():
            assert code not in found, f"the catalogue has {code!r} twice"
            found[code] = ProblemMessage(
                entry["message"], entry.get("hint", ""), Severity(entry.get("severity", "error"))
            )
    return found
