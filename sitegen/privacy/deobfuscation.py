"""Remove invisible characters, escapes and markup from a text, with a map back to the original offsets.

A key that is split by invisible characters is still a key.
"""

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
_OBFUSCATED = re.compile(
    rf"(?P<invisible>[{_INVISIBLE}]+)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)"
    r"|\\u(?P<code>[0-9a-fA-F]{4})"  # JSON
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"  # Markdown, JSON
    r"|(?P<wide>[\uff01-\uff5e\u3000]+)"
    r"|(?P<dash>[\u2010\u2011\u2012])"  # typographic hyphens
)
_BLANK = r"[ \u00a0\u2009\u202f]"
_IN_WORD_BEFORE = rf"(?:(?<=[^\W_].)|(?<=[.@+/-].)|(?<=\d{_BLANK}.)|(?<=\d{_BLANK}\(.))"
"""Lookbehind after the first character of markup: inside a word, an address, or a number with spaces."""
_IN_WORD_AFTER = rf"(?=[^\W_]|[.@+/-]|(?:{_BLANK}|\){_BLANK}?)[\d(])"
_LINK_AHEAD = r"(?=[^\[\]\n]{0,300}\][(\[])"
_TARGET = r"(?:\((?:[^()\n]|\([^()\n]{0,100}\)){0,300}+\)|\[[^\[\]\n]{0,60}\])"
_INLINE_MARKUP = re.compile(
    # Each alternative begins with a literal, so that the engine can skip to the next match.
    rf"(?:\*{_IN_WORD_BEFORE}|`{_IN_WORD_BEFORE}|~{_IN_WORD_BEFORE}~|\[{_IN_WORD_BEFORE}{_LINK_AHEAD}|\]{_IN_WORD_BEFORE}{_TARGET}"
    rf"|_(?:(?<=\d{_BLANK}.)_?|(?<=\d.)_?(?={_BLANK})))"
    rf"(?:\*|`|~~|\[{_LINK_AHEAD}|\]{_TARGET})*+{_IN_WORD_AFTER}"
    rf"|\](?<=[^\W_].){_TARGET}"  # a link that ends with a word
)
"""Emphasis, code and link markup inside a word, address or number."""
_FULLWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HYPHENS = dict.fromkeys((0x2010, 0x2011, 0x2012), 0x2D)


@dataclass(frozen=True, slots=True)
class DeobfuscatedText:
    """A text in visible plain characters, with a map to the original."""

    text: str
    _ends: "array[int]"
    """Offsets in ``text`` at which changed parts end."""
    _original_ends: "array[int]"
    """Offsets in the original at which they end."""

    @property
    def change_offsets(self) -> Sequence[int]:
        """Return the offsets in ``text`` of changed or removed parts, in order."""
        return self._ends

    def original_span(self, start: int, end: int) -> Span:
        """Return the span in the original that became this one."""
        return Span(self._original_offset(start), self._original_offset(end))

    def _original_offset(self, offset: int) -> int:
        n = bisect_right(self._ends, offset) - 1
        return offset if n < 0 else self._original_ends[n] + offset - self._ends[n]


def deobfuscate(text: str) -> DeobfuscatedText:
    """Return ``text`` without invisible characters, escapes, entities and full-width letters."""
    matches = list(_OBFUSCATED.finditer(text)) if not text.isascii() or "&" in text or "\\" in text else []
    ends, original_ends = array("q"), array("q")
    if not matches:
        return DeobfuscatedText(text, ends, original_ends)
    parts: list[str] = []
    length = position = 0
    for each in matches:
        new = _replacement(each)
        if new == each[0]:
            continue
        parts += (text[position : each.start()], new)
        length += each.start() - position
        if len(new) > 1 and len(new) == len(each[0]):
            length += len(new)
        elif new:
            # An escape of one character maps to its start.
            ends.append(length)
            original_ends.append(each.start())
            length += len(new)
        ends.append(length)
        original_ends.append(each.end())
        position = each.end()
    parts.append(text[position:])
    return DeobfuscatedText("".join(parts), ends, original_ends)


def remove_inline_markup(text: str) -> DeobfuscatedText:
    """Return ``text`` without Markdown markup inside words, addresses and numbers."""
    ends, original_ends = array("q"), array("q")
    if not any(char in text for char in "*~`]_"):
        return DeobfuscatedText(text, ends, original_ends)
    parts: list[str] = []
    length = position = 0
    for each in _INLINE_MARKUP.finditer(text):
        parts.append(text[position : each.start()])
        length += each.start() - position
        position = each.end()
        ends.append(length)
        original_ends.append(position)
    parts.append(text[position:])
    return DeobfuscatedText("".join(parts), ends, original_ends)


def _replacement(match: re.Match[str]) -> str:
    if match["invisible"]:
        return ""
    if match["escaped"]:
        return match["escaped"]
    if match["code"]:
        return _plain_char(chr(int(match["code"], 16)))
    if match["wide"]:
        return match["wide"].translate(_FULLWIDTH)
    if match["dash"]:
        return "-"
    return _plain_char(html.unescape(match["entity"]))


def _plain_char(decoded: str) -> str:
    return "" if re.fullmatch(f"[{_INVISIBLE}]", decoded) else decoded.translate(_FULLWIDTH | _HYPHENS)
