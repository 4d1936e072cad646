"""The text of a page as a browser searches it."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from lxml import etree, html

from sitegen.quotes.text_fragments.folding import fold, folded_length, is_blank, unfolded_offset

BETWEEN = "\n"
"""Between two blocks, in `PageModel.text` and in `PageModel.folded`."""


@dataclass(frozen=True, slots=True)
class Block:
    """Text that no block boundary and no ``<br>`` divides, without white space at its edges."""

    text: str
    anchor: str
    """The id of its message; empty outside of messages."""
    is_said: bool
    """Is it of a message's body, and not a caption of ours?"""
    drawing: str = ""
    """The id of the drawing that it is."""
    is_closed: bool = False
    """Is it hidden until its ``<details>`` is opened? Browsers find it, but do not see it beside what is not."""
    breaks: tuple[int, ...] = ()
    """Offsets inside where some browser, at some width, has a boundary: a term never goes over them."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a page."""

    start: int
    """In characters of `PageModel.text`, as ``end``, which is behind the last one."""
    end: int
    anchor: str
    """The id of the message in which it begins; empty outside of messages."""
    last_anchor: str
    """That of the message in which it ends."""


@dataclass(frozen=True)
class PageModel:
    """The blocks of a page, in order, and both of their texts as a whole."""

    blocks: tuple[Block, ...]

    @cached_property
    def text(self) -> str:
        """As it was written, blocks divided by a newline."""
        return BETWEEN.join(block.text for block in self.blocks)

    @cached_property
    def folded(self) -> str:
        """As it is searched, blocks divided by a newline, the only ones in it."""
        return BETWEEN.join(self._folds)

    @cached_property
    def starts(self) -> Sequence[int]:
        """Of each block, the offset in `text`."""
        return tuple(_starts(block.text for block in self.blocks))

    @cached_property
    def _folds(self) -> Sequence[str]:
        return tuple(fold(block.text) for block in self.blocks)

    @cached_property
    def _folded_starts(self) -> Sequence[int]:
        return tuple(_starts(self._folds))

    def block_at(self, offset: int) -> int:
        """The index of the block that holds the character at ``offset`` of `text`, or the newline before it."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def folded_offset(self, offset: int) -> int:
        """Where ``offset`` of `text` is in `folded`."""
        n = self.block_at(offset)
        return self._folded_starts[n] + folded_length(self.blocks[n].text, offset - self.starts[n])

    def unfolded_offset(self, offset: int) -> int:
        """Where ``offset`` of `folded` is in `text`."""
        n = max(bisect_right(self._folded_starts, offset) - 1, 0)
        return self.starts[n] + unfolded_offset(self.blocks[n].text, offset - self._folded_starts[n])

    def passage(self, start: int, end: int) -> Passage | None:
        """The characters from ``start`` to ``end`` of `text`, less white space at both ends; None if that is all."""
        text = self.text
        while start < end and is_blank(text[start]):
            start += 1
        while start < end and is_blank(text[end - 1]):
            end -= 1
        if start >= end:
            return None
        first, last = self.blocks[self.block_at(start)], self.blocks[self.block_at(end - 1)]
        return Passage(start, end, first.anchor, last.anchor)

    def words(self, passage: Passage) -> str:
        """The text of ``passage``."""
        return self.text[passage.start : passage.end]


def _starts(texts: "Sequence[str] | Iterator[str]") -> Iterator[int]:
    at = 0
    for text in texts:
        yield at
        at += len(text) + len(BETWEEN)


_UNSEARCHED = frozenset(["head", "script", "style", "template", "noscript", "svg"])
_TABLES = {"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
_LISTS = {"dd", "dl", "dt", "li", "ol", "ul"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_PARTS = {
    "address",
    "article",
    "aside",
    "body",
    "div",
    "fieldset",
    "footer",
    "form",
    "header",
    "main",
    "nav",
    "section",
}
_TEXTS = {"blockquote", "br", "details", "figcaption", "figure", "hr", "legend", "p", "pre", "summary"}
_BLOCKS = frozenset(_TABLES | _LISTS | _HEADINGS | _PARTS | _TEXTS)
# Of an event's line, inline until it is opened.
_OF_EVENTS = frozenset(["p", "details", "summary"])


def read(page: bytes) -> PageModel:
    """The model of a page that sitegen made, in UTF-8."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    body = html.document_fromstring(page, parser=parser).find("body")
    collector = _Collector()
    if body is not None:
        walk(body, collector)
    return PageModel(tuple(collector.blocks))


