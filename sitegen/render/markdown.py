"""Prose → HTML: CommonMark without raw HTML, where a newline is a line break and no word is ever lost.

What CommonMark would swallow stays text: raw HTML, entities, link definitions, links that lead nowhere.
"""

import re
from collections.abc import Callable, MutableMapping, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup, escape

from sitegen.render.links import external_attributes, href, is_allowed
from sitegen.render.visible import is_shown, marked, shown

CodeBlock = Callable[[str, str], str]
"""Text and info string of a code block → its HTML."""

MOST_CHARACTERS = 200_000
MOST_SIGNS = {
    "[": 2_000,
    "![": 500,
    "<![CDATA[": 500,
    "`": 8_000,
    "*": 8_000,
    "_": 8_000,
    "~": 8_000,
    "|": 8_000,
}
"""Beyond these counts markdown-it needs seconds, or minutes, for one message."""
MOST_NESTING = 60
"""Quotes and lists inside each other; a list counts twice. Deeper text would be lost."""
MOST_NESTED_LINES = 300_000
"""Lines times the deepest nesting: markdown-it looks at every line once for each quote around it."""

_NESTING = re.compile(r"^[ \t]*+(?:(?:>|[-+*](?=[ \t])|\d{1,9}[.)])[ \t]*)++", re.MULTILINE)
_DELIMITER_ROW = re.compile(r"^[ >]*+\|?[ \t]*+:?-++:?[ \t]*+\|[-:| \t]*+$", re.MULTILINE)
_LONGEST_DELIMITER_ROW = 500  # a short row makes cells for each column, so that wide tables are quadratic

# Entities stay as they were typed; what looks like a link definition is a model quoting another's name.
_SWALLOWING = ["entity", "html_block", "html_inline", "reference"]
# Models fence their code; what they indent is verse.
_MISTAKEN = ["code"]


class Markdown:
    """Two parsers: rules for tables and strikethrough double the time, and few texts have either."""

    def __init__(self, code_block: CodeBlock) -> None:
        self._plain = _parser(code_block)
        self._struck = _parser(code_block, "strikethrough")
        self._tabled = _parser(code_block, "strikethrough", "table")

    def render(self, text: str, headings: list[int]) -> Markup | None:
        """The HTML of ``text``, or None where that would take too long or lose words: show it as it is then.

        ``headings`` are the levels of the message's open headings as the author numbered them, outermost
        first; empty before the first prose of a message, kept by the caller from one stretch to the next.
        """
        is_plain = is_shown(text)
        text = text if is_plain else shown(text)
        if is_too_hard(text):
            return None
        parser = self._tabled if _has_table(text) else self._struck if "~~" in text else self._plain
        tokens = parser.parse(text)
        if parser is self._tabled and not _keeps_cells(tokens, text):
            parser = self._struck
            tokens = parser.parse(text)
        if max(map(attrgetter("level"), tokens), default=0) >= MOST_NESTING - 1:
            return None
        html = parser.renderer.render(tokens, parser.options, {"headings": headings})
        return Markup(html) if is_plain else marked(html)  # noqa: S704  # made by the rules below


def is_too_hard(text: str) -> bool:
    """Whether Markdown would take too long: a matter of counts alone, so that every build decides alike."""
    if len(text) > MOST_CHARACTERS:
        return True
    if len(text) <= min(MOST_SIGNS.values()):
        return False
    return any(text.count(sign) > most for sign, most in MOST_SIGNS.items()) or _is_too_nested(text)


def _is_too_nested(text: str) -> bool:
    lines = text.count("\n")
    if lines * MOST_NESTING <= MOST_NESTED_LINES:
        return False
    prefixes = (found[0] for found in _NESTING.finditer(text))
    return lines * max((len("".join(each.split())) for each in prefixes), default=0) > MOST_NESTED_LINES


def _has_table(text: str) -> bool:
    rows = _DELIMITER_ROW.findall(text) if "|" in text else ()
    return bool(rows) and max(map(len, rows)) <= _LONGEST_DELIMITER_ROW


def _keeps_cells(tokens: Sequence[Token], text: str) -> bool:
    """Whether all letters of the tables are in their cells: a row longer than the heading loses its end."""
    lines = text.split("\n")
    for start, token in enumerate(tokens):
        if token.type == "table_open" and token.map:
            end = next(n for n in range(start, len(tokens)) if tokens[n].type == "table_close")
            cells = (each.content for each in tokens[start:end] if each.type == "inline")
            if _letters(cells) != _letters(lines[slice(*token.map)]):
                return False
    return True


