"""An essay's Markdown → HTML: the owner's words with footnotes, drawings, and links into the archive."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType
from markupsafe import Markup, escape

from sitegen.blocks import markdown_tildes
from sitegen.blocks.ascii_art.detection import is_art
from sitegen.permalinks import urls
from sitegen.render import essay_markdown_rules
from sitegen.render.i18n.translator import ENGLISH, Words
from sitegen.render.invisible_characters import visible
from sitegen.render.links import href, is_allowed
from sitegen.render.markdown import CodeBlock, Html, is_too_hard
from sitegen.render.owner_markdown import is_local
from sitegen.text.invisible import shown

ArtBlock = Callable[[str, int], str]
"""Text of a drawing and its number in the page → its HTML."""
Find = Callable[[str], str | None]
"""A link as it is written → the address in the site, or None where it leads nowhere."""

_ART = "art"
_FIRST_TAG = re.compile(r"<\w+")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of an essay that should lead into the site."""

    line: int
    """Of the text, from 1: where its paragraph begins."""
    url: str


class EssayMarkdown:
    """Renders essays; remembers nothing between them."""

    def __init__(self, code_block: CodeBlock, art_block: ArtBlock, words: Words = ENGLISH) -> None:
        self._parser = parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False})
        parser.enable(["table", "strikethrough"])
        markdown_tildes.add_to(parser)
        essay_markdown_rules.add_to(parser)
        parser.validateLink = lambda url: is_allowed(url) or is_local(url)  # type: ignore[method-assign]
        parser.normalizeLink = href  # type: ignore[method-assign]
        parser.renderer = _EssayHtml(code_block, art_block, words)

    def render(self, text: str, page: str, find: Find) -> Markup:
        """The HTML of an essay whose page is ``page``; headings begin at ``h2``. A dead link is its words alone."""
        if is_too_hard(text):
            return Markup('<pre class="plain">{}</pre>').format(visible(text))
        env: dict[str, Any] = {"headings": [], "ids": {}, "drawings": 0, "page": page, "find": find}
        return Markup(self._parser.render(shown(text), env))  # noqa: S704  # made by our rules

    def links(self, text: str, site_url: str = "") -> Iterator[Link]:
        """Every link that should lead into the site, in order."""
        for token in self._parse(text)[0]:
            for child in token.children or ():
                url = str(child.attrGet("href") or child.attrGet("src") or "")
                if is_local(url) or is_of_site(url, site_url):
                    yield Link(token.map[0] + 1 if token.map else 1, url)

    def lost_footnotes(self, text: str) -> Iterator[tuple[int, str, str]]:
        """Line, message and remedy of each footnote without a sign in the text, and of each sign without one."""
        tokens, env = self._parse(text)
        yield from essay_markdown_rules.lost_footnotes(text, tokens, env.get("footnotes", {}).get("refs", {}))

    def paragraph_at(self, text: str, line: int) -> int:
        """The number, as the page counts, of the paragraph that holds ``line`` of ``text``; 0 where none does."""
        return essay_markdown_rules.paragraph_at(self._parse(text)[0], line)

    def _parse(self, text: str) -> tuple[list[Token], dict[str, Any]]:
        env: dict[str, Any] = {}
        return ([], env) if is_too_hard(text) else (self._parser.parse(shown(text), env), env)


def is_of_site(url: str, site_url: str) -> bool:
    """Whether an absolute ``url`` is one of the site at ``site_url``; empty: none is."""
    return bool(site_url) and (url == site_url or url.startswith(f"{site_url}/"))


