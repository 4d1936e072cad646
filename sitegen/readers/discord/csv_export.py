"""Read a Discord channel that DiscordChatExporter wrote as CSV."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from sitegen.model import BlockKind, MessageKind, MessagePart, Span
from sitegen.readers.discord.facts import ambiguous_dates, file_part, is_notice, note_part, resolve_dates
from sitegen.readers.header import UNKNOWN_SPEAKER
from sitegen.readers.parsed import (
    Confidence,
    Detection,
    Markup,
    MarkupKind,
    ParsedMessage,
    ParsedTranscript,
    Piece,
    parts_text,
)
from sitegen.text.source import Source

NAME = "discord-csv"

_COLUMNS = ("AuthorID", "Author", "Date", "Content", "Attachments", "Reactions")
_HEADER = re.compile(",".join(f'"?{name}"?' for name in _COLUMNS) + r"[ \t]*\n")
_QUOTED = re.compile(r'"((?:[^"]|"")*+)"(?=[,\n]|\Z)')
_BARE = re.compile(r"[^,\n]*")


class _Cell(NamedTuple):
    text: str
    span: Span


def detect(source: Source) -> Detection | None:
    """Return why the text is an export of DiscordChatExporter, if it is one."""
    if _HEADER.match(source.text):
        return Detection(Confidence.CERTAIN, f"its first line is `{','.join(_COLUMNS)}`")
    return None


def read(source: Source) -> ParsedTranscript:
    """Return the messages, and joins, calls and pins as events."""
    header = _HEADER.match(source.text)
    start = header.end() if header else 0
    rows = [row for row in _rows(source.text, start) if len(row) >= len(_COLUMNS)]
    times, order = resolve_dates(row[2].text for row in rows)
    return ParsedTranscript(
        tuple(_pieces(source.text, rows, times)),
        started=next((each for each in times.values() if each), None),
        problems=ambiguous_dates(source.path, tuple(times), order, source.line_number(start)),
    )


def _rows(text: str, position: int) -> Iterator[list[_Cell]]:
    """Yield the cells of each row; line breaks in quotation marks are part of a cell."""
    row: list[_Cell] = []
    may_be_quoted = True
    while position < len(text):
        quoted = _QUOTED.match(text, position) if may_be_quoted else None
        if quoted:
            row.append(_Cell(quoted[1].replace('""', '"'), Span(*quoted.span())))
            position = quoted.end()
        else:
            # Of a mark that is never closed; without this, each one would be searched to the end.
            may_be_quoted = may_be_quoted and text[position] != '"'
            bare = _BARE.match(text, position)
            end = bare.end() if bare else position
            row.append(_Cell(text[position:end], Span(position, end)))
            position = end
        if text[position : position + 1] != ",":
            yield row
            row = []
        position += 1


def _pieces(text: str, rows: list[list[_Cell]], times: dict[str, str | None]) -> Iterator[Piece]:
    position, kind = 0, MarkupKind.HEADER
    for row in rows:
        span = Span(row[0].span.start, row[len(_COLUMNS) - 1].span.end)
        if position < span.start:
            is_blank = not text[position : span.start].strip()
            yield Markup(MarkupKind.SEPARATOR if is_blank else kind, Span(position, span.start))
        yield _message(row, span, times[row[2].text])
        position, kind = span.end, MarkupKind.MARKER
    if position < len(text):
        is_blank = not text[position:].strip()
        yield Markup(MarkupKind.SEPARATOR if is_blank else MarkupKind.FOOTER, Span(position, len(text)))


def _message(row: list[_Cell], span: Span, time: str | None) -> ParsedMessage:
    _, author, _, content, files, reactions = row[: len(_COLUMNS)]
    speaker = author.text or UNKNOWN_SPEAKER
    if is_notice(content.text):
        return ParsedMessage(span, speaker, kind=MessageKind.EVENT, time=time, text=content.text)
    parts = [MessagePart(BlockKind.PROSE, content.text, content.span)] if content.text else []
    parts += [file_part(each, files.span) for each in files.text.split(",") if each]
    if reactions.text:
        parts.append(note_part("Reactions", reactions.text.replace(",", " "), reactions.span))
    return ParsedMessage(span, speaker, time=time, text=parts_text(parts), parts=tuple(parts))
