"""What an owner writes about the archive."""

from dataclasses import dataclass

from sitegen.model.problems import Problem


@dataclass(frozen=True, slots=True)
class Essay:
    """What somebody wrote about the archive, in Markdown."""

    path: str
    """Relative to the folder of essays, with forward slashes."""
    slug: str
    title: str
    date: str | None
    """ISO 8601, as precise as it was written."""
    author: str
    description: str
    text: str
    """The Markdown below the front matter, without the heading that gave the title."""
    line: int
    """The line of the file, from 1, at which ``text`` begins."""
    is_draft: bool = False
    """Read and checked, never published."""
    has_own_slug: bool = False
    """Its author chose it."""
    language: str = ""
    """BCP 47, as its author says or its letters tell; empty: nobody knows."""
    problems: tuple[Problem, ...] = ()
