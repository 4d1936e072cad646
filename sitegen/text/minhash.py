"""A text → 32 characters by which a changed text is still known, and which tell nothing of its words.

One-permutation hashing of word pairs: Li, Owen and Zhang, *One Permutation Hashing*, NIPS 2012. Each pair of
neighbouring words falls into one of 32 bins by its hash, and of each bin the least hash is kept, or rather
five bits of it. The share of bins in which two sketches agree is about the share of pairs the texts have in common.
"""

from itertools import pairwise
from zlib import crc32

BINS = 32
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
EMPTY = "-"
_MOST_WORDS = 512  # of a longer text its beginning stands for the whole


def sketch(words: str) -> str:
    """The sketch of a text, given as `normal.words` has it: letters and digits with a blank between words."""
    told = words.split(maxsplit=_MOST_WORDS)[:_MOST_WORDS]
    least = [1 << 32] * BINS
    for value in {
        crc32(f"{one} {two}".encode("utf-8", "surrogatepass")) for one, two in pairwise(("", *told))
    }:
        least[value % BINS] = min(least[value % BINS], value)
    return "".join(EMPTY if value >> 32 else _ALPHABET[value // BINS % 32] for value in least)


def likeness(one: str, other: str) -> float:
    """About the share of word pairs that two sketched texts have in common, 0 to 1."""
    bins = [(a, b) for a, b in zip(one, other, strict=False) if a != EMPTY or b != EMPTY]
    return sum(a == b for a, b in bins) / len(bins) if bins else 0.0
