"""Render the words of a quoted passage outside its page, with the Markdown of its message.

A source that does not show exactly the words, such as one that ends inside of emphasis, is not used: then the words
are plain lines.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple

from markdown_it.token import Token
from markdown_it.utils import EnvType
from markupsafe import Markup, escape

from sitegen.model import BlockKind
from sitegen.quotes.passage_parts import EMPHASIS, LINE_START, PassagePart
from sitegen.quotes.passages import Passage
from sitegen.quotes.shown_text import BLOCK_END, visible_characters
from sitegen.render.ascii_art import DrawingView, drawing_view
from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.invisible_characters import Mark, shown, visible
from sitegen.render.markdown import Budget, HtmlRenderer, MarkdownRenderer
from sitegen.text.invisible import spell_out_invisible
from sitegen.text.languages import detect_language, is_right_to_left

MAX_LISTED_CHARACTERS = 700
"""Length of the longest passage in a list."""
_MAX_WORD = 60  # characters; longer words, as in scripts without spaces, are cut
_BLANK = re.compile(r"\s")


class PassageView(NamedTuple):
    """The text of a passage, as templates show it."""

    html: Markup
    """Paragraphs and other blocks; empty for a drawing, and for a whole message."""
    drawing: DrawingView | None
    has_drawing: bool
    """A drawing is among the blocks, or is the whole passage."""
    omitted: str
    """Such as ``412 more words``; empty if the text is complete."""
    language: str
    is_rtl: bool


class PassageRenderer:
    """Renderer of passages in lists and on cards."""

    def __init__(self, translator: Translator = ENGLISH) -> None:
        self._translator = translator

    @cached_property
    def _markdown(self) -> MarkdownRenderer:
        # Most processes only render conversations.
        return MarkdownRenderer(_code_html, self._translator, _PassageHtml)

    def view(self, passage: Passage, max_characters: int | None = None) -> PassageView:
        """Return the view of a passage, truncated after the word at ``max_characters``."""
        language = detect_language(passage.words)
        is_rtl = is_right_to_left(language)
        if passage.is_drawing:
            return PassageView(Markup(), drawing_view(passage.words.strip("\n")), True, "", language, is_rtl)
        words = passage.words.strip()
        end = _end_of_word(words, max_characters)
        html, end = self._formatted(passage.parts, words, end) or (_plain_html(words[:end]), end)
        has_drawing = any(each.kind is BlockKind.ART for each in passage.parts)
        return PassageView(html, None, has_drawing, self._omitted(words[end:]), language, is_rtl)

    def _omitted(self, rest: str) -> str:
        """Return a phrase that counts the rest of the words."""
        if not rest.strip():
            return ""
        if _BLANK.match(rest):
            return self._translator.ngettext("{number} more word", "{number} more words", len(rest.split()))
        return self._translator.ngettext("{number} more character", "{number} more characters", len(rest))

    def _formatted(self, parts: Sequence[PassagePart], words: str, end: int) -> tuple[Markup, int] | None:
        """Return the HTML of the parts up to about ``end`` of the words, and where it ends; None if it differs."""
        if not parts:
            return None
        if end < len(words):
            parts = _first_letters(parts, sum(map(str.isalnum, words[:end])))
        wanted = "".join(words.split())
        for each in _without_signs(parts):
            text, html = self._render(each)
            found = visible_characters(text)
            if found and (wanted == found or (end < len(words) and wanted.startswith(found))):
                return html, _offset(words, len(found))
        return None

    def _render(self, parts: Iterable[PassagePart]) -> tuple[str, Markup]:
        """Return the `shown_text` of parts, and their HTML."""
        texts: list[str] = []
        blocks: list[str] = []
        headings: list[int] = []
        for each in parts:
            prose = self._markdown.parse(each.text, Budget()) if each.kind is BlockKind.PROSE else None
            if prose:
                if _is_one_quote(prose.tokens):  # in a quote already
                    prose = replace(prose, tokens=prose.tokens[1:-1])
                texts.append(prose.shown())
                blocks.append(prose.html(headings))
            else:
                texts += (each.info, BLOCK_END, shown(spell_out_invisible(each.text)))
                blocks.append(self._block_html(each))
        return BLOCK_END.join(texts), Markup("\n".join(blocks))  # noqa: S704  # escaped by the functions above

    def _block_html(self, part: PassagePart) -> str:
        if part.kind is BlockKind.CODE:
            return _code_html(part.text)
        if part.kind is BlockKind.ART:
            view, label = drawing_view(part.text), escape(self._translator.gettext("Drawing"))
            scroll = f'<div class="scroll" role="group" aria-label="{label}" tabindex="0">'
            return f'<div class="art">{scroll}<pre class="art {view.width_class}">\n{view.html}</pre></div></div>'
        return _plain_html(part.text)


def _is_one_quote(tokens: Sequence[Token]) -> bool:
    return bool(tokens) and tokens[0].type == "blockquote_open" and sum(not each.level for each in tokens) == 2


class _PassageHtml(HtmlRenderer):
    """Renderer without links, which would leave the place of the quote, and without headings of the page."""

    def link_open(self, _tokens: Sequence[Token], _idx: int, _options: Any, env: EnvType) -> str:
        env["linked"] = True
        return ""

    def link_close(self, _tokens: Sequence[Token], _idx: int, _options: Any, env: EnvType) -> str:
        env["linked"] = False
        return ""

    def image(self, tokens: Sequence[Token], idx: int, _options: Any, env: EnvType) -> str:
        words = self._image_words(tokens[idx], bool(env.get("linked")))
        return f'<span class="image">{escape(words)}</span>'

    def heading_open(self, *_: Any) -> str:
        return "<p><strong>"

    def heading_close(self, *_: Any) -> str:
        return "</strong></p>\n"


def _code_html(text: str, _info: str = "", mark: Mark = str) -> str:
    return f'<pre tabindex="0"><code>{visible(text, mark)}</code></pre>'


def _plain_html(text: str) -> Markup:
    """Return paragraphs with line breaks."""
    paragraphs: list[list[Markup]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            paragraphs[-1].append(visible(line.strip()))
        elif paragraphs[-1]:
            paragraphs.append([])
    return Markup("\n").join(Markup("<p>{}</p>").format(Markup("<br>").join(each)) for each in paragraphs if each)


def _end_of_word(text: str, limit: int | None) -> int:
    """Return the end of the word at ``limit``, or ``limit`` if that is far."""
    if limit is None or len(text) <= limit:
        return len(text)
    blank = _BLANK.search(text, limit, limit + _MAX_WORD)
    return blank.start() if blank else limit


def _first_letters(parts: Sequence[PassagePart], letters: int) -> list[PassagePart]:
    """Return the parts up to the end of the word with this number of letters."""
    kept: list[PassagePart] = []
    if not letters:
        return [*parts]
    for each in parts:
        for end, char in enumerate(each.text, start=1):
            letters -= char.isalnum()
            if not letters:
                return [*kept, each._replace(text=each.text[: _end_of_word(each.text, end)])]
        kept.append(each)
    return kept


def _without_signs(parts: Sequence[PassagePart]) -> Iterator[list[PassagePart]]:
    """Yield the parts, then without the signs of Markdown at the start, at the end, and at both."""
    first, last = parts[0].text, parts[-1].text
    signs = LINE_START.match(first)
    starts = dict.fromkeys((0, signs.end() if signs else 0))
    ends = dict.fromkeys((0, len(last) - len(last.rstrip(EMPHASIS))))
    for start, end in product(starts, ends):
        found = list(parts)
        found[-1] = found[-1]._replace(text=last[: len(last) - end])
        found[0] = found[0]._replace(text=found[0].text[start:])
        yield found


def _offset(text: str, visible: int) -> int:
    """Return the offset in ``text`` after this number of characters that are not white space."""
    for offset, char in enumerate(text, start=1):
        visible -= not char.isspace()
        if not visible:
            return offset
    return len(text)
