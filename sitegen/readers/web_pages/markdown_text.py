"""Convert an element of a page to the Markdown that it was made from."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import pairwise

from sitegen.readers.web_pages.elements import Element

_BLOCKS = frozenset(
    ["article", "blockquote", "dd", "details", "div", "dl", "dt", "figure", "footer", "form", "h1", "h2", "h3", "h4",
     "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "summary", "table", "ul"]
)  # fmt: skip
_LOOSE = _BLOCKS - {"dd", "div", "dt", "footer", "header", "li", "section", "summary"}
"""Blocks with a blank line before and after them."""
_SKIPPED = frozenset(["audio", "button", "nav", "object", "select", "video"])
_HIDDEN_CLASSES = frozenset(["cdk-visually-hidden", "sr-only"])
"""Of words for screen readers, such as ``You said:``."""
_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*", "del": "~~", "s": "~~"}
_SPACE = re.compile(r"[ \t\n\r\f]+")
_SPACES_IN_LINE = re.compile(r"[ \t]*\n[ \t]*|[ \t]+")
_TICKS = re.compile("`+")
_LANGUAGE = re.compile(r"(?:^|\s)language-([\w+#.-]+)")
_FORMULA = re.compile(r"<annotation\b[^<>]*application/x-tex[^<>]*>([^<]*)<")


def markdown_text(html: str, element: Element, keeps_lines: bool = False) -> str:
    """Return the Markdown of an element of a page, without buttons and what is hidden.

    ``keeps_lines``: the page shows line ends of the HTML (``white-space: pre-wrap``).
    """
    return _Converter(html, keeps_lines).flow(element.children, is_item=False).strip("\n")


class _Converter:
    """Converts the elements of one page."""

    def __init__(self, html: str, keeps_lines: bool) -> None:
        self._html = html
        self._keeps_lines = keeps_lines

    def flow(self, children: Iterable[Element | str], is_item: bool) -> str:
        """Return blocks, and the lines of text between them."""
        blocks: list[tuple[str, bool]] = []
        """Each with whether blank lines are around it."""
        line: list[str] = []

        def end_line() -> None:
            text = "".join(line)
            text = text.strip("\n") if self._keeps_lines else _SPACES_IN_LINE.sub(_one_space, text).strip()
            if text.strip():
                blocks.append((text, self._keeps_lines))
            line.clear()

        for child in _shown(children):
            if isinstance(child, str) or not _is_block(child):
                line.append(self._inline(child))
                continue
            end_line()
            if text := self._block(child):
                is_nested_list = is_item and child.name in ("ul", "ol")
                blocks.append((text, child.name in _LOOSE and not is_nested_list))
        end_line()
        gaps = ("\n\n" if before or after else "\n" for (_, before), (_, after) in pairwise(blocks))
        return "".join(text + gap for (text, _), gap in zip(blocks, (*gaps, ""), strict=False))

    def _block(self, element: Element) -> str:
        name, children = element.name, element.children
        if name == "hr":
            return "---"
        if name == "pre":
            return _fenced(element)
        if name == "table":
            return "\n".join(self._rows(element))
        if name in ("ul", "ol"):
            return "\n".join(self._items(element))
        text = self.flow(children, is_item=name == "li")
        if name == "blockquote":
            return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
        if name in ("h1", "h2", "h3", "h4", "h5", "h6") and text:
            return f"{'#' * int(name[1])} {' '.join(text.split())}"
        return text

    def _items(self, element: Element) -> Iterator[str]:
        start = element.attribute("start")
        number = int(start) if start.isdecimal() and len(start) < 10 else 1
        for child in _shown(element.children):
            if isinstance(child, str):
                continue
            marker = f"{number}. " if element.name == "ol" else "- "
            text = self._block(child)
            yield marker + text.replace("\n", "\n" + " " * len(marker)).replace("\n" + " " * len(marker) + "\n", "\n\n")
            number += 1

    def _rows(self, table: Element) -> Iterator[str]:
        rows = [row for row in table.descendants() if row.name == "tr"]
        for number, row in enumerate(rows):
            cells = [cell for cell in row.children if isinstance(cell, Element) and cell.name in ("td", "th")]
            texts = [_SPACE.sub(" ", self.flow(cell.children, is_item=True)).replace("|", r"\|") for cell in cells]
            yield f"| {' | '.join(texts)} |"
            if number == 0:
                yield "|" + " --- |" * len(texts)

    def _inline(self, child: Element | str) -> str:
        if isinstance(child, str):
            return child if self._keeps_lines else _SPACE.sub(" ", child)
        name = child.name
        if name == "br":
            return "\n"
        if name == "img":
            return _image(child)
        if name == "input":
            is_checked = "checked" in child.tag.attributes
            return ("[x] " if is_checked else "[ ] ") if child.attribute("type") == "checkbox" else ""
        if name == "math":
            return self._formula(child)
        if name == "code":
            return _quoted(child.text())
        text = "".join(self._inline(each) for each in _shown(child.children))
        words = text.strip()
        if not words:
            return text
        if name in _EMPHASIS:
            sign = _EMPHASIS[name]
            return text.replace(words, f"{sign}{words}{sign}", 1)
        address = child.attribute("href")
        if name == "a" and address.startswith(("https://", "http://", "mailto:")) and address not in words:
            return text.replace(words, f"[{words}](<{address}>)", 1)
        return text

    def _formula(self, element: Element) -> str:
        """Return the TeX that the MathML of a formula contains."""
        start = element.tag.end
        mathml = self._html[start : max(self._html.find("</math", start), start)]
        found = _FORMULA.search(mathml)
        sign = "$$" if element.attribute("display") == "block" else "$"
        return f"{sign}{unescape(found[1]).strip()}{sign}" if found else ""


def _one_space(match: "re.Match[str]") -> str:
    return "\n" if "\n" in match[0] else " "


def _shown(children: Iterable[Element | str]) -> Iterator[Element | str]:
    for child in children:
        if isinstance(child, Element) and (
            child.name in _SKIPPED
            or child.attribute("aria-hidden") == "true"
            or "hidden" in child.tag.attributes
            or child.classes & _HIDDEN_CLASSES
        ):
            continue
        yield child


def _is_block(element: Element) -> bool:
    return element.name in _BLOCKS or any(each.name in _BLOCKS for each in element.descendants())


def _image(element: Element) -> str:
    """Return a picture; one inside the page only as its description."""
    words, address = " ".join(element.attribute("alt").split()), element.attribute("src")
    return words if not address or address.startswith("data:") else f"![{words}](<{address}>)"


def _quoted(text: str) -> str:
    """Return code in a line."""
    if not text.strip():
        return text
    ticks = "`" * (1 + max(map(len, _TICKS.findall(text)), default=0))
    space = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def _fenced(element: Element) -> str:
    """Return preformatted code, without the line above it that names its language."""
    code = next((each for each in element.descendants() if each.name == "code"), element)
    text = code.text().strip("\n")
    language = _LANGUAGE.search(f"{code.attribute('class')} {element.attribute('class')}")
    fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
    return f"{fence}{language[1] if language else ''}\n{text}\n{fence}"
