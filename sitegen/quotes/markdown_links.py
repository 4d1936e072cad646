"""Locate the URLs of links in a Markdown essay.

markdown-it's tokens only have line numbers. The rules here record the span of a link's URL in its paragraph, and
`ParagraphLocator` maps paragraphs to offsets in the essay.
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
from sitegen.text.line_index import LineIndex

_DEFINITION_URL = re.compile(r"\]:[\s>]*+(?:<([^<>\n]*+)>|([^\s<]\S*+))")


def record_url_spans(parser: MarkdownIt) -> None:
    """Make the parser record, in the ``meta`` of a link, the span of the URL in its paragraph or its label."""
    parser.options["store_labels"] = True
    parser.inline.ruler.at("link", _link_with_span)
    parser.inline.ruler.at("autolink", _autolink_with_span)


def _link_with_span(state: StateInline, silent: bool) -> bool:
    start, known = state.pos, len(state.tokens)
    if not _link(state, silent):
        return False
    if not silent:
        opening = next(token for token in state.tokens[known:] if token.type == "link_open")
        if "label" not in opening.meta:
            end, state.pos = state.pos, start
            opening.meta["url"] = _destination_span(state, start)
            state.pos = end
    return True


def _destination_span(state: StateInline, start: int) -> Span | None:
    at = state.md.helpers.parseLinkLabel(state, start, True) + 2
    while at < state.posMax and state.src[at] in " \t\n":
        at += 1
    destination = state.md.helpers.parseLinkDestination(state.src, at, state.posMax)
    if not destination.ok:
        return None
    bracket = state.src[at : at + 1] == "<"
    return Span(at + bracket, destination.pos - bracket)


def _autolink_with_span(state: StateInline, silent: bool) -> bool:
    start, known = state.pos, len(state.tokens)
    if not _autolink(state, silent):
        return False
    if not silent:
        opening = next(token for token in state.tokens[known:] if token.type == "link_open")
        opening.meta["url"] = Span(start + 1, state.pos - 1)
    return True


class ParagraphLocator:
    """Locates paragraphs in an essay."""

    def __init__(self, lines: LineIndex, references: Mapping[str, Any]) -> None:
        self._lines = lines
        self._references = references
        """markdown-it's ``env["references"]``."""
        self._cell_ends: dict[int, int] = {}
        """By line: end of the last table cell that was located."""

    def locate_paragraph(self, token: Token, is_cell: bool) -> "ParagraphOffsets":
        """Return the offsets of a paragraph, given its inline token."""
        starts = []
        offset = 0
        for number, content in enumerate(token.content.split("\n"), token.map[0] if token.map else 0):
            piece = content.strip()
            if piece and number < len(self._lines):
                line = self._lines[number]
                at = line.find(piece, self._cell_ends.get(number, 0)) if is_cell else line.rfind(piece)
                if at >= 0:
                    if is_cell:
                        self._cell_ends[number] = at + len(piece)
                    lead = len(content) - len(content.lstrip())
                    starts.append((offset + lead, self._lines.start(number) + at))
            offset += len(content) + 1
        return ParagraphOffsets(self, self._lines.text, token.content, starts)

    def definition_span(self, label: str) -> Span | None:
        """Return the span of the URL in a link reference definition; None if it is uncertain."""
        reference = self._references[label]
        first, end = reference["map"]
        match = _DEFINITION_URL.search(self._lines.text, self._lines.start(first), self._lines.start(end))
        if match is None:
            return None
        group = 1 if match[1] is not None else 2
        is_same_url = unescapeAll(match[group]) == reference["href"]
        return Span(match.start(group), match.end(group)) if is_same_url else None


class ParagraphOffsets:
    """Maps offsets in a paragraph to offsets in the essay."""

    def __init__(self, locator: ParagraphLocator, essay: str, content: str, starts: Sequence[tuple[int, int]]) -> None:
        self._locator = locator
        self._essay = essay
        self._content = content
        self._starts = starts
        """For each located line: its start in the paragraph, and in the essay."""
        self._position = 0

    def link_span(self, token: Token) -> Span | None:
        """Return the span of a link's URL, given its opening token; None if it is uncertain."""
        if label := token.meta.get("label"):
            return self._locator.definition_span(label)
        return self._essay_span(token.meta.get("url"))

    def next_span(self, source: str) -> Span | None:
        """Return the span of the next occurrence of ``source``, after that of the previous call."""
        at = self._content.find(source, self._position)
        if at < 0:
            return None
        self._position = at + len(source)
        return self._essay_span(Span(at, self._position))

    def _essay_span(self, paragraph_span: Span | None) -> Span | None:
        if paragraph_span is None:
            return None
        n = bisect_right(self._starts, paragraph_span.start, key=lambda each: each[0]) - 1
        if n < 0:
            return None
        span = paragraph_span.shifted(self._starts[n][1] - self._starts[n][0])
        return span if span.of(self._essay) == paragraph_span.of(self._content) else None
