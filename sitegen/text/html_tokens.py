"""HTML → its tags and texts, with the place of every attribute.

Parsers of HTML tell the line of an element at best; a link can only be rewritten by who knows where in the file it
stands. After the tokenizer of the HTML standard, as far as tags, comments and raw text go; each character is
looked at once.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sitegen.model import Span

# An attribute's value never holds "<" here: so that an unclosed quotation mark ends at the next tag.
_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*+)((?:[^<>\"']|\"[^\"<]*+\"|'[^'<]*+')*+)>")
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'<>]++)))?+")
_RAW = frozenset(
    ["script", "style", "title", "textarea", "template", "noscript", "iframe", "xmp", "svg", "math"]
)


class Value(NamedTuple):
    """What an attribute says, and where."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag or an end tag."""

    name: str
    """In lower case."""
    closes: bool
    start: int
    """In the source."""
    end: int
    attributes: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Text:
    """What stands between two tags, entities undone."""

    text: str
    start: int


def tokens(source: str, start: int = 0, end: int | None = None) -> Iterator[Tag | Text]:
    """The tags and texts in order; comments, scripts, styles and other raw text are passed over."""
    end = len(source) if end is None else end
    said = at = start
    while (at := source.find("<", at, end)) >= 0:
        found = _TAG.match(source, at, end)
        after = found.end() if found else _comment_end(source, at, end)
        if after is None:
            at += 1
            continue
        if said < at:
            yield Text(html.unescape(source[said:at]), said)
        if found:
            name = found[2].lower()
            yield Tag(name, bool(found[1]), at, after, _attributes(found))
            if name in _RAW and not found[1]:
                closer = re.compile(f"</{name}[^<>]*+>", re.IGNORECASE).search(source, after, end)
                after = closer.end() if closer else end
        said = at = after
    if said < end:
        yield Text(html.unescape(source[said:end]), said)


def _comment_end(source: str, at: int, end: int) -> int | None:
    """Behind the comment, doctype or instruction that begins there; None where there is none."""
    if source.startswith("<!--", at, end):
        closer = source.find("-->", at + 4, end)
        return closer + 3 if closer >= 0 else end
    if source.startswith(("<!", "<?", "</"), at, end):
        closer = source.find(">", at, end)
        return closer + 1 if closer >= 0 else end
    return None


def _attributes(tag: re.Match[str]) -> dict[str, Value]:
    """By name in lower case; of two with one name the first counts."""
    found: dict[str, Value] = {}
    offset = tag.start(3)
    for each in _ATTRIBUTE.finditer(tag[3]):
        group = each.lastindex or 1
        value = (
            (each[group], each.start(group), each.end(group)) if group > 1 else ("", each.end(), each.end())
        )
        text, start, end = value
        found.setdefault(each[1].lower(), Value(html.unescape(text), Span(offset + start, offset + end)))
    return found
