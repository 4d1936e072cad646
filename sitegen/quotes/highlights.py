"""The page of a conversation → the same page, in which the words that essays quote are marked: ``<mark id="q-…">``.

So a quote's own address works everywhere: in drawings, over several messages, in browsers that know no text
fragments. Pieces of a passage that stand in different elements are marked one by one; the first has the id.
"""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_PART = re.compile(r"<[^>]*>|&[^;\s]{1,32};|[^<&]+|[<&]")
_BODY = '<div class="body"'
_END = "</article>"
_FOOTER = '<footer class="quoted">'


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage that is quoted."""

    id: str
    """``q-…``"""
    anchors: tuple[str, ...]
    """Of its messages, in order."""
    words: str
    """As they were said."""
    nth: int = 0
    """How often the same words stand before them in these messages."""


@dataclass(frozen=True, slots=True)
class _Char:
    char: str
    start: int
    """In the page, as ``end``: an entity is one character."""
    end: int


def marked(page: str, marks: Sequence[Mark]) -> str:
    """The page with the marks, those left out whose words are not seen in their messages."""
    opened: dict[int, list[str]] = {}
    closed: dict[int, int] = {}
    spans = [(mark, span) for mark in marks for span in [_span(page, mark)] if span]
    edges = {edge for _, pieces in spans for piece in pieces for edge in piece}
    for mark, pieces in spans:
        is_first = True
        for start, end in pieces:
            # Cut where another passage begins or ends, so that marks that overlap stay well nested.
            cuts = sorted({start, end, *(edge for edge in edges if start < edge < end)})
            for one, other in pairwise(cuts):
                id_ = f' id="{mark.id}"' if is_first else ""
                opened.setdefault(one, []).append(f'<mark class="q"{id_}>')
                closed[other] = closed.get(other, 0) + 1
                is_first = False
    made: list[str] = []
    done = 0
    for place in sorted({*opened, *closed}):
        made += (page[done:place], "</mark>" * closed.get(place, 0), *opened.get(place, ()))
        done = place
    return "".join((*made, page[done:]))


def _span(page: str, mark: Mark) -> list[tuple[int, int]]:
    """The stretches of the page's text that are the passage, none of them with a tag inside."""
    chars = [char for anchor in mark.anchors for char in _body(page, anchor)]
    found = _find(chars, mark)
    pieces: list[tuple[int, int]] = []
    for char in found:
        if pieces and pieces[-1][1] == char.start:
            pieces[-1] = (pieces[-1][0], char.end)
        else:
            pieces.append((char.start, char.end))
    return [(start, end) for start, end in pieces if page[start:end].strip()]


def _body(page: str, anchor: str) -> Iterator[_Char]:
    """The characters that a reader sees of a message, less what the page adds."""
    article = page.find(f' id="{anchor}" data-number')
    start = page.find(_BODY, article) if article >= 0 else -1
    end = page.find(_END, start)
    if start < 0 or end < 0:
        return
    start = page.index(">", start) + 1
    footer = page.find(_FOOTER, start, end)
    end = footer if footer >= 0 else end
    for part in _PART.finditer(page, start, end):
        text = part[0]
        if text[0] == "<" and len(text) > 1:
            continue
        if text[0] == "&" and len(text) > 1:
            yield _Char(html.unescape(text), part.start(), part.end())
            continue
        for n, char in enumerate(text, part.start()):
            yield _Char(char, n, n + 1)


def _find(chars: Sequence[_Char], mark: Mark) -> Sequence[_Char]:
    # As they stand; else by their letters, whatever signs of Markdown stand between them.
    for keep in (_signs, _letters):
        wanted = "".join(keep(char) for char in mark.words)
        if not wanted:
            continue
        stream: list[str] = []
        places: list[int] = []
        for n, char in enumerate(chars):
            kept = keep(char.char)
            stream.append(kept)
            places += [n] * len(kept)
        at = _nth("".join(stream), wanted, mark.nth)
        if at >= 0:
            return chars[places[at] : places[at + len(wanted) - 1] + 1]
    return ()


def _nth(text: str, wanted: str, nth: int) -> int:
    """Where the ``nth`` (from 0) occurrence begins; the last one where there are fewer."""
    at = text.find(wanted)
    for _ in range(nth):
        following = text.find(wanted, at + 1)
        if following < 0:
            break
        at = following
    return at


def _letters(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text).casefold() if char.isalnum())


def _signs(text: str) -> str:
    return "".join(text.split())
