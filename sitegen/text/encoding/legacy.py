"""Drawings in the code pages of DOS, whose lines and shades are bytes that other encodings give to letters.

Only a drawing tells them apart: its lines go on from character to character, which chance letters do not.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from charset_normalizer import from_bytes

from sitegen.text.encoding.box_drawing import ARMS, BLANK, Arms

_DRAWING = frozenset(range(0xB0, 0xE0))
"""The bytes that cp437 gives to lines, shades and blocks."""
_NO_DRAWING = bytes(set(range(256)) - _DRAWING)
_ASCII = bytes(range(0x80))
_BLOCKS = frozenset("░▒▓█▄▌▐▀")
_CHARS = {byte: bytes([byte]).decode("cp437") for byte in _DRAWING}
_ARMS = {byte: ARMS.get(char, BLANK) for byte, char in _CHARS.items()}
_BLOCK_BYTES = frozenset(byte for byte, char in _CHARS.items() if char in _BLOCKS)
_SOLE = frozenset("─═│║▓█▄▀".encode("cp437"))
"""What may be all of a drawing; ``░`` alone is more likely ``°``, or ``∞`` on a Mac."""
_SOLELY_CP850 = re.compile(
    rb"[A-Za-z][\xc6\xd0\xe4\xe7\xec][a-z]|[A-Z][\xb5-\xb7\xc7\xd1-\xd4\xd6-\xd8\xde\xe0\xe2\xe3\xe5\xe8-\xeb\xed][A-Z]"
)
"""Within a word, a letter of cp850 that is a line or a sign in cp437, in the case of the next: ``São``."""

_SHARE_OF_DRAWING, _SHARE_IN_PLACE, _FEWEST = 0.6, 0.75, 6
"""Of all bytes beyond ASCII so many must draw, of these so many must go on as they are, and at least six."""

_OPPOSITE, _BESIDE = (1, 0, 3, 2), (2, 3)
"""Of the places above, below, left and right."""


def guess_drawing(sample: bytes) -> str:
    """``cp437`` or ``cp850`` where a drawing in it is what stands beyond ASCII in whole lines; else empty."""
    beyond_ascii = len(sample.translate(None, _ASCII))
    drawing = sample.translate(None, _NO_DRAWING)
    if len(drawing) < max(_FEWEST, _SHARE_OF_DRAWING * beyond_ascii):
        return ""
    kinds = set(drawing)
    if len(kinds) == 1 and not kinds <= _SOLE:
        return ""
    share = _SHARE_IN_PLACE if len(kinds) > 1 else 1  # a lone letter can be a scream: ``ÄÄÄÄÄÄÄh``
    if sum(_in_place(sample)) < max(_FEWEST, share * len(drawing)):
        return ""
    return "cp850" if _SOLELY_CP850.search(sample) else "cp437"


def _in_place(sample: bytes) -> Iterator[bool]:
    """Of each byte that may draw: whether its neighbours agree that it does."""
    lines = [b"", *sample.splitlines(), b""]
    for (above, line), (_, below) in pairwise(pairwise(lines)):
        for column, byte in enumerate(line):
            if byte in _DRAWING:
                around = (
                    _at(above, column),
                    _at(below, column),
                    _at(line, column - 1),
                    _at(line, column + 1),
                )
                yield _fits_block(around) if byte in _BLOCK_BYTES else _fits_line(_ARMS[byte], around)


def _at(line: bytes, column: int) -> int:
    return line[column] if 0 <= column < len(line) else 0x20


def _fits_block(around: tuple[int, int, int, int]) -> bool:
    """Whether a block or shade stands in a drawing: next to another, and beside no text."""
    beside = around[2:]
    return any(byte in _BLOCK_BYTES for byte in around) and not any(map(_is_text, beside))


def _fits_line(arms: Arms, around: tuple[int, int, int, int]) -> bool:
    """Whether each arm of a line meets one, or ends what comes from the other side; and none is passed by."""
    met = [_meets(byte, back) for byte, back in zip(around, _OPPOSITE, strict=True)]
    for place, arm in enumerate(arms.all):
        if met[place] is None:
            ends_here = met[_OPPOSITE[place]] and arms.all[_OPPOSITE[place]]
            if arm and (not ends_here or (place in _BESIDE and _is_text(around[place]))):
                return False
        elif met[place] is not bool(arm) and around[place] not in _BLOCK_BYTES:
            return False
    return True


def _meets(byte: int, back: int) -> bool | None:
    """Whether a neighbour has an arm that points back; None where it draws nothing."""
    if byte in _BLOCK_BYTES:
        return True
    return bool(_ARMS[byte].all[back]) if byte in _DRAWING else None


def _is_text(byte: int) -> bool:
    return (byte >= 0x80 and byte not in _DRAWING) or bytes([byte]).isalnum()


_LEGACY = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "mac_roman",
    "cp932", "euc_jp", "gb18030", "big5", "cp949",
)  # fmt: skip
_LATIN = {"cp1250", "cp1252", "cp1254", "cp1257", "mac_roman"}
_JAPANESE = ("cp932", "euc_jp")
_HIRAGANA = frozenset(map(chr, range(0x3041, 0x3097)))
_FEWEST_HIRAGANA = 0.2
_TURKISH = frozenset("ğışĞİŞ")
_ICELANDIC = frozenset("áæÁÆ")
_HIGH = re.compile(rb"[\x80-\xff]")
_SAMPLE, _LEAD_IN = 1 << 16, 200
"""Bytes that are looked at in all, and of the ASCII in front of each line's first other byte."""


