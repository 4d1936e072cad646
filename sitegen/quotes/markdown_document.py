"""Parse Markdown essays (CommonMark, tables, strikethrough, footnotes, HTML) into an `EssayDocument`."""

import re
from collections.abc import Callable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.blocks import markdown_tildes
from sitegen.blocks.cjk_emphasis import add_cjk_emphasis
from sitegen.model import Span
from sitegen.quotes.document import Blockquote, DocumentBuilder, DocumentLink, EssayDocument
from sitegen.quotes.html_document import HtmlReader, is_html_element
from sitegen.quotes.markdown_links import ParagraphLocator, ParagraphOffsets, record_url_spans
from sitegen.text.html_tokens import HtmlTag, tokenize_html
from sitegen.text.line_index import LineIndex

_QUOTE_PREFIX = re.compile(r"[ \t]{0,3}>[ \t]?")
_BARE_URL = re.compile(r"https?://[^\s<>\"“”|]+", re.IGNORECASE)
_TRAILING_PUNCTUATION = ".,;:!?'’)]*_"


def parse_markdown(text: str) -> EssayDocument:
    """Parse a Markdown essay."""
    return _DocumentReader(text).document()


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    parser.normalizeLink = str  # type: ignore[method-assign, assignment]
    parser.normalizeLinkText = str  # type: ignore[method-assign, assignment]
    add_cjk_emphasis(parser)
    markdown_tildes.add_tilde_rules(parser)
    record_url_spans(parser)
    return parser


class _DocumentReader:
    """Feeds a builder with markdown-it tokens; each kind of token has a handler."""

    def __init__(self, text: str) -> None:
        self._lines = LineIndex(text)
        env: dict[str, Any] = {}
        self._tokens = _parser().parse(text, env)
        self._builder = DocumentBuilder()
        self._locator = ParagraphLocator(self._lines, env.get("references", {}))
        self._depth = 0
        self._handlers: dict[str, Callable[[Token, str], None]] = {
            "blockquote_open": self._blockquote_open,
            "blockquote_close": self._blockquote_close,
            "footnote_reference_open": self._footnote,
            "footnote_reference_close": self._footnote,
            "inline": self._inline,
            "fence": self._code,
            "code_block": self._code,
            "html_block": self._html_block,
        }

    def document(self) -> EssayDocument:
        previous = ""
        for token in self._tokens:
            if handle := self._handlers.get(token.type):
                handle(token, previous)
            previous = token.type
        return self._builder.document()

    def _blockquote_open(self, token: Token, _: str) -> None:
        self._depth += 1
        first, end = token.map or [0, 0]
        lines = tuple(
            _strip_quote_prefixes(self._lines[n], self._depth) for n in range(first, min(end, len(self._lines)))
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
            self._builder.add_text(token.content.rstrip("\n"))

    def _html_block(self, token: Token, _: str) -> None:
        self._builder.end_paragraph()
        self._builder.line = _line(token)
        start = self._lines.start(_line(token) - 1)
        end = start + len(token.content)
        is_verbatim = self._lines.text[start:end] == token.content
        reader = HtmlReader(self._builder, self._lines, is_verbatim)
        for each in tokenize_html(self._lines.text, start, end) if is_verbatim else tokenize_html(token.content):
            reader.read(each)

    def _inline(self, token: Token, previous: str) -> None:
        is_cell = previous in ("td_open", "th_open")
        with self._builder.paragraph(_line(token)):
            _InlineReader(self._builder, self._lines, self._locator.locate_paragraph(token, is_cell)).read(token)


class _InlineReader:
    """Feeds a builder with the inline tokens of a paragraph."""

    def __init__(self, builder: DocumentBuilder, lines: LineIndex, offsets: ParagraphOffsets) -> None:
        self._builder = builder
        self._lines = lines
        self._offsets = offsets
        self._html = HtmlReader(builder, lines, has_essay_offsets=False)

    def read(self, paragraph: Token) -> None:
        link_depth = 0
        for token in paragraph.children or ():
            if token.type == "link_open":
                link_depth += 1
                self._open_link(str(token.attrGet("href")), self._offsets.link_span(token))
            elif token.type == "link_close":
                link_depth -= 1
                self._builder.close_link()
            elif token.type == "footnote_ref":
                self._builder.add_footnote_reference(str(token.meta["label"]))
            elif token.type in ("softbreak", "hardbreak"):
                self._builder.add_text("\n")
            elif token.type == "html_inline":
                self._tag(token.content)
            elif token.type == "text" and not link_depth:
                self._text(token.content)
            else:
                self._builder.add_text(token.content)

    def _open_link(self, url: str, span: Span | None, *, is_bare: bool = False) -> None:
        line = self._lines.line_number(span.start) if span else self._builder.line
        self._builder.open_link(DocumentLink(url, span, line, is_bare=is_bare))

    def _text(self, text: str) -> None:
        """Add text, with bare URLs as links."""
        done = 0
        for match in _BARE_URL.finditer(text):
            url = match[0].rstrip(_TRAILING_PUNCTUATION)
            self._builder.add_text(text[done : match.start()])
            self._open_link(url, self._offsets.next_span(url), is_bare=True)
            self._builder.add_text(url)
            self._builder.close_link()
            done = match.start() + len(url)
        if done < len(text):
            self._builder.add_text(text[done:])

    def _tag(self, source: str) -> None:
        """Add an HTML tag; unknown elements are text."""
        span = self._offsets.next_span(source)
        read = list(tokenize_html(self._lines.text, span.start, span.end) if span else tokenize_html(source))
        if any(isinstance(each, HtmlTag) and not is_html_element(each) for each in read):
            self._builder.add_text(source)
            return
        self._html.has_essay_offsets = span is not None
        for each in read:
            self._html.read(each)


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _strip_quote_prefixes(line: str, depth: int) -> str:
    """Remove up to ``depth`` blockquote marks; lazy continuation lines have fewer."""
    at = 0
    for _ in range(depth):
        if match := _QUOTE_PREFIX.match(line, at):
            at = match.end()
    return line[at:]
