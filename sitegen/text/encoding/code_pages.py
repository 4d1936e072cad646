"""Find mojibake: UTF-8 that was decoded with a single-byte code page."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from wcwidth import wcswidth, wcwidth

VARIATION_SELECTOR_15 = "\ufe0e"
VARIATION_SELECTOR_16 = "\ufe0f"
KEYCAP = "\u20e3"
ZERO_WIDTH_JOINER = "\u200d"


@cache
def is_emoji(char: str) -> bool:
    """Return whether ``char`` is an emoji alone or before a variation selector: ``🎨``, ``♥``, a skin tone.

    Uses the widths of wcwidth, because Python has no emoji data.
    """
    is_symbol = unicodedata.category(char) in ("So", "Sm", "Sk", "Cn")
    return is_symbol and wcswidth(char + VARIATION_SELECTOR_16) == 2


@cache
def is_text_style(char: str) -> bool:
    """Return whether ``char`` is an emoji only before a variation selector: ``♥``, ``🌡``, ``1``."""
    return wcwidth(char) == 1 and wcswidth(char + VARIATION_SELECTOR_16) == 2


CODE_PAGES = (
    "cp1252", "cp1254", "cp1250", "cp1251", "cp1253", "cp1257", "latin-1", "iso8859-9", "mac-roman", "cp437",
)  # fmt: skip
"""Python's names, most likely first: if several pages explain a text equally well, the first is reported."""

_SOFT_HYPHEN = "\u00ad"
_CONTINUATIONS, _LEADS = range(0x80, 0xC0), range(0xC2, 0xF5)
_NON_ASCII = re.compile(r"[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class CodePage:
    """A single-byte code page with which UTF-8 may have been decoded."""

    name: str
    chars: str
    """The characters of the 256 bytes; for an undefined byte the C1 control character."""
    droppable: frozenset[int]
    bytes_of: dict[str, int] = field(repr=False, compare=False)
    leads: frozenset[str] = field(repr=False, compare=False)
    continuations: frozenset[str] = field(repr=False, compare=False)
    sequence: re.Pattern[str] = field(repr=False, compare=False)
    """A lead byte with all of its continuation bytes, or all but one; at least one."""

    def damage(self, text: str, dropped: frozenset[int]) -> str:
        """Return ``text`` as its UTF-8 decoded with this code page, without the ``dropped`` bytes."""
        return _NON_ASCII.sub(
            lambda match: "".join(self.chars[byte] for byte in match[0].encode() if byte not in dropped), text
        )


@dataclass(frozen=True, slots=True)
class MojibakeRun:
    """Damaged text that stands for one character."""

    start: int
    damaged: str
    candidates: tuple[str, ...]
    """Possible originals: one if ``is_lossless``, else emoji first, private and unassigned characters last."""
    is_lossless: bool

    @property
    def end(self) -> int:
        """Return the offset after the run."""
        return self.start + len(self.damaged)


@cache
def code_page(name: str) -> CodePage:
    """Return the code page with this Python name."""
    chars = "".join(bytes([byte]).decode(name, "ignore") or chr(byte) for byte in range(256))
    droppable = frozenset(
        byte for byte in range(0x80, 256) if "\x80" <= chars[byte] <= "\x9f" or chars[byte] == _SOFT_HYPHEN
    )
    two, three, four, continuation = (
        "[" + re.escape("".join(chars[byte] for byte in bytes_)) + "]"
        for bytes_ in (range(0xC2, 0xE0), range(0xE0, 0xF0), range(0xF0, 0xF5), _CONTINUATIONS)
    )
    return CodePage(
        name,
        chars,
        droppable,
        {char: byte for byte, char in enumerate(chars)},
        frozenset(chars[byte] for byte in _LEADS),
        frozenset(chars[byte] for byte in _CONTINUATIONS),
        re.compile(
            f"{two}{continuation}|{three}{continuation}{{1,2}}|{four}{continuation}{{2,3}}",
        ),
    )


def find_mojibake(text: str, page: CodePage, dropped: frozenset[int]) -> Iterator[MojibakeRun]:
    """Yield every run that can be UTF-8 decoded with ``page``, missing at most one of the bytes ``dropped``."""
    known: dict[str, tuple[tuple[str, ...], bool]] = {}
    for match in page.sequence.finditer(text):
        damaged = match[0]
        if damaged not in known:
            known[damaged] = _candidates(bytes(page.bytes_of[char] for char in damaged), dropped)
        candidates, is_lossless = known[damaged]
        if candidates:
            yield MojibakeRun(match.start(), damaged, candidates, is_lossless)


def _candidates(data: bytes, dropped: frozenset[int]) -> tuple[tuple[str, ...], bool]:
    """Return the possible originals of ``data``, and whether it is complete."""
    if len(data) == _sequence_length(data[0]):
        char = _decode_char(data)
        return ((char,) if char else ()), True
    candidates = {
        _decode_char(data[:index] + bytes([byte]) + data[index:])
        for index in range(1, len(data) + 1)
        for byte in dropped
    } - {""}
    return tuple(sorted(candidates, key=_likelihood)), False


def _sequence_length(lead: int) -> int:
    return 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4


def _decode_char(data: bytes) -> str:
    """Return the one character of ``data``; empty if invalid or if nobody can have written it."""
    try:
        char = data.decode()
    except UnicodeDecodeError:
        return ""
    return char if unicodedata.category(char) not in ("Cc", "Cn") or _may_become_emoji(char) else ""


def _may_become_emoji(char: str) -> bool:
    """Return whether newer versions of Unicode may assign ``char``, which this Python calls unassigned."""
    return "\U0001f000" <= char <= "\U0001faff"


def _likelihood(char: str) -> tuple[bool, bool, str]:
    has_no_meaning = unicodedata.category(char) in ("Cn", "Co")
    return has_no_meaning, not is_emoji(char), char
