"""Transcripts whose own front matter says that nobody shall see them."""

import re

from sitegen.errors import Problem
from sitegen.source import Source

_LONGEST = 100_000  # characters of front matter
_OPEN = re.compile(r"\s*+---[ \t]*+\n(?:[ \t]*+(?:#[^\n]*)?\n)*+(?P<indent>[ \t]*+)(?=[\"']?[A-Za-z_])")
_CLOSE = re.compile(r"(?m)^(?:---|\.\.\.)[ \t]*$")
_WISH = re.compile(
    r"(?mi)^(?P<indent>[ \t]*+)[\"']?(?P<key>publish|published|draft|private)[\"']?[ \t]*+:(?P<value>[^\n]*)"
)
_NO = frozenset({"false", "no", "off", "n", "0"})
_NOTHING = frozenset({"", "~", "null"})


def find_withheld(source: Source) -> Problem | None:
    """The problem of a transcript whose front matter says ``publish: false``, ``draft: true`` or the like.

    Such a transcript must not be published whatever format it has, and even if its front matter is broken:
    so lines are looked at, not YAML, and a doubtful value of ``private`` or ``draft`` withholds it.
    """
    text = source.text
    opened = _OPEN.match(text)
    if opened is None:
        return None
    closed = _CLOSE.search(text, opened.end(), _LONGEST)
    blank = text.find("\n\n", opened.end(), _LONGEST)
    end = closed.start() if closed else blank if blank >= 0 else min(len(text), _LONGEST)
    for wish in _WISH.finditer(text, opened.start("indent"), end):
        if wish["indent"] == opened["indent"] and _withholds(wish["key"], wish["value"]):
            said = wish[0].strip()
            return Problem(
                source.path,
                source.line(wish.start()),
                f"not published, because its front matter says {said!r}",
                "say publish = false for it under [[transcripts]] in sitegen.toml, "
                "or take the line out of the front matter to publish it",
            )
    return None


def _withholds(key: str, written: str) -> bool:
    value = written.partition("#")[0].strip().strip("\"'").casefold()
    if key.casefold().startswith("publish"):
        return value in _NO
    return value not in _NO | _NOTHING
