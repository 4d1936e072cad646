"""Guess legacy encodings, and detect box drawing in the code pages of DOS.

The line and block bytes of DOS are letters in other encodings. In a drawing, lines connect from character to
character, which letters do only by chance.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from charset_normalizer import from_bytes

from sitegen.text.encoding.box_drawing import ARMS, BLANK, Arms

_DRAWING = frozenset(range(0xB0, 0xE0))
"""The bytes of lines, shades and blocks in cp437."""
_NO_DRAWING = bytes(set(range(256)) - _DRAWING)
_ASCII = bytes(range(0x80))
_BLOCKS = frozenset("░▒▓█▄▌▐▀")
_CHARS = {byte: bytes([byte]).decode("cp437") for byte in _DRAWING}
_ARMS = {byte: ARMS.get(char, BLANK) for byte, char in _CHARS.items()}
_BLOCK_BYTES = frozenset(byte for byte, char in _CHARS.items() if char in _BLOCKS)
_DRAWS_ALONE = frozenset("─═│║▓█▄▀".encode("cp437"))
"""Characters that can make a drawing alone; ``░`` alone is more likely ``°``, or ``∞`` on a Mac."""
_CP850_ONLY = re.compile(
    rb"[A-Za-z][\xc6\xd0\xe4\xe7\xec][a-z]|[A-Z][\xb5-\xb7\xc7\xd1-\xd4\xd6-\xd8\xde\xe0\xe2\xe3\xe5\xe8-\xeb\xed][A-Z]"
)
"""A letter of cp850 inside a word that is a line or symbol in cp437, in the case of the next letter: ``São``."""

_MIN_DRAWING_SHARE, _MIN_FITTING_SHARE, _MIN_DRAWING_BYTES = 0.6, 0.75, 6
"""Minimum share of drawing bytes in all non-ASCII bytes; share of these that fit their neighbours; minimum count."""

_OPPOSITE, _LEFT_AND_RIGHT = (1, 0, 3, 2), (2, 3)
"""Indices into the neighbours above, below, left and right."""


def detect_dos_drawing(sample: bytes) -> str:
    """Return ``cp437`` or ``cp850`` if most non-ASCII bytes of whole lines are a drawing in it; else empty."""
    non_ascii = len(sample.translate(None, _ASCII))
    drawing = sample.translate(None, _NO_DRAWING)
    if len(drawing) < max(_MIN_DRAWING_BYTES, _MIN_DRAWING_SHARE * non_ascii):
        return ""
    kinds = set(drawing)
    if len(kinds) == 1 and not kinds <= _DRAWS_ALONE:
        return ""
    share = _MIN_FITTING_SHARE if len(kinds) > 1 else 1  # one repeated letter can be a scream: ``ÄÄÄÄÄÄÄh``
    if sum(_drawing_fits(sample)) < max(_MIN_DRAWING_BYTES, share * len(drawing)):
        return ""
    return "cp850" if _CP850_ONLY.search(sample) else "cp437"


def _drawing_fits(sample: bytes) -> Iterator[bool]:
    """Yield for each drawing byte whether it fits its neighbours."""
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
    """Return whether a block or shade is part of a drawing: next to another one, and not next to text."""
    return any(byte in _BLOCK_BYTES for byte in around) and not any(map(_is_text, around[2:]))


def _fits_line(arms: Arms, around: tuple[int, int, int, int]) -> bool:
    """Return whether each arm connects to one, or ends a line, and every adjacent arm is connected."""
    incoming = [_points_back(byte, back) for byte, back in zip(around, _OPPOSITE, strict=True)]
    for side, arm in enumerate(arms.all):
        if incoming[side] is None:
            ends_here = incoming[_OPPOSITE[side]] and arms.all[_OPPOSITE[side]]
            if arm and (not ends_here or (side in _LEFT_AND_RIGHT and _is_text(around[side]))):
                return False
        elif incoming[side] is not bool(arm) and around[side] not in _BLOCK_BYTES:
            return False
    return True


def _points_back(byte: int, back: int) -> bool | None:
    """Return whether a neighbour has an arm that points back; None if it is not drawing."""
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
_MIN_HIRAGANA_SHARE = 0.2
_TURKISH = frozenset("ğışĞİŞ")
_ICELANDIC = frozenset("áæÁÆ")
_NON_ASCII = re.compile(rb"[\x80-\xff]")
_SAMPLE_SIZE, _CONTEXT_SIZE = 1 << 16, 200
"""Bytes of the whole sample, and of the ASCII before the first non-ASCII byte of each line."""


def guess_encoding(data: bytes) -> str:
    """Return the most likely legacy encoding by Python's name; ``cp1252`` by default.

    Uses the guess of charset-normalizer, unless hiragana or the frequency of the Latin code pages is better
    evidence: short texts mislead it.
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


def detect_dos_encoding(data: bytes) -> str:
    """Return ``cp437`` or ``cp850`` for a text with drawings in it; empty if there are none."""
    return detect_dos_drawing(_sample(data))


def _is_japanese(text: str) -> bool:
    non_ascii = [char for char in text if not char.isascii()]
    return sum(map(_HIRAGANA.__contains__, non_ascii)) > _MIN_HIRAGANA_SHARE * len(non_ascii)


def _latin(sample: bytes) -> str:
    """Choose between the two most common code pages, which differ in six letters: Turkish or Icelandic."""
    letters = set(sample.decode("cp1254", "ignore"))
    return "cp1254" if letters & _TURKISH and not letters & _ICELANDIC else "cp1252"


def _sample(data: bytes) -> bytes:
    """Return the lines with non-ASCII bytes, because only these depend on the encoding; cut long ones at a space."""
    parts: list[bytes] = []
    size = position = 0
    while size < _SAMPLE_SIZE and (match := _NON_ASCII.search(data, position)):
        start = data.rfind(b"\n", position, match.start()) + 1 or position
        end = data.find(b"\n", match.end(), match.end() + _SAMPLE_SIZE)
        if end < 0:
            end = min(len(data), match.end() + _SAMPLE_SIZE)
            space = data.rfind(b" ", match.end(), end)
            end = space if space > 0 and end < len(data) else end
        parts.append(data[max(start, match.start() - _CONTEXT_SIZE) : end])
        size, position = size + len(parts[-1]), end
    return b"\n".join(parts)
