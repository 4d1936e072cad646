"""Stem English words by the algorithm of M. F. Porter, "An algorithm for suffix stripping", 1980.

The index has the words unstemmed, for exact phrases. The other forms of a word are found at query time, among the
terms with the prefix of its stem. The page has an implementation of its own, ``theme/static/search/stemming.js``,
which has to be small.
"""

import re
from functools import lru_cache

_ENGLISH = re.compile("[a-z]{3,64}")


@lru_cache(maxsize=20_000)
def stem(term: str) -> str:
    """Return the stem of an English word of at least three letters, and any other term unchanged."""
    if not _ENGLISH.fullmatch(term):
        return term
    from snowballstemmer.porter_stemmer import PorterStemmer

    # A new one each time, because it keeps the word while it works, and the server has threads.
    stemmed: str = PorterStemmer().stemWord(term)
    return stemmed


def family_prefix(term: str) -> str:
    """Return the common prefix of all words with the same stem as ``term``.

    It is the stem, without a last letter that other forms replace (happi: happy; hope: hoping; capabl: capability).
    """
    word_stem = stem(term)
    shortened = word_stem[:-1]
    if not _ENGLISH.fullmatch(term):
        return word_stem
    if word_stem.endswith("i"):
        may_differ = "v" in _shape(shortened)
    elif word_stem.endswith("e"):
        may_differ = shortened.endswith(("at", "bl", "iz")) or (_measure(shortened) == 1 and _is_short(shortened))
    else:
        may_differ = word_stem.endswith("bl")
    return shortened if may_differ else word_stem


def _shape(word: str) -> str:
    """Return ``c`` for each consonant and ``v`` for each vowel; y is a vowel after a consonant."""
    shape = ""
    for letter in word:
        shape += "v" if letter in "aeiou" or (letter == "y" and shape.endswith("c")) else "c"
    return shape


def _measure(word: str) -> int:
    """Return how often a consonant follows a vowel: Porter's m."""
    return _shape(word).count("vc")


def _is_short(word: str) -> bool:
    """Return whether the word ends with consonant, vowel, consonant, the last not w, x or y: Porter's o."""
    return _shape(word).endswith("cvc") and word[-1] not in "wxy"
