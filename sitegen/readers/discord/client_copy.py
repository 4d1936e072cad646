"""Read what was copied from the window of Discord: ``rosa — 01/18/2026 9:40 PM``, then the words.

Later messages of one speaker have a line ``[9:41 PM]``. Of ``Today`` and ``Yesterday`` nobody knows the day any more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sitegen.model import Role, Span
from sitegen.model.problems import Problem
from sitegen.readers.discord.facts import ambiguous_dates, bot_role, resolve_dates
from sitegen.readers.header import UNKNOWN_SPEAKER
from sitegen.readers.parsed import (
    Confidence,
    Detection,
    Markup,
    MarkupKind,
    ParsedMessage,
    ParsedTranscript,
    Piece,
)
from sitegen.text.source import Source

NAME = "discord-copy"

_TIME = r"\d{1,2}[:.]\d\d(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?"
_DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}"
_WORDS = (
    "today|yesterday|heute|gestern|aujourd['’]hui|hier|hoy|ayer|oggi|ieri|hoje|ontem|vandaag|gisteren|dzisiaj|wczoraj"
    "|сегодня|вчера|今天|昨天|今日|昨日|오늘|어제"
)
_HEAD = re.compile(
    r"^(?P<name>[^\n—]{1,64}?)[ \t]*+(?:\n(?P<tag>APP|BOT|OP))?[ \t]*+\n?[ \t]*+—[ \t]*+\n?[ \t]*+"
    rf"(?P<when>(?:(?:(?P<date>{_DATE}),?|(?:{_WORDS}))[ ]?(?:(?:at|um|à|a las|alle|às|om|o|в)[ ])?)?(?P<time>{_TIME}))"
    r"[ \t]*(?:\n|\Z)",
    re.MULTILINE | re.IGNORECASE,
)
_LATER = re.compile(rf"^\[(?P<time>{_TIME})\][ \t]*\n?", re.MULTILINE)
_SHORT_YEAR = re.compile(r"^(\d{1,2}([./-])\d{1,2}\2)(\d\d)\b")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A message in the text."""

    start: int
    body: Span
    speaker: str
    is_bot: bool
    date: str
    """With its time; empty if the day is not written."""


def detect(source: Source) -> Detection | None:
    """Return why the text was copied from Discord, if it was."""
    heads = list(_HEAD.finditer(source.text, 0, 20_000))
    if len(heads) < 2 or source.text[: heads[0].start()].count("\n") > 5:
        return None
    return Detection(Confidence.LIKELY, f"it has lines such as `{heads[0]['name'].strip()} — {heads[0]['when']}`")


def read(source: Source) -> ParsedTranscript:
    """Return the messages; a time without its day is not used."""
    entries = tuple(_entries(source.text))
    times, order = resolve_dates(each.date for each in entries if each.date)
    line = source.line_number(entries[0].start) if entries else 1
    problems = list(ambiguous_dates(source.path, tuple(times), order, line))
    if entries and entries[0].speaker == UNKNOWN_SPEAKER:
        problems.insert(0, Problem("text-before-first-message", source.path, line))
    return ParsedTranscript(
        tuple(_pieces(source.text, entries, times)),
        started=next((each for each in times.values() if each), None),
        problems=tuple(problems),
    )


def _entries(text: str) -> Iterator[_Entry]:
    heads = list(_HEAD.finditer(text))
    above = _trimmed(text, 0, heads[0].start()) if heads else Span(0, 0)
    if above:
        yield _Entry(above.start, above, UNKNOWN_SPEAKER, is_bot=False, date="")
    for head, end in zip(heads, [*(each.start() for each in heads[1:]), len(text)], strict=False):
        day = _SHORT_YEAR.sub(r"\g<1>20\3", head["date"] or "")
        start, time, position = head.start(), head["time"], head.end()
        for later in (*_LATER.finditer(text, head.end(), end), None):
            stop = later.start() if later else end
            if later is None or start != head.start() or text[position:stop].strip():
                date = f"{day} {time}" if day else ""
                yield _Entry(start, _trimmed(text, position, stop), head["name"].strip(), bool(head["tag"]), date)
                start = stop
            if later:
                time, position = later["time"], later.end()


def _trimmed(text: str, start: int, end: int) -> Span:
    inside = text[start:end]
    first = start + len(inside) - len(inside.lstrip("\n"))
    last = start + len(inside.rstrip())
    return Span(min(first, end), max(last, min(first, end)))


def _pieces(text: str, entries: tuple[_Entry, ...], times: dict[str, str | None]) -> Iterator[Piece]:
    position = entries[0].start if entries else len(text)
    if position:
        yield Markup(MarkupKind.HEADER if text[:position].strip() else MarkupKind.SEPARATOR, Span(0, position))
    for entry in entries:
        if position < entry.start:
            yield Markup(MarkupKind.SEPARATOR, Span(position, entry.start))
        if entry.start < entry.body.start:
            yield Markup(MarkupKind.MARKER, Span(entry.start, entry.body.start))
        yield ParsedMessage(entry.body, entry.speaker, _role(entry), time=times.get(entry.date))
        position = entry.body.end
    if position < len(text) and entries:
        yield Markup(MarkupKind.SEPARATOR, Span(position, len(text)))


def _role(entry: _Entry) -> Role | None:
    return bot_role(entry.speaker, is_bot=entry.is_bot)
