"""Prose → HTML: CommonMark without raw HTML, where a newline is a line break and nothing is ever lost.

What CommonMark would swallow stays text: raw HTML, entities, link definitions, links that lead nowhere. Where
its rules would hide or invent something, ours stand in their places (`block_rules`, `inline_rules`).
"""

import re
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType
from markupsafe import Markup, escape

from sitegen.blocks import markdown_tildes
from sitegen.render import markdown_block_rules, markdown_inline_rules
from sitegen.render.i18n.translator import ENGLISH, Words
from sitegen.render.invisible_characters import marked
from sitegen.render.links import external_attributes, href, is_allowed
from sitegen.text.invisible import is_shown, shown

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
# A line of signs under words: people mean a rule, or a face.
_MISTAKEN = ["lheading"]


class Markdown:
    """Two parsers: rules for tables and strikethrough double the time, and few texts have either."""

    def __init__(self, code_block: CodeBlock, words: Words = ENGLISH) -> None:
        self._plain = _parser(code_block, words)
        self._struck = _parser(code_block, words, "strikethrough")
        self._tabled = _parser(code_block, words, "strikethrough", "table")

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
        env = {"headings": headings}
        tokens = parser.parse(text, env)
        if max(map(attrgetter("level"), tokens), default=0) >= MOST_NESTING - 1:
            return None
        html = parser.renderer.render(tokens, parser.options, env)
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


def _parser(code_block: CodeBlock, words: Words, *more: str) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False, "maxNesting": MOST_NESTING})
    markdown_tildes.add_to(parser, only_nested=True)  # `blocks` has taken the others out
    markdown_block_rules.add_to(parser)
    markdown_inline_rules.add_to(parser)
    parser.disable(_SWALLOWING + _MISTAKEN).enable(list(more))
    parser.validateLink = is_allowed  # type: ignore[method-assign]
    parser.normalizeLink = href  # type: ignore[method-assign]
    parser.normalizeLinkText = str  # type: ignore[method-assign, assignment]
    parser.renderer = Html(code_block, words)
    return parser


class Html(RendererHTML):
    """Tokens → HTML; beside the templates the only HTML of ours. A method named after a token renders it.

    Newlines stand between the blocks of a message only: inside a list item they would be blank lines.
    """

    def __init__(self, code_block: CodeBlock, words: Words = ENGLISH) -> None:
        super().__init__()
        self._code_block = code_block
        self._words = words

    def renderToken(self, tokens: Sequence[Token], idx: int, _options: Any, _env: EnvType) -> str:  # noqa: N802
        token = tokens[idx]
        if token.hidden:  # the paragraphs of a list without blank lines
            return "<br>" if token.nesting == 1 and tokens[idx - 1].hidden else ""
        if token.nesting == 1:
            return f"<{token.tag}>"
        tag = f"</{token.tag}>" if token.nesting else f"<{token.tag}>"
        return f"{tag}\n" if token.block and token.level == 0 else tag

    def fence(self, tokens: Sequence[Token], idx: int, _options: Any, _env: EnvType) -> str:
        token = tokens[idx]
        html = self._code_block(token.content.removesuffix("\n"), token.info).strip("\n")
        return html if token.level else f"{html}\n"

    def hardbreak(self, *_: Any) -> str:
        return "<br>"

    def heading_open(self, tokens: Sequence[Token], idx: int, _options: Any, env: EnvType) -> str:
        """``h3`` for the outermost heading of a message, whatever its author called it; none is skipped."""
        level, levels = int(tokens[idx].tag[1]), env["headings"]
        while levels and levels[-1] >= level:
            levels.pop()
        levels.append(level)
        return f"<h{min(2 + len(levels), 6)}>"

    def heading_close(self, tokens: Sequence[Token], idx: int, _options: Any, env: EnvType) -> str:
        tag = f"</h{min(2 + len(env['headings']), 6)}>"
        return tag if tokens[idx].level else f"{tag}\n"

    def bullet_list_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        return '<ul class="plus">' if tokens[idx].markup == "+" else "<ul>"

    def ordered_list_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        return '<ol class="bracket">' if tokens[idx].markup == ")" else "<ol>"

    def list_item_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """A numbered item keeps the number that was written; HTML alone would count on from the first."""
        number = tokens[idx].info
        return f'<li value="{int(number)}">' if number else "<li>"

    def table_open(self, *_: Any) -> str:
        """A wide table scrolls in its place, so the keyboard must reach it."""
        return '<table tabindex="0">'

    def th_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        align = str(tokens[idx].attrGet("style") or "").removeprefix("text-align:")
        return f'<{tokens[idx].tag} class="{align}">' if align else f"<{tokens[idx].tag}>"

    td_open = th_open

    def link_open(self, tokens: Sequence[Token], idx: int, _options: Any, env: EnvType) -> str:
        env["linked"] = True
        return f"<a {external_attributes(str(tokens[idx].attrGet('href')))}{_title(tokens[idx])}>"

    def link_close(self, _tokens: Sequence[Token], _idx: int, _options: Any, env: EnvType) -> str:
        env["linked"] = False
        return "</a>"

    def image(self, tokens: Sequence[Token], idx: int, _options: Any, env: EnvType) -> str:
        """A link to the picture, described as it was: loading it would tell its host who reads here."""
        token = tokens[idx]
        url = str(token.attrGet("src"))
        if env.get("linked"):  # links cannot stand inside links
            words = " ".join(filter(None, (token.content, url, str(token.attrGet("title") or ""))))
            return f'<span class="image">{self._image(words)}</span>'
        return f'<a class="image" {external_attributes(url)}{_title(token)}>{self._image(token.content)}</a>'

    def _image(self, words: str) -> Markup:
        """What stands in the place of a picture."""
        return escape(self._words.gettext("[image: {words}]", words=words))


def _title(token: Token) -> str:
    title = token.attrGet("title")
    return f' title="{escape(title)}"' if title else ""
