"""The lines of IRC logs, as irssi, WeeChat, HexChat, mIRC, ZNC and bots write them: who says what, and when.

All lines of a log have the same stamp: ``12:34``, ``[12:34:56]``, ``2026-01-02 12:34:56``, or none.
A line in another form belongs to the message before.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice

from sitegen.model import Span

_STAMP = re.compile(
    r"(?:\x03(?:\d{1,2}(?:,\d{1,2})?)?|[\x02\x0f])*(?:\[(?P<day>[A-Z][a-z]+ \d\d? [A-Z][a-z]+ \d{4})\] )?"
    r"(?P<bracket>[\[(])?"
    r"(?:(?P<date>\d{4}[-/]\d\d[-/]\d\d|[A-Z][a-z]{2} [ \d]\d)[T ])?"
    r"(?P<hour>[0-2]?\d)(?P<rest>:[0-5]\d(?::[0-5]\d)?)(?:[.,]\d{1,6})?(?P<meridiem> ?[AaPp][Mm])?"
    r"(?P<zone>Z|[+-]\d\d:?\d\d)?(?(bracket)[\])])(?P<gap>[ \t]+|(?=<|-!-))"
)
_DAY = re.compile(
    r"(?:--- (?:Log opened|Day changed|Log closed)|\*{4} (?:BEGIN|ENDING) LOGGING AT"
    r"|Session (?:Start|Time|Close|Ident):)[ \t]+(?P<date>[^\n]*?)[ \t]*"
)
_EPOCH = re.compile(r"(?P<seconds>\d{9,10})\n(?P<nick>[^\s<>]{1,64})(?:\n|\Z)")

_MODE = r"[ @+%&~!*]{0,16}"
_SERVER_NEWS = (
    r"(?:has (?:joined|left|quit)(?: IRC)?(?: [#&(]|$)|is now known as |sets? mode|changes topic|was kicked|has kicked"
    r"|gives (?:channel|voice))"
)
_EVENTS = (
    re.compile(r"(?:\*{3,4}|-!-|=!=|-->|<--|--|[→←↔⇒⇐])[ \t]+"),
    re.compile(rf"\*[ \t]+(?=\S+ (?:\([^()\n]*\) )?{_SERVER_NEWS}|(?:Topic|Set by|Now talking|Disconnected)\b)"),
    re.compile(r"(?=\S{1,64}, (?:joining|leaving|quitting)\. )"),
)
_BOT_EVENT = _EVENTS[2]
_ACTS = re.compile(r"(?:\*{1,2}|[•—]|Action:)[ \t]+(?=(?P<nick>[^\s<>*]{1,64}) )")
_NOTICE = re.compile(r"-(?P<nick>[^\s<>-][^\s<>]{0,63})-[ \t]")
_CHANNEL = re.compile(r"(?:joined|joining\.|talking (?:in|on)|Topic for|Session Ident:)[ (]+(#[^\s,():]{1,64})")
_NO_NICK = re.compile(r"(?:debug|info|notice|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|trace)|[\d.]+", re.IGNORECASE)
"""Levels and processes in the logs of programs."""
_CLOSING_TAG = re.compile(r"</[a-z]")

_SAMPLE_LENGTH, _SAMPLE_LINES = 20_000, 60
"""Characters and lines that are looked at to tell whether a text is a log."""
_MIN_SPEECH = 5  # lines
_MAX_HEADER_LINES = 5


class LineKind(StrEnum):
    """Kinds of lines of a log."""

    SPEECH = "speech"
    EVENT = "event"  # joins, quits, topics, modes
    DAY = "day"  # names the day of the lines below


class LogShape(StrEnum):
    """The forms in which a log says who speaks."""

    ANGLES = "<nick> text"
    COLUMNS = "nick, tab, text"
    COLONS = "nick: text"
    EPOCH = "seconds since 1970, nick and text on lines of their own"


_SPEAKS = {
    LogShape.ANGLES: re.compile(rf"<{_MODE}(?P<nick>[^\s<>@+%&~!*][^<>\n]{{0,63}})>(?:[ \t]|$)"),
    LogShape.COLUMNS: re.compile(rf"{_MODE}(?P<nick>[^\s@+%&~!*][^\s]{{0,63}})\t"),
    LogShape.COLONS: re.compile(r"(?P<nick>[^\s,:<>*]{1,64}):(?:[ \t]|$)"),
}


@dataclass(frozen=True, slots=True)
class LogStyle:
    """The form of all lines of one log."""

    shape: LogShape
    stamp: tuple[bool, int] | None
    """Whether the stamp is in brackets, and the length of its date, or -1 for a day in words; None without stamps."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line, with the lines below it that have no stamp."""

    kind: LineKind
    start: int
    text: Span
    """The words, after time and nick."""
    nick: str = ""
    """Empty for events and days."""
    date: str = ""
    """As written: the day in the stamp; of `LineKind.DAY` the day that it names."""
    clock: str = ""
    """``HH:MM`` or ``HH:MM:SS``, with a time zone if the source has one."""