@dataclass(frozen=True, slots=True)
class _Place:
    """What is known of the text inside an element."""

    anchor: str = ""
    is_event: bool = False
    is_body: bool = False
    is_caption: bool = False
    drawing: str = ""
    is_closed: bool = False


@dataclass(slots=True)
class _Collector:
    blocks: list[Block] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    length: int = 0
    place: _Place = field(default_factory=_Place)

    def add(self, text: str | None, place: _Place) -> None:
        if text:
            if not self.parts:
                self.place = place
            self.parts.append(text)
            self.length += len(text)

    def divide(self) -> None:
        """A place where some browser may divide."""
        if self.parts:
            self.breaks.append(self.length)

    def end(self) -> None:
        """A place where all browsers divide."""
        whole = "".join(self.parts)
        start, end = 0, len(whole)
        while start < end and is_blank(whole[start]):
            start += 1
        while start < end and is_blank(whole[end - 1]):
            end -= 1
        if start < end:
            place = self.place
            breaks = tuple(sorted({each - start for each in self.breaks if start < each < end}))
            is_said = place.is_body and not place.is_caption
            self.blocks.append(
                Block(whole[start:end], place.anchor, is_said, place.drawing, place.is_closed, breaks)
            )
        self.parts, self.breaks, self.length = [], [], 0


def walk(body: html.HtmlElement, collector: _Collector) -> None:
    """Tells ``collector`` of all text in ``body``, and where it is divided. Without recursion: pages may be deep."""
    places = [_Place()]
    skipped = 0  # how deep we are in what is left out
    for event, element in etree.iterwalk(body, events=("start", "end")):
        is_start = event == "start"
        if skipped or (is_start and _is_unsearched(element)):
            skipped += 1 if is_start else -1
            if not skipped:
                collector.add(element.tail, places[-1])
        elif is_start:
            _divide(element, places[-1], collector)
            places.append(_inside(element, places[-1]))
            collector.add(element.text, places[-1])
        else:
            places.pop()
            _divide(element, places[-1], collector)
            collector.add(element.tail, places[-1])
    collector.end()


def _is_unsearched(element: html.HtmlElement) -> bool:
    return element.tag in _UNSEARCHED or element.get("hidden") is not None


def _divide(element: html.HtmlElement, outside: _Place, collector: _Collector) -> None:
    tag = element.tag
    if outside.is_event and outside.is_body and tag in _OF_EVENTS:
        collector.divide()
    elif tag in _BLOCKS:
        collector.end()
    elif not outside.is_body or _is_cell(element):
        collector.divide()


def _is_cell(element: html.HtmlElement) -> bool:
    """Is it a sign of a drawing, set in a box of its own width?"""
    return element.tag == "span" and not {"w1", "w2"}.isdisjoint(_classes(element))


def _inside(element: html.HtmlElement, outside: _Place) -> _Place:
    tag, classes = element.tag, list(_classes(element))
    if tag == "article":
        return _Place(element.get("id", ""), "event" in classes)
    if tag == "div" and "body" in classes and outside.anchor:
        return replace(outside, is_body=True)
    if tag == "figcaption" and outside.is_body and _is_of_drawing(element):
        return replace(outside, is_caption=True)
    if tag == "pre" and "art" in classes:
        return replace(outside, drawing=element.get("id", ""))
    if tag in ("details", "summary"):
        return replace(outside, is_closed=tag == "details")
    return outside


def _is_of_drawing(element: html.HtmlElement) -> bool:
    figure = element.getparent()
    return figure is not None and "art" in _classes(figure)


def _classes(element: html.HtmlElement) -> Iterator[str]:
    yield from (element.get("class") or "").split()
