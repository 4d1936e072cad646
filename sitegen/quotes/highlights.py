"""Highlight quoted words in the page of a conversation, with ``<mark id="q-…">``.

So the address of a quote works everywhere: in drawings, across messages, in browsers without text fragments. Each
piece of a passage in a different element gets its own ``<mark>``; the first one has the id.
"""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_TOKEN = re.compile(r"<[^>]*>|&[^;\s]{1,32};|[^<&]+|[<&]")
_BODY = '<div class="body"'
_END = "</article>"
_FOOTER = '<footer class="quoted">'


@dataclass(frozen=True, slots=True)
class Highlight:
    """A quoted passage."""

    id: str
    """``q-…``"""
    anchors: tuple[str, ...]
    """Anchors of its messages, in order."""
    words: str
    """In the source of the messages."""
    occurrence: int = 0
    """Number of earlier occurrences of the same words in these messages."""


@dataclass(frozen=True, slots=True)
class _Char:
    char: str
    start: int
    """In the page, as is ``end``; an entity is one character."""
    end: int


def highlight(page: str, highlights: Sequence[Highlight]) -> str:
    """Return the page with highlights, except those whose words are not found in their messages."""
    opened: dict[int, list[str]] = {}
    closed: dict[int, int] = {}
    found = [(each, pieces) for each in highlights if (pieces := _find_pieces(page, each))]
    edges = {edge for _, pieces in found for piece in pieces for edge in piece}
    for each, pieces in found:
        is_first = True
        for start, end in pieces:
            # Split at the edges of other passages, so that overlapping marks are well nested.
            cuts = sorted({start, end, *(edge for edge in edges if start < edge < end)})
            for first, last in pairwise(cuts):
                id_ = f' id="{each.id}"' if is_first else ""
                opened.setdefault(first, []).append(f'<mark class="q"{id_}>')
                closed[last] = closed.get(last, 0) + 1
                is_first = False
    parts: list[str] = []
    previous = 0
    for at in sorted({*opened, *closed}):
        parts += (page[previous:at], "</mark>" * closed.get(at, 0), *opened.get(at, ()))
        previous = at
    return "".join((*parts, page[previous:]))


def _find_pieces(page: str, highlight: Highlight) -> list[tuple[int, int]]:
    """Return the spans of the passage in the page, without tags inside."""
    chars = [char for anchor in highlight.anchors for char in _body_chars(page, anchor)]
    pieces: list[tuple[int, int]] = []
    for char in _find_chars(chars, highlight):
        if pieces and pieces[-1][1] == char.start:
            pieces[-1] = (pieces[-1][0], char.end)
        else:
            pieces.append((char.start, char.end))
    return [(start, end) for start, end in pieces if page[start:end].strip()]


def _body_chars(page: str, anchor: str) -> Iterator[_Char]:
    """Yield the visible characters of a message, without what the page adds."""
    article = page.find(f' id="{anchor}" data-number')
    start = page.find(_BODY, article) if article >= 0 else -1
    end = page.find(_END, start)
    if start < 0 or end < 0:
        return
    start = page.index(">", start) + 1
    footer = page.find(_FOOTER, start, end)
    end = footer if footer >= 0 else end
    for token in _TOKEN.finditer(page, start, end):
        text = token[0]
        if text[0] == "<" and len(text) > 1:
            continue
        if text[0] == "&" and len(text) > 1:
            yield _Char(html.unescape(text), token.start(), token.end())
            continue
        for n, char in enumerate(text, token.start()):
            yield _Char(char, n, n + 1)


def _find_chars(chars: Sequence[_Char], highlight: Highlight) -> Sequence[_Char]:
    # Compare all characters, else letters only: the words may contain Markdown signs.
    for normalize in (_without_whitespace, _letters_only):
        wanted = "".join(normalize(char) for char in highlight.words)
        if not wanted:
            continue
        stream: list[str] = []
        indices: list[int] = []
        for n, char in enumerate(chars):
            normalized = normalize(char.char)
            stream.append(normalized)
            indices += [n] * len(normalized)
        at = _find_occurrence("".join(stream), wanted, highlight.occurrence)
        if at >= 0:
            return chars[indices[at] : indices[at + len(wanted) - 1] + 1]
    return ()


def _find_occurrence(text: str, wanted: str, occurrence: int) -> int:
    """Return the start of an occurrence (from 0), or of the last one if there are fewer; -1 if there is none."""
    at = text.find(wanted)
    for _ in range(occurrence):
        following = text.find(wanted, at + 1)
        if following < 0:
            break
        at = following
    return at


def _letters_only(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text).casefold() if char.isalnum())


def _without_whitespace(text: str) -> str:
    return "".join(text.split())
