"""Find the cells below a heading in tables: of Markdown, HTML and separated values."""

import re
from collections.abc import Iterator

from sitegen.model import Span
from sitegen.privacy.labels import is_attribute

_MAX_LINE = 2_000
_MAX_HEADING = 40  # characters besides the label
_MAX_ROWS = 1_000
_SEPARATORS = "|\t;,"
_RULE = re.compile(r"[\s|:+>=-]+")
_AROUND = re.compile(r"[\s*_~`\"'>]*")
_TAG = re.compile(r"(?i)<(?P<end>/?)(?P<name>table|tr|t[dh])\b[^<>]{0,200}>")
_MARKUP_SIGNS = " \t\n*_~`\"'"
_MARKUP = re.compile(r"<[^<>]{0,200}>|[\s*_~`\"']+")


def cells_below(text: str, heading: Span) -> Iterator[Span]:
    """Yield the cells of the column whose first cell is the heading; nothing if it is in no such line."""
    start = text.rfind("\n", max(heading.start - _MAX_LINE, 0), heading.start) + 1
    end = _line_end(text, heading.end)
    if end - start > _MAX_LINE:
        return
    line = text[start:end]
    separator = next((each for each in _SEPARATORS if each in line), "")
    if not separator:
        return
    before, after = text[start : heading.start], text[heading.end : end]
    column = before.count(separator)
    own = before.rpartition(separator)[2], after.partition(separator)[0]
    is_table = separator in "|\t"  # commas are in sentences too
    if is_attribute(own[1].strip(" *_~`\"'").rpartition(" ")[2]):
        return
    if sum(map(len, own)) > _MAX_HEADING if is_table else not all(_AROUND.fullmatch(each) for each in own):
        return
    if separator == "|" and not _RULE.fullmatch(text[end + 1 : _line_end(text, end + 1)]):
        return
    if separator in ",;" and not line.strip(f" {separator}").count(separator):
        return  # an item of a list
    word = text[heading.start : heading.end].lower()
    count = line.strip(" >").count(separator)
    for _ in range(_MAX_ROWS):
        start = end + 1
        end = _line_end(text, start)
        row = text[start:end]
        if _RULE.fullmatch(row) and separator == "|":
            continue
        if start >= len(text) or row.strip(" >").count(separator) != count:
            return
        cell = _cell(row, separator, column)
        if row[cell.start : cell.end].strip().lower() == word:
            return  # another table
        yield cell.shifted(start)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start, start + _MAX_LINE)
    return min(len(text), start + _MAX_LINE) if end < 0 else end


def _cell(row: str, separator: str, column: int) -> Span:
    start = 0
    for _ in range(column):
        start = row.index(separator, start) + 1
    end = row.find(separator, start)
    return Span(start, len(row) if end < 0 else end)


def html_columns(text: str) -> Iterator[tuple[Span, tuple[Span, ...]]]:
    """Yield each cell in the first row of an HTML table, and the cells below it."""
    rows: list[list[Span]] = []
    start = -1
    for tag in _TAG.finditer(text):
        name = tag["name"].lower()
        if start >= 0 and rows:
            rows[-1].append(Span(start, tag.start()))
        start = tag.end() if name in ("td", "th") and not tag["end"] else -1
        if name == "table":
            yield from _columns(rows)
            rows = []
        elif name == "tr" and not tag["end"]:
            rows.append([])
    yield from _columns(rows)


def _columns(rows: list[list[Span]]) -> Iterator[tuple[Span, tuple[Span, ...]]]:
    for n, heading in enumerate(rows[0] if len(rows) > 1 else ()):
        yield heading, tuple(row[n] for row in rows[1:] if n < len(row))


def cell_content(text: str, cell: Span) -> Span:
    """Return the span of what a cell contains, without markup around it."""
    start, end = cell.start, cell.end
    while (markup := _MARKUP.match(text, start, end)) and markup.end() > start:
        start = markup.end()
    while end > start:
        if text[end - 1] in _MARKUP_SIGNS:
            end -= 1
        elif text[end - 1] == ">" and (tag := text.rfind("<", start, end)) >= 0:
            end = tag
        else:
            break
    return Span(start, end)
