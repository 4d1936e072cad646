"""Lengths side by side."""

from collections.abc import Iterable
from typing import NamedTuple

from sitegen.render.charts.labels import name_of, rounded, short
from sitegen.render.i18n.template_filters import count
from sitegen.render.i18n.translator import ENGLISH, Words
from sitegen.render.statistics import Bin, Mean

_FEWEST_ACROSS = 6  # a bar of one conversation is no wall


class Bar(NamedTuple):
    """A bar that runs to the right, between its label and its value."""

    label: str
    title: str
    width: float
    value: str


def length_bars(bins: Iterable[Bin], words: Words = ENGLISH) -> tuple[Bar, ...]:
    """Conversations by their messages."""
    bins = tuple(bins)
    scale = max((_FEWEST_ACROSS, *(each.conversations for each in bins)))
    return tuple(
        Bar(
            length_range(each, words),
            words.gettext(
                "{number} messages: {conversations}",
                number=length_range(each, words),
                conversations=count(words, each.conversations, "conversation"),
            ),
            _share(each.conversations, scale),
            words.number(each.conversations),
        )
        for each in bins
    )


def mean_bars(means: Iterable[Mean], words: Words = ENGLISH) -> tuple[Bar, ...]:
    """Models by their words a message."""
    means = tuple(means)
    most = max((each.mean for each in means), default=0)
    return tuple(
        Bar(
            short(name_of(each.who, words)),
            words.ngettext(
                "{name}: {mean} words in each of {number} message",
                "{name}: {mean} words in each of {number} messages",
                each.messages,
                name=name_of(each.who, words),
                mean=mean(each, words),
            ),
            _share(each.mean, most),
            mean(each, words),
        )
        for each in means
    )


def length_range(found: Bin, words: Words = ENGLISH) -> str:
    """``1``, ``2–3``, ``1,024–2,047``."""
    low, high = words.number(found.low), words.number(found.high)
    return low if found.low == found.high else f"{low}–{high}"


def mean(found: Mean, words: Words = ENGLISH) -> str:
    """``4.2``, ``87``, ``1,204``."""
    return words.decimal(found.mean) if found.mean < 9.95 else words.number(round(found.mean))


def _share(number: float, most: float) -> float:
    return rounded(100 * number / most) if most else 0.0
