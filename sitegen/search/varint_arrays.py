"""Encode many numbers as `varint` does, and join byte strings, with arrays: quickly, and without an object for each."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sitegen.search.varint import ALPHABET, BASE

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]

_DIGITS = np.frombuffer(ALPHABET.encode("ascii"), np.uint8)
IS_LAST_DIGIT = np.isin(np.arange(256), _DIGITS[:BASE])
"""By byte: whether it ends a number."""


class ByteStrings(NamedTuple):
    """Byte strings in one array."""

    data: Bytes
    starts: Numbers
    lengths: Numbers


def encode_each(numbers: Numbers) -> ByteStrings:
    """Encode each of these non-negative numbers."""
    lengths = np.ones(len(numbers), np.int64)
    limit = BASE
    while (longer := numbers >= limit).any():
        lengths += longer
        limit *= BASE
    starts = np.cumsum(lengths) - lengths
    data = np.empty(int(lengths.sum()), np.uint8)
    left, rest = np.arange(len(numbers)), numbers
    for digit in range(int(lengths.max(initial=0))):
        is_last = lengths[left] == digit + 1
        data[starts[left] + digit] = _DIGITS[rest % BASE + np.where(is_last, 0, BASE)]
        left, rest = left[~is_last], rest[~is_last] // BASE
    return ByteStrings(data, starts, lengths)


def gather(data: Bytes, starts: Numbers, lengths: Numbers) -> Bytes:
    """Return these parts of an array, one after another."""
    ends = np.cumsum(lengths)
    parts: Bytes = data[np.arange(int(lengths.sum())) + np.repeat(starts - (ends - lengths), lengths)]
    return parts


def interleave(first: ByteStrings, second: ByteStrings) -> Bytes:
    """Return the byte strings of both in turn, one after another."""
    data = np.concatenate((first.data, second.data))
    starts = np.stack((first.starts, second.starts + len(first.data)), 1).ravel()
    return gather(data, starts, np.stack((first.lengths, second.lengths), 1).ravel())
