"""Where words stand in a text as whole words."""

import unicodedata
from collections.abc import Iterator

from sitegen.search.tokens import is_unspaced

MOST = 2_000
"""Places that are looked at; nobody counts further."""
_APOSTROPHES = "'’"


def occurrences(
    words: str, text: str, open_left: bool = False, open_right: bool = False
) -> Iterator[tuple[int, int]]:
    """Start and end of the first 2,000 places of ``words``, which must not be empty. On an open side they may
    end in the middle of a word.
    """
    at = text.find(words)
    for _ in range(MOST):
        if at < 0:
            return
        end = at + len(words)
        if (open_left or begins_word(text, at)) and (open_right or ends_word(text, end)):
            yield at, end
            at = text.find(words, end)
        else:
            at = text.find(words, at + 1)


def begins_word(text: str, start: int) -> bool:
    """Whether a quotation may begin at this character: "able" is not in "unable", nor "5" in "1.5"."""
    if not start or start >= len(text):
        return True
    before, first = text[start - 1], text[start]
    if _joins(before, first):
        return False
    return not (start > 1 and before in ".," and first.isdigit() and text[start - 2].isdigit())


def ends_word(text: str, end: int) -> bool:
    """Whether a quotation may end before this character: "I can" is not in "I can't", nor "1" in "1.5"."""
    if not end or end >= len(text):
        return True
    last, after = text[end - 1], text[end]
    if _joins(last, after):
        return False
    if last in _APOSTROPHES and after.isalnum() and text[end - 2 : end - 1].isalnum():
        return False
    if after in _APOSTROPHES and last.isalnum() and text[end + 1 : end + 2] in ("t", "T"):
        return text[end + 2 : end + 3].isalnum()
    return not (after in ".," and last.isdigit() and text[end + 1 : end + 2].isdigit())


def _joins(one: str, other: str) -> bool:
    """Whether two characters side by side are one word."""
    if unicodedata.combining(other):
        return True
    return _is_letter(one) and _is_letter(other) and not (is_unspaced(one) or is_unspaced(other))


def _is_letter(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")
