"""Variable-length encoding of integers as printable ASCII, for postings.

It can be part of a JavaScript string without escapes, and small numbers take one character.
"""

from collections.abc import Iterable, Iterator

BASE = 46
ALPHABET = "".join(chr(code) for code in range(33, 127) if chr(code) not in '"\\')
"""46 digits that end a number, then 46 digits after which more follow: base 46, lowest digit first."""

_LAST, _MORE = ALPHABET[:BASE], ALPHABET[BASE:]
ENCODED_SMALL = tuple(_LAST) + tuple(low + high for high in _LAST[1:] for low in _MORE)
"""Encoded numbers below 46², which are nearly all, as a lookup table."""
_VALUE = {char: value for value, char in enumerate(_LAST)} | {char: value for value, char in enumerate(_MORE)}
_IS_LAST = frozenset(_LAST)


def encode(numbers: Iterable[int]) -> str:
    """Encode non-negative numbers."""
    encoded_small = ENCODED_SMALL
    small_count = len(encoded_small)
    return "".join([encoded_small[number] if number < small_count else _encode_large(number) for number in numbers])


def encode_number(number: int) -> str:
    """Encode a non-negative number."""
    return ENCODED_SMALL[number] if number < len(ENCODED_SMALL) else _encode_large(number)


def decode(text: str) -> Iterator[int]:
    """Decode numbers. Raises `ValueError` where the text is truncated or has other characters."""
    number, weight = 0, 1
    for char in text:
        try:
            number += _VALUE[char] * weight
        except KeyError:
            raise ValueError(f"{char!r} is not a digit") from None
        if char in _IS_LAST:
            yield number
            number, weight = 0, 1
        else:
            weight *= BASE
    if weight != 1:
        raise ValueError("the text ends within a number")


def _encode_large(number: int) -> str:
    digits = []
    while number >= BASE:
        number, digit = divmod(number, BASE)
        digits.append(_MORE[digit])
    return "".join(digits) + _LAST[number]
