"""English words → stems: the algorithm of M. F. Porter, "An algorithm for suffix stripping", 1980.
The browser's half is ``stems.js``, step by step the same.

The index holds words as they are, so that an exact phrase is possible; the forms of a word are found when it is
looked for, among the words that begin as its stem does.
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
    """The stem of an English word; any other term, and one of fewer than three letters, is its own."""
    if not _ENGLISH.fullmatch(term):
        return term
    word = _without_plural(term)
    word = _without_ed_and_ing(word)
    if word.endswith("y") and "v" in _shape(word[:-1]):
        word = word[:-1] + "i"
    word = _replaced(word, _STEP_2)
    word = _replaced(word, _STEP_3)
    word = _without_suffix(word)
    return _without_last_letter(word)


def family_prefix(term: str) -> str:
    """What all words with the same stem as ``term`` begin with, never empty: the stem but for a last letter that
    may stand for another one (happi: happy; hope: hoping; capabl: capability).
    """
    own = stem(term)
    left = own[:-1]
    if not _ENGLISH.fullmatch(term):
        return own
    if own.endswith("i"):
        may_differ = "v" in _shape(left)
    elif own.endswith("e"):
        may_differ = left.endswith(("at", "bl", "iz")) or (_measure(left) == 1 and _is_short(left))
    else:
        may_differ = own.endswith("bl")
    return left if may_differ else own


def _shape(word: str) -> str:
    """``c`` for each consonant, ``v`` for each vowel; y is a vowel after a consonant."""
    shape = ""
    for letter in word:
        shape += "v" if letter in "aeiou" or (letter == "y" and shape.endswith("c")) else "c"
    return shape


def _measure(word: str) -> int:
    """How often a consonant follows a vowel: Porter's m."""
    return _shape(word).count("vc")


def _is_short(word: str) -> bool:
    """Does it end with consonant, vowel, consonant, the last not w, x or y? Porter calls it o."""
    return _shape(word).endswith("cvc") and word[-1] not in "wxy"


def _without_plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _without_ed_and_ing(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    left = next((word[: -len(end)] for end in ("ed", "ing") if word.endswith(end)), "")
    if "v" not in _shape(left):
        return word
    if left.endswith(("at", "bl", "iz")):
        return left + "e"
    if len(left) > 1 and left[-1] == left[-2] and left[-1] not in "aeioulsz":
        return left[:-1] if _shape(left).endswith("cc") else left
    return left + "e" if _measure(left) == 1 and _is_short(left) else left


def _replaced(word: str, endings: tuple[tuple[str, str], ...]) -> str:
    fitting = [pair for pair in endings if word.endswith(pair[0])]
    if not fitting:
        return word
    end, other = max(fitting, key=lambda pair: len(pair[0]))
    left = word[: -len(end)]
    return left + other if _measure(left) > 0 else word


def _without_suffix(word: str) -> str:
    end = max((each for each in _STEP_4 if word.endswith(each)), key=len, default="")
    left = word[: len(word) - len(end)]
    if not end or _measure(left) < 2 or (end == "ion" and not left.endswith(("s", "t"))):
        return word
    return left


def _without_last_letter(word: str) -> str:
    if word.endswith("e"):
        left = word[:-1]
        times = _measure(left)
        if times > 1 or (times == 1 and not _is_short(left)):
            word = left
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word
