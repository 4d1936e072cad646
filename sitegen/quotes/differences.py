"""How two wordings differ, for one line of a terminal."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from sitegen.text.tokens import UNSPACED
from sitegen.text.typography import typographic

_TOKEN = re.compile(f"[{UNSPACED}]|[^\\s{UNSPACED}]+")
_CONTEXT = 3
"""Words that are kept around a change."""
_MOST_WORDS = 5_000
_LONGEST = 400


class _Word(NamedTuple):
    text: str
    key: str
    space: str
    """What stands before it."""


def difference(quoted: str, said: str) -> str:
    """``“the [-red-]{+blue+} door”``: what must go from the quotation, what was said instead; as `git diff
    --word-diff` writes it. Typography is no difference; long stretches of agreement and all beyond 400 characters
    become ``…``.
    """
    ours, theirs = list(_words(quoted))[:_MOST_WORDS], list(_words(said))[:_MOST_WORDS]
    codes = Indel.opcodes([each.key for each in ours], [each.key for each in theirs])
    parts: list[str] = []
    gone: list[_Word] = []
    new: list[_Word] = []
    for n, code in enumerate(codes):
        if code.tag == "equal":
            parts += _change(gone, new)
            gone, new = [], []
            parts.append(_shortened(ours[code.src_start : code.src_end], n == 0, n == len(codes) - 1))
        else:
            gone += ours[code.src_start : code.src_end]
            new += theirs[code.dest_start : code.dest_end]
    parts += _change(gone, new)
    text = "".join(parts).strip()
    return f"“{text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(' ', 1)[0] + ' …'}”"


def _change(gone: Sequence[_Word], new: Sequence[_Word]) -> Iterator[str]:
    first = (gone or new)[0].space if gone or new else ""
    yield first
    if gone:
        yield f"[-{_joined(gone).strip()}-]"
    if new:
        yield f"{{+{_joined(new).strip()}+}}"


def _joined(words: Sequence[_Word]) -> str:
    return "".join(each.space + each.text for each in words)


def _shortened(words: Sequence[_Word], is_first: bool, is_last: bool) -> str:
    head = 0 if is_first and not is_last else _CONTEXT
    tail = 0 if is_last and not is_first else _CONTEXT
    if len(words) <= head + tail + 1:
        return _joined(words)
    return _joined(words[:head]) + " … " + _joined(words[len(words) - tail :]).lstrip()


def _words(text: str) -> Iterator[_Word]:
    end = 0
    for found in _TOKEN.finditer(text):
        space = " " if found.start() > end else ""
        end = found.end()
        # A sign that stands alone, such as a list's mark, must not vanish with its key.
        yield _Word(found[0], typographic(found[0]).text or found[0], space)
