"""Months, quarters, years, and longer: time as a chart divides it."""

import re
from typing import NamedTuple

MOST_PERIODS = 36
_STEPS = (1, 3, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000)  # months; the last holds the years 0 to 9999
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


class Period(NamedTuple):
    """A month, a quarter, a year or a round number of years."""

    first: int
    """Months since the year 0."""
    months: int

    @property
    def year(self) -> int:
        """In which it begins."""
        return self.first // 12

    @property
    def month(self) -> int:
        """In which it begins, from 1."""
        return self.first % 12 + 1

    @property
    def name(self) -> str:
        """``2026-01``, ``2026 Q1``, ``2026``, ``2020–2029``."""
        match self.months:
            case 1:
                return f"{self.year:04}-{self.month:02}"
            case 3:
                return f"{self.year:04} Q{self.month // 3 + 1}"
            case 12:
                return f"{self.year:04}"
            case months:
                return f"{self.year:04}–{self.year + months // 12 - 1:04}"


def periods(first: int, last: int) -> tuple[Period, ...]:
    """The shortest periods of which there are not too many; ``first`` and ``last`` in months."""
    step = next(step for step in _STEPS if last // step - first // step < MOST_PERIODS)
    return tuple(Period(n * step, step) for n in range(first // step, last // step + 1))


def month(time: str | None) -> int | None:
    """Months since the year 0; None for a time that does not tell the month."""
    found = _MONTH.match(time or "")
    return int(found[1]) * 12 + int(found[2]) - 1 if found else None