def guess_encoding(data: bytes) -> str:
    """The likeliest legacy encoding, by Python's name; ``cp1252`` where nothing tells.

    It is charset-normalizer's guess, except where a short text misleads it and something better tells:
    hiragana, or how common the Latin code pages are.
    """
    sample = _sample(data)
    matches = from_bytes(sample, cp_isolation=list(_LEGACY), enable_fallback=False)
    best = matches.best()
    if best is None:
        return "cp1252"
    plausible = {name for match in matches for name in match.could_be_from_charset}
    for name in _JAPANESE:
        if name in plausible and _is_japanese(sample.decode(name, "ignore")):
            return name
    if best.encoding in _LATIN and "cp1252" in plausible:
        return _latin(sample)
    return best.encoding


def drawn_encoding(data: bytes) -> str:
    """``cp437`` or ``cp850`` of a text with drawings in one of them; empty where there are none."""
    return guess_drawing(_sample(data))


def _is_japanese(text: str) -> bool:
    beyond_ascii = [char for char in text if not char.isascii()]
    return sum(map(_HIRAGANA.__contains__, beyond_ascii)) > _FEWEST_HIRAGANA * len(beyond_ascii)


def _latin(sample: bytes) -> str:
    """The two commonest code pages differ in six letters, those of Turkish or of Icelandic."""
    letters = set(sample.decode("cp1254", "ignore"))
    return "cp1254" if letters & _TURKISH and not letters & _ICELANDIC else "cp1252"


def _sample(data: bytes) -> bytes:
    """The lines with characters beyond ASCII, which alone tell encodings apart; a long one cut at a blank."""
    parts: list[bytes] = []
    size = position = 0
    while size < _SAMPLE and (match := _HIGH.search(data, position)):
        start = data.rfind(b"\n", position, match.start()) + 1 or position
        end = data.find(b"\n", match.end(), match.end() + _SAMPLE)
        if end < 0:
            end = min(len(data), match.end() + _SAMPLE)
            blank = data.rfind(b" ", match.end(), end)
            end = blank if blank > 0 and end < len(data) else end
        parts.append(data[max(start, match.start() - _LEAD_IN) : end])
        size, position = size + len(parts[-1]), end
    return b"\n".join(parts)
