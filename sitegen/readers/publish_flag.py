"""Detect transcripts whose front matter says that they must not be published."""

import re
from difflib import get_close_matches

from sitegen.model.problems import Problem
from sitegen.text.source import Source

_MAX_LENGTH = 100_000  # characters of front matter
_OPEN = re.compile(r"\s*+---[ \t]*+\n(?:[ \t]*+(?:#[^\n]*)?\n)*+(?P<indent>[ \t]*+)(?=[\"']?[A-Za-z_])")
_CLOSE = re.compile(r"(?m)^(?:---|\.\.\.)[ \t]*$")
_FLAG = re.compile(r"(?m)^(?P<indent>[ \t]*+)[\"']?(?P<key>[A-Za-z_-]{5,20})[\"']?[ \t]*+:(?P<value>[^\n]*)")
_YES = frozenset({"true", "yes", "on", "y", "1"})
_NO = frozenset({"false", "no", "off", "n", "0"})
_EMPTY = frozenset({"", "~", "null"})
_PRIVATE_VALUES = frozenset({"private", "draft", "hidden", "unlisted", "unpublished"})
_KEYS = ("publish", "published", "draft", "private", "visibility", "status")
_CLEAR_FLAG = re.compile(r"publish[ \t]*:[ \t]*false|(?:draft|private)[ \t]*:[ \t]*true")
_DATE = re.compile(r"\d{4}-\d\d")
_MIN_SIMILARITY = 0.8  # `difflib` ratio: one letter in five may be wrong


def check_publish_flag(source: Source) -> Problem | None:
    """Return a problem if the front matter says ``publish: false``, ``draft: true`` or similar.

    Such a transcript must not be published, whatever its format is and even if its front matter is broken. Therefore
    lines are checked, not YAML, and unclear values and similar keys count too. A clear flag is only a note.
    """
    text = source.text
    opened = _OPEN.match(text)
    if opened is None:
        return None
    closed = _CLOSE.search(text, opened.end(), _MAX_LENGTH)
    blank = text.find("\n\n", opened.end(), _MAX_LENGTH)
    end = closed.start() if closed else blank if blank >= 0 else min(len(text), _MAX_LENGTH)
    for flag in _FLAG.finditer(text, opened.start("indent"), end):
        if flag["indent"] == opened["indent"] and _is_private(flag["key"], flag["value"]):
            line_text = flag[0].strip()
            code = "unpublished-by-front-matter" if _CLEAR_FLAG.fullmatch(line_text) else "unclear-publish-flag"
            return Problem(code, source.path, source.line_number(flag.start()), text=line_text)
    return None


def _is_private(raw_key: str, value: str) -> bool:
    """Return whether key and value keep a transcript private, even if they are misspelled."""
    value = value.partition("#")[0].strip().strip("\"'").casefold()
    key = raw_key.casefold()
    match key:
        case "publish":
            return value not in _YES
        case "published":  # in other programs the date of publication
            return value not in _YES | _EMPTY and not _DATE.match(value)
        case "draft" | "private":
            return value not in _NO | _EMPTY
        case "visibility" | "status":
            return value in _PRIVATE_VALUES
    similar = get_close_matches(key, _KEYS, 1, _MIN_SIMILARITY)
    if not similar:
        return False
    return value in (_NO if similar[0].startswith("publish") else _YES | _PRIVATE_VALUES)
