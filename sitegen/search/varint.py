"""Numbers as printable text: the form in which postings stand in the index and in the shards of the page.

A script can carry it (a browser loads nothing else from a folder), hosts compress it, and small numbers, of
which postings are full, take one character. The browser's half is ``theme/static/search/varint.js``.
"""

from collections.abc import Iterable, Iterator

BASE = 46
ALPHABET = "".join(chr(code) for code in range(33, 127) if chr(code) not in '"\\')
"""46 last digits, then 46 digits after which more follow: base 46, lowest digit first."""

_LAST, _MORE = ALPHABET[:BASE], ALPHABET[BASE:]
SMALL = tuple(_LAST) + tuple(low + high for high in _LAST[1:] for low in _MORE)
"""The numbers below 46², spelled out: nearly all there are."""
_VALUE = {char: value for value, char in enumerate(_LAST)} | {char: value for value, char in enumerate(_MORE)}
_IS_LAST = frozenset(_LAST)


def encoded(numbers: Iterable[int]) -> str:
    """The numbers, none below 0, one after the other."""
    small = SMALL
    most = len(small)
    return "".join([small[number] if number < most else _spelled(number) for number in numbers])


def decoded(text: str) -> Iterator[int]:
    """The inverse of `encoded`. Raises `ValueError` where the text ends within a number or has other signs."""
    number, weight = 0, 1
    for char in text:
        try:
            number += _VALUE[char] * weight
        except KeyError:
            raise ValueError(f"{char!r} is no digit") from None
        if char in _IS_LAST:
            yield number
            number, weight = 0, 1
        else:
            weight *= BASE
    if weight != 1:
        raise ValueError("the text ends within a number")


def _spelled(number: int) -> str:
    digits = []
    while number >= BASE:
        number, digit = divmod(number, BASE)
        digits.append(_MORE[digit])
    return "".join(digits) + _LAST[number]