def find_style(text: str) -> LogStyle | None:
    """Return the style of a log; None if the text is none."""
    head = text[:_SAMPLE_LENGTH]
    if _EPOCH.match(head):
        blocks = re.split(r"\n\n+(?=\d)", head)[: -1 if len(head) < len(text) else None]  # the last one may be cut
        return LogStyle(LogShape.EPOCH, None) if len(blocks) > 1 and all(map(_EPOCH.match, blocks)) else None
    lines = [line for line in islice(head.split("\n"), 4 * _SAMPLE_LINES) if line.strip()][:_SAMPLE_LINES]
    has_days = any(map(_DAY.fullmatch, lines))
    rest = [line for line in lines if not _DAY.fullmatch(line)]
    stamp = next(filter(None, map(_STAMP.match, rest[:_MAX_HEADER_LINES])), None)
    if stamp is None:
        return LogStyle(LogShape.ANGLES, None) if (has_days if not rest else _is_unstamped_log(rest)) else None
    form = _form(stamp)
    stamps = [each for line in rest if (each := _STAMP.match(line)) and _form(each) == form]
    bodies = [each.string[each.end() :] for each in stamps]
    if len(bodies) * 4 < len(rest) * 3:
        return None
    for shape, speaks in _SPEAKS.items():
        matches = [match for each in bodies if (match := speaks.match(each))]
        says = len(matches)
        events = sum(_is_event(each) for each in bodies)
        if shape is LogShape.ANGLES and all(_NO_NICK.fullmatch(each["nick"]) for each in matches) and says:
            return None
        if shape is LogShape.ANGLES and says >= _MIN_SPEECH and says * 3 >= len(bodies):
            return LogStyle(shape, form)  # bots write joins and quits in many ways
        is_proven = {
            LogShape.ANGLES: says > 1 or (has_days and events),
            LogShape.COLUMNS: all(each["gap"].startswith("\t") for each in stamps),
            LogShape.COLONS: any(map(_BOT_EVENT.match, bodies)),  # otherwise many a program writes it
        }[shape]
        if is_proven and (says + events) * 10 >= len(bodies) * 9:
            return LogStyle(shape, form)
    return None


def _is_unstamped_log(lines: list[str]) -> bool:
    """Return whether all lines are those of a log, and two people speak more than once."""
    says = [_SPEAKS[LogShape.ANGLES].match(each) for each in lines]
    nicks = [each["nick"] for each in says if each]
    return (
        len(nicks) >= 4
        and len({each for each in nicks if nicks.count(each) > 1}) > 1
        and all(speech or _is_event(line) for speech, line in zip(says, lines, strict=True))
        and not any(map(_CLOSING_TAG.search, lines))
        and not any(" " in each for each in nicks)
    )


