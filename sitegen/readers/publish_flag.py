"""Transcripts whose own front matter says that nobody shall see them."""

import re
from difflib import get_close_matches

from sitegen.model.problems import Problem, Severity
from sitegen.text.source import Source

_LONGEST = 100_000  # characters of front matter
_OPEN = re.compile(r"\s*+---[ \t]*+\n(?:[ \t]*+(?:#[^\n]*)?\n)*+(?P<indent>[ \t]*+)(?=[\"']?[A-Za-z_])")
_CLOSE = re.compile(r"(?m)^(?:---|\.\.\.)[ \t]*$")
_WISH = re.compile(r"(?m)^(?P<indent>[ \t]*+)[\"']?(?P<key>[A-Za-z_-]{5,20})[\"']?[ \t]*+:(?P<value>[^\n]*)")
_YES = frozenset({"true", "yes", "on", "y", "1"})
_NO = frozenset({"false", "no", "off", "n", "0"})
_NOTHING = frozenset({"", "~", "null"})
_HIDDEN = frozenset({"private", "draft", "hidden", "unlisted", "unpublished"})
_KEYS = ("publish", "published", "draft", "private", "visibility", "status")
_PLAIN = re.compile(r"publish[ \t]*:[ \t]*false|(?:draft|private)[ \t]*:[ \t]*true")
_DATE = re.compile(r"\d{4}-\d\d")
_CLOSE_KEY = 0.8  # of `difflib`: one letter of five may be wrong


def find_withheld(source: Source) -> Problem | None:
    """The problem of a transcript whose front matter says ``publish: false``, ``draft: true`` or the like.

    Such a transcript must not be published whatever format it has, and even if its front matter is broken:
    so lines are looked at, not YAML, and a doubtful value withholds it, as does a key that comes close. A plain word
    of the owner is a note only.
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
                Severity.NOTE if _PLAIN.fullmatch(said) else Severity.PROBLEM,
            )
    return None


def _withholds(written: str, value: str) -> bool:
    """What is meant to keep something private must do so even where it is misspelt."""
    value = value.partition("#")[0].strip().strip("\"'").casefold()
    key = written.casefold()
    match key:
        case "publish":
            return value not in _YES
        case "published":  # elsewhere the day on which it was
            return value not in _YES | _NOTHING and not _DATE.match(value)
        case "draft" | "private":
            return value not in _NO | _NOTHING
        case "visibility" | "status":
            return value in _HIDDEN
    meant = get_close_matches(key, _KEYS, 1, _CLOSE_KEY)
    if not meant:
        return False
    return value in (_NO if meant[0].startswith("publish") else _YES | _HIDDEN)
