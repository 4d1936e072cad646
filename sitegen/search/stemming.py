"""Stem English words by the algorithm of M. F. Porter, "An algorithm for suffix stripping", 1980.

The index has the words unstemmed, for exact phrases. The other forms of a word are found at query time, among the
terms with the prefix of its stem.
"""

import re
from functools import lru_cache

_ENGLISH = re.compile("[a-z]{3,64}")
_STEP_2 = (
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"),
    ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"),
    ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"),
    ("iviti", "ive"), ("biliti", "ble"),
)  # fmt: skip
_STEP_3 = (
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
)  # fmt: skip
_STEP_4 = (
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate",
    "iti", "ous", "ive", "ize",
)  # fmt: skip


@lru_cache(maxsize=20_000)
def stem(term: str) -> str:
    """Return the stem of an English word of at least three letters, and any other term unchanged."""
    if not _ENGLISH.fullmatch(term):
        return term
    word = _strip_plural(term)
    word = _strip_ed_and_ing(word)
    if word.endswith("y") and "v" in _shape(word[:-1]):
        word = word[:-1] + "i"
    word = _replace_suffix(word, _STEP_2)
    word = _replace_suffix(word, _STEP_3)
    word = _strip_suffix(word)
    return _strip_final_letter(word)


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


def _strip_plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _strip_ed_and_ing(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    base = next((word[: -len(end)] for end in ("ed", "ing") if word.endswith(end)), "")
    if "v" not in _shape(base):
        return word
    if base.endswith(("at", "bl", "iz")):
        return base + "e"
    if len(base) > 1 and base[-1] == base[-2] and base[-1] not in "aeioulsz":
        return base[:-1] if _shape(base).endswith("cc") else base
    return base + "e" if _measure(base) == 1 and _is_short(base) else base


def _replace_suffix(word: str, replacements: tuple[tuple[str, str], ...]) -> str:
    matching = [pair for pair in replacements if word.endswith(pair[0])]
    if not matching:
        return word
    suffix, replacement = max(matching, key=lambda pair: len(pair[0]))
    base = word[: -len(suffix)]
    return base + replacement if _measure(base) > 0 else word


def _strip_suffix(word: str) -> str:
    suffix = max((each for each in _STEP_4 if word.endswith(each)), key=len, default="")
    base = word[: len(word) - len(suffix)]
    if not suffix or _measure(base) < 2 or (suffix == "ion" and not base.endswith(("s", "t"))):
        return word
    return base


def _strip_final_letter(word: str) -> str:
    if word.endswith("e"):
        base = word[:-1]
        measure = _measure(base)
        if measure > 1 or (measure == 1 and not _is_short(base)):
            word = base
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word
