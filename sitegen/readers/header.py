"""Read what is before the first message: title and details are the header, other text becomes a message."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sitegen.model import Span
from sitegen.model.package_data import load_toml
from sitegen.model.problems import Problem
from sitegen.readers.furniture import is_button, is_furniture
from sitegen.readers.parsed import Markup, MarkupKind, ParsedMessage, Piece
from sitegen.readers.stated_models import StatedModels, read_stated_models
from sitegen.text.dates import DateOrder, find_date_order, is_ambiguous_date, parse_date
from sitegen.text.source import Source

UNKNOWN_SPEAKER = "Unknown"
"""Speaker of text before the first message, which the transcript does not name."""

_LINE = re.compile(r"[^\n]*\n?")
_TITLE = re.compile(r"#[ \t]+(\S[^\n]*)")
_DETAIL = re.compile(r"[-*>]?[ \t]*(?:\*\*|_)?(?P<key>\w[^\n:*]{0,39})(?:\*\*:|:\*\*|_:|:)(?:[ \t]+(?P<value>[^\n]*))?")
_FIELD = re.compile(r"[-*>]?[ \t]*(?:\*\*|_)?\w[^\n:*]{0,39}(?:\*\*:|:\*\*|_:|:)[ \t]+[^\n]{1,200}")
_SHORT_FIELD = re.compile(rf"(?=[^\n]{{3,120}}$){_FIELD.pattern}(?<![.!?])")
_MAX_FIELDS_LENGTH = 2000
_CODE_SPAN = re.compile(r"`([^`\n]+)`")
_EMPHASIZED_DATE = re.compile(r"([*_])(?!\1)[^\n]{0,99}?\d[^\n]{0,99}\1")
_KEYS = load_toml("sitegen.readers", "header_keys.toml")
DETAIL_KEYS = frozenset(_KEYS["details"].split())
"""The key of a detail contains one of these words; any other ``Key: value`` may be part of a message."""
_LOG_PREFIX = "[backrooms] "
_MARKUP_PREFIXES = ("#", "|", "<!--", "===", "---", "***")
_WHITESPACE = " \t\n"
_DATE_LINE = "date line"  # key of a line that is nothing but a date
_START_KEYS, _END_KEYS, _MODEL_KEYS = (
    tuple(key.strip() for key in _KEYS[name].split(",")) for name in ("started", "ended", "model")
)
_CELLS = re.compile(r"\|[ \t]*+(?P<key>[^|\n]{1,40}?)[ \t]*+\|(?P<value>[^|\n]*)\|")
_EMPHASIS = " \t*_`"
_FIELD_SEPARATOR = re.compile(r"(?<![ \t])[ \t]++[|·•][ \t]+(?=\*\*|__|\w)")


@dataclass(frozen=True, slots=True)
class TranscriptHeader:
    """Pieces and details before the first message."""

    pieces: tuple[Piece, ...]
    title: str = ""
    started: str | None = None
    ended: str | None = None
    model: str = ""
    """Name in a line ``Model: …``, as written."""
    stated_models: StatedModels = field(default_factory=StatedModels)
    date_order: DateOrder | None = None
    """The order of day and month that the dates of the header and those given to `read_header` prove."""
    problems: tuple[Problem, ...] = ()

    @property
    def has_ambiguous_date(self) -> bool:
        """Return whether it was reported that day and month of a date cannot be told apart."""
        return any(each.code == "ambiguous-date" for each in self.problems)


def read_header(source: Source, start: int, end: int, dates: Iterable[str] = ()) -> TranscriptHeader:
    """Read everything from ``start`` to the first message at ``end``; ``dates`` are those of the messages.

    Headings, rules, tables, comments, a date in italics and details such as ``Date: …`` are the header. From the
    first other line on it is text, which becomes a message of `UNKNOWN_SPEAKER` and a problem.
    """
    text = source.text
    content_start = next(find_content_lines(text, start, end), end)
    header = text[start:content_start]
    details = _read_details(header)
    order = find_date_order((*dates, *details.values()))
    pieces: list[Piece] = [Markup(MarkupKind.HEADER, Span(start, content_start))] if content_start > start else []
    problems = []
    if content_start < end:
        content_end = content_start + len(
            text[content_start:end].rstrip(_WHITESPACE).removesuffix("\n---").rstrip(_WHITESPACE)
        )
        pieces.append(ParsedMessage(Span(content_start, content_end), UNKNOWN_SPEAKER))
        pieces += [Markup(MarkupKind.SEPARATOR, Span(content_end, end))] if content_end < end else []
        problems.append(Problem("text-before-first-message", source.path, source.line_number(content_start)))
    return TranscriptHeader(
        tuple(pieces),
        next((match[1].strip() for match in _match_lines(_TITLE, header)), ""),
        _first_date(details, (*_START_KEYS, _DATE_LINE), order),
        _first_date(details, _END_KEYS, order),
        next((_model_name(details[key]) for key in _MODEL_KEYS if details.get(key)), ""),
        read_stated_models(details),
        order,
        (*problems, *_ambiguous_dates(source, start, content_start, details, order)),
    )


def find_content_lines(text: str, start: int, end: int) -> Iterator[int]:
    """Find the lines between ``start`` and ``end`` that are neither title nor details; yield their offsets.

    The log of UniversalBackrooms, ``[backrooms] …`` and the lines below it, counts as details.
    """
    is_log = False
    fields_end = start
    for match in _LINE.finditer(text, start, end):
        line = match[0].rstrip()
        is_log = bool(line) and (is_log or line.startswith(_LOG_PREFIX))
        if match.start() >= fields_end:
            fields_end = _fields_end(text, match.start(), end)
        if line and not (
            is_log
            or match.start() < fields_end
            or line.startswith(_MARKUP_PREFIXES)
            or _is_detail(line)
            or _EMPHASIZED_DATE.fullmatch(line)
            or _is_date(line)
            or is_furniture(line)
            or is_button(line)
        ):
            yield match.start()


def _read_details(header: str) -> dict[str, str]:
    """Return the values of the fields by key in lower case; a line may have several: ``Date: … | Model: …``."""
    details: dict[str, str] = {}
    for line in header.split("\n"):
        written = line.rstrip(" \t\\")
        if cells := _CELLS.fullmatch(written):
            details.setdefault(cells["key"].strip(f"{_EMPHASIS}:").casefold(), cells["value"].strip(_EMPHASIS))
        elif _is_date(written):
            details.setdefault(_DATE_LINE, written.strip(_EMPHASIS))
        else:
            for part in _FIELD_SEPARATOR.split(written):
                if match := _match_detail(part):
                    details.setdefault(match["key"].strip().casefold(), (match["value"] or "").strip(" \t*_"))
    return details


def _match_detail(line: str) -> re.Match[str] | None:
    """Match ``Key: value``, also with the wide colon of Chinese and Japanese."""
    head, colon, value = line.partition("：")
    return _DETAIL.fullmatch(f"{head}: {value}" if colon and ":" not in head else line)


def _is_date(line: str) -> bool:
    """Return whether a line is nothing but a date, with or without emphasis."""
    written = line.strip(_EMPHASIS)
    return parse_date(written) is not None or is_ambiguous_date(written)


def _first_date(details: dict[str, str], keys: Iterable[str], order: DateOrder | None) -> str | None:
    return next((date for key in keys if (date := parse_date(details.get(key, ""), order))), None)


def _ambiguous_dates(
    source: Source, start: int, end: int, details: dict[str, str], order: DateOrder | None
) -> Iterator[Problem]:
    """Report the first date whose day and month cannot be told apart."""
    for key in (*_START_KEYS, _DATE_LINE, *_END_KEYS):
        value = details.get(key, "")
        if order is None and is_ambiguous_date(value):
            line = source.line_number(max(start, source.text.find(value, start, end)))
            yield Problem("ambiguous-date", source.path, line, value=value)
            return


def _fields_end(text: str, start: int, end: int) -> int:
    """Return the end of the paragraph at ``start`` if it has only fields and at least two, one of them a detail.

    In such a paragraph, a line ``User: Rosa`` is no message.
    """
    blank = text.find("\n\n", start, end)
    stop = end if blank < 0 else blank
    lines = text[start : min(stop, start + _MAX_FIELDS_LENGTH)].rstrip("\n").split("\n")
    known = sum(map(_is_detail, lines))
    if len(lines) < 2 or not known or stop - start > _MAX_FIELDS_LENGTH:
        return start
    pattern = _FIELD if 2 * known >= len(lines) else _SHORT_FIELD
    return stop if all(pattern.fullmatch(line.rstrip()) for line in lines) else start


def _model_name(written: str) -> str:
    """Return the name without quotes; text after a name in backticks is a comment."""
    quoted = _CODE_SPAN.match(written)
    return (quoted[1] if quoted else written).strip(" \t*_\"'")


def _is_detail(line: str) -> bool:
    match = _match_detail(line)
    return match is not None and not DETAIL_KEYS.isdisjoint(match["key"].casefold().split())


def _match_lines(pattern: re.Pattern[str], header: str) -> Iterator[re.Match[str]]:
    return (match for line in header.split("\n") if (match := pattern.fullmatch(line.rstrip())))
