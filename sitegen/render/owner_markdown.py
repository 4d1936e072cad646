"""Render the site owner's Markdown: standard CommonMark, with links to pages of the site.

Raw HTML stays text, as in transcripts, because the owner may paste text from elsewhere.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType
from markupsafe import Markup, escape

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
        parser.validateLink = lambda url: is_allowed(url) or is_local(url)  # type: ignore[method-assign]
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
    for token in MarkdownIt("commonmark").parse(text):
        for child in token.children or ():
            url = str(child.attrGet("href") or child.attrGet("src") or "")
            if is_local(url):
                yield (token.map[0] + 1 if token.map else 1), url


def is_local(url: str) -> bool:
    """Return whether ``url`` is a relative path, and so a link to a file of the site."""
    return _LOCAL_URL.fullmatch(url) is not None


class _OwnerHtmlRenderer(HtmlRenderer):
    def softbreak(self, *_: Any) -> str:
        return "\n"

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        url = str(tokens[idx].attrGet("href"))
        if is_local(url):
            env["linked"] = True
            return f'<a href="{escape(url)}">'
        return super().link_open(tokens, idx, options, env)

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        """Show images of the site itself; others would disclose readers to their host."""
        url = str(tokens[idx].attrGet("src"))
        if is_local(url):
            return f'<img src="{escape(url)}" alt="{escape(tokens[idx].content)}">'
        return super().image(tokens, idx, options, env)
