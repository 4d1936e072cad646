"""Estimate the similarity of texts with MinHash: 32 characters per text that do not reveal its words.

One-permutation hashing of word bigrams: Li, Owen and Zhang, *One Permutation Hashing*, NIPS 2012. The hash of each
bigram falls into one of 32 bins; each bin keeps five bits of its lowest hash. The share of bins in which two hashes
agree approximates the share of bigrams that the texts have in common.
"""

from collections.abc import Iterator
from itertools import pairwise
from zlib import crc32

BINS = 32
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
EMPTY_BIN = "-"
_MAX_WORDS = 512  # the rest of a longer text is ignored


def minhash(words: str) -> str:
    """Return the MinHash of a text, given as `normalization.normalize_words` returns it."""
    lowest = [1 << 32] * BINS
    for value in _bigram_hashes(_encode(words).split(maxsplit=_MAX_WORDS)[:_MAX_WORDS]):
        if value < lowest[value % BINS]:  # noqa: PLR1730  # `min` takes three times as long
            lowest[value % BINS] = value
    return "".join([EMPTY_BIN if value >> 32 else _ALPHABET[value // BINS % 32] for value in lowest])


def bigram_bins(words: str) -> list[str]:
    """Return the bin and its value for each word bigram of a text: what its MinHash could have of it."""
    return [f"{value % BINS}{_ALPHABET[value // BINS % 32]}" for value in _bigram_hashes(_encode(words).split())]


def _encode(words: str) -> bytes:
    return words.encode("utf-8", "surrogatepass")


def _bigram_hashes(words: list[bytes]) -> Iterator[int]:
    """Return the hashes of pairs of words that follow each other; the first one follows an empty word."""
    return map(crc32, map(b" ".join, pairwise((b"", *words))))  # runs in C: a loop takes twice as long


def minhash_similarity(one: str, other: str) -> float:
    """Return about the share of word bigrams that two texts have in common, 0 to 1."""
    bins = [(a, b) for a, b in zip(one, other, strict=False) if a != EMPTY_BIN or b != EMPTY_BIN]
    return sum(a == b for a, b in bins) / len(bins) if bins else 0.0
