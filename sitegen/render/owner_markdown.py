"""The owner's own Markdown → HTML: CommonMark as everybody writes it, with links to pages of the site.

Unlike the words of a transcript it need not be shown as it was typed. Raw HTML stays text all the same: what
is safe must not depend on who pasted it where.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType
from markupsafe import Markup, escape

from sitegen.render.i18n.translator import ENGLISH, Words
from sitegen.render.invisible_characters import visible
from sitegen.render.links import href, is_allowed
from sitegen.render.markdown import CodeBlock, Html, is_too_hard
from sitegen.text.invisible import shown

_LOCAL = re.compile(r"(?!/)[\w.~%/()!$&'*+,;=@-]+(?:#[^\s]*)?")


class OwnersMarkdown:
    """Renders what the owner of an archive wrote: ``content/index.md``."""

    def __init__(self, code_block: CodeBlock, words: Words = ENGLISH) -> None:
        parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}).enable(
            ["table", "strikethrough"]
        )
        parser.validateLink = lambda url: is_allowed(url) or is_local(url)  # type: ignore[method-assign]
        parser.normalizeLink = href  # type: ignore[method-assign]
        parser.renderer = _OwnersHtml(code_block, words)
        self._parser = parser

    def render(self, text: str) -> Markup:
        """The HTML; headings begin at ``h3``, below the one that the template sets."""
        if is_too_hard(text):
            return Markup('<pre class="plain">{}</pre>').format(visible(text))
        return Markup(self._parser.render(shown(text), {"headings": []}))  # noqa: S704  # made by our rules


def local_links(text: str) -> Iterator[tuple[int, str]]:
    """Line (from 1) of the paragraph, and target, of every link that should lead to a file of the site."""
    for token in MarkdownIt("commonmark").parse(text):
        for child in token.children or ():
            url = str(child.attrGet("href") or child.attrGet("src") or "")
            if is_local(url):
                yield (token.map[0] + 1 if token.map else 1), url


def is_local(url: str) -> bool:
    """Whether ``url`` is a relative path, so that it leads to a file of the site."""
    return _LOCAL.fullmatch(url) is not None


class _OwnersHtml(Html):
    def softbreak(self, *_: Any) -> str:
        return "\n"

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        url = str(tokens[idx].attrGet("href"))
        if is_local(url):
            env["linked"] = True
            return f'<a href="{escape(url)}">'
        return super().link_open(tokens, idx, options, env)

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        """A picture of the site itself is shown; others would tell their host who reads here."""
        url = str(tokens[idx].attrGet("src"))
        if is_local(url):
            return f'<img src="{escape(url)}" alt="{escape(tokens[idx].content)}">'
        return super().image(tokens, idx, options, env)
