"""``[[essays]]``: essays that stand outside the archive."""

import re
from dataclasses import dataclass, field

from sitegen.toml import Table


@dataclass(frozen=True, slots=True)
class EssayRule:
    """Essays that stand elsewhere, to be checked and counted."""

    match: str
    """A path relative to ``sitegen.toml``, with ``*`` and ``**`` as in a shell."""
    url: str = ""
    """Where they can be read; with a slash at its end each by the name of its file."""
    line: int | None = field(default=None, compare=False, repr=False)


def read_essays(table: Table) -> EssayRule:
    """Raises `ContentError` at the first fault."""
    table.expect_keys(("match", "url"))
    if not table.string("match"):
        remedy = 'write match = "../blog/*.md"'
        raise table.error("match", "[[essays]] does not say which files it is about", remedy)
    url = table.string("url")
    if url and not re.fullmatch(r"https?://[^\s\"'<>\\]+", url):
        raise table.error("url", f"{url!r} is no web address", 'write url = "https://example.org/blog/"')
    return EssayRule(table.string("match"), url, table.line("match"))
