"""Spell out invisible characters: escape codes, controls, bidi overrides, tags."""

import re

CONTROL_PICTURES = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: "␡"}
"""Control characters → their symbols in the Unicode block Control Pictures: ESC is ␛, a lone CR ␍."""

_CHARACTERS = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u2028\u2029"  # line and paragraph separator
    "\u202a-\u202e\u2066-\u2069"  # bidi embedding, override, isolate
    "\u2061-\u2064\u206a-\u206f"  # invisible operators, deprecated formats
    "\ufeff\ufff9-\ufffb"  # byte order mark, interlinear annotation
    "\ud800-\udfff"  # lone surrogates, which no file can hold
    "\U000e0000-\U000e007f"  # tags: text that only machines see
)
INVISIBLE = re.compile(
    # The flag of England consists of tags; it is not spelled out.
    f"(\U0001f3f4[\U000e0020-\U000e007e]{{1,16}}\U000e007f)|\r\n|[{_CHARACTERS}]"
)
_INVISIBLE_CHARACTER = re.compile(f"[{_CHARACTERS}]")  # three times as fast, and nearly always enough


def spell_out_invisible(text: str) -> str:
    """Return ``text`` with every invisible character spelled out: ``␛``, ``⟦U+202E⟧``.

    Keeps tabs, newlines (CRLF becomes one), joiners, left-to-right and right-to-left marks and soft hyphens, which
    emoji, Arabic, Persian and good typesetting need.
    """
    return text if is_visible(text) else INVISIBLE.sub(_spell_out, text)


def is_visible(text: str) -> bool:
    """Return whether no character of ``text`` is invisible, so that `spell_out_invisible` would not change it."""
    return _INVISIBLE_CHARACTER.search(text) is None


def _spell_out(match: re.Match[str]) -> str:
    char = match[0]
    if match[1]:
        return char
    if char == "\r\n":
        return "\n"
    return CONTROL_PICTURES.get(ord(char)) or f"⟦U+{ord(char):04X}⟧"
