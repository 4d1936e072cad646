"""HTML → its outline: a whole page, or what stands as HTML inside Markdown."""

import re
from dataclasses import dataclass, field

from sitegen.quotes.document import Blockquote, Builder, Link, Outline
from sitegen.text.html_tokens import Tag, Text, Value, tokens
from sitegen.text.line_index import Lines

# ruff: noqa: SIM905  # forty lines of one word each are no easier to read
_BLOCKS = frozenset(
    "address article aside body caption center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre section summary table tbody td tfoot th "
    "thead tr ul".split()
)
_INLINE = frozenset(
    "a abbr b bdi bdo big blockquote br cite code del dfn em font i img ins kbd label mark q s samp script small "
    "span strike strong style sub sup time tt u var wbr".split()
)
_ATTRIBUTIONS = frozenset(["footer", "figcaption"])
_NOTES = frozenset(["li", "p", "div", "aside"])
"""Elements that may be a footnote, when a link on the page leads to their id."""
_WHITE = re.compile(r"\s+")


def html_outline(source: str) -> Outline:
    """The outline of a page."""
    builder = Builder()
    reader = HtmlReader(builder, Lines(source))
    for token in tokens(source):
        reader.read(token)
    return builder.outline()


def plain_text(source: str) -> str:
    """What a reader of HTML sees: a line for each paragraph."""
    return "\n".join(each.text.strip() for each in html_outline(source).paragraphs)


def is_known(tag: Tag) -> bool:
    """Whether HTML has such an element; models make up others."""
    return tag.name in _BLOCKS or tag.name in _INLINE


@dataclass(slots=True)
class HtmlReader:
    """Tells a builder what the tags mean."""

    builder: Builder
    lines: Lines
    placed: bool = True
    """Whether the tokens' offsets are those of the essay."""
    _pre: int = 0
    _notes: list[tuple[str, str]] = field(default_factory=list)
    """Names and ids of open elements that may be footnotes."""

    def read(self, token: Tag | Text) -> None:
        """One more tag or text."""
        if self.placed:
            self.builder.line = self.lines.line(token.start)
        if isinstance(token, Text):
            self.say(token.text)
        elif token.name == "blockquote":
            self._blockquote(token)
        elif token.name in _BLOCKS:
            self._block(token)
        else:
            self._inline(token)

    def say(self, text: str) -> None:
        """Text; outside ``<pre>`` every run of white space is a blank."""
        if not self._pre:
            text = _WHITE.sub(" ", text)
            if self.builder.ends_with_blank():
                text = text.lstrip()
        if text:
            self.builder.say(text)

    def _blockquote(self, tag: Tag) -> None:
        if tag.closes:
            self.builder.close_blockquote()
        else:
            self.builder.open_blockquote(Blockquote(self._link(tag.attributes.get("cite"))))

    def _block(self, tag: Tag) -> None:
        self.builder.end_paragraph()
        step = -1 if tag.closes else 1
        if tag.name in _ATTRIBUTIONS:
            self.builder.attributions = max(0, self.builder.attributions + step)
        if tag.name == "pre":
            self._pre = max(0, self._pre + step)
        if tag.name in _NOTES:
            if not tag.closes:
                # What follows an unclosed item is another one.
                if self._notes and self._notes[-1][0] == tag.name != "div":
                    self._notes.pop()
                self._notes.append((tag.name, tag.attributes["id"].text if "id" in tag.attributes else ""))
            else:
                while self._notes and self._notes.pop()[0] != tag.name:
                    pass
            self.builder.footnote = next((id_ for _, id_ in reversed(self._notes) if id_), "")

    def _inline(self, tag: Tag) -> None:
        builder = self.builder
        if tag.name == "br" and not tag.closes:
            builder.say("\n")
        elif tag.name == "img" and "alt" in tag.attributes:
            self.say(tag.attributes["alt"].text)
        elif tag.name == "a" and tag.closes:
            builder.close_link()
        elif tag.name == "a" and (link := self._link(tag.attributes.get("href"))):
            if link.url.startswith("#") and len(link.url) > 1:
                builder.note(link.url[1:])
            builder.open_link(link)
        elif tag.name == "q":
            if tag.closes:
                builder.close_link(is_cite=True)
                builder.say("”")
            else:
                builder.say("“")
                if cite := self._link(tag.attributes.get("cite"), is_cite=True):
                    builder.open_link(cite)

    def _link(self, value: Value | None, is_cite: bool = False) -> Link | None:
        if value is None:
            return None
        url = value.text.strip()
        if not self.placed:
            return Link(url, None, self.builder.line, is_cite=is_cite)
        return Link(url, value.span, self.lines.line(value.span.start), is_cite=is_cite)
