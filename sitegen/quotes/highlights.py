"""Highlight quoted words in the page of a conversation with ``<mark id="q-…">``, while its messages are rendered.

So the address of a quote works everywhere: in drawings, across messages, in browsers without text fragments. Each
piece of a passage in a different element gets its own ``<mark>``; the first one has the id.

    highlights and shown texts ─▶ markers ─▶ a Marker for each quoted message
    run of text ─▶ Marker.mark ─▶ run with signs ─▶ escaped, in its element ─▶ Marker.finish ─▶ HTML with marks
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from sitegen.quotes.shown_text import visible_characters

# Never in the text of a page, which spells out control characters.
_OPEN, _CLOSE = "\x03", "\x04"
_NO_SIGNS = {ord(_OPEN): None, ord(_CLOSE): None}
_NOT_LETTERS = re.compile(r"[\W_]*")


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


class Piece(NamedTuple):
    """A part of a message that belongs to the same passages."""

    start: int
    """In the `visible_characters` of the message, as is ``end``."""
    end: int
    ids: tuple[str, ...]


@dataclass(slots=True)
class Marker:
    """Marks the quoted words of one message; sees every run of its text once, in order."""

    pieces: Sequence[Piece]
    """In order, disjoint."""
    found: set[str]
    """Ids of the passages that have a mark; shared by the messages of a page."""
    _at: int = 0
    _marked: list[tuple[str, ...]] = field(default_factory=list)

    def mark(self, run: str) -> str:
        """Return a run of text, in which invisible characters are spelled out, with signs around quoted words."""
        start = self._at
        self._at = end = start + len("".join(run.split()))
        pieces = [each for each in self.pieces if each.start < end and each.end > start]
        if not pieces or start == end:
            return run
        offsets = [offset for offset, char in enumerate(run) if not char.isspace()]
        parts: list[str] = []
        done, previous = 0, Piece(-1, -1, ())
        for each in pieces:
            begin = offsets[each.start - start] if each.start >= start else 0
            stop = offsets[each.end - start - 1] + 1 if each.end <= end else len(run)
            shared = tuple(id_ for id_ in each.ids if each.start == previous.end and id_ in previous.ids)
            parts += (self._sign(run[done:begin], shared), self._sign(run[begin:stop], each.ids))
            done, previous = stop, each
        return "".join((*parts, run[done:]))

    def _sign(self, text: str, ids: tuple[str, ...]) -> str:
        if not text or not ids:
            return text
        self._marked.append(ids)
        return f"{_OPEN}{text}{_CLOSE}"

    def finish(self, html: str) -> str:
        """Return the HTML of the message with marks in place of the signs."""
        before, *marked = html.split(_OPEN)
        if len(marked) != len(self._marked):  # the template shows a text twice, or leaves it out
            return html.translate(_NO_SIGNS)
        parts = [before]
        for ids, part in zip(self._marked, marked, strict=True):
            parts += (*map(self._tag, ids), part.replace(_CLOSE, "</mark>" * len(ids)))
        return "".join(parts)

    def _tag(self, id_: str) -> str:
        is_first = id_ not in self.found
        self.found.add(id_)
        return f'<mark class="q" id="{id_}">' if is_first else '<mark class="q">'


def markers(highlights: Sequence[Highlight], shown: Mapping[str, str]) -> dict[str, Marker]:
    """Return the markers of messages by anchor; words that are not found have none.

    ``shown`` is the `shown_text` of all messages by anchor.
    """
    texts = {anchor: visible_characters(shown[anchor]) for each in highlights for anchor in each.anchors}
    passages: dict[str, list[tuple[int, int, str]]] = {}
    for each in highlights:
        start, end = find_words_by_letter(
            "".join(texts[anchor] for anchor in each.anchors), each.words, each.occurrence
        )
        for anchor in each.anchors:
            size = len(texts[anchor])
            if start < size and end > 0:
                passages.setdefault(anchor, []).append((max(start, 0), min(end, size), each.id))
            start, end = start - size, end - size
    found: set[str] = set()
    return {anchor: Marker(tuple(_pieces(each)), found) for anchor, each in passages.items()}


def _pieces(passages: Sequence[tuple[int, int, str]]) -> Iterator[Piece]:
    """Split passages at the edges of others, so that overlapping marks are well nested."""
    edges = sorted({edge for start, end, _ in passages for edge in (start, end)})
    for start, end in pairwise(edges):
        if ids := tuple(id_ for first, last, id_ in passages if first <= start and end <= last):
            yield Piece(start, end, ids)


def find_words_by_letter(text: str, words: str, occurrence: int = 0) -> tuple[int, int]:
    """Return start and end of the words in a text without white space; (0, 0) if they are not there."""
    # Compare all characters, else letters only: the words may contain Markdown signs.
    words = "".join(words.split())
    if words and (at := _find_occurrence(text, words, occurrence)) >= 0:
        return at, at + len(words)
    letters = list(map(_letters_only, text))
    wanted = _letters_only(words)
    at = _find_occurrence("".join(letters), wanted, occurrence) if wanted else -1
    if at < 0:
        return 0, 0
    offsets = [offset for offset, each in enumerate(letters) for _ in each]
    start, end = offsets[at], offsets[at + len(wanted) - 1] + 1
    head, tail = (_NOT_LETTERS.match(each)[0] for each in (words, words[::-1]))  # type: ignore[index]
    while start and text[start - 1] in head:
        start -= 1
    while end < len(text) and text[end] in tail:
        end += 1
    return start, end


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
