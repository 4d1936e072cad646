"""A text as its reader sees it, and the way back: a key that is broken by signs nobody sees is a key all the same."""

import html
import re
from array import array
from bisect import bisect_right
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
_SIGN = r"(?:\*{1,3}|~~|`)"
_MARKS = re.compile(rf"(?<=[^\W_]){_SIGN}(?=[^\W_]|[-@+%]|\.[^\W_])|(?<=[-.@+%]){_SIGN}(?=[^\W_])")
"""Within a word, a key or an e-mail address; a sentence that ends in bold is left as it is."""
_LINK = r"!?\[([^\[\]]{0,300})\]\([^()]{0,300}\)"
_LINKS = re.compile(rf"(?<=[)*~`.@+%-]|[^\W_]){_LINK}|{_LINK}(?=[\[*~`@+%-]|\.?[^\W_])")
"""The same, and before or after another sign."""
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


def unmarked(text: str) -> str:
    """``text`` without Markdown's signs in the midst of words, which a page shows as emphasis or as nothing; of a link
    there the page shows its words.
    """
    plain = _LINKS.sub(r"\1\2", text) if "](" in text else text
    return _MARKS.sub("", plain) if any(sign in plain for sign in "*~`") else plain


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
