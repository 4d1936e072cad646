"""Extend CommonMark for essays: footnotes, sources of block quotes, paragraph numbers."""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

PARAGRAPH_NUMBER = "paragraph"
"""Key in a token's ``meta``: the number of the paragraph that it opens."""

_DASH = re.compile(r"(?:[—–]|--)\s*\S")
_UNNUMBERED = frozenset({"heading_open", "hr"})
_REFERENCE = re.compile(r"\[\^(?P<label>[^\s\]]+)\](?!:)")
_DEFINITION = re.compile(r"^[ >]*\[\^(?P<label>[^\s\]]+)\]:", re.MULTILINE)


def add_to(parser: MarkdownIt) -> None:
    """Add the rules for essays to ``parser``."""
    footnote_plugin(parser, inline=False)
    parser.core.ruler.push("sources", _mark_sources)
    parser.core.ruler.push("paragraphs", _number_paragraphs)


def paragraph_at(tokens: Sequence[Token], line: int) -> int:
    """Return the number of the paragraph that holds ``line`` (from 1); 0 if none does, as in footnotes."""
    for token in tokens:
        if PARAGRAPH_NUMBER in token.meta and token.map and token.map[0] < line <= token.map[1]:
            return int(token.meta[PARAGRAPH_NUMBER])
    return 0


def broken_footnotes(text: str, tokens: Sequence[Token], defined: dict[str, int]) -> Iterator[tuple[int, str, str]]:
    """Yield line, problem code and label of each footnote without a reference, and of each reference without one.

    ``defined`` is the plugin's mapping from ``:label`` to the number of the footnote, −1 if nothing refers to it.
    """
    for match in _DEFINITION.finditer(text):
        label = match["label"]
        if defined.get(f":{label}", 0) < 0:
            yield text.count("\n", 0, match.start()) + 1, "unused-footnote", label
    for token in tokens:
        for child in token.children or ():
            if child.type == "text" and token.map:
                for match in _REFERENCE.finditer(child.content):
                    yield token.map[0] + 1, "missing-footnote", match["label"]


def _mark_sources(state: StateCore) -> None:
    """Turn a block quote whose last paragraph begins with a dash into a figure with that paragraph as caption."""
    opened: list[int] = []
    tokens = state.tokens
    changes: dict[int, list[Token]] = {}
    for at, token in enumerate(tokens):
        if token.type == "blockquote_open":
            opened.append(at)
        elif token.type == "blockquote_close":
            start = opened.pop()
            if at - start > 4 and _is_source(tokens[at - 3 : at]):
                changes[start] = [_new_token("figure_open", "figure", 1, tokens[start]), tokens[start]]
                caption = [
                    _new_token("figcaption_open", "figcaption", 1, token),
                    tokens[at - 2],
                    _new_token("figcaption_close", "figcaption", -1, token),
                    _new_token("figure_close", "figure", -1, token),
                ]
                changes |= {at - 3: [], at - 2: [], at - 1: [], at: [token, *caption]}
    if changes:
        state.tokens = [each for at, token in enumerate(tokens) for each in changes.get(at, [token])]


def _is_source(last: Sequence[Token]) -> bool:
    types = [token.type for token in last]
    return types == ["paragraph_open", "inline", "paragraph_close"] and bool(_DASH.match(last[1].content))


def _new_token(type_: str, tag: str, nesting: int, like: Token) -> Token:
    token = Token(type_, tag, nesting)  # type: ignore[arg-type]
    token.map, token.level, token.block = like.map, like.level, True
    return token


def _number_paragraphs(state: StateCore) -> None:
    """Assign numbers to the blocks of the top level, except headings and rules."""
    number, depth = 0, 0
    for token in state.tokens:
        if token.type == "footnote_block_open":
            return
        if depth == 0 and token.nesting >= 0 and token.type not in _UNNUMBERED:
            number += 1
            token.meta[PARAGRAPH_NUMBER] = number
        depth += token.nesting
