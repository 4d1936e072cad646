"""Lengths side by side."""

from collections.abc import Iterable
from typing import NamedTuple

from sitegen.render.charts.labels import rounded, short
from sitegen.render.environment import count
from sitegen.statistics import Bin, Mean

_FEWEST_ACROSS = 6  # a bar of one conversation is no wall


class Bar(NamedTuple):
    """A bar that runs to the right, between its label and its value."""

    label: str
    title: str
    width: float
    value: str


def length_bars(bins: Iterable[Bin]) -> tuple[Bar, ...]:
    """Conversations by their messages."""
    bins = tuple(bins)
    scale = max((_FEWEST_ACROSS, *(each.conversations for each in bins)))
    return tuple(
        Bar(
            length_range(each),
            f"{length_range(each)} messages: {count(each.conversations, 'conversation')}",
            _share(each.conversations, scale),
            f"{each.conversations:,}",
        )
        for each in bins
    )


def mean_bars(means: Iterable[Mean]) -> tuple[Bar, ...]:
    """Models by their words a message."""
    means = tuple(means)
    most = max((each.mean for each in means), default=0)
    return tuple(
        Bar(
            short(each.who.name),
            f"{each.who.name}: {mean(each)} words in each of {count(each.messages, 'message')}",
            _share(each.mean, most),
            mean(each),
        )
        for each in means
    )


def length_range(found: Bin) -> str:
    """``1``, ``2–3``, ``1,024–2,047``."""
    return f"{found.low:,}" if found.low == found.high else f"{found.low:,}–{found.high:,}"


def mean(found: Mean) -> str:
    """``4.2``, ``87``, ``1,204``."""
    return f"{found.mean:.1f}" if found.mean < 9.95 else f"{found.mean:,.0f}"


def _share(number: float, most: float) -> float:
    return rounded(100 * number / most) if most else 0.0
