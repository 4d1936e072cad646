"""Read tables (CSV, TSV) of any program: a line for each message, with columns for the speaker and the words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sitegen.model.problems import Problem
from sitegen.readers.parsed import Detection, ParsedTranscript
from sitegen.readers.records.field_names import NO_FIELDS, FieldNames
from sitegen.readers.records.message_lists import TEXT_FIELDS
from sitegen.readers.records.messages import detect_records, read_records
from sitegen.text.json_tree import JsonNode
from sitegen.text.source import Source

NAME = "csv"

_NAME = re.compile(r"[^\W\d][\w.-]{0,39}")
_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(r"\ufeff?(?i:sep)=(?P<delimiter>[,;\t|])\r?\n")
"""First line with which Excel is told the delimiter."""
_MAX_HEAD = 2000  # characters
_MAX_COLUMNS = 100
_MIN_SHARE = 0.9


def detect(source: Source) -> Detection | None:
    """Return how likely the lines are messages."""
    return detect_records(records(source), FieldNames())


def read(source: Source) -> ParsedTranscript:
    """Return a message for each line of the table."""
    return with_uneven_lines(read_records(source, records(source), FieldNames()), source)


def records(source: Source, names: FieldNames = NO_FIELDS, *, is_strict: bool = True) -> Sequence[JsonNode]:
    """Return an object for each line below the head of a table; none if the text is no table.

    ``is_strict``: one of its columns has the name of a field for words, or that of ``names``.
    """
    columns, rows = _table(source, names, is_strict=is_strict)
    even = [row for row in rows if len(row) == len(columns)]
    # The last line of a table may be cut off, and any line of a short table may be uneven.
    others = len(rows) - len(even) - (bool(rows) and len(rows[-1]) < len(columns))
    if not even or others > max((1 - _MIN_SHARE) * len(rows), len(even) > 1):
        return ()
    return [JsonNode(dict(zip(columns, row, strict=True)), row[0].start, row[-1].end) for row in even]


def with_uneven_lines(parsed: ParsedTranscript, source: Source, names: FieldNames = NO_FIELDS) -> ParsedTranscript:
    """Return the messages of a table, with the problem of the lines that have more or fewer cells than its head."""
    columns, rows = _table(source, names)
    uneven = [row for row in rows if len(row) != len(columns)]
    if not uneven:
        return parsed
    line = source.line_number(uneven[0][0].start)
    problem = Problem("uneven-lines", source.path, line, count=len(uneven), columns=len(columns))
    return replace(parsed, problems=(*parsed.problems, problem))


def _table(source: Source, names: FieldNames, *, is_strict: bool = True) -> tuple[list[str], list[list[JsonNode]]]:
    """Return the columns of a table, and the cells of each line below its head; nothing if the text is no table."""
    text = source.text
    excel = _SEPARATOR.match(text)
    start = excel.end() if excel else 0
    head = text[start : min(start + _MAX_HEAD, max(text.find("\n", start), 0))]
    wanted = {names.text} if names.text else set(TEXT_FIELDS)
    delimiter = excel["delimiter"] if excel else max(_DELIMITERS, key=head.count)
    if head[:1] in ("", "{", "[", "<", "#") or delimiter not in head:
        return [], []
    rows = _rows(text, delimiter, start)
    columns = [column(cell.string()) for cell in next(rows, ())]
    if not (wanted & set(columns) if is_strict else all(map(_NAME.fullmatch, columns))):
        return [], []
    if not 1 < len(columns) <= _MAX_COLUMNS or len(set(columns)) < len(columns):
        return [], []
    return columns, [row for row in rows if len(row) > 1 or row[0].value]


def column(title: str) -> str:
    """Return the name of a column in the form of a field: ``Sent At`` is ``sent_at``."""
    return "_".join(title.strip("\ufeff \t").casefold().split())


def _rows(text: str, delimiter: str, position: int) -> Iterator[list[JsonNode]]:
    """Yield the cells of each line. A cell in quotation marks may hold line ends and doubled quotation marks."""
    cell = re.compile(rf'"(?P<quoted>(?:[^"]|"")*+)"(?=[{re.escape(delimiter)}\n]|\Z)|[^{re.escape(delimiter)}\n]*+')
    row: list[JsonNode] = []
    while position <= len(text):
        match = cell.match(text, position)
        assert match is not None  # it may be empty
        quoted = match["quoted"]
        row.append(JsonNode(match[0] if quoted is None else quoted.replace('""', '"'), match.start(), match.end()))
        if match.end() < len(text) and text[match.end()] == delimiter:
            position = match.end() + 1
            continue
        yield row
        row = []
        position = match.end() + 1
        if position >= len(text):
            return
