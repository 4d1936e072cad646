"""The words of a blockquote, without the line that says whose they are."""

import re
from collections.abc import Sequence

from sitegen.quotes.outline import Blockquote, Link, Paragraph
from sitegen.quotes.quoted import quoted

_DASHES = re.compile(r"[ \t]*(?:[—–―~]|--)")
_WORD = re.compile(r"\w+")
_MOST_WORDS = 8
"""Beside the link, in a last line that begins with no dash but only names the source."""
_OPENING, _CLOSING = "([", ")]"


def starts_with_dash(text: str) -> bool:
    """Whether a paragraph is an attribution by its first sign."""
    return _DASHES.match(text) is not None


def words_of(
    blockquote: Blockquote, inside: Sequence[Paragraph], link: Link | None, holder: Paragraph | None
) -> tuple[str, str]:
    """What is quoted, as it is seen and as it was typed (empty where the latter is unknown).

    ``inside`` are the paragraphs in the blockquote; ``link`` stands in ``holder``, one of them, or elsewhere (None).
    """
    paragraphs = list(inside)
    while paragraphs and paragraphs[-1].is_attribution:
        paragraphs.pop()
    texts = [each.text for each in paragraphs]
    first_line, end_line = blockquote.line, blockquote.line + len(blockquote.lines)
    if holder is not None and link is not None and holder in paragraphs:
        n = paragraphs.index(holder)
        before, after = _around(holder.text, link, n == 0, n == len(paragraphs) - 1)
        texts[n] = after if before is None else before
        if before is not None:
            del texts[n + 1 :]
            # An attribution in brackets shares its line with words, which stay.
            is_whole_line = not before or before.endswith("\n")
            end_line = holder.line + before.count("\n") + (not is_whole_line)
        elif after != holder.text:
            first_line = holder.line + 1
    exact = _bare("\n\n".join(text.strip() for text in texts if text.strip()))
    written = blockquote.lines[first_line - blockquote.line : max(0, end_line - blockquote.line)]
    return exact, _bare("\n".join(written).strip()) if exact else ""


def _around(text: str, link: Link, is_first: bool, is_last: bool) -> tuple[str | None, str]:
    """What stands before an attribution in the paragraph, and what behind it. Before is None where the
    attribution, if any, only announces what follows.
    """
    start = text.rfind("\n", 0, link.start) + 1
    while (
        start and not starts_with_dash(text[start:]) and any(map(starts_with_dash, text[:start].split("\n")))
    ):
        start = text.rfind("\n", 0, start - 1) + 1  # an attribution of several lines
    end = text.find("\n", link.end)
    end = len(text) if end < 0 else end
    line, rest = text[start:end].strip(), text[end:]
    if starts_with_dash(text[start:]):
        return text[:start], ""
    if is_first and not start and line.endswith(":"):
        return None, rest
    if is_last and not rest.strip():
        if bracket := _bracket(text, link, start):
            return text[:bracket], ""
        beside = _WORD.findall(text[start : link.start] + " " + text[link.end : end])
        if len(beside) <= _MOST_WORDS and (start or not is_first) and _is_name(text, link, start, end):
            return text[:start], ""
    return None, text


def _bracket(text: str, link: Link, start: int) -> int:
    """Where the bracket opens that holds the link and ends the paragraph; 0 where none does."""
    tail = text[link.end :].rstrip().rstrip(".")
    at = max(text.rfind(sign, start, link.start) for sign in _OPENING)
    return at if at > 0 and tail.endswith(tuple(_CLOSING)) and "\n" not in tail else 0


def _is_name(text: str, link: Link, start: int, end: int) -> bool:
    """Whether a line says little but the link: nothing follows it, or no more than before it."""
    beside = len(text[start : link.start].strip()) + len(text[link.end : end].strip())
    return beside <= link.end - link.start


def _bare(text: str) -> str:
    """Without the quotation marks around the whole."""
    found = quoted(text)
    if len(found) == 1 and found[0].start == 1 and found[0].end == len(text) - 1:
        return text[1:-1]
    return text
