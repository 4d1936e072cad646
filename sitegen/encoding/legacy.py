"""Which legacy encoding a text is in that is no Unicode: a guess, and never more."""

import re

from charset_normalizer import from_bytes

from sitegen.encoding.dos import guess_drawing

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
