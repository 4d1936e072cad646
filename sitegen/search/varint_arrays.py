"""Encode and decode many numbers as `varint` does, and join byte strings, with arrays: without an object for each."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sitegen.search.varint import ALPHABET, BASE

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]

_DIGITS = np.frombuffer(ALPHABET.encode("ascii"), np.uint8)
_VALUES = np.zeros(256, np.int32)
_VALUES[_DIGITS] = np.arange(len(_DIGITS)) % BASE
_BITS = 6
"""Documents of a digit of a bitmap."""
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


def decode_each(data: Bytes) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return the encoded numbers, and the end of each."""
    lasts = np.flatnonzero(IS_LAST_DIGIT[data]).astype(np.int32)
    starts = np.concatenate((np.zeros(1, np.int32), lasts[:-1] + 1))[: len(lasts)]
    numbers = _VALUES[data[starts]]
    longer = np.flatnonzero(lasts > starts)
    digit = 1
    while len(longer):
        numbers[longer] += _VALUES[data[starts[longer] + digit]] * BASE**digit
        digit += 1
        longer = longer[lasts[longer] - starts[longer] >= digit]
    return numbers, lasts + 1


def run_sums(deltas: npt.NDArray[np.int32], counts: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return the cumulative sums of consecutive runs of numbers with these lengths."""
    # Sums may overflow, but not the differences that are taken of them.
    sums = np.cumsum(deltas, dtype=np.int32)
    before = np.concatenate((np.zeros(1, np.int32), sums))[np.cumsum(counts) - counts]
    sums -= np.repeat(before, counts)
    return sums


def encode_bitmap(numbers: Numbers, count: int) -> Bytes:
    """Encode which of the first ``count`` numbers these are, six in a digit, the lowest bit first."""
    bits = np.zeros(-(-count // _BITS) * _BITS, np.uint8)
    bits[numbers] = 1
    digits: Bytes = _DIGITS[bits.reshape(-1, _BITS) @ (1 << np.arange(_BITS))]
    return digits


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
