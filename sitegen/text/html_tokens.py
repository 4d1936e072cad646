"""Tokenize HTML into tags and texts, with the offsets of every attribute.

HTML parsers report at best the line of an element; rewriting a link in place needs its offsets. Follows the
tokenizer of the HTML standard for tags, comments and raw text. Linear in the length of the source.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sitegen.model import Span

# An attribute value cannot contain "<" here, so that an unclosed quotation mark ends at the next tag.
_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*+)((?:[^<>\"']|\"[^\"<]*+\"|'[^'<]*+')*+)>")
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'<>]++)))?+")
RAW_TEXT_ELEMENTS = frozenset(
    ["script", "style", "title", "textarea", "template", "noscript", "iframe", "xmp", "svg", "math"]
)
"""Elements whose content is skipped, with their end tag."""


class HtmlAttribute(NamedTuple):
    """An attribute value, entities decoded, and its span in the source."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class HtmlTag:
    """A start tag or an end tag."""

    name: str
    """In lower case."""
    is_end_tag: bool
    start: int
    """Offset in the source."""
    end: int
    attributes: Mapping[str, HtmlAttribute]


@dataclass(frozen=True, slots=True)
class HtmlText:
    """Text between two tags, entities decoded."""

    text: str
    start: int


def tokenize_html(source: str, start: int = 0, end: int | None = None) -> Iterator[HtmlTag | HtmlText]:
    """Yield the tags and texts in order; skip comments, scripts, styles and other raw text."""
    end = len(source) if end is None else end
    text_start = offset = start
    while (offset := source.find("<", offset, end)) >= 0:
        tag = _TAG.match(source, offset, end)
        after = tag.end() if tag else _comment_end(source, offset, end)
        if after is None:
            offset += 1
            continue
        if text_start < offset:
            yield HtmlText(html.unescape(source[text_start:offset]), text_start)
        if tag:
            name = tag[2].lower()
            yield HtmlTag(name, bool(tag[1]), offset, after, _attributes(tag))
            if name in RAW_TEXT_ELEMENTS and not tag[1]:
                closer = re.compile(f"</{name}[^<>]*+>", re.IGNORECASE).search(source, after, end)
                after = closer.end() if closer else end
        text_start = offset = after
    if text_start < end:
        yield HtmlText(html.unescape(source[text_start:end]), text_start)


def _comment_end(source: str, start: int, end: int) -> int | None:
    """Return the end of the comment, doctype or instruction at ``start``; None if there is none."""
    if source.startswith("<!--", start, end):
        closer = source.find("-->", start + 4, end)
        return closer + 3 if closer >= 0 else end
    if source.startswith(("<!", "<?", "</"), start, end):
        closer = source.find(">", start, end)
        return closer + 1 if closer >= 0 else end
    return None


def _attributes(tag: re.Match[str]) -> dict[str, HtmlAttribute]:
    """Return the attributes by name in lower case; of a repeated name the first."""
    attributes: dict[str, HtmlAttribute] = {}
    for each in _ATTRIBUTE.finditer(tag[3]):
        group = each.lastindex or 1
        value, span = (each[group], Span(*each.span(group))) if group > 1 else ("", Span(each.end(), each.end()))
        attribute = HtmlAttribute(html.unescape(value), span.shifted(tag.start(3)))
        attributes.setdefault(each[1].lower(), attribute)
    return attributes
