"""Parse a page to a tree of elements that know their places, also where end tags are missing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sitegen.model import Span
from sitegen.text.html_tokens import RAW_TEXT_ELEMENTS, HtmlTag, HtmlText, tokenize_html

_VOID_ELEMENTS = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"]
)
"""Elements without end tag."""
_INLINE_ELEMENTS = frozenset(["a", "b", "code", "del", "em", "i", "s", "span", "strong", "sub", "sup", "u"])
_ENDED_BY = {"li": ("li",), "p": ("p",), "tr": ("tr", "td", "th"), "td": ("td", "th"), "th": ("td", "th")}
"""Elements whose end tag may be missing, by the start tag that ends them."""
_MAX_DEPTH = 200
"""Deeper elements are empty, and their texts belong to the element around them, so that code can recurse."""


@dataclass(slots=True)
class Element:
    """An element of a page."""

    tag: HtmlTag
    end: int
    """Offset after its end tag."""
    children: "list[Element | str]" = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return the name of its tag, in lower case."""
        return self.tag.name

    @property
    def span(self) -> Span:
        """Return the range of the element with its tags."""
        return Span(self.tag.start, self.end)

    @property
    def classes(self) -> frozenset[str]:
        """Return the words of its ``class``."""
        return frozenset(self.attribute("class").split())

    def attribute(self, name: str) -> str:
        """Return an attribute; empty if it is missing."""
        found = self.tag.attributes.get(name)
        return found.value if found else ""

    def descendants(self) -> "Iterator[Element]":
        """Yield the elements inside it, in the order of their start tags."""
        waiting: list[Element | str] = self.children[::-1]
        while waiting:
            element = waiting.pop()
            if isinstance(element, Element):
                yield element
                waiting += reversed(element.children)

    def text(self) -> str:
        """Return the text inside it."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


def parse_page(html: str) -> Element:
    """Return an element with all elements of the page; one without end tag ends with the element around it."""
    root = Element(HtmlTag("", False, 0, 0, {}), len(html))
    opened = [root]
    names, too_deep = Counter[str](), Counter[str]()
    """The number of open elements of each name, in the tree and below it."""
    for token in tokenize_html(html):
        if isinstance(token, HtmlText):
            opened[-1].children.append(token.text)
        elif token.is_end_tag and too_deep[token.name]:
            too_deep[token.name] -= 1
        elif token.is_end_tag:
            count = _count_to_close(opened, token.name) if names[token.name] else 0
            _close(opened, names, count, token)
        else:
            if opened[-1].name in _ENDED_BY.get(token.name, ()):
                _close(opened, names, 1, token)
            element = Element(token, token.end)
            opened[-1].children.append(element)
            if _is_empty(token.name):
                continue
            if len(opened) > _MAX_DEPTH:
                too_deep[token.name] += 1
            else:
                opened.append(element)
                names[token.name] += 1
    _close(opened, names, len(opened) - 1, HtmlTag("", False, len(html), len(html), {}))
    return root


def _is_empty(name: str) -> bool:
    """Return whether no end tag is expected; ``<a:wave:7>``, an emoji of Discord, is no element of HTML."""
    return name in _VOID_ELEMENTS or name in RAW_TEXT_ELEMENTS or ":" in name


def _count_to_close(opened: list[Element], name: str) -> int:
    """Return how many elements an end tag closes; 0 if it is inline and would close a block around it."""
    for count, element in enumerate(reversed(opened), 1):
        if element.name == name:
            return count
        if name in _INLINE_ELEMENTS and element.name not in _INLINE_ELEMENTS:
            return 0
    return 0


def _close(opened: list[Element], names: Counter[str], count: int, tag: HtmlTag) -> None:
    """End the last ``count`` open elements at a tag; an end tag belongs to the outermost."""
    for number in range(count, 0, -1):
        element = opened.pop()
        names[element.name] -= 1
        element.end = tag.end if tag.is_end_tag and number == 1 else tag.start
