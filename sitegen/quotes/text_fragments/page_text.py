"""The text of a page as browsers search it. Twin of theme/static/quote/page_text.js."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from lxml import etree

from sitegen.quotes.text_fragments.folding import (
    WHITESPACE_CHARACTERS,
    fold,
    folded_length,
    is_whitespace,
    unfolded_offset,
)

BLOCK_SEPARATOR = "\n"
"""Between blocks in `PageModel.text` and `PageModel.folded`."""


class TextBlock(NamedTuple):
    """Text without block boundaries and ``<br>``, and without whitespace at both ends."""

    text: str
    anchor: str
    """Id of its message; empty outside of messages."""
    is_message_text: bool
    """True in the body of a message, except for captions of sitegen."""
    drawing_id: str = ""
    """Id of the drawing; empty for other text."""
    is_collapsed: bool = False
    """True inside ``<details>``. Browsers find such text, but not adjacent to other text."""
    breaks: tuple[int, ...] = ()
    """Offsets at which some browsers, at some widths, have block boundaries; no term may cross them."""


@dataclass(frozen=True, slots=True)
class PageRange:
    """A range of the text of a page."""

    start: int
    """Offset in `PageModel.text`, as is ``end``."""
    end: int
    anchor: str
    """Id of the message in which it starts; empty outside of messages."""
    last_anchor: str
    """Id of the message in which it ends."""


@dataclass(frozen=True)
class PageModel:
    """The text blocks of a page, in order."""

    blocks: tuple[TextBlock, ...]

    @cached_property
    def text(self) -> str:
        """Return the text, with a newline between blocks."""
        return BLOCK_SEPARATOR.join(block.text for block in self.blocks)

    @cached_property
    def folded(self) -> str:
        """Return the folded text, in which all newlines are block boundaries."""
        return BLOCK_SEPARATOR.join(self._folded_texts)

    @cached_property
    def starts(self) -> Sequence[int]:
        """Return the offset of each block in `text`."""
        return tuple(_start_offsets(block.text for block in self.blocks))

    @cached_property
    def _folded_texts(self) -> Sequence[str]:
        return tuple(fold(block.text) for block in self.blocks)

    @cached_property
    def _folded_starts(self) -> Sequence[int]:
        return tuple(_start_offsets(self._folded_texts))

    def block_index(self, offset: int) -> int:
        """Return the index of the block at ``offset`` of `text`; a newline belongs to the block before it."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def folded_offset(self, offset: int) -> int:
        """Convert an offset in `text` to one in `folded`."""
        n = self.block_index(offset)
        return self._folded_starts[n] + folded_length(self.blocks[n].text, offset - self.starts[n])

    def unfolded_offset(self, offset: int) -> int:
        """Convert an offset in `folded` to one in `text`."""
        n = max(bisect_right(self._folded_starts, offset) - 1, 0)
        return self.starts[n] + unfolded_offset(self.blocks[n].text, offset - self._folded_starts[n])

    def trimmed_range(self, start: int, end: int) -> PageRange | None:
        """Return the range without whitespace at both ends; None if nothing is left."""
        text = self.text
        while start < end and is_whitespace(text[start]):
            start += 1
        while start < end and is_whitespace(text[end - 1]):
            end -= 1
        if start >= end:
            return None
        first, last = self.blocks[self.block_index(start)], self.blocks[self.block_index(end - 1)]
        return PageRange(start, end, first.anchor, last.anchor)

    def text_of(self, page_range: PageRange) -> str:
        """Return the text of a range."""
        return self.text[page_range.start : page_range.end]

    def message_range(self, anchor: str) -> PageRange | None:
        """Return the range from the first to the last word of a message; None if it has none."""
        own = [n for n, each in enumerate(self.blocks) if each.is_message_text and each.anchor == anchor]
        if not own:
            return None
        return PageRange(self.starts[own[0]], self.starts[own[-1]] + len(self.blocks[own[-1]].text), anchor, anchor)


def _start_offsets(texts: "Sequence[str] | Iterator[str]") -> Iterator[int]:
    at = 0
    for text in texts:
        yield at
        at += len(text) + len(BLOCK_SEPARATOR)


