"""What cannot be seen, spelled out in plain text: escape codes, controls, bidi overrides, invisible characters."""

import re

CONTROLS = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: "␡"}
"""The controls that have a picture in Unicode's block Control Pictures; ESC is ␛, a lone CR ␍."""

ODD = re.compile(
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


def shown(text: str) -> str:
    """``text`` with every invisible character spelled out: ``␛``, ``⟦U+202E⟧``.

    Kept are tabs, newlines (CRLF counts as one), joiners, left-to-right and right-to-left marks and soft
    hyphens: emoji, Arabic, Persian and well set text need them.
    """
    return ODD.sub(_spelled, text) if ODD.search(text) else text


def is_shown(text: str) -> bool:
    """Whether `shown` would leave ``text`` as it is."""
    return ODD.search(text) is None


def _spelled(found: re.Match[str]) -> str:
    char = found[0]
    if found[1]:
        return char
    if char == "\r\n":
        return "\n"
    return CONTROLS.get(ord(char)) or f"⟦U+{ord(char):04X}⟧"
