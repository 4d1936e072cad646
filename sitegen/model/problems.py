"""What can be wrong with an archive: place, problem, remedy."""

from dataclasses import dataclass
from enum import StrEnum

SETTINGS_FILE = "sitegen.toml"
"""The name of the settings file; problems in settings have it as their path."""


class Severity(StrEnum):
    """A *problem* makes ``check`` exit with 1; a *danger* is one with which nothing may be published, whatever
    the owner says; a *note* only tells what the program did or could not know.
    """

    DANGER = "danger"
    PROBLEM = "problem"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that an archive's owner should know, printed as ``path:line: message; remedy``."""

    path: str
    """Relative to the archive, with forward slashes."""
    line: int | None
    """Counted from 1; None where the whole file is meant."""
    message: str
    remedy: str = ""
    severity: Severity = Severity.PROBLEM

    @property
    def is_note(self) -> bool:
        """Is nothing wrong, and this only worth knowing?"""
        return self.severity is Severity.NOTE

    def __str__(self) -> str:
        """``path:line: message; remedy``, the form that editors and terminals make clickable."""
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.message}" + (f"; {self.remedy}" if self.remedy else "")


class ContentError(Exception):
    """A fault in content or settings that stops the command; shown as its problem, never as a traceback."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)  # its only argument, so that it comes whole from another process
        self.problem = problem
