"""Split long lists into pages by year or month, whose addresses are stable when the list grows.

Numbered pages would change their content with every new conversation.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Generic, TypeVar

from sitegen.permalinks import urls

UNDATED = "undated"

_DATED = re.compile(r"[0-9]{4}-[0-9]{2}")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """Maximum numbers of entries per page."""

    single_page: int
    """Maximum of a list without parts. A longer list shows the newest entries and links to its parts."""
    newest: int
    part: int
    """Maximum of a part. A longer year is split by month; a longer month, or undated entries, by number."""


@dataclass(frozen=True, slots=True)
class ListPeriod(Generic[T]):
    """The entries of a year, a month, or without a date."""

    name: str
    """``2026``, ``2026-01``, ``2026-01-p2`` or ``undated``; empty for the newest entries of a long list."""
    items: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class PartLink:
    """A link from a list to one of its parts."""

    name: str
    address: str
    count: int
    first: str = ""
    """First month with entries of a year, first day of a numbered part of a month; else empty."""
    last: str = ""


@dataclass(frozen=True, slots=True)
class ListPage(Generic[T]):
    """A page of a list."""

    address: str
    period: str
    """Period of a part; empty on the first page."""
    months: tuple[ListPeriod[T], ...]
    """Entries by month, newest first."""
    parts: tuple[PartLink, ...] = ()
    """Links to all parts; empty for a list without parts."""

    @property
    def item_count(self) -> int:
        """Return the number of entries on this page."""
        return sum(len(month.items) for month in self.months)


def paginate(
    address: str, items: Sequence[T], time_of: Callable[[T], str | None], limits: Limits
) -> Iterator[ListPage[T]]:
    """Yield the pages of a list of ``items`` (newest first) whose first page is ``address``; at least one."""
    if len(items) <= limits.single_page:
        yield ListPage(address, "", _group_by_period(items, time_of, 7))
        return
    parts: list[ListPage[T]] = []
    for year in _group_by_period(items, time_of, 4):
        periods = _group_by_period(year.items, time_of, 7) if len(year.items) > limits.part else (year,)
        parts += (
            ListPage(urls.period_page(address, part.name), part.name, _group_by_period(part.items, time_of, 7))
            for period in periods
            for part in _split(period, limits.part)
        )
    numbered = {part.period.partition("-p")[0] for part in parts if "-p" in part.period}
    links = tuple(
        PartLink(part.period, part.address, part.item_count, *_range(part, time_of, numbered)) for part in parts
    )
    yield ListPage(address, "", (ListPeriod("", tuple(items[: limits.newest])),), links)
    yield from parts


def _range(part: ListPage[T], time_of: Callable[[T], str | None], numbered: Collection[str]) -> tuple[str, str]:
    """Return the first and last month of a year, or day of a numbered part of a month; empty for other parts."""
    period = part.period.partition("-p")[0]
    length = 7 if len(period) == 4 else 10 if period in numbered else 0
    if not length or period == UNDATED:
        return "", ""
    last, *_, first = *part.months[0].items, *part.months[-1].items
    return (time_of(first) or "")[:length], (time_of(last) or "")[:length]


def _split(period: ListPeriod[T], limit: int) -> Iterator[ListPeriod[T]]:
    """Split a period into parts of at most ``limit`` entries, numbered from the oldest so that they are stable.

    The first part keeps the name of the period, and so its address.
    """
    oldest = len(period.items)
    ends = range(oldest, 0, -limit)
    numbered = [
        ListPeriod(period.name + (f"-p{number}" if number > 1 else ""), period.items[max(end - limit, 0) : end])
        for number, end in enumerate(ends, 1)
    ]
    yield from reversed(numbered)


def _group_by_period(items: Iterable[T], time_of: Callable[[T], str | None], length: int) -> tuple[ListPeriod[T], ...]:
    """Group consecutive items by the first ``length`` characters of their ISO 8601 time (4: year, 7: month)."""
    groups = groupby(items, lambda item: period_name(time_of(item), length))
    return tuple(ListPeriod(name, tuple(members)) for name, members in groups)


def period_name(time: str | None, length: int) -> str:
    """Return the first ``length`` characters of an ISO 8601 time (4: year, 7: month); `UNDATED` if it is no date."""
    return _period_name((time or "")[:7], length)


@lru_cache(maxsize=4096)
def _period_name(month: str, length: int) -> str:
    """Return the year or month of the beginning of a time; `UNDATED` if it is not a date."""
    return month[:length] if _DATED.match(month) else UNDATED
