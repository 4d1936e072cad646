"""Where in a Markdown essay the URL of a link stands.

markdown-it's tokens know their lines only. The rules here note where in its paragraph a link's URL stands, and
`Places` finds the paragraph's lines again in the essay.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import autolink as _autolink
from markdown_it.rules_inline import link as _link
from markdown_it.token import Token

from sitegen.model import Span
from sitegen.text.line_index import Lines

_DEFINED = re.compile(r"\]:[\s>]*+(?:<([^<>\n]*+)>|([^\s<]\S*+))")


def note_places(parser: MarkdownIt) -> None:
    """Lets the parser note in a link's ``meta`` where in its paragraph the URL stands (``url``), or its label."""
    parser.options["store_labels"] = True
    parser.inline.ruler.at("link", _noted_link)
    parser.inline.ruler.at("autolink", _noted_autolink)


def _noted_link(state: StateInline, silent: bool) -> bool:
    start, known = state.pos, len(state.tokens)
    if not _link(state, silent):
        return False
    if not silent:
        opening = next(token for token in state.tokens[known:] if token.type == "link_open")
        if "label" not in opening.meta:
            end, state.pos = state.pos, start
            opening.meta["url"] = _destination(state, start)
            state.pos = end
    return True


def _destination(state: StateInline, start: int) -> Span | None:
    at = state.md.helpers.parseLinkLabel(state, start, True) + 2
    while at < state.posMax and state.src[at] in " \t\n":
        at += 1
    found = state.md.helpers.parseLinkDestination(state.src, at, state.posMax)
    if not found.ok:
        return None
    bracket = state.src[at : at + 1] == "<"
    return Span(at + bracket, found.pos - bracket)


def _noted_autolink(state: StateInline, silent: bool) -> bool:
    start, known = state.pos, len(state.tokens)
    if not _autolink(state, silent):
        return False
    if not silent:
        opening = next(token for token in state.tokens[known:] if token.type == "link_open")
        opening.meta["url"] = Span(start + 1, state.pos - 1)
    return True


class Places:
    """Finds paragraphs of an essay again."""

    def __init__(self, lines: Lines, references: Mapping[str, Any]) -> None:
        self._lines = lines
        self._references = references
        """markdown-it's ``env["references"]``."""
        self._cells: dict[int, int] = {}
        """How far the cells of a table's row were found."""

    def paragraph(self, token: Token, is_cell: bool) -> "ParagraphPlaces":
        """The places in a paragraph, given as its inline token."""
        starts = []
        offset = 0
        for number, content in enumerate(token.content.split("\n"), token.map[0] if token.map else 0):
            piece = content.strip()
            if piece and number < len(self._lines):
                line = self._lines[number]
                at = line.find(piece, self._cells.get(number, 0)) if is_cell else line.rfind(piece)
                if at >= 0:
                    if is_cell:
                        self._cells[number] = at + len(piece)
                    lead = len(content) - len(content.lstrip())
                    starts.append((offset + lead, self._lines.start(number) + at))
            offset += len(content) + 1
        return ParagraphPlaces(self, self._lines.text, token.content, starts)

    def of_definition(self, label: str) -> Span | None:
        """The URL in the definition of a reference; None where it cannot be told."""
        reference = self._references[label]
        first, end = reference["map"]
        found = _DEFINED.search(self._lines.text, self._lines.start(first), self._lines.start(end))
        if found is None:
            return None
        group = 1 if found[1] is not None else 2
        is_it = unescapeAll(found[group]) == reference["href"]
        return Span(found.start(group), found.end(group)) if is_it else None


class ParagraphPlaces:
    """Offsets in a paragraph → offsets in the essay."""

    def __init__(self, places: Places, essay: str, content: str, starts: Sequence[tuple[int, int]]) -> None:
        self._places = places
        self._essay = essay
        self._content = content
        self._starts = starts
        """For each line that was found: where it begins in the paragraph, and in the essay."""
        self._read = 0

    def of_link(self, token: Token) -> Span | None:
        """The URL of a link, given as its opening token; None where it cannot be told."""
        if label := token.meta.get("label"):
            return self._places.of_definition(label)
        return self._in_essay(token.meta.get("url"))

    def next(self, words: str) -> Span | None:
        """Words of the paragraph as they were typed; each call looks behind what the last one found."""
        at = self._content.find(words, self._read)
        if at < 0:
            return None
        self._read = at + len(words)
        return self._in_essay(Span(at, self._read))

    def _in_essay(self, inner: Span | None) -> Span | None:
        n = bisect_right(self._starts, inner.start, key=lambda each: each[0]) - 1 if inner else -1
        if inner is None or n < 0:
            return None
        span = inner.shifted(self._starts[n][1] - self._starts[n][0])
        return span if span.of(self._essay) == inner.of(self._content) else None
