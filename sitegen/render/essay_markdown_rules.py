"""What the parser of essays knows beside CommonMark: footnotes, sources of quotes, numbers of paragraphs."""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

NUMBER = "paragraph"
"""Key of a token's ``meta``: the number of the paragraph that it opens."""

_DASH = re.compile(r"(?:[—–]|--)\s*\S")
_NO_PARAGRAPH = frozenset({"heading_open", "hr"})
_REFERENCE = re.compile(r"\[\^(?P<label>[^\s\]]+)\](?!:)")
_DEFINITION = re.compile(r"^[ >]*\[\^(?P<label>[^\s\]]+)\]:", re.MULTILINE)


def add_to(parser: MarkdownIt) -> None:
    """Teaches ``parser`` what essays need."""
    footnote_plugin(parser, inline=False)
    parser.core.ruler.push("sources", _sources)
    parser.core.ruler.push("paragraphs", _paragraphs)


def paragraph_at(tokens: Sequence[Token], line: int) -> int:
    """The number of the paragraph that holds ``line`` (from 1) of the text; 0 where none does, as in footnotes."""
    for token in tokens:
        if NUMBER in token.meta and token.map and token.map[0] < line <= token.map[1]:
            return int(token.meta[NUMBER])
    return 0


def lost_footnotes(
    text: str, tokens: Sequence[Token], defined: dict[str, int]
) -> Iterator[tuple[int, str, str]]:
    """Line, message and remedy of each footnote that nobody reads: without a sign in the text, or without a note.

    ``defined`` are the labels, with a colon before each, that the plugin found, −1 where nothing refers to one.
    """
    for found in _DEFINITION.finditer(text):
        label = found["label"]
        if defined.get(f":{label}", 0) < 0:
            remedy = f"write [^{label}] where it belongs, or delete it"
            yield text.count("\n", 0, found.start()) + 1, f"nothing refers to the footnote {label!r}", remedy
    for token in tokens:
        for child in token.children or ():
            if child.type == "text" and token.map:
                for found in _REFERENCE.finditer(child.content):
                    message = f"there is no footnote {found['label']!r}"
                    yield token.map[0] + 1, message, f"write it: [^{found['label']}]: …"


def _sources(state: StateCore) -> None:
    """The last paragraph of a quote, if it begins with a dash, becomes the caption of a figure around the quote."""
    opened: list[int] = []
    tokens = state.tokens
    changes: dict[int, list[Token]] = {}
    for at, token in enumerate(tokens):
        if token.type == "blockquote_open":
            opened.append(at)
        elif token.type == "blockquote_close":
            start = opened.pop()
            if at - start > 4 and _is_source(tokens[at - 3 : at]):
                changes[start] = [_token("figure_open", "figure", 1, tokens[start]), tokens[start]]
                caption = [
                    _token("figcaption_open", "figcaption", 1, token),
                    tokens[at - 2],
                    _token("figcaption_close", "figcaption", -1, token),
                    _token("figure_close", "figure", -1, token),
                ]
                changes |= {at - 3: [], at - 2: [], at - 1: [], at: [token, *caption]}
    if changes:
        state.tokens = [each for at, token in enumerate(tokens) for each in changes.get(at, [token])]


def _is_source(last: Sequence[Token]) -> bool:
    types = [token.type for token in last]
    return types == ["paragraph_open", "inline", "paragraph_close"] and bool(_DASH.match(last[1].content))


def _token(type_: str, tag: str, nesting: int, like: Token) -> Token:
    made = Token(type_, tag, nesting)  # type: ignore[arg-type]
    made.map, made.level, made.block = like.map, like.level, True
    return made


def _paragraphs(state: StateCore) -> None:
    """Numbers whatever stands at the top level of the text, headings and rules apart."""
    number, depth = 0, 0
    for token in state.tokens:
        if token.type == "footnote_block_open":
            return
        if depth == 0 and token.nesting >= 0 and token.type not in _NO_PARAGRAPH:
            number += 1
            token.meta[NUMBER] = number
        depth += token.nesting
