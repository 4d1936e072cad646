"""Render prose of messages as CommonMark without raw HTML; newlines are line breaks and no text is lost.

Raw HTML, entities, link definitions and links with unsafe URLs stay text. Rules of CommonMark that hide or change
text are replaced (`markdown_block_rules`, `markdown_inline_rules`).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType
from markupsafe import Markup, escape

from sitegen.blocks import markdown_tildes
from sitegen.model import Picture
from sitegen.permalinks import urls
from sitegen.quotes.shown_text import BLOCK_END
from sitegen.render import invisible_characters, markdown_block_rules, markdown_inline_rules
from sitegen.render.formulas import mathml
from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.invisible_characters import Mark, mark_invisible
from sitegen.render.links import external_attributes, href, is_allowed
from sitegen.text.invisible import is_visible, spell_out_invisible

RenderCode = Callable[[str, str, Mark], str]
"""Function from text and info string of a code block, and a function that marks them, to HTML."""

MAX_CHARACTERS = 200_000
MAX_SIGNS = {
    "[": 2_000,
    "![": 500,
    "<![CDATA[": 500,
    "`": 8_000,
    "*": 8_000,
    "_": 8_000,
    "~": 8_000,
    "|": 8_000,
}
"""Above these counts, markdown-it may take seconds or minutes for one message."""
MAX_NESTING = 60
"""Levels of nested quotes and lists; a list counts twice. markdown-it drops text at deeper levels."""
MAX_NESTED_LINES = 300_000
"""Lines times the deepest nesting: markdown-it scans each line once per level."""

MAX_STEPS = 20_000_000
"""Work for one conversation, in steps of about 0.05 µs, beyond what is in proportion to its length."""
MAX_FORMULA_CHARACTERS = 300_000
"""In formulas of one conversation; setting them takes about 20 µs for each."""
_STEPS_PER_CHARACTER = 50
_STEPS_PER_CELL = 1_000
_QUADRATIC_SIGNS = {"[": 1, "![": 4, "<![CDATA[": 8}
"""Signs from each of which markdown-it may search the rest of the paragraph, with steps per pair."""

_NESTING = re.compile(r"^[ \t]*+(?:(?:>|[-+*](?=[ \t])|\d{1,9}[.)])[ \t]*)++", re.MULTILINE)
_DELIMITER_ROW = re.compile(r"^[ >]*+\|?[ \t]*+:?-++:?[ \t]*+\|[-:| \t]*+$", re.MULTILINE)
_MAX_DELIMITER_ROW = 500  # each row gets all columns, so wide tables take quadratic time

# Entities stay as typed. What looks like a link definition is usually a model quoting another's name.
_LOSSY_RULES = ["entity", "html_block", "html_inline", "reference"]
# A line of dashes under text is usually meant as a rule or an emoticon, not as a heading.
_MISLEADING_RULES = ["lheading"]


class Budget:
    """Limit of the work for one conversation: many messages just below the limits of one would take minutes."""

    def __init__(self) -> None:
        self._steps = MAX_STEPS
        self._formula_characters = MAX_FORMULA_CHARACTERS

    def allows(self, text: str) -> bool:
        """Return whether enough is left to parse the text, and spend it."""
        steps = excess_steps(text)
        if steps > self._steps:
            return False
        self._steps -= steps
        return True

    def set_formula(self, source: str) -> str:
        """Return the MathML of a formula; empty if it cannot be set, or if nothing is left for it."""
        self._formula_characters -= len(source)
        return mathml(source) if self._formula_characters >= 0 else ""


def excess_steps(text: str) -> int:
    """Return about how many steps parsing the text takes beyond what is in proportion to its length."""
    if "[" not in text and "|" not in text:
        return 0
    allowed = _STEPS_PER_CHARACTER * len(text)
    excess = _pairs(text) - allowed
    if excess > 0:
        excess = sum(map(_pairs, text.split("\n\n"))) - allowed
    return max(excess, 0) + _STEPS_PER_CELL * _unwritten_cells(text)


def _pairs(text: str) -> int:
    return sum(weight * text.count(sign) ** 2 for sign, weight in _QUADRATIC_SIGNS.items())


def _unwritten_cells(text: str) -> int:
    """Return how many cells tables get beyond those that are written: each row has all columns."""
    cells = 0
    for row in _DELIMITER_ROW.finditer(text) if "|" in text else ():
        end = text.find("\n\n", row.end())
        body = text[row.end() : end if end >= 0 else None]
        cells += max(row[0].count("|") * body.count("\n") - body.count("|"), 0)
    return cells


class MarkdownRenderer:
    """Renderer with three parsers: the rules for tables and strikethrough double the time, and few texts need them."""

    def __init__(
        self,
        render_code: RenderCode,
        translator: Translator = ENGLISH,
        html_renderer: "type[HtmlRenderer] | None" = None,
    ) -> None:
        renderer = (html_renderer or HtmlRenderer)(render_code, translator)
        self._basic = _parser(renderer)
        self._with_strikethrough = _parser(renderer, "strikethrough")
        self._with_tables = _parser(renderer, "strikethrough", "table")

    def parse(self, text: str, budget: Budget, pictures: Mapping[str, Picture] | None = None) -> "Prose | None":
        """Parse ``text``; return None if that would take too long or lose text. ``pictures``: by `picture_key`."""
        is_plain = is_visible(text)
        text = text if is_plain else spell_out_invisible(text)
        if is_too_complex(text) or not budget.allows(text):
            return None
        parser = self._with_tables if _has_table(text) else self._with_strikethrough if "~~" in text else self._basic
        pictures = pictures or {}
        tokens = parser.parse(text, {"pictures": pictures, "set_formula": budget.set_formula})
        if max(map(attrgetter("level"), tokens), default=0) >= MAX_NESTING - 1:
            return None
        return Prose(parser, tokens, is_plain, pictures)


@dataclass(frozen=True, slots=True)
class Prose:
    """Parsed Markdown, to be written as text and as HTML."""

    parser: MarkdownIt
    tokens: Sequence[Token]
    is_plain: bool
    """False if invisible characters are spelled out in it."""
    pictures: Mapping[str, Picture]
    """Shown in it; all other images are links."""

    def shown(self) -> str:
        """Return the `shown_text`."""
        renderer = self.parser.renderer
        assert isinstance(renderer, HtmlRenderer)
        parts = renderer.shown(self.tokens, self.pictures)
        return "".join(parts if self.is_plain else map(invisible_characters.shown, parts))

    def headings(self) -> Iterator[tuple[int, str]]:
        """Yield level and words of each heading that is not in a list or a quote."""
        renderer = self.parser.renderer
        assert isinstance(renderer, HtmlRenderer)
        for n, token in enumerate(self.tokens):
            if token.type == "heading_open" and not token.level:
                words = "".join(renderer.shown([self.tokens[n + 1]], self.pictures)).replace(BLOCK_END, " ")
                yield (
                    int(token.tag[1]),
                    " ".join(words.split()),
                )

    def html(self, headings: list[int], mark: Mark = str, heading_ids: Sequence[str] = ()) -> Markup:
        """Return the HTML; ``mark`` gets every run of text.

        ``headings`` are the levels of the open headings in the source, outermost first. The caller passes the same
        list for all blocks of a message; it is empty at first and is updated here. ``heading_ids`` are those of
        `headings`.
        """
        env = {"headings": headings, "heading_ids": iter(heading_ids), "mark": mark, "pictures": self.pictures}
        html = self.parser.renderer.render(self.tokens, self.parser.options, env)
        return Markup(html) if self.is_plain else mark_invisible(html)  # noqa: S704  # escaped by the renderer below


def picture_key(reference: str) -> str:
    """Return a reference to a picture as a parsed Markdown image has it."""
    return href(reference)


def is_too_complex(text: str) -> bool:
    """Return whether parsing may take too long. Decided by counts, not by time, so that builds are reproducible."""
    if len(text) > MAX_CHARACTERS:
        return True
    if len(text) <= min(MAX_SIGNS.values()):
        return False
    return any(text.count(sign) > limit for sign, limit in MAX_SIGNS.items()) or _is_too_nested(text)


def _is_too_nested(text: str) -> bool:
    lines = text.count("\n")
    if lines * MAX_NESTING <= MAX_NESTED_LINES:
        return False
    prefixes = (match[0] for match in _NESTING.finditer(text))
    return lines * max((len("".join(each.split())) for each in prefixes), default=0) > MAX_NESTED_LINES


def _has_table(text: str) -> bool:
    rows = _DELIMITER_ROW.findall(text) if "|" in text else ()
    return bool(rows) and max(map(len, rows)) <= _MAX_DELIMITER_ROW


def _parser(renderer: "HtmlRenderer", *extra_rules: str) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False, "maxNesting": MAX_NESTING})
    markdown_tildes.add_tilde_rules(parser, only_nested=True)  # `sitegen.blocks` extracts the others
    markdown_block_rules.add_to(parser)
    markdown_inline_rules.add_to(parser)
    parser.disable(_LOSSY_RULES + _MISLEADING_RULES).enable(list(extra_rules))
    parser.validateLink = is_allowed  # type: ignore[method-assign]
    parser.normalizeLink = href  # type: ignore[method-assign]
    parser.normalizeLinkText = str  # type: ignore[method-assign, assignment]
    parser.renderer = renderer
    return parser


class HtmlRenderer(RendererHTML):
    """Renderer of markdown-it tokens; each method renders the token of its name.

    Newlines are only between top-level blocks: inside a list item they would be shown as blank lines.
    """

    def __init__(self, render_code: RenderCode, translator: Translator = ENGLISH) -> None:
        super().__init__()
        self._render_code = render_code
        self._translator = translator

    def shown(self, tokens: Sequence[Token], pictures: Mapping[str, Picture]) -> list[str]:
        """Return the `shown_text` of the tokens in parts."""
        parts: list[str] = []
        for token in tokens:
            if token.children:
                self._add_inline(token.children, parts, pictures)
            elif token.type == "fence":
                parts += (BLOCK_END, token.info.strip(), BLOCK_END, token.content, BLOCK_END)
            else:  # also the line breaks between the paragraphs of a tight list
                parts.append(BLOCK_END)
        return parts

    def _add_inline(self, tokens: Sequence[Token], parts: list[str], pictures: Mapping[str, Picture]) -> None:
        is_linked = False
        for token in tokens:
            if token.type == "hardbreak":
                parts.append(BLOCK_END)
            elif token.type == "image" and token.attrGet("src") in pictures:
                parts += (BLOCK_END, _plain_words(token), BLOCK_END)
            elif token.type == "image":
                parts.append(self._image_words(token, is_linked))
            elif token.nesting == 0:
                parts.append(token.content)
            elif token.tag == "a":
                is_linked = token.nesting == 1

    def renderToken(self, tokens: Sequence[Token], idx: int, _options: Any, _env: EnvType) -> str:  # noqa: N802
        token = tokens[idx]
        if token.hidden:  # paragraphs in a tight list
            return "<br>" if token.nesting == 1 and tokens[idx - 1].hidden else ""
        if token.nesting == 1:
            return f"<{token.tag}>"
        tag = f"</{token.tag}>" if token.nesting else f"<{token.tag}>"
        return f"{tag}\n" if token.block and token.level == 0 else tag

    def text(self, tokens: Sequence[Token], idx: int, _options: Any, env: EnvType) -> str:
        return escapeHtml(env.get("mark", str)(tokens[idx].content))

    def formula(self, tokens: Sequence[Token], idx: int, _options: Any, env: EnvType) -> str:
        """Render a formula; one with quoted words is shown as typed."""
        source = tokens[idx].content
        marked = env.get("mark", str)(source)
        return str(tokens[idx].meta["mathml"]) if marked == source else escapeHtml(marked)

    def code_inline(self, tokens: Sequence[Token], idx: int, _options: Any, env: EnvType) -> str:
        return f"<code>{escapeHtml(env.get('mark', str)(tokens[idx].content))}</code>"

    def fence(self, tokens: Sequence[Token], idx: int, _options: Any, env: EnvType) -> str:
        token = tokens[idx]
        html = self._render_code(token.content.removesuffix("\n"), token.info, env.get("mark", str)).strip("\n")
        return html if token.level else f"{html}\n"

    def hardbreak(self, *_: Any) -> str:
        return "<br>"

    def heading_open(self, tokens: Sequence[Token], idx: int, _options: Any, env: EnvType) -> str:
        """Render headings from ``h3`` on by their nesting, whatever their levels in the source."""
        level, levels = int(tokens[idx].tag[1]), env["headings"]
        while levels and levels[-1] >= level:
            levels.pop()
        levels.append(level)
        id_ = next(env["heading_ids"], "") if "heading_ids" in env and not tokens[idx].level else ""
        attribute = f' id="{id_}"' if id_ else ""
        return f"<h{min(2 + len(levels), 6)}{attribute}>"

    def heading_close(self, tokens: Sequence[Token], idx: int, _options: Any, env: EnvType) -> str:
        tag = f"</h{min(2 + len(env['headings']), 6)}>"
        return tag if tokens[idx].level else f"{tag}\n"

    def bullet_list_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        return '<ul class="plus">' if tokens[idx].markup == "+" else "<ul>"

    def ordered_list_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        return '<ol class="bracket">' if tokens[idx].markup == ")" else "<ol>"

    def list_item_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """Keep the number of each list item as written; HTML alone would count from the first."""
        number = tokens[idx].info
        return f'<li value="{int(number)}">' if number else "<li>"

    def table_open(self, *_: Any) -> str:
        """Make tables focusable, so that wide ones can be scrolled with the keyboard."""
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
        """Render an image as a link: loading it would disclose readers to its host; a picture of the site as such."""
        token, is_linked = tokens[idx], bool(env.get("linked"))
        if picture := env.get("pictures", {}).get(token.attrGet("src")):
            return _picture_html(tokens, idx, picture, env)
        words = escape(env.get("mark", str)(self._image_words(token, is_linked)))
        if is_linked:  # links cannot be nested
            return f'<span class="image">{words}</span>'
        return f'<a class="image" {external_attributes(str(token.attrGet("src")))}{_title(token)}>{words}</a>'

    def _image_words(self, token: Token, is_linked: bool) -> str:
        words = _plain_words(token)
        if is_linked:
            words = " ".join(filter(None, (words, str(token.attrGet("src")), str(token.attrGet("title") or ""))))
        return self.image_text(words)

    def image_text(self, description: str) -> str:
        """Return the text that replaces an image."""
        return self._translator.gettext("[image: {words}]", words=description)


def _picture_html(tokens: Sequence[Token], idx: int, picture: Picture, env: EnvType) -> str:
    """Return a picture with its description below, in lines of their own, as `HtmlRenderer.shown` has them."""
    token, words = tokens[idx], _plain_words(tokens[idx])
    address = urls.relative(urls.conversation(""), picture.address)
    html = (
        f'<img src="{address}" alt="{escape(words)}" width="{picture.width}" height="{picture.height}"'
        f' loading="lazy" decoding="async"{_title(token)}>'
    )
    if not env.get("linked"):  # links cannot be nested
        html = f'<a class="picture" href="{address}">{html}</a>'
    if words:
        html += f'<br><span class="description">{escape(env.get("mark", str)(words))}</span>'
    before, after = tokens[idx - 1] if idx else None, tokens[idx + 1] if idx + 1 < len(tokens) else None
    return f"{_line_break(before)}{html}{_line_break(after)}"


def _line_break(neighbour: Token | None) -> str:
    return "" if neighbour is None or neighbour.type == "hardbreak" else "<br>"


def _plain_words(image: Token) -> str:
    """Return the description of an image without the signs of Markdown; with those of a link, to lose no address."""
    children = image.children or []
    if any(each.type in ("link_open", "image") for each in children):
        return image.content
    return "".join("\n" if each.type == "hardbreak" else each.content for each in children)


def _title(token: Token) -> str:
    title = token.attrGet("title")
    return f' title="{escape(title)}"' if title else ""
