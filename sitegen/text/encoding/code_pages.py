"""Find mojibake: UTF-8 that was decoded with a single-byte code page, once or several times."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
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
    """A single-byte code page with which UTF-8 may have been decoded; or several, one after the other."""

    name: str
    chars: tuple[str, ...]
    """The characters of the 256 bytes; for an undefined byte the C1 control character.

    If UTF-8 was decoded several times, the characters of a byte are several, or none if all of them were dropped.
    """
    droppable: frozenset[int]
    bytes_of: dict[str, tuple[int, ...]] = field(repr=False, compare=False)
    leads: frozenset[str] = field(repr=False, compare=False)
    continuations: frozenset[str] = field(repr=False, compare=False)
    sequence: re.Pattern[str] = field(repr=False, compare=False)
    """A lead byte with all of its continuation bytes, or all but one; at least one."""

    def damage(self, text: str, dropped: frozenset[int]) -> str:
        """Return ``text`` as its UTF-8 decoded with this code page, without the ``dropped`` bytes."""
        return _NON_ASCII.sub(
            lambda match: "".join(self.chars[byte] for byte in match[0].encode() if byte not in dropped), text
        )

    def parses(self, damaged: str) -> list[bytes]:
        """Return the byte sequences that may have become ``damaged``: one if all bytes have different characters."""
        found, parts = [], [(0, b"")]
        while parts:
            start, data = parts.pop()
            if start == len(damaged):
                found.append(data)
                continue
            for end in range(start + 1, len(damaged) + 1):
                parts += ((end, data + bytes([byte])) for byte in self.bytes_of.get(damaged[start:end], ()))
        return found


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
    chars = tuple(bytes([byte]).decode(name, "ignore") or chr(byte) for byte in range(256))
    droppable = frozenset(
        byte for byte in range(0x80, 256) if "\x80" <= chars[byte] <= "\x9f" or chars[byte] == _SOFT_HYPHEN
    )
    return _code_page(name, chars, droppable)


@cache
def repeated(inner: CodePage, outer: CodePage, dropped: frozenset[int]) -> CodePage:
    """Return the code page for text that was decoded with ``inner`` first, and its UTF-8 with ``outer`` again.

    ``dropped`` are the bytes that ``outer`` dropped.
    """
    chars = [outer.damage(char, dropped) for char in inner.chars]
    for byte in inner.droppable:
        if not dropped.isdisjoint(inner.chars[byte].encode()):
            chars[byte] = ""  # a program that drops undefined bytes drops them each time
    lost = {byte for byte in range(0x80, 256) if not chars[byte]}
    return _code_page(f"{inner.name} and then as {outer.name}", tuple(chars), inner.droppable | lost)


def _code_page(name: str, chars: tuple[str, ...], droppable: frozenset[int]) -> CodePage:
    bytes_of: dict[str, tuple[int, ...]] = {}
    for byte in range(0x80, 256):
        bytes_of[chars[byte]] = (*bytes_of.get(chars[byte], ()), byte)
    two, three, four, continuation = (
        _one_of(chars[byte] for byte in bytes_)
        for bytes_ in (range(0xC2, 0xE0), range(0xE0, 0xF0), range(0xF0, 0xF5), _CONTINUATIONS)
    )
    return CodePage(
        name,
        chars,
        droppable,
        bytes_of,
        frozenset(chars[byte] for byte in _LEADS),
        frozenset(chars[byte] for byte in _CONTINUATIONS),
        re.compile(f"{two}{continuation}|{three}{continuation}{{1,2}}|{four}{continuation}{{2,3}}"),
    )


def _one_of(texts: Iterable[str]) -> str:
    """Return a pattern of any of ``texts``, the longest first."""
    known = sorted(filter(None, set(texts)), key=lambda text: (-len(text), text))
    if all(len(text) == 1 for text in known):
        return "[" + re.escape("".join(known)) + "]"
    return "(?:" + "|".join(map(re.escape, known)) + ")"


def find_mojibake(text: str, page: CodePage, dropped: frozenset[int]) -> Iterator[MojibakeRun]:
    """Yield every run that can be UTF-8 decoded with ``page``, missing at most one of the bytes ``dropped``."""
    known: dict[str, tuple[tuple[str, ...], bool]] = {}
    for match in page.sequence.finditer(text):
        damaged = match[0]
        if damaged not in known:
            known[damaged] = _candidates(page.parses(damaged), dropped)
        candidates, is_lossless = known[damaged]
        if candidates:
            yield MojibakeRun(match.start(), damaged, candidates, is_lossless)


def _candidates(parses: list[bytes], dropped: frozenset[int]) -> tuple[tuple[str, ...], bool]:
    """Return the possible originals of ``parses``, and whether no byte is missing and only one is possible."""
    complete = [data for data in parses if len(data) == _sequence_length(data[0])]
    candidates = {_decode_char(data) for data in complete} - {""}
    if candidates or len(parses) == len(complete):
        return tuple(sorted(candidates, key=likelihood)), len(candidates) == 1
    candidates = {
        _decode_char(data[:index] + bytes([byte]) + data[index:])
        for data in parses
        if len(data) == _sequence_length(data[0]) - 1
        for index in range(1, len(data) + 1)
        for byte in dropped
    } - {""}
    return tuple(sorted(candidates, key=likelihood)), False


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


def likelihood(char: str) -> tuple[bool, bool, str]:
    """Return the sort key of a candidate: emoji first, private and unassigned characters last."""
    has_no_meaning = unicodedata.category(char) in ("Cn", "Co")
    return has_no_meaning, not is_emoji(char), char
