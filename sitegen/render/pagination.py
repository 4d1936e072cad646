"""A list too long for one page → pages by year or month, at addresses that stay when the list grows.

A page by number would show something else after every new conversation; a page by time does not.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

from sitegen.permalinks import urls

UNDATED = "undated"

_DATED = re.compile(r"[0-9]{4}-[0-9]{2}")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """How many entries a page may have."""

    all: int
    """Up to so many stand on the list's own page; with more it shows the newest and leads to the parts."""
    newest: int
    year: int
    """A year with more is split by month; a month with more, or what is undated, into parts."""


@dataclass(frozen=True, slots=True)
class Period(Generic[T]):
    """A year, a month, or ``undated``."""

    name: str
    """``2026``, ``2026-01``, ``undated``; empty where a page shows the newest, whenever that was."""
    items: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class PartLink:
    """The way from a list to one of its parts."""

    name: str
    address: str
    count: int


@dataclass(frozen=True, slots=True)
class ListPage(Generic[T]):
    """One page of a list."""

    address: str
    period: str
    """Of a part; empty on the list's own page."""
    months: tuple[Period[T], ...]
    """What it shows, newest first."""
    parts: tuple[PartLink, ...] = ()
    """Where the rest is; empty where all is here."""

    @property
    def shown(self) -> int:
        """How many entries it has."""
        return sum(len(month.items) for month in self.months)


def pages(
    address: str, items: Sequence[T], time: Callable[[T], str | None], limits: Limits
) -> Iterator[ListPage[T]]:
    """The pages of a list of ``items``, newest first, that begins at ``address``; at least one."""
    if len(items) <= limits.all:
        yield ListPage(address, "", _by(items, time, 7))
        return
    parts: list[ListPage[T]] = []
    for year in _by(items, time, 4):
        periods = _by(year.items, time, 7) if len(year.items) > limits.year else (year,)
        parts += (
            ListPage(urls.part(address, part.name), part.name, _by(part.items, time, 7))
            for period in periods
            for part in _parts(period, limits.year)
        )
    links = tuple(PartLink(part.period, part.address, part.shown) for part in parts)
    yield ListPage(address, "", (Period("", tuple(items[: limits.newest])),), links)
    yield from parts


def _parts(period: Period[T], most: int) -> Iterator[Period[T]]:
    """The period itself if it is not too long; else parts, counted from the oldest so that they stay.

    The first keeps the period's name, and so the address that it had when it was short.
    """
    oldest = len(period.items)
    ends = range(oldest, 0, -most)
    numbered = [
        Period(period.name + (f"-p{n}" if n > 1 else ""), period.items[max(end - most, 0) : end])
        for n, end in enumerate(ends, 1)
    ]
    yield from reversed(numbered)


def _by(items: Iterable[T], time: Callable[[T], str | None], length: int) -> tuple[Period[T], ...]:
    """Runs of one year or month: the first so many characters of an ISO 8601 time."""
    found = groupby(items, lambda item: _period(time(item) or "", length))
    return tuple(Period(name, tuple(members)) for name, members in found)


def _period(time: str, length: int) -> str:
    """What is no date makes no address."""
    return time[:length] if _DATED.match(time) else UNDATED
