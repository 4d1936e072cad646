"""Divide time into the periods of a chart: months, quarters, years, and longer."""

import re
from typing import NamedTuple

MAX_PERIODS = 36
_STEPS = (1, 3, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000)  # months; the last holds the years 0 to 9999
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


class TimePeriod(NamedTuple):
    """A month, a quarter, a year or a round number of years."""

    first: int
    """Months since the year 0."""
    months: int

    @property
    def year(self) -> int:
        """Return the year in which it begins."""
        return self.first // 12

    @property
    def month(self) -> int:
        """Return the month in which it begins, from 1."""
        return self.first % 12 + 1

    @property
    def name(self) -> str:
        """Return its name: ``2026-01``, ``2026 Q1``, ``2026`` or ``2020–2029``."""
        match self.months:
            case 1:
                return f"{self.year:04}-{self.month:02}"
            case 3:
                return f"{self.year:04} Q{self.month // 3 + 1}"
            case 12:
                return f"{self.year:04}"
            case months:
                return f"{self.year:04}–{self.year + months // 12 - 1:04}"


def split_into_periods(first: int, last: int) -> tuple[TimePeriod, ...]:
    """Return the shortest periods that give at most `MAX_PERIODS`; ``first`` and ``last`` are in months."""
    step = next(step for step in _STEPS if last // step - first // step < MAX_PERIODS)
    return tuple(TimePeriod(n * step, step) for n in range(first // step, last // step + 1))


def month_number(time: str | None) -> int | None:
    """Return months since the year 0; None for a time without a month."""
    match = _MONTH.match(time or "")
    return int(match[1]) * 12 + int(match[2]) - 1 if match else None
