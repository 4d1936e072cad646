"""Word diffs for one line of a terminal."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from sitegen.text.tokens import UNSPACED
from sitegen.text.typography import typographic_map

_TOKEN = re.compile(f"[{UNSPACED}]|[^\\s{UNSPACED}]+")
_CONTEXT = 3
"""Unchanged words shown around a change."""
_MAX_WORDS = 5_000
_MAX_LENGTH = 400


class _Word(NamedTuple):
    text: str
    key: str
    space: str
    """Whitespace before it."""


def word_diff(quoted: str, original: str) -> str:
    """Return the difference in the form of ``git diff --word-diff``: ``“the [-red-]{+blue+} door”``.

    Ignores typography. Long equal parts, and everything after 400 characters, become ``…``.
    """
    old, new = list(_words(quoted))[:_MAX_WORDS], list(_words(original))[:_MAX_WORDS]
    codes = Indel.opcodes([each.key for each in old], [each.key for each in new])
    parts: list[str] = []
    removed: list[_Word] = []
    added: list[_Word] = []
    for n, code in enumerate(codes):
        if code.tag == "equal":
            parts += _change(removed, added)
            removed, added = [], []
            parts.append(_abbreviate(old[code.src_start : code.src_end], n == 0, n == len(codes) - 1))
        else:
            removed += old[code.src_start : code.src_end]
            added += new[code.dest_start : code.dest_end]
    parts += _change(removed, added)
    text = "".join(parts).strip()
    return f"“{text if len(text) <= _MAX_LENGTH else text[:_MAX_LENGTH].rsplit(' ', 1)[0] + ' …'}”"


def _change(removed: Sequence[_Word], added: Sequence[_Word]) -> Iterator[str]:
    first = (removed or added)[0].space if removed or added else ""
    yield first
    if removed:
        yield f"[-{_join(removed).strip()}-]"
    if added:
        yield f"{{+{_join(added).strip()}+}}"


def _join(words: Sequence[_Word]) -> str:
    return "".join(each.space + each.text for each in words)


def _abbreviate(words: Sequence[_Word], is_first: bool, is_last: bool) -> str:
    head = 0 if is_first and not is_last else _CONTEXT
    tail = 0 if is_last and not is_first else _CONTEXT
    if len(words) <= head + tail + 1:
        return _join(words)
    return _join(words[:head]) + " … " + _join(words[len(words) - tail :]).lstrip()


def _words(text: str) -> Iterator[_Word]:
    end = 0
    for match in _TOKEN.finditer(text):
        space = " " if match.start() > end else ""
        end = match.end()
        # A sign alone, such as a list marker, has an empty normal form.
        yield _Word(match[0], typographic_map(match[0]).text or match[0], space)