def _form(stamp: re.Match[str]) -> tuple[bool, int]:
    return bool(stamp["bracket"]), -1 if stamp["day"] else len(stamp["date"] or "")


def _is_event(body: str) -> bool:
    return any(each.match(body) for each in (*_EVENTS, _ACTS, _NOTICE))


def find_channel(text: str) -> str:
    """Return the name of the channel, if the log names exactly one."""
    found = {each.casefold(): each for each in _CHANNEL.findall(text)}
    return next(iter(found.values())) if len(found) == 1 else ""


def log_lines(text: str, style: LogStyle) -> Iterator[LogLine]:
    """Yield the lines of a log, in order; blank lines are between them."""
    if style.shape is LogShape.EPOCH:
        yield from _epoch_lines(text)
        return
    start, last = 0, None
    nicks = _nicks(text) if style.stamp is None else None
    for line in text.split("\n"):
        end = start + len(line)
        if not line.strip():
            found = None
        elif (found := _log_line(text, start, end, style, nicks)) is None and last and last.kind is LineKind.SPEECH:
            last = replace(last, text=Span(last.text.start, end))
        else:
            if last:
                yield last
            last = found or LogLine(LineKind.EVENT, start, Span(start, end))
        start = end + 1
    if last:
        yield last


def _nicks(text: str) -> frozenset[str]:
    """Return who speaks in a log without times, where `* lamp, oil` may be an item of a list that somebody wrote."""
    matches = map(_SPEAKS[LogShape.ANGLES].match, text.split("\n"))
    return frozenset(match["nick"] for match in matches if match and " " not in match["nick"])


def _log_line(text: str, start: int, end: int, style: LogStyle, nicks: frozenset[str] | None) -> LogLine | None:
    """Return the line, or None if it belongs to the one before. ``nicks``: who can act; None for everybody."""
    if day := _DAY.fullmatch(text, start, end):
        return LogLine(LineKind.DAY, start, Span(start, end), date=day["date"])
    body, date, clock = start, "", ""
    if style.stamp is not None:
        stamp = _STAMP.match(text, start, end)
        if stamp is None or _form(stamp) != style.stamp:
            return None
        body, date, clock = stamp.end(), stamp["day"] or stamp["date"] or "", _clock(stamp)
    for pattern in _EVENTS:
        if event := pattern.match(text, body, end):
            return LogLine(LineKind.EVENT, start, Span(event.end(), end), "", date, clock)
    for pattern in (_SPEAKS[style.shape], _ACTS, _NOTICE):
        if (speech := pattern.match(text, body, end)) and (nicks is None or speech["nick"] in nicks):
            return LogLine(LineKind.SPEECH, start, Span(speech.end(), end), speech["nick"].strip(), date, clock)
    return None if style.stamp is None else LogLine(LineKind.EVENT, start, Span(body, end), "", date, clock)


def _clock(stamp: re.Match[str]) -> str:
    hour = int(stamp["hour"])
    if stamp["meridiem"] and 1 <= hour <= 12:
        hour = hour % 12 + 12 * (stamp["meridiem"].strip().casefold() == "pm")
    zone = (stamp["zone"] or "").replace("Z", "+00:00")
    zone = f"{zone[:3]}:{zone[3:]}" if len(zone) == 5 else zone
    return f"{hour:02}{stamp['rest']}{zone}" if hour < 24 else ""


def _epoch_lines(text: str) -> Iterator[LogLine]:
    heads = [each for each in _EPOCH.finditer(text) if text[max(0, each.start() - 2) : each.start()] in ("", "\n\n")]
    ends = [*(each.start() for each in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=False):
        moment = datetime.fromtimestamp(int(head["seconds"]), UTC)
        words = Span(head.end(), head.end() + len(text[head.end() : end].rstrip("\n")))
        day, clock = moment.date().isoformat(), f"{moment.time().isoformat()}+00:00"
        yield LogLine(LineKind.SPEECH, head.start(), words, head["nick"], day, clock)
