"""Define essays about the archive."""

from dataclasses import dataclass

from sitegen.model.problems import Problem


@dataclass(frozen=True, slots=True)
class Essay:
    """A text about the archive, in Markdown."""

    path: str
    """Relative to the essays folder, with forward slashes."""
    slug: str
    title: str
    date: str | None
    """ISO 8601, with the precision of the source."""
    author: str
    description: str
    text: str
    """The Markdown after the front matter, without the heading that is the title."""
    first_line: int
    """Line of the file, from 1, where ``text`` starts."""
    is_draft: bool = False
    """Parsed and checked, but not published."""
    has_own_slug: bool = False
    """The author set the slug."""
    language: str = ""
    """BCP 47, from the front matter or detected from its script; empty if unknown."""
    problems: tuple[Problem, ...] = ()
