"""What cannot be seen, shown: escape codes, controls, bidi overrides and invisible characters.

`shown` is plain text to plain text and so safe anywhere, also in attributes; `visible` is for text nodes.
"""

import re
import unicodedata

from markupsafe import Markup, escape

_CONTROLS = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: "␡"}
"""The controls that have a picture in Unicode's block Control Pictures; ESC is ␛, a lone CR ␍."""

_ODD = re.compile(
    "(\U0001f3f4[\U000e0020-\U000e007e]{1,16}\U000e007f)"  # the flag of England is made of tags: kept
    "|\r\n"
    "|[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u2028\u2029"  # line and paragraph separator
    "\u202a-\u202e\u2066-\u2069"  # bidi embedding, override, isolate
    "\u2061-\u2064\u206a-\u206f"  # invisible operators, deprecated formats
    "\ufeff\ufff9-\ufffb"  # byte order mark, interlinear annotation
    "\ud800-\udfff"  # half a character, which no file can hold
    "\U000e0000-\U000e007f]"  # tags: words that only machines see
)
_NOTE = re.compile(f"⟦U\\+([0-9A-F]{{4,5}})⟧|[{''.join(_CONTROLS.values())}]")
_TAG = re.compile(r"(<[^>]*>)")


def shown(text: str) -> str:
    """``text`` with every invisible character spelled out: ``␛``, ``⟦U+202E⟧``.

    Kept are tabs, newlines (CRLF counts as one), joiners, left-to-right and right-to-left marks and soft
    hyphens: emoji, Arabic, Persian and well set text need them.
    """
    return _ODD.sub(_spelled, text) if _ODD.search(text) else text


def is_shown(text: str) -> bool:
    """Whether `shown` would leave ``text`` as it is."""
    return _ODD.search(text) is None


def visible(text: str) -> Markup:
    """``text`` escaped, what was invisible in it marked as such."""
    if _ODD.search(text) is None:
        return escape(text)
    return marked(str(escape(shown(text))))


def marked(html: str) -> Markup:
    """``html`` with the notes and pictures of `shown` in its text, never in its tags, set apart and named.

    Expects what our escaping makes: no ``>`` inside an attribute.
    """
    parts = _TAG.split(html)
    parts[::2] = [_NOTE.sub(_set_apart, part) for part in parts[::2]]
    return Markup("".join(parts))  # noqa: S704  # it was escaped before


def _spelled(found: re.Match[str]) -> str:
    char = found[0]
    if found[1]:
        return char
    if char == "\r\n":
        return "\n"
    return _CONTROLS.get(ord(char)) or f"⟦U+{ord(char):04X}⟧"


def _set_apart(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16)) if found[1] else found[0]
    if found[1] and _ODD.match(char) is None:
        return found[0]  # somebody wrote it so: `shown` never spells what can be seen
    name = unicodedata.name(char, f"U+{found[1]}").removeprefix("SYMBOL FOR ")
    return f'<span class="invisible" title="{name}">{found[0]}</span>'
