"""Parse HTML essays, and HTML inside Markdown essays, into an `EssayDocument`."""

import re
from dataclasses import dataclass, field

from sitegen.quotes.document import Blockquote, DocumentBuilder, DocumentLink, EssayDocument
from sitegen.text.html_tokens import HtmlAttribute, HtmlTag, HtmlText, tokenize_html
from sitegen.text.line_index import LineIndex

# ruff: noqa: SIM905  # one word per line is not easier to read
_BLOCKS = frozenset(
    "address article aside body caption center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre section summary table tbody td tfoot th "
    "thead tr ul".split()
)
_INLINE = frozenset(
    "a abbr b bdi bdo big blockquote br cite code del dfn em font i img ins kbd label mark q s samp script small "
    "span strike strong style sub sup time tt u var wbr".split()
)
_ATTRIBUTION_ELEMENTS = frozenset(["footer", "figcaption"])
_FOOTNOTE_ELEMENTS = frozenset(["li", "p", "div", "aside"])
"""Elements that may be footnotes, if a link leads to their id."""
_WHITESPACE = re.compile(r"\s+")


def parse_html(source: str) -> EssayDocument:
    """Parse an HTML page."""
    builder = DocumentBuilder()
    reader = HtmlReader(builder, LineIndex(source))
    for token in tokenize_html(source):
        reader.read(token)
    return builder.document()


def plain_text(source: str) -> str:
    """Return the rendered text of HTML, one line per paragraph."""
    return "\n".join(each.text.strip() for each in parse_html(source).paragraphs)


def is_html_element(tag: HtmlTag) -> bool:
    """Return whether the tag is an HTML element; models invent others."""
    return tag.name in _BLOCKS or tag.name in _INLINE


@dataclass(slots=True)
class HtmlReader:
    """Feeds a builder with HTML tokens."""

    builder: DocumentBuilder
    lines: LineIndex
    has_essay_offsets: bool = True
    """False if tokens were read from a copy, so that their offsets are not those of the essay."""
    _pre_depth: int = 0
    _open_footnotes: list[tuple[str, str]] = field(default_factory=list)
    """Tag names and ids of open elements that may be footnotes."""

    def read(self, token: HtmlTag | HtmlText) -> None:
        """Process a tag or text."""
        if self.has_essay_offsets:
            self.builder.line = self.lines.line_number(token.start)
        if isinstance(token, HtmlText):
            self.add_text(token.text)
        elif token.name == "blockquote":
            self._blockquote(token)
        elif token.name in _BLOCKS:
            self._block(token)
        else:
            self._inline(token)

    def add_text(self, text: str) -> None:
        """Add text; outside ``<pre>``, collapse whitespace."""
        if not self._pre_depth:
            text = _WHITESPACE.sub(" ", text)
            if self.builder.ends_with_space():
                text = text.lstrip()
        if text:
            self.builder.add_text(text)

    def _blockquote(self, tag: HtmlTag) -> None:
        if tag.is_end_tag:
            self.builder.close_blockquote()
        else:
            self.builder.open_blockquote(Blockquote(self._link(tag.attributes.get("cite"))))

    def _block(self, tag: HtmlTag) -> None:
        self.builder.end_paragraph()
        step = -1 if tag.is_end_tag else 1
        if tag.name in _ATTRIBUTION_ELEMENTS:
            self.builder.open_attributions = max(0, self.builder.open_attributions + step)
        if tag.name == "pre":
            self._pre_depth = max(0, self._pre_depth + step)
        if tag.name in _FOOTNOTE_ELEMENTS:
            if not tag.is_end_tag:
                # A new item ends an unclosed one.
                if self._open_footnotes and self._open_footnotes[-1][0] == tag.name != "div":
                    self._open_footnotes.pop()
                self._open_footnotes.append((tag.name, tag.attributes["id"].value if "id" in tag.attributes else ""))
            else:
                while self._open_footnotes and self._open_footnotes.pop()[0] != tag.name:
                    pass
            self.builder.footnote = next((id_ for _, id_ in reversed(self._open_footnotes) if id_), "")

    def _inline(self, tag: HtmlTag) -> None:
        builder = self.builder
        if tag.name == "br" and not tag.is_end_tag:
            builder.add_text("\n")
        elif tag.name == "img" and "alt" in tag.attributes:
            self.add_text(tag.attributes["alt"].value)
        elif tag.name == "a" and tag.is_end_tag:
            builder.close_link()
        elif tag.name == "a" and (link := self._link(tag.attributes.get("href"))):
            if link.url.startswith("#") and len(link.url) > 1:
                builder.add_footnote_reference(link.url[1:])
            builder.open_link(link)
        elif tag.name == "q":
            if tag.is_end_tag:
                builder.close_link(is_cite=True)
                builder.add_text("”")
            else:
                builder.add_text("“")
                if cite := self._link(tag.attributes.get("cite"), is_cite=True):
                    builder.open_link(cite)

    def _link(self, value: HtmlAttribute | None, is_cite: bool = False) -> DocumentLink | None:
        if value is None:
            return None
        url = value.value.strip()
        if not self.has_essay_offsets:
            return DocumentLink(url, None, self.builder.line, is_cite=is_cite)
        return DocumentLink(url, value.span, self.lines.line_number(value.span.start), is_cite=is_cite)
