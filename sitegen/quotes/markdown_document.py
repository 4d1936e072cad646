"""Markdown → its outline: CommonMark with tables, strikethrough, footnotes and HTML, as essays are written."""

import re
from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.blocks import markdown_tildes
from sitegen.model import Span
from sitegen.quotes.document import Blockquote, Builder, Link, Outline
from sitegen.quotes.html_document import HtmlReader, is_known
from sitegen.quotes.markdown_links import ParagraphPlaces, Places, note_places
from sitegen.text.html_tokens import Tag, tokens
from sitegen.text.line_index import Lines

_QUOTE_MARKS = re.compile(r"[ \t]{0,3}>[ \t]?")
_BARE_URL = re.compile(r"https?://[^\s<>\"“”|]+", re.IGNORECASE)
_ENDS_NO_URL = ".,;:!?'’)]*_"


def markdown_outline(text: str) -> Outline:
    """The outline of an essay."""
    return _Reader(text).outline()


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    parser.normalizeLink = str  # type: ignore[method-assign, assignment]
    parser.normalizeLinkText = str  # type: ignore[method-assign, assignment]
    markdown_tildes.add_to(parser)
    note_places(parser)
    return parser


class _Reader:
    """Walks over markdown-it's tokens once; a method named after a token takes it."""

    def __init__(self, text: str) -> None:
        self._lines = Lines(text)
        env: dict[str, Any] = {}
        self._tokens = _parser().parse(text, env)
        self._builder = Builder()
        self._places = Places(self._lines, env.get("references", {}))
        self._depth = 0
        self._take: dict[str, Callable[[Token, str], None]] = {
            "blockquote_open": self._blockquote_open,
            "blockquote_close": self._blockquote_close,
            "footnote_reference_open": self._footnote,
            "footnote_reference_close": self._footnote,
            "inline": self._inline,
            "fence": self._code,
            "code_block": self._code,
            "html_block": self._html_block,
        }

    def outline(self) -> Outline:
        previous = ""
        for token in self._tokens:
            if take := self._take.get(token.type):
                take(token, previous)
            previous = token.type
        return self._builder.outline()

    def _blockquote_open(self, token: Token, _: str) -> None:
        self._depth += 1
        first, end = token.map or [0, 0]
        lines = tuple(
            _unquoted(self._lines[n], self._depth) for n in range(first, min(end, len(self._lines)))
        )
        self._builder.open_blockquote(Blockquote(None, lines, first + 1))

    def _blockquote_close(self, *_: object) -> None:
        self._depth -= 1
        self._builder.close_blockquote()

    def _footnote(self, token: Token, _: str) -> None:
        self._builder.end_paragraph()
        self._builder.footnote = str(token.meta["label"]) if token.nesting == 1 else ""

    def _code(self, token: Token, _: str) -> None:
        with self._builder.paragraph(_line(token)):
            self._builder.say(token.content.rstrip("\n"))

    def _html_block(self, token: Token, _: str) -> None:
        self._builder.end_paragraph()
        self._builder.line = _line(token)
        start = self._lines.start(_line(token) - 1)
        end = start + len(token.content)
        is_placed = self._lines.text[start:end] == token.content
        reader = HtmlReader(self._builder, self._lines, is_placed)
        for each in tokens(self._lines.text, start, end) if is_placed else tokens(token.content):
            reader.read(each)

    def _inline(self, token: Token, previous: str) -> None:
        is_cell = previous in ("td_open", "th_open")
        with self._builder.paragraph(_line(token)):
            _Inline(self._builder, self._lines, self._places.paragraph(token, is_cell)).read(token)


class _Inline:
    """The text of one paragraph."""

    def __init__(self, builder: Builder, lines: Lines, places: ParagraphPlaces) -> None:
        self._builder = builder
        self._lines = lines
        self._places = places
        self._html = HtmlReader(builder, lines, placed=False)

    def read(self, paragraph: Token) -> None:
        depth = 0
        for token in paragraph.children or ():
            if token.type == "link_open":
                depth += 1
                self._open_link(str(token.attrGet("href")), self._places.of_link(token))
            elif token.type == "link_close":
                depth -= 1
                self._builder.close_link()
            elif token.type == "footnote_ref":
                self._builder.note(str(token.meta["label"]))
            elif token.type in ("softbreak", "hardbreak"):
                self._builder.say("\n")
            elif token.type == "html_inline":
                self._tag(token.content)
            elif token.type == "text" and not depth:
                self._text(token.content)
            else:
                self._builder.say(token.content)

    def _open_link(self, url: str, span: Span | None) -> None:
        line = self._lines.line(span.start) if span else self._builder.line
        self._builder.open_link(Link(url, span, line))

    def _text(self, text: str) -> None:
        """Text, in which a bare URL is a link."""
        done = 0
        for found in _BARE_URL.finditer(text):
            url = found[0].rstrip(_ENDS_NO_URL)
            self._builder.say(text[done : found.start()])
            self._open_link(url, self._places.next(url))
            self._builder.say(url)
            self._builder.close_link()
            done = found.start() + len(url)
        if done < len(text):
            self._builder.say(text[done:])

    def _tag(self, source: str) -> None:
        """A tag of HTML; what HTML does not know is text."""
        span = self._places.next(source)
        read = list(tokens(self._lines.text, span.start, span.end) if span else tokens(source))
        if any(isinstance(each, Tag) and not is_known(each) for each in read):
            self._builder.say(source)
            return
        self._html.placed = span is not None
        for each in read:
            self._html.read(each)


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _unquoted(line: str, depth: int) -> str:
    """The line without the marks of so many blockquotes; a lazy one has fewer."""
    at = 0
    for _ in range(depth):
        if found := _QUOTE_MARKS.match(line, at):
            at = found.end()
    return line[at:]
