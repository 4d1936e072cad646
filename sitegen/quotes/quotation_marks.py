"""Which stretches of a paragraph stand in quotation marks."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_CLOSERS = {
    "“": "”",
    "„": "“”",
    "”": "”",
    "«": "»",
    "»": "«",
    "「": "」",
    "『": "』",
    '"': '"',
    "‘": "’",
    "‚": "‘’",
    "'": "'",
}
_DOUBLE = ("“„”", "«", "»", "「", "『", '"')
_SINGLE = ("‘‚", "'")
_UNSPACED = "「『"
"""Stand between letters in their scripts."""


class Quoted(NamedTuple):
    """What stands between two quotation marks; the marks are at ``start - 1`` and ``end``."""

    start: int
    end: int


def quoted(text: str) -> list[Quoted]:
    """The outermost quotations of a paragraph, in order. Single marks count where no double ones are: an
    apostrophe looks the same.
    """
    double = _outermost([each for openers in _DOUBLE for each in _pairs(text, openers)])
    single = _outermost([each for openers in _SINGLE for each in _pairs(text, openers)])
    return sorted(double + [each for each in single if not any(_meet(each, other) for other in double)])


def _meet(one: Quoted, other: Quoted) -> bool:
    return one.start <= other.end and other.start <= one.end


def _outermost(found: list[Quoted]) -> list[Quoted]:
    kept: list[Quoted] = []
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or each.start > kept[-1].end:
            kept.append(each)
    return kept


def _pairs(text: str, openers: str) -> Iterator[Quoted]:
    """Marks that belong together, also those inside others; each character is looked at once."""
    signs = set(openers + "".join(_CLOSERS[each] for each in openers))
    opened: list[tuple[str, int]] = []
    for found in re.finditer(f"[{''.join(signs)}]", text):
        sign, at = found[0], found.start()
        if opened and sign in _CLOSERS[opened[-1][0]] and _closes(text, at, opened[-1]):
            _, start = opened.pop()
            yield Quoted(start + 1, at)
        elif sign in openers and _opens(text, at):
            if opened and sign == opened[-1][0] and sign in _CLOSERS[sign]:
                opened.pop()  # the same mark opens and closes: the earlier one was none
            opened.append((sign, at))


def _opens(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    is_french = text[at] in "«»"
    return text[at] in _UNSPACED or (
        not (at and before.isalnum()) and bool(after) and (is_french or not after.isspace())
    )


def _closes(text: str, at: int, opener: tuple[str, int]) -> bool:
    sign, start = opener
    if at == start + 1:
        return False
    if sign in "“„”«»" + _UNSPACED:
        return True
    return not text[at - 1].isspace() and not text[at + 1 : at + 2].isalnum()
