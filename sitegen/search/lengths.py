"""Lengths of texts in terms, rounded to few steps: what a score needs of them, in one character.

Whoosh rounds lengths too, to a byte. All steps are lengths that Whoosh keeps as they are, so that its scores,
ours and the browser's are the same.
"""

from bisect import bisect_left
from itertools import pairwise

from whoosh.util.numeric import byte_to_length

_EXACT = 8
_STEPS = 46  # as many as one digit of `numbers` has


def _levels() -> tuple[int, ...]:
    """0 to 8, then steps of a quarter or so up to the longest that Whoosh knows."""
    known = [byte_to_length(byte) for byte in range(256)]
    ratio = (known[-1] / _EXACT) ** (1 / (_STEPS - 1 - _EXACT))
    wanted = [_EXACT * ratio**n for n in range(1, _STEPS - _EXACT)]
    return (*range(_EXACT + 1), *(min(known, key=lambda length: abs(length - each)) for each in wanted))


LEVELS = _levels()
"""The lengths, ascending."""
_BOUNDS = [(shorter + longer) / 2 for shorter, longer in pairwise(LEVELS)]


def level(length: int) -> int:
    """The index of the nearest of `LEVELS`."""
    return bisect_left(_BOUNDS, length)
