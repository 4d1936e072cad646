"""Render the site owner's Markdown: standard CommonMark, with links to pages of the site.

Raw HTML stays text, as in transcripts, because the owner may paste text from elsewhere.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType
from markupsafe import Markup, escape

from sitegen.archive.essays.links import INTRODUCTION, resolve_site_link
from sitegen.archive.essays.own_computer import file_urls, is_own_computer_url
from sitegen.blocks.cjk_emphasis import add_cjk_emphasis
from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.invisible_characters import visible
from sitegen.render.links import href, is_allowed
from sitegen.render.markdown import HtmlRenderer, RenderCode, is_too_complex
from sitegen.text.invisible import spell_out_invisible

_LOCAL_URL = re.compile(r"(?!/)[\w.~%/()!$&'*+,;=@-]+(?:#[^\s]*)?")


class OwnerMarkdown:
    """Renderer of ``content/index.md``."""

    def __init__(self, render_code: RenderCode, translator: Translator = ENGLISH) -> None:
        parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}).enable(["table", "strikethrough"])
        add_cjk_emphasis(parser)
        parser.validateLink = lambda url: is_allowed(url) or is_private(url)  # type: ignore[method-assign]
        parser.normalizeLink = href  # type: ignore[method-assign]
        parser.renderer = _OwnerHtmlRenderer(render_code, translator)
        self._parser = parser

    def render(self, text: str) -> Markup:
        """Return the HTML. Headings begin at ``h3``, below the heading in the template."""
        if is_too_complex(text):
            return Markup('<pre class="plain">{}</pre>').format(visible(text))
        return Markup(self._parser.render(spell_out_invisible(text), {"headings": []}))  # noqa: S704  # escaped by the renderer


def local_links(text: str) -> Iterator[tuple[int, str]]:
    """Yield the first line (from 1) of the paragraph and the target of every link to a file of the site."""
    for token in _plain_parser().parse(text):
        for child in token.children or ():
            url = str(child.attrGet("href") or child.attrGet("src") or "")
            if is_local(url):
                yield (token.map[0] + 1 if token.map else 1), url


def own_computer_links(text: str, resolve: Callable[[str], str | None]) -> Iterator[tuple[int, str]]:
    """Yield line and URL of links to the author's computer that do not resolve to a page, and of those in the text."""
    tokens = _plain_parser().parse(text)
    for token in tokens:
        for child in token.children or ():
            url = str(child.attrGet("href") or child.attrGet("src") or "")
            if is_own_computer_url(url) and resolve(url) is None:
                yield (token.map[0] + 1 if token.map else 1), url
    yield from shown_file_urls(tokens)


def shown_file_urls(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Yield line and URL of files on the author's computer that readers would see as text, outside code."""
    for token in tokens:
        hidden = None  # the text of a link to the same file, which `hide_own_url` replaces
        for child in token.children or ():
            if child.type == "text" and child is not hidden:
                for url in file_urls(child.content):
                    yield (token.map[0] + 1 if token.map else 1), url
            is_link = child.type == "link_open" and is_own_computer_url(str(child.attrGet("href")))
            hidden = _text_after(token.children or (), child) if is_link else hidden


def _text_after(children: Sequence[Token], opened: Token) -> Token | None:
    after = children[children.index(opened) + 1 :][:1]
    return after[0] if after and is_own_computer_url(after[0].content) else None


def _plain_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return parser


def is_private(url: str) -> bool:
    """Return whether ``url`` means nothing to readers unless it is resolved: a file, or the author's computer."""
    return is_local(url) or is_own_computer_url(url)


def hide_own_url(tokens: Sequence[Token], idx: int, address: str | None) -> None:
    """Replace the text of a link that is its URL (``<file:…>``) by its address, to publish no path of a computer."""
    text = tokens[idx + 1] if idx + 1 < len(tokens) else tokens[idx]
    if text.type == "text" and is_own_computer_url(text.content):
        text.content = address or "…"


def is_local(url: str) -> bool:
    """Return whether ``url`` is a relative path, and so a link to a file of the site."""
    return _LOCAL_URL.fullmatch(url) is not None


class SiteHtmlRenderer(HtmlRenderer):
    """Renderer of the owner's Markdown: links into the site are relative, and dead ones plain text."""

    def open_link(self, tokens: Sequence[Token], idx: int, env: EnvType, address: str | None) -> str:
        """Open a link to the relative ``address``; None: a dead link."""
        hide_own_url(tokens, idx, address)
        env["linked"] = env["dead"] = address is None
        return "" if address is None else f'<a href="{escape(address)}">'

    def link_close(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        """Close a link; a dead one was not opened."""
        html = super().link_close(tokens, idx, options, env)
        return "" if env.pop("dead", False) else html


class _OwnerHtmlRenderer(SiteHtmlRenderer):
    def softbreak(self, *_: Any) -> str:
        return "\n"

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        url = str(tokens[idx].attrGet("href"))
        if is_own_computer_url(url):
            return self.open_link(tokens, idx, env, resolve_site_link(INTRODUCTION, url))
        return self.open_link(tokens, idx, env, url) if is_local(url) else super().link_open(tokens, idx, options, env)

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        """Show images of the site itself; others would disclose readers to their host."""
        url = str(tokens[idx].attrGet("src"))
        if is_local(url):
            return f'<img src="{escape(url)}" alt="{escape(tokens[idx].content)}">'
        return super().image(tokens, idx, options, env)
