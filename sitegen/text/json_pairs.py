"""Find the first keys of JSON, also if it is incomplete, has no quotes, or is a flow mapping of YAML."""

import json
import re
from collections.abc import Generator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      "(?:[^"\\]++|\\.)*+(?:"|$)
    | (?<=[\s{\[:,])'[^'\n]{0,300}+'
    | [{}\[\]:,]
    | [^\s{}\[\]:,"][^{}\[\]:,"\n]*+
    """,
    re.DOTALL | re.VERBOSE,
)
_MAX_DEPTH = 2
_MAX_SCALAR = 300  # characters


@dataclass(frozen=True, slots=True)
class JsonPair:
    """A key and its scalar value, or one item of its list."""

    start: int
    end: int
    """Offsets of both in the text; of a list, of the item alone."""
    key: str
    value: str
    is_top: bool
    """True if it is a scalar of the outermost object."""


def find_json_pairs(text: str, start: int) -> Generator[JsonPair, None, int]:
    """Yield the pairs of the two outermost levels of the object at ``start``; return where it ends."""
    stack: list[str] = []
    key = before = ""
    key_start = start
    for token in _TOKEN.finditer(text, start):
        mark = token[0]
        if mark in "{[":
            stack.append(mark)
            key = key if mark == "[" else ""
        elif mark in "}]":
            key = ""
            if stack:
                stack.pop()
            if not stack:
                return token.end()
        elif mark == ":":
            key = before
        elif mark == ",":
            key = key if stack[1:] == ["["] else ""
        elif key and len(stack) <= _MAX_DEPTH and "[" not in stack:
            yield JsonPair(key_start, token.end(), key, _scalar(mark), len(stack) == 1)
            key = ""
        elif key and stack == ["{", "["]:
            yield JsonPair(token.start(), token.end(), key, _scalar(mark), is_top=False)
        else:
            before, key_start = _scalar(mark), token.start()
    return len(text)


def _scalar(token: str) -> str:
    """Return the text of a token, shortened."""
    if token[0] == '"' and len(token) < _MAX_SCALAR:
        try:
            return str(json.loads(token))
        except ValueError:
            return token.strip('"')
    return token[:_MAX_SCALAR].strip("\"'" if token[0] in "\"'" else " ")