def _letters(texts: Any) -> int:
    return sum(char.isalnum() for text in texts for char in text)


def _parser(code_block: CodeBlock, *more: str) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False, "maxNesting": MOST_NESTING})
    parser.disable(_SWALLOWING + _MISTAKEN).enable(list(more))
    parser.inline.ruler.at("newline", _newline)
    parser.core.ruler.before("inline", "indent", _indent)
    parser.validateLink = is_allowed  # type: ignore[method-assign]
    parser.normalizeLink = href  # type: ignore[method-assign]
    parser.normalizeLinkText = str  # type: ignore[method-assign, assignment]

    def code(_self: Any, tokens: Sequence[Token], i: int, *_: Any) -> str:
        return code_block(tokens[i].content.removesuffix("\n"), tokens[i].info)

    for name, rule in (_RULES | {"fence": code}).items():
        parser.add_render_rule(name, rule)
    return parser


def _indent(state: StateCore) -> None:
    """Gives a paragraph back the white space that stood before its first line, outside lists and quotes."""
    if "\n " not in state.src and not state.src.startswith(" "):
        return
    lines = state.src.split("\n")
    for before, token in pairwise(state.tokens):
        if before.type == "paragraph_open" and before.level == 0 and before.map:
            line = lines[before.map[0]]
            token.content = line[: len(line) - len(line.lstrip(" "))] + token.content


def _newline(state: StateInline, silent: bool) -> bool:
    """Like CommonMark's rule, but every newline breaks and what indents the next line stays (verse)."""
    if state.src[state.pos] != "\n":
        return False
    if not silent:
        state.pending = state.pending.rstrip(" ")
        state.push("hardbreak", "br", 0)
    state.pos += 1
    return True


# The rules below are the only HTML of ours outside the templates: markdown-it asks for strings.
Env = MutableMapping[str, Any]


def _break(_self: Any, *_: Any) -> str:
    return "<br>"


def _heading_open(_self: Any, tokens: Sequence[Token], i: int, _options: Any, env: Env) -> str:
    """``h3`` for the outermost heading of a message, whatever its author called it; no level is skipped."""
    level, levels = int(tokens[i].tag[1]), env["headings"]
    while levels and levels[-1] >= level:
        levels.pop()
    levels.append(level)
    return f"<h{min(2 + len(levels), 6)}>"


def _heading_close(_self: Any, _tokens: Sequence[Token], _i: int, _options: Any, env: Env) -> str:
    return f"</h{min(2 + len(env['headings']), 6)}>\n"


def _list_item_open(_self: Any, tokens: Sequence[Token], i: int, *_: Any) -> str:
    """A numbered item keeps the number that was written; HTML alone would count on from the first."""
    number = tokens[i].info
    return f'<li value="{int(number)}">' if number else "<li>"


def _cell_open(_self: Any, tokens: Sequence[Token], i: int, *_: Any) -> str:
    align = str(tokens[i].attrGet("style") or "").removeprefix("text-align:")
    return f'<{tokens[i].tag} class="{align}">' if align else f"<{tokens[i].tag}>"


def _link_open(_self: Any, tokens: Sequence[Token], i: int, _options: Any, env: Env) -> str:
    env["linked"] = True
    title = tokens[i].attrGet("title")
    titled = f' title="{escape(title)}"' if title else ""
    return f"<a {external_attributes(str(tokens[i].attrGet('href')))}{titled}>"


def _link_close(_self: Any, _tokens: Sequence[Token], _i: int, _options: Any, env: Env) -> str:
    env["linked"] = False
    return "</a>"


def _image(self: Any, tokens: Sequence[Token], i: int, options: Any, env: Env) -> str:
    """A link to the picture: loading it would tell its host who reads here."""
    token = tokens[i]
    url, title = str(token.attrGet("src")), token.attrGet("title")
    alt = self.renderInlineAsText(token.children, options, env)
    if env.get("linked"):  # links cannot stand inside links
        words = " ".join(filter(None, (alt, url, str(title or ""))))
        return f'<span class="image">[image: {escape(words)}]</span>'
    titled = f' title="{escape(title)}"' if title else ""
    return f'<a class="image" {external_attributes(url)}{titled}>[image: {escape(alt)}]</a>'


_RULES: dict[str, Callable[..., str]] = {
    "softbreak": _break,
    "hardbreak": _break,
    "heading_open": _heading_open,
    "heading_close": _heading_close,
    "list_item_open": _list_item_open,
    "th_open": _cell_open,
    "td_open": _cell_open,
    "link_open": _link_open,
    "link_close": _link_close,
    "image": _image,
}