class _EssayHtml(Html):
    def __init__(self, code_block: CodeBlock, art_block: ArtBlock, words: Words) -> None:
        super().__init__(code_block, words)
        self._art_block = art_block

    def render(self, tokens: Sequence[Token], options: Any, env: EnvType) -> str:
        """As markdown-it's, and every paragraph of the first level has its number as id."""
        made = []
        for idx, token in enumerate(tokens):
            html = self._rendered(tokens, idx, options, env)
            if number := token.meta.get(essay_markdown_rules.NUMBER):
                id_ = urls.paragraph(number)
                html = _FIRST_TAG.sub(lambda tag, id_=id_: f'{tag[0]} id="{id_}"', html, count=1)  # type: ignore[misc]
            made.append(html)
        return "".join(made)

    def _rendered(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        token = tokens[idx]
        if token.type == "inline":
            return self.renderInline(token.children or [], options, env)
        rule = self.rules.get(token.type)
        return rule(tokens, idx, options, env) if rule else self.renderToken(tokens, idx, options, env)

    def softbreak(self, *_: Any) -> str:
        return "\n"

    def heading_open(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        tag = _raised(super().heading_open(tokens, idx, options, env))
        title = re.sub(r"[*`\[\]]", "", tokens[idx + 1].content)
        return tag.replace(">", f' id="{_unique(urls.section(title), env["ids"])}">')

    def heading_close(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        return _raised(super().heading_close(tokens, idx, options, env))

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        """A drawing is shown as on its own page: what is called one, or has no name and looks like one."""
        token = tokens[idx]
        text, info = token.content.removesuffix("\n"), token.info.strip()
        if info == _ART or (not info and is_art(text.split("\n"))):
            env["drawings"] += 1
            return self._art_block(text, env["drawings"]).strip("\n")
        return super().fence(tokens, idx, options, env)

    def figure_open(self, *_: Any) -> str:
        return '<figure class="quote">'

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        url = str(tokens[idx].attrGet("href"))
        address = env["find"](url) if url[:1] != "#" else None
        if address is None and not is_local(url):
            return super().link_open(tokens, idx, options, env)
        env["linked"] = env["dead"] = address is None
        return "" if address is None else f'<a href="{escape(urls.relative(env["page"], address))}">'

    def link_close(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        html = super().link_close(tokens, idx, options, env)
        return "" if env.pop("dead", False) else html

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: EnvType) -> str:
        """A picture of the site itself is shown; others would tell their host who reads here."""
        url = str(tokens[idx].attrGet("src"))
        if not is_local(url):
            return super().image(tokens, idx, options, env)
        address, words = env["find"](url), tokens[idx].content
        if address is None:
            return f'<span class="image">{self._image(words)}</span>'
        return f'<img src="{escape(urls.relative(env["page"], address))}" alt="{escape(words)}">'

    def footnote_ref(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        number, nth = _footnote(tokens[idx])
        note = urls.footnote(number)
        id_ = urls.joint(note, f"r{nth}")
        told = self._words.gettext("Footnote {number}", number=number)
        label = f'aria-label="{escape(told)}"'
        return f'<sup class="note"><a id="{id_}" href="#{note}" role="doc-noteref" {label}>{number}</a></sup>'

    def footnote_block_open(self, *_: Any) -> str:
        id_ = urls.FOOTNOTES
        attributes = f'class="footnotes" role="doc-endnotes" aria-labelledby="{id_}"'
        told = self._words.gettext("Notes")
        return f'<section {attributes}>\n<h2 id="{id_}">{escape(told)}</h2>\n<ol>\n'

    def footnote_block_close(self, *_: Any) -> str:
        return "</ol>\n</section>\n"

    def footnote_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        return f'<li id="{urls.footnote(_footnote(tokens[idx])[0])}">'

    def footnote_close(self, *_: Any) -> str:
        return "</li>\n"

    def footnote_anchor(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        number, nth = _footnote(tokens[idx])
        place = urls.joint(urls.footnote(number), f"r{nth}")
        told = self._words.gettext("Back to the text from footnote {number}", number=number)
        if nth > 1:
            told = self._words.gettext(
                "Back to the text from footnote {number}, place {place}", number=number, place=nth
            )
        label = f'aria-label="{escape(told)}"'
        return f' <a href="#{place}" role="doc-backlink" {label}>↩\ufe0e</a>'


def _footnote(token: Token) -> tuple[int, int]:
    """Number of the note, and of the reference to it, from 1."""
    return token.meta["id"] + 1, token.meta.get("subId", 0) + 1


def _raised(tag: str) -> str:
    """A heading one level up: the page's own title is the only one above an essay's."""
    return re.sub(r"(?<=h)[3-6]", lambda found: str(int(found[0]) - 1), tag, count=1)


def _unique(id_: str, taken: dict[str, int]) -> str:
    """``id_``, or with the first number that makes it another; ``taken`` tells where to go on looking."""
    free = id_
    while free in taken:
        taken[id_] += 1
        free = f"{id_}-{taken[id_]}"
    taken[free] = 1
    return free