_UNSEARCHED = frozenset(["head", "script", "style", "template", "noscript", "svg"])
_TABLES = {"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"}
_LISTS = {"dd", "dl", "dt", "li", "ol", "ul"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_SECTIONS = {
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
_TEXT_ELEMENTS = {
    "blockquote",
    "br",
    "details",
    "figcaption",
    "figure",
    "hr",
    "legend",
    "p",
    "pre",
    "summary",
}
_BLOCKS = frozenset(_TABLES | _LISTS | _HEADINGS | _SECTIONS | _TEXT_ELEMENTS)
# In the line of an event, these are inline until it is opened.
_EVENT_INLINE = frozenset(["p", "details", "summary"])
_WITH_CONTEXT = frozenset(["article", "details", "div", "figcaption", "pre", "summary"])
"""Elements that can change the context of their text."""


def read_page(page: bytes) -> PageModel:
    """Return the model of a page of sitegen, in UTF-8."""
    # Not `lxml.html`, whose elements take twice the time.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    body = etree.fromstring(page, parser).find("body")
    collector = _Collector()
    if body is not None:
        collect_text(body, collector)
    return PageModel(tuple(collector.blocks))


@dataclass(frozen=True, slots=True)
class _Context:
    """Properties of the text inside an element."""

    anchor: str = ""
    is_event: bool = False
    is_body: bool = False
    is_caption: bool = False
    drawing_id: str = ""
    is_collapsed: bool = False


@dataclass(slots=True)
class _Collector:
    blocks: list[TextBlock] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    length: int = 0
    context: _Context = field(default_factory=_Context)

    def add(self, text: str, context: _Context) -> None:
        if not self.parts:
            self.context = context
        self.parts.append(text)
        self.length += len(text)

    def add_break(self) -> None:
        """Record a block boundary of some browsers."""
        if self.parts:
            self.breaks.append(self.length)

    def end_block(self) -> None:
        """End a block, as in all browsers."""
        if not self.parts:
            return
        whole = self.parts[0] if len(self.parts) == 1 else "".join(self.parts)
        end = len(whole.rstrip(WHITESPACE_CHARACTERS))
        start = len(whole) - len(whole.lstrip(WHITESPACE_CHARACTERS))
        if start < end:
            context = self.context
            breaks = tuple(sorted({each - start for each in self.breaks if start < each < end})) if self.breaks else ()
            is_message_text = context.is_body and not context.is_caption
            self.blocks.append(
                TextBlock(
                    whole[start:end],
                    context.anchor,
                    is_message_text,
                    context.drawing_id,
                    context.is_collapsed,
                    breaks,
                )
            )
        self.parts, self.breaks, self.length = [], [], 0


def collect_text(body: etree._Element, collector: _Collector) -> None:
    """Collect the text blocks of ``body``. Not recursive: pages may be deeply nested."""
    contexts = [_Context()]
    skipped_depth = 0  # nesting depth inside ignored elements
    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag = element.tag  # each access makes a new string
        if event == "start":
            if skipped_depth or tag in _UNSEARCHED or element.get("hidden") is not None:
                skipped_depth += 1
                continue
            context = contexts[-1]
            _mark_boundary(tag, element, context, collector)
            if tag in _WITH_CONTEXT:
                context = _child_context(tag, element, context)
            contexts.append(context)
            text = element.text
        else:
            if skipped_depth:
                skipped_depth -= 1
            else:
                contexts.pop()
                _mark_boundary(tag, element, contexts[-1], collector)
            if skipped_depth:
                continue
            text = element.tail
        if text:
            collector.add(text, contexts[-1])
    collector.end_block()


def _mark_boundary(tag: str, element: etree._Element, context: _Context, collector: _Collector) -> None:
    if context.is_event and context.is_body and tag in _EVENT_INLINE:
        collector.add_break()
    elif tag in _BLOCKS:
        collector.end_block()
    elif not context.is_body or (tag == "span" and _is_wide_char(element)):
        collector.add_break()


def _is_wide_char(element: etree._Element) -> bool:
    """Return whether the span is a character of a drawing with a fixed width."""
    return not {"w1", "w2"}.isdisjoint(_classes(element))


def _child_context(tag: str, element: etree._Element, context: _Context) -> _Context:
    classes = list(_classes(element))
    if tag == "article":
        return _Context(element.get("id", ""), "event" in classes)
    if tag == "div" and "body" in classes and context.anchor:
        return replace(context, is_body=True)
    if tag == "figcaption" and context.is_body and _is_of_drawing(element):
        return replace(context, is_caption=True)
    if tag == "pre" and "art" in classes:
        return replace(context, drawing_id=element.get("id", ""))
    if tag in ("details", "summary"):
        return replace(context, is_collapsed=tag == "details")
    return context


def _is_of_drawing(element: etree._Element) -> bool:
    figure = element.getparent()
    return figure is not None and "art" in _classes(figure)


def _classes(element: etree._Element) -> Iterator[str]:
    yield from (element.get("class") or "").split()
