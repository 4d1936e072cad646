"""Find text in quotation marks."""

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
_CJK_OPENERS = "「『"
"""These marks may be between letters."""


class QuotedSpan(NamedTuple):
    """Text between two quotation marks, which are at ``start - 1`` and ``end``."""

    start: int
    end: int


def quoted_spans(text: str) -> list[QuotedSpan]:
    """Return the outermost quotations of a paragraph, in order.

    Single quotation marks, which look like apostrophes, count only outside of double ones.
    """
    double = _outermost([each for openers in _DOUBLE for each in _matched_pairs(text, openers)])
    single = _outermost([each for openers in _SINGLE for each in _matched_pairs(text, openers)])
    return sorted(double + [each for each in single if not any(_overlap(each, other) for other in double)])


def _overlap(one: QuotedSpan, other: QuotedSpan) -> bool:
    return one.start <= other.end and other.start <= one.end


def _outermost(spans: list[QuotedSpan]) -> list[QuotedSpan]:
    kept: list[QuotedSpan] = []
    for each in sorted(spans, key=lambda each: (each.start, -each.end)):
        if not kept or each.start > kept[-1].end:
            kept.append(each)
    return kept


def _matched_pairs(text: str, openers: str) -> Iterator[QuotedSpan]:
    """Yield the text between matching marks, also nested ones. Linear time."""
    signs = set(openers + "".join(_CLOSERS[each] for each in openers))
    opened: list[tuple[str, int]] = []
    for match in re.finditer(f"[{''.join(signs)}]", text):
        sign, at = match[0], match.start()
        if opened and sign in _CLOSERS[opened[-1][0]] and _can_close(text, at, opened[-1]):
            _, start = opened.pop()
            yield QuotedSpan(start + 1, at)
        elif sign in openers and _can_open(text, at):
            if opened and sign == opened[-1][0] and sign in _CLOSERS[sign]:
                opened.pop()  # opening and closing mark are the same: the earlier one was an apostrophe
            opened.append((sign, at))


def _can_open(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    is_french = text[at] in "«»"
    return text[at] in _CJK_OPENERS or (
        not (at and before.isalnum()) and bool(after) and (is_french or not after.isspace())
    )


def _can_close(text: str, at: int, opener: tuple[str, int]) -> bool:
    sign, start = opener
    if at == start + 1:
        return False
    if sign in "“„”«»" + _CJK_OPENERS:
        return True
    return not text[at - 1].isspace() and not text[at + 1 : at + 2].isalnum()
