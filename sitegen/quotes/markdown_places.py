"""Where in a Markdown essay the URL of a link stands.

markdown-it's tokens know their lines only. The rules here note where in its paragraph a link's URL stands, and
`Places` finds the paragraph's lines again in the essay.
"""

import re
from collections.abc import Mapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import autolink as _autolink
from markdown_it.rules_inline import link as _link
from markdown_it.token import Token

from sitegen.model import Span
from sitegen.quotes.lines import Lines

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
    """Offsets of paragraphs → offsets of the essay they stand in."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._cells: dict[int, int] = {}
        """How far the cells of a table's row were found."""

    def of_paragraph(self, token: Token, is_cell: bool) -> list[tuple[int, int]]:
        """For each line of the paragraph: where it begins in it, and in the essay; what is not found is left out."""
        found = []
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
                    found.append((offset + lead, self._lines.start(number) + at))
            offset += len(content) + 1
        return found

    def in_essay(self, inner: Span | None, token: Token, lines: list[tuple[int, int]]) -> Span | None:
        """The span of the essay that a span of the paragraph is; None where that is not certain."""
        if inner is None:
            return None
        before = [each for each in lines if each[0] <= inner.start]
        if not before:
            return None
        span = inner.shifted(before[-1][1] - before[-1][0])
        return span if span.of(self._lines.text) == inner.of(token.content) else None

    def of_definition(self, reference: Mapping[str, Any]) -> Span | None:
        """The URL in the definition of a reference."""
        first, end = reference["map"]
        found = _DEFINED.search(self._lines.text, self._lines.start(first), self._lines.start(end))
        if found is None:
            return None
        group = 1 if found[1] is not None else 2
        is_it = unescapeAll(found[group]) == reference["href"]
        return Span(found.start(group), found.end(group)) if is_it else None
