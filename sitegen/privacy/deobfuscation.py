"""A text as its reader sees it, and the way back: a key that is broken by signs nobody sees is a key all the same."""

import html
import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from sitegen.model import Span

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef"
)
_UNSEEN = re.compile(
    rf"(?P<gone>[{_INVISIBLE}]+)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)"
    r"|\\u(?P<code>[0-9a-fA-F]{4})"  # as JSON writes it
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"  # as Markdown and JSON write it
    r"|(?P<wide>[\uff01-\uff5e\u3000]+)"
    r"|(?P<dash>[\u2010\u2011\u2012])"  # set hyphens
)
_BLANK = r"[ \u00a0\u2009\u202f]"
_AFTER = rf"(?:(?<=[^\W_].)|(?<=[.@+/-].)|(?<=\d{_BLANK}.)|(?<=\d{_BLANK}\(.))"
"""Behind its first sign, of a mark: does it stand in a word, an address, or a number with blanks?"""
_BEFORE = rf"(?=[^\W_]|[.@+/-]|(?:{_BLANK}|\){_BLANK}?)[\d(])"
_LINKED = r"(?=[^\[\]\n]{0,300}\][(\[])"
_TARGET = r"(?:\((?:[^()\n]|\([^()\n]{0,100}\)){0,300}+\)|\[[^\[\]\n]{0,60}\])"
_MARKS = re.compile(
    # Each begins with a plain sign, so that the engine leaps from one to the next.
    rf"(?:\*{_AFTER}|`{_AFTER}|~{_AFTER}~|\[{_AFTER}{_LINKED}|\]{_AFTER}{_TARGET}"
    rf"|_(?:(?<=\d{_BLANK}.)_?|(?<=\d.)_?(?={_BLANK})))"
    rf"(?:\*|`|~~|\[{_LINKED}|\]{_TARGET})*+{_BEFORE}"
    rf"|\](?<=[^\W_].){_TARGET}"  # a link that ends where a word does
)
"""Emphasis, code, and what makes a link, in the midst of what is read as one."""
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HYPHENS = dict.fromkeys((0x2010, 0x2011, 0x2012), 0x2D)


@dataclass(frozen=True, slots=True)
class Seen:
    """A text without what nobody sees, in plain letters."""

    text: str
    _starts: "array[int]"
    """Where in ``text`` each changed stretch ends."""
    _origins: "array[int]"
    """Where it ends in the text before."""

    @property
    def places(self) -> Sequence[int]:
        """Where in ``text`` something was before that is changed or gone; in order."""
        return self._starts

    def origin(self, start: int, end: int) -> Span:
        """The stretch of the text before that became this one."""
        return Span(self._origin(start), self._origin(end))

    def _origin(self, offset: int) -> int:
        at = bisect_right(self._starts, offset) - 1
        return offset if at < 0 else self._origins[at] + offset - self._starts[at]


def seen(text: str) -> Seen:
    """``text`` as it is seen."""
    found = list(_UNSEEN.finditer(text)) if not text.isascii() or "&" in text or "\\" in text else []
    starts, origins = array("q"), array("q")
    if not found:
        return Seen(text, starts, origins)
    parts: list[str] = []
    length = position = 0
    for each in found:
        new = _shown(each)
        if new == each[0]:
            continue
        parts += (text[position : each.start()], new)
        length += each.start() - position
        if len(new) > 1 and len(new) == len(each[0]):
            length += len(new)
        elif new:
            # All that stands for one sign leads back to where it begins.
            starts.append(length)
            origins.append(each.start())
            length += len(new)
        starts.append(length)
        origins.append(each.end())
        position = each.end()
    parts.append(text[position:])
    return Seen("".join(parts), starts, origins)


def unmarked(text: str) -> Seen:
    """``text`` without Markdown's signs in the midst of words, addresses and numbers, which a page shows as emphasis,
    as a link or as nothing.
    """
    starts, origins = array("q"), array("q")
    if not any(sign in text for sign in "*~`]_"):
        return Seen(text, starts, origins)
    parts: list[str] = []
    length = position = 0
    for each in _MARKS.finditer(text):
        parts.append(text[position : each.start()])
        length += each.start() - position
        position = each.end()
        starts.append(length)
        origins.append(position)
    parts.append(text[position:])
    return Seen("".join(parts), starts, origins)


def _shown(found: re.Match[str]) -> str:
    if found["gone"]:
        return ""
    if found["escaped"]:
        return found["escaped"]
    if found["code"]:
        return _plain(chr(int(found["code"], 16)))
    if found["wide"]:
        return found["wide"].translate(_WIDE)
    if found["dash"]:
        return "-"
    return _plain(html.unescape(found["entity"]))


def _plain(decoded: str) -> str:
    return "" if re.fullmatch(f"[{_INVISIBLE}]", decoded) else decoded.translate(_WIDE | _HYPHENS)
