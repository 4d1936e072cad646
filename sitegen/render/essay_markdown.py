"""Render the Markdown of essays, with footnotes, drawings, and links into the archive."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType
from markupsafe import Markup, escape

from sitegen.blocks import markdown_tildes
from sitegen.blocks.ascii_art.detection import is_art
from sitegen.blocks.cjk_emphasis import add_cjk_emphasis
from sitegen.permalinks import urls
from sitegen.render import essay_markdown_rules
from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.invisible_characters import visible
from sitegen.render.links import href, is_allowed
from sitegen.render.markdown import RenderCode, is_too_complex
from sitegen.render.owner_markdown import SiteHtmlRenderer, is_local, is_private, shown_file_urls
from sitegen.text.invisible import spell_out_invisible

RenderDrawing = Callable[[str, int], str]
"""Function from the text of a drawing and its number in the page to HTML."""
ResolveUrl = Callable[[str], str | None]
"""Function from a link as written to an address in the site, or None for a dead link."""

_ART = "art"
_FIRST_TAG = re.compile(r"<\w+")


@dataclass(frozen=True, slots=True)
class EssayLink:
    """A link of an essay into the site."""

    line: int
    """First line of its paragraph in the text, from 1."""
    url: str
    is_text: bool = False
    """Readers see it as text."""


class EssayMarkdown:
    """Renderer of essays."""

    def __init__(
        self, render_code: RenderCode, render_drawing: RenderDrawing, translator: Translator = ENGLISH
    ) -> None:
        self._parser = parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False})
        parser.enable(["table", "strikethrough"])
        add_cjk_emphasis(parser)
        markdown_tildes.add_tilde_rules(parser)
        essay_markdown_rules.add_to(parser)
        parser.validateLink = lambda url: is_allowed(url) or is_private(url)  # type: ignore[method-assign]
        parser.normalizeLink = href  # type: ignore[method-assign]
        parser.renderer = _EssayHtmlRenderer(render_code, render_drawing, translator)
        self._parse = lru_cache(maxsize=1)(self._parse_text)  # each quotation of an essay asks for its paragraph

    def render(self, text: str, page: str, resolve: ResolveUrl) -> Markup:
        """Return the HTML of an essay at ``page``. Headings begin at ``h2``; dead links become plain text."""
        if is_too_complex(text):
            return Markup('<pre class="plain">{}</pre>').format(visible(text))
        env: dict[str, Any] = {"headings": [], "ids": {}, "drawings": 0, "page": page, "find": resolve}
        return Markup(self._parser.render(spell_out_invisible(text), env))  # noqa: S704  # escaped by the renderer

    def links(self, text: str, site_url: str = "") -> Iterator[EssayLink]:
        """Yield every link into the site, in order; then the URLs of files on the author's computer in the text."""
        tokens = self._parse(text)[0]
        for token in tokens:
            for child in token.children or ():
                url = str(child.attrGet("href") or child.attrGet("src") or "")
                if is_private(url) or is_site_url(url, site_url):
                    yield EssayLink(token.map[0] + 1 if token.map else 1, url)
        for line, url in shown_file_urls(tokens):
            yield EssayLink(line, url, is_text=True)

    def broken_footnotes(self, text: str) -> Iterator[tuple[int, str, str]]:
        """Yield line, problem code and label of each broken footnote."""
        tokens, env = self._parse(text)
        yield from essay_markdown_rules.broken_footnotes(text, tokens, env.get("footnotes", {}).get("refs", {}))

    def paragraph_at(self, text: str, line: int) -> int:
        """Return the number of the paragraph that holds ``line`` of ``text``; 0 if none does."""
        return essay_markdown_rules.paragraph_at(self._parse(text)[0], line)

    def _parse_text(self, text: str) -> tuple[list[Token], dict[str, Any]]:
        env: dict[str, Any] = {}
        return ([], env) if is_too_complex(text) else (self._parser.parse(spell_out_invisible(text), env), env)


def is_site_url(url: str, site_url: str) -> bool:
    """Return whether ``url`` is a URL of the site at ``site_url``; always false if that is empty."""
    return bool(site_url) and (url == site_url or url.startswith(f"{site_url}/"))


