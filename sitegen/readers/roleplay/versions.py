"""Messages with other versions (swipes): the shown ones are the path, every other one is a branch of one message."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sitegen.readers.parsed import ParsedMessage
from sitegen.text.dates import epoch_date, parse_date
from sitegen.text.json_tree import JsonNode

_STAMP = re.compile(r"(\d{4})-(\d\d?)-(\d\d?) ?@ ?(\d\d?)h ?(\d\d?)m(?: ?(\d\d?)s)?(?: ?\d{1,3}ms)?")
_MAX_SECONDS = 4_102_444_800  # the year 2100; larger numbers are milliseconds


@dataclass(frozen=True, slots=True)
class Versions:
    """A message as shown, and its other versions."""

    shown: ParsedMessage
    others: tuple[ParsedMessage, ...] = ()


def place_versions(messages: Iterable[Versions]) -> tuple[tuple[ParsedMessage, ...], tuple[int, ...]]:
    """Return all messages with branch and position, and the branch points."""
    rows = tuple(messages)
    path = [each.shown for each in rows]
    points: list[int] = []
    branched: list[ParsedMessage] = []
    for index, row in enumerate(rows):
        for other in row.others:
            points.append(index - 1)
            branched.append(replace(other, branch=len(points)))
    if not branched:
        return tuple(path), ()
    placed = (replace(each, position=position) for position, each in enumerate((*path, *branched)))
    return tuple(placed), tuple(points)


def read_time(node: JsonNode) -> str | None:
    """Return a time in ISO 8601: a date in words, with ``@`` or ISO, or a number of seconds or milliseconds."""
    number = node.number()
    text = node.string().strip()
    if number is None and text.isdecimal() and len(text) in (10, 13):
        number = int(text)
    if number is not None:
        return epoch_time(number)
    if stamp := _STAMP.fullmatch(text):
        year, month, day, hour, minute = map(int, stamp.groups()[:5])
        second = f":{int(stamp[6]):02}" if stamp[6] else ""
        return parse_date(f"{year}-{month:02}-{day:02} {hour:02}:{minute:02}{second}")
    return parse_date(text)


def epoch_time(number: float) -> str | None:
    """Return seconds or milliseconds since 1970 in ISO 8601; None for what is no time."""
    seconds = number if abs(number) < _MAX_SECONDS else number / 1000
    return epoch_date(seconds) if seconds < _MAX_SECONDS else None


def plausible_times(times: Sequence[str | None]) -> Sequence[str | None]:
    """Return the times of messages, without those of an import, which are the same for all."""
    return [None] * len(times) if len(times) > 2 and len(set(times)) == 1 else times


def without_import_times(messages: Sequence[Versions]) -> Iterator[Versions]:
    """Yield the messages with the times that `plausible_times` accepts."""
    times = plausible_times([each.shown.time for each in messages])
    for each, time in zip(messages, times, strict=True):
        yield each if time == each.shown.time else replace(each, shown=replace(each.shown, time=time))
