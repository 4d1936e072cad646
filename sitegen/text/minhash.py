"""Estimate the similarity of texts with MinHash: 32 characters per text that do not reveal its words.

One-permutation hashing of word bigrams: Li, Owen and Zhang, *One Permutation Hashing*, NIPS 2012. The hash of each
bigram falls into one of 32 bins; each bin keeps five bits of its lowest hash. The share of bins in which two hashes
agree approximates the share of bigrams that the texts have in common.
"""

from itertools import pairwise
from zlib import crc32

BINS = 32
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
EMPTY_BIN = "-"
_MAX_WORDS = 512  # the rest of a longer text is ignored


def minhash(words: str) -> str:
    """Return the MinHash of a text, given as `normalization.normalize_words` returns it."""
    head = words.split(maxsplit=_MAX_WORDS)[:_MAX_WORDS]
    lowest = [1 << 32] * BINS
    for value in {crc32(f"{one} {two}".encode("utf-8", "surrogatepass")) for one, two in pairwise(("", *head))}:
        lowest[value % BINS] = min(lowest[value % BINS], value)
    return "".join(EMPTY_BIN if value >> 32 else _ALPHABET[value // BINS % 32] for value in lowest)


def bigram_bins(words: str) -> list[str]:
    """Return the bin and its value for each word bigram of a text: what its MinHash could have of it."""
    values = (crc32(f"{one} {two}".encode("utf-8", "surrogatepass")) for one, two in pairwise(("", *words.split())))
    return [f"{value % BINS}{_ALPHABET[value // BINS % 32]}" for value in values]


def minhash_similarity(one: str, other: str) -> float:
    """Return about the share of word bigrams that two texts have in common, 0 to 1."""
    bins = [(a, b) for a, b in zip(one, other, strict=False) if a != EMPTY_BIN or b != EMPTY_BIN]
    return sum(a == b for a, b in bins) / len(bins) if bins else 0.0