class _EssayHtmlRenderer(SiteHtmlRenderer):
    def __init__(self, render_code: RenderCode, render_drawing: RenderDrawing, translator: Translator) -> None:
        super().__init__(render_code, translator)
        self._render_drawing = render_drawing

    def render(self, tokens: Sequence[Token], options: Any, env: EnvType) -> str:
        """Render as markdown-it does, and give each numbered paragraph its id."""
        parts = []
        for idx, token in enumerate(tokens):
            html = self._render_token(tokens, idx, options, env)
            if number := token.meta.get(essay_markdown_rules.PARAGRAPH_NUMBER):
                id_ = urls.paragraph_id(number)
                html = _FIRST_TAG.sub(lambda tag, id_=id_: f'{tag[0]} id="{id_}"', html, count=1)  # type: ignore[misc]
            parts.append(html)
        return "".join(parts)

    def _render_token(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        token = tokens[idx]
        if token.type == "inline":
            return self.renderInline(token.children or [], options, env)
        rule = self.rules.get(token.type)
        return rule(tokens, idx, options, env) if rule else self.renderToken(tokens, idx, options, env)

    def softbreak(self, *_: Any) -> str:
        return "\n"

    def heading_open(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        tag = _raise_heading(super().heading_open(tokens, idx, options, env))
        title = re.sub(r"[*`\[\]]", "", tokens[idx + 1].content)
        return tag.replace(">", f' id="{_unique_id(urls.section_id(title), env["ids"])}">')

    def heading_close(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        return _raise_heading(super().heading_close(tokens, idx, options, env))

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        """Render a code block marked ``art``, or without info string that looks like a drawing, as a drawing."""
        token = tokens[idx]
        text, info = token.content.removesuffix("\n"), token.info.strip()
        if info == _ART or (not info and is_art(text.split("\n"))):
            env["drawings"] += 1
            return self._render_drawing(text, env["drawings"]).strip("\n")
        return super().fence(tokens, idx, options, env)

    def figure_open(self, *_: Any) -> str:
        return '<figure class="quote">'

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        url = str(tokens[idx].attrGet("href"))
        address = env["find"](url) if url[:1] != "#" else None
        if address is None and not is_private(url):
            return super().link_open(tokens, idx, options, env)
        return self.open_link(tokens, idx, env, None if address is None else urls.relative(env["page"], address))

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        """Show images of the site itself; others would disclose readers to their host."""
        url = str(tokens[idx].attrGet("src"))
        if not is_local(url):
            return super().image(tokens, idx, options, env)
        address, description = env["find"](url), tokens[idx].content
        if address is None:
            return f'<span class="image">{escape(self.image_text(description))}</span>'
        return f'<img src="{escape(urls.relative(env["page"], address))}" alt="{escape(description)}">'

    def footnote_ref(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        number, nth = _footnote_numbers(tokens[idx])
        note = urls.footnote_id(number)
        id_ = urls.child_id(note, f"r{nth}")
        label = escape(self._translator.gettext("Footnote {number}", number=number))
        link = f'<a id="{id_}" href="#{note}" role="doc-noteref" aria-label="{label}">{number}</a>'
        return f'<sup class="footnote-ref">{link}</sup>'

    def footnote_block_open(self, *_: Any) -> str:
        id_ = urls.FOOTNOTES
        attributes = f'class="footnotes" role="doc-endnotes" aria-labelledby="{id_}"'
        heading = self._translator.gettext("Footnotes")
        return f'<section {attributes}>\n<h2 id="{id_}">{escape(heading)}</h2>\n<ol>\n'

    def footnote_block_close(self, *_: Any) -> str:
        return "</ol>\n</section>\n"

    def footnote_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        return f'<li id="{urls.footnote_id(_footnote_numbers(tokens[idx])[0])}">'

    def footnote_close(self, *_: Any) -> str:
        return "</li>\n"

    def footnote_anchor(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        number, nth = _footnote_numbers(tokens[idx])
        reference = urls.child_id(urls.footnote_id(number), f"r{nth}")
        label = self._translator.gettext("Back to the text from footnote {number}", number=number)
        if nth > 1:
            label = self._translator.gettext(
                "Back to the text from footnote {number}, reference {place}", number=number, place=nth
            )
        return f' <a href="#{reference}" role="doc-backlink" aria-label="{escape(label)}">↩\ufe0e</a>'


def _footnote_numbers(token: Token) -> tuple[int, int]:
    """Return the number of the footnote and of the reference to it, from 1."""
    return token.meta["id"] + 1, token.meta.get("subId", 0) + 1


def _raise_heading(tag: str) -> str:
    """Raise a heading tag by one level: only the page's title is above those of an essay."""
    return re.sub(r"(?<=h)[3-6]", lambda match: str(int(match[0]) - 1), tag, count=1)


def _unique_id(id_: str, taken: dict[str, int]) -> str:
    """Return ``id_``, with a number if it is taken. ``taken`` holds the last number used for each id."""
    candidate = id_
    while candidate in taken:
        taken[id_] += 1
        candidate = f"{id_}-{taken[id_]}"
    taken[candidate] = 1
    return candidate
