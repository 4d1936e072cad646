"""The text of a page as browsers search it. Twin of theme/static/quote/page_text.js."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from sitegen.quotes.text_fragments.folding import (
    WHITESPACE_CHARACTERS,
    fold,
    folded_length,
    is_whitespace,
    unfolded_offset,
)
from sitegen.text.html_tokens import RAW_TEXT_ELEMENTS, HtmlTag, HtmlText, tokenize_html

# ruff: noqa: SIM905  # one word per line is not easier to read

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


_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_BLOCKS = frozenset(
    "caption table tbody td tfoot th thead tr dd dl dt li ol ul h1 h2 h3 h4 h5 h6 address article aside body div "
    "fieldset footer form header main nav section blockquote br details figcaption figure hr legend p pre "
    "summary".split()
)
# In the line of an event, these are inline until it is opened.
_EVENT_INLINE = frozenset(["p", "details", "summary"])


@dataclass(frozen=True, slots=True)
class _Context:
    """An open element, and properties of the text inside."""

    tag: str = ""
    classes: frozenset[str] = frozenset()
    is_hidden: bool = False
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

    def mark_boundary(self, tag: str, classes: frozenset[str], context: _Context) -> None:
        """End a block as in all browsers, or record a block boundary of some; ``context`` is the parent's."""
        if context.is_event and context.is_body and tag in _EVENT_INLINE:
            self.breaks.append(self.length)
        elif tag in _BLOCKS:
            self.end_block()
        elif not context.is_body or (tag == "span" and not classes.isdisjoint(["w1", "w2"])):
            self.breaks.append(self.length)  # around a character of a drawing with a fixed width

    def end_block(self) -> None:
        whole = "".join(self.parts)
        end = len(whole.rstrip(WHITESPACE_CHARACTERS))
        start = len(whole) - len(whole.lstrip(WHITESPACE_CHARACTERS))
        if start < end:
            context = self.context
            breaks = tuple(sorted({each - start for each in self.breaks if start < each < end}))
            is_message_text = context.is_body and not context.is_caption
            self.blocks.append(
                TextBlock(
                    whole[start:end], context.anchor, is_message_text, context.drawing_id, context.is_collapsed, breaks
                )
            )
        self.parts, self.breaks, self.length = [], [], 0


def read_page(page: bytes) -> PageModel:
    """Return the model of a page of sitegen, in UTF-8. Not recursive: pages may be deeply nested."""
    source = page.decode()
    collector = _Collector()
    contexts = [_Context()]
    for token in tokenize_html(source, max(source.find("<body"), 0)):
        context = contexts[-1]
        if isinstance(token, HtmlText):
            if not context.is_hidden:
                collector.add(token.text, context)
        elif token.is_end_tag:
            n = next((n for n in range(len(contexts) - 1, 0, -1) if contexts[n].tag == token.name), len(contexts))
            for each in reversed(contexts[n:]):
                contexts.pop()
                if not each.is_hidden:
                    collector.mark_boundary(each.tag, each.classes, contexts[-1])
        elif token.name not in RAW_TEXT_ELEMENTS:
            child = _child_context(token, context)
            if not child.is_hidden:
                collector.mark_boundary(child.tag, child.classes, context)
            if token.name not in _VOID:
                contexts.append(child)
    collector.end_block()
    return PageModel(tuple(collector.blocks))


def _child_context(element: HtmlTag, parent: _Context) -> _Context:
    tag, attributes = element.name, element.attributes
    classes = frozenset(attributes["class"].value.split()) if "class" in attributes else frozenset()
    id_ = attributes["id"].value if "id" in attributes else ""
    child = replace(parent, tag=tag, classes=classes, is_hidden=parent.is_hidden or "hidden" in attributes)
    if tag == "article":
        is_event = "event" in classes
        return _Context(tag, classes, child.is_hidden, id_, is_event, is_collapsed=parent.is_collapsed)
    if tag == "div" and "body" in classes and parent.anchor:
        return replace(child, is_body=True)
    if tag == "figcaption" and parent.is_body and "art" in parent.classes:
        return replace(child, is_caption=True)
    if tag == "pre" and "art" in classes:
        return replace(child, drawing_id=id_)
    if tag in ("details", "summary"):
        return replace(child, is_collapsed=tag == "details")
    return child
