"""Read the log of an IRC channel. See `sitegen.readers.irc.lines` for the forms of lines.

The addresses of computers in joins and quits are left out. A bridge is a nick that repeats what others say elsewhere:
each of its messages starts with a name, which then speaks.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import PurePosixPath

from sitegen.model import MessageKind, Role, Span
from sitegen.model.problems import Problem
from sitegen.readers.irc.lines import LineKind, LogLine, LogShape, LogStyle, find_channel, find_style, log_lines
from sitegen.readers.parsed import (
    Confidence,
    Detection,
    LeftOut,
    Markup,
    MarkupKind,
    ParsedMessage,
    ParsedTranscript,
    Piece,
)
from sitegen.text.dates import find_date_in_name, parse_date
from sitegen.text.source import Source

NAME = "irc"
SERVER = "Server"
"""Who reports joins, quits and topics."""

_FORMATTING = re.compile(r"\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[\dA-Fa-f]{6})?|[\x02\x0f\x11\x16\x1d\x1e\x1f]")
_RELAYED = re.compile(r"(?:\[[^\[\]\n]{1,40}\] )?<(?P<name>[^<>\n]{1,64})> ?")
_ADDRESS = re.compile(
    r"(?:(?:Joins|Parts|Quits):? )?\S+ (?:joined |left |quit )?"
    r"(?P<address>[\[(<][^\s\[\]()<>]{1,200}@[^\s\[\]()<>]{1,200}[\])>])"
)
"""Who joined, with the address that IRC shows."""
_MIN_RELAYED = 3  # messages
_FOLDERS_OF_LOGS = frozenset({NAME, "log", "logs", "irclogs"})
_HALF_A_DAY = 12 * 60  # minutes


def detect(source: Source) -> Detection | None:
    """Return why the text is a log of IRC, if it is one."""
    style = find_style(source.text)
    if style is None:
        return None
    is_bare = style.stamp is None and style.shape is LogShape.ANGLES
    confidence = Confidence.LIKELY if is_bare else Confidence.CERTAIN
    return Detection(confidence, f"its lines have the form `{style.shape.value}`")


def read(source: Source) -> ParsedTranscript:
    """Return what is said, and joins, quits and topics as events."""
    style = find_style(source.text) or LogStyle(LogShape.ANGLES, None)
    lines = tuple(log_lines(source.text, style))
    times = tuple(_times(lines, _day_in_name(source.path)))
    relays = _relays(source.text, lines)
    days = [each[:10] for each in times if each]
    return ParsedTranscript(
        tuple(_pieces(source.text, lines, times, relays)),
        title=_title(find_channel(source.text), source.path, days),
        started=next((each for each in times if each), None),
        problems=tuple(_problems(source, lines, times, relays)),
    )


def _title(channel: str, path: str, days: Sequence[str]) -> str:
    """Return the channel, or the folder of the log, and its day; the first words of a day say nothing."""
    folders = [each for each in PurePosixPath(path).parent.parts[::-1] if any(map(str.isalpha, each))]
    folders = [each for each in folders if each.casefold() not in _FOLDERS_OF_LOGS]
    name = channel or next(iter(folders), "")
    return f"{name} {days[0]}" if name and days and days[0] == days[-1] else channel


def _day_in_name(path: str) -> str:
    """Return the day in the name of the file: loggers begin a file each day, and name it so."""
    return (find_date_in_name(PurePosixPath(path).stem) or "")[:10]


def _times(lines: Sequence[LogLine], day: str) -> Iterator[str | None]:
    """Yield the time of each line; ``day``: of the first lines. After midnight begins the next day."""
    days: dict[str, str] = {}
    last = 0
    for line in lines:
        if line.date and line.date not in days:
            days[line.date] = _iso_day(line.date, day[:4])
        if line.date and days[line.date]:
            day, last = days[line.date], 0
        if not line.clock or not day:
            yield None
            continue
        minutes = 60 * int(line.clock[:2]) + int(line.clock[3:5])
        if minutes < last - _HALF_A_DAY:
            day = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
        last = minutes
        yield f"{day}T{line.clock}"


def _iso_day(written: str, year: str) -> str:
    """Return the ISO day of a stamp or of a line that names the day; ``year``: of a stamp without one."""
    words = " ".join(written.replace("/", "-").split())
    found = parse_date(words) or (parse_date(f"{words} {year}") if year else None)
    return found[:10] if found else ""


def _relays(text: str, lines: Sequence[LogLine]) -> Mapping[str, str]:
    """Return the bridges, each with the first words that it repeats."""
    starts: defaultdict[str, list[str]] = defaultdict(list)
    for line in lines:
        if line.kind is LineKind.SPEECH:
            starts[line.nick].append(text[line.text.start : min(line.text.end, line.text.start + 120)])
    relayed = {nick: sum(bool(_RELAYED.match(start)) for start in each) for nick, each in starts.items()}
    relays = {
        nick for nick, each in starts.items() if len(each) >= _MIN_RELAYED and relayed[nick] * 10 >= len(each) * 9
    }
    # Where there is a bridge, another one may have said little.
    relays |= {nick for nick, each in starts.items() if relays and relayed[nick] == len(each)}
    return {nick: each[0] for nick, each in starts.items() if nick in relays}


def _pieces(
    text: str, lines: Sequence[LogLine], times: Sequence[str | None], relays: Mapping[str, str]
) -> Iterator[Piece]:
    ends = [*(after.start for _, after in pairwise(lines)), len(text)]
    position = lines[0].start if lines else len(text)
    if position:
        yield Markup(MarkupKind.SEPARATOR if not text[:position].strip() else MarkupKind.HEADER, Span(0, position))
    for line, end, time in zip(lines, ends, times, strict=False):
        if line.kind is LineKind.DAY:
            yield Markup(MarkupKind.TIME, line.text)
        else:
            address = _ADDRESS.match(text, line.text.start, line.text.end) if line.kind is LineKind.EVENT else None
            message = _event(text, line, time, address) if address else _message(text, line, time, relays)
            if line.start < message.span.start:
                yield Markup(MarkupKind.MARKER, Span(line.start, message.span.start))
            yield message
            if address:
                yield Markup(MarkupKind.LEFT_OUT, Span(*address.span("address")), LeftOut.METADATA)
        if line.text.end < end:
            yield Markup(MarkupKind.SEPARATOR, Span(line.text.end, end))


def _event(text: str, line: LogLine, time: str | None, address: re.Match[str]) -> ParsedMessage:
    """Return an event without the address of the computer of whom it reports."""
    before, after = Span(line.text.start, address.start("address")), Span(address.end("address"), line.text.end)
    words = _FORMATTING.sub("", before.of(text).rstrip() + after.of(text).rstrip())
    more = (after,) if after else ()
    return ParsedMessage(before, SERVER, Role.SYSTEM, "", MessageKind.EVENT, time, words, more_spans=more)


def _message(text: str, line: LogLine, time: str | None, relays: Mapping[str, str]) -> ParsedMessage:
    span, speaker = line.text, line.nick
    if speaker in relays and (relayed := _RELAYED.match(text, span.start, span.end)):
        span, speaker = Span(relayed.end(), span.end), relayed["name"].strip() or speaker
    words = span.of(text)
    plain = _FORMATTING.sub("", words)
    decoded = plain if plain != words else None
    if line.kind is LineKind.EVENT:
        return ParsedMessage(span, SERVER, Role.SYSTEM, kind=MessageKind.EVENT, time=time, text=decoded)
    return ParsedMessage(span, speaker, time=time, text=decoded)


def _problems(
    source: Source, lines: Sequence[LogLine], times: Sequence[str | None], relays: Mapping[str, str]
) -> Iterator[Problem]:
    if any(line.clock and not time for line, time in zip(lines, times, strict=True)):
        yield Problem("times-without-day", source.path, source.line_number(lines[0].start))
    if relays:
        first = next(each for each in lines if each.nick in relays)
        example = " ".join(relays[first.nick].split())[:60]
        line = source.line_number(first.start)
        yield Problem("relayed-speakers", source.path, line, names=tuple(relays), example=example)
