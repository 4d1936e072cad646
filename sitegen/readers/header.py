"""Read what is before the first message: title and details are the header, other text becomes a message."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sitegen.model import Span
from sitegen.model.problems import Problem
from sitegen.readers.parsed import Markup, MarkupKind, ParsedMessage, Piece
from sitegen.text.dates import parse_date
from sitegen.text.source import Source

UNKNOWN_SPEAKER = "Unknown"
"""Speaker of text before the first message, which the transcript does not name."""

_LINE = re.compile(r"[^\n]*\n?")
_TITLE = re.compile(r"#[ \t]+(\S[^\n]*)")
_DETAIL = re.compile(r"[-*>]?[ \t]*(?:\*\*|_)?(?P<key>\w[^\n:*]{0,39})(?:\*\*:|:\*\*|_:|:)(?:[ \t]+(?P<value>[^\n]*))?")
_CODE_SPAN = re.compile(r"`([^`\n]+)`")
_EMPHASIZED_DATE = re.compile(r"([*_])(?!\1)[^\n]{0,99}?\d[^\n]{0,99}\1")
# The key of a detail contains one of these words; any other `Key: value` may be part of a message.
_DETAIL_KEYS = frozenset(
    word
    for line in (
        "date time started ended created generated updated exported export duration range turns",
        "messages rounds title topic subject model models agents participants speakers platform",
        "source url link author template experiment session id status tags version channel guild",
        "prompt location language",
    )
    for word in line.split()
)
_LOG_PREFIX = "[backrooms] "
_MARKUP_PREFIXES = ("#", "|", "<!--", "===", "---", "***")
_WHITESPACE = " \t\n"
_START_KEYS = ("date", "started", "created", "generated")


@dataclass(frozen=True, slots=True)
class TranscriptHeader:
    """Pieces and details before the first message."""

    pieces: tuple[Piece, ...]
    title: str = ""
    started: str | None = None
    model: str = ""
    """Name in a line ``Model: …``, as written."""
    problems: tuple[Problem, ...] = ()


def read_header(source: Source, start: int, end: int) -> TranscriptHeader:
    """Read everything from ``start`` to the first message at ``end``.

    Headings, rules, tables, comments, a date in italics and details such as ``Date: …`` are the header. From the
    first other line on it is text, which becomes a message of `UNKNOWN_SPEAKER` and a problem.
    """
    text = source.text
    content_start = next(find_content_lines(text, start, end), end)
    header = text[start:content_start]
    details = {match["key"].casefold(): match["value"] or "" for match in _match_lines(_DETAIL, header)}
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
        next((date for key in _START_KEYS if (date := parse_date(details.get(key, "")))), None),
        _model_name(details.get("model", "")),
        tuple(problems),
    )


def find_content_lines(text: str, start: int, end: int) -> Iterator[int]:
    """Find the lines between ``start`` and ``end`` that are neither title nor details; yield their offsets.

    The log of UniversalBackrooms, ``[backrooms] …`` and the lines below it, counts as details.
    """
    is_log = False
    for match in _LINE.finditer(text, start, end):
        line = match[0].rstrip()
        is_log = bool(line) and (is_log or line.startswith(_LOG_PREFIX))
        if line and not (
            is_log or line.startswith(_MARKUP_PREFIXES) or _is_detail(line) or _EMPHASIZED_DATE.fullmatch(line)
        ):
            yield match.start()


def _model_name(written: str) -> str:
    """Return the name without quotes; text after a name in backticks is a comment."""
    quoted = _CODE_SPAN.match(written)
    return (quoted[1] if quoted else written).strip(" \t*_\"'")


def _is_detail(line: str) -> bool:
    match = _DETAIL.fullmatch(line)
    return match is not None and not _DETAIL_KEYS.isdisjoint(match["key"].casefold().split())


def _match_lines(pattern: re.Pattern[str], header: str) -> Iterator[re.Match[str]]:
    return (match for line in header.split("\n") if (match := pattern.fullmatch(line.rstrip())))
