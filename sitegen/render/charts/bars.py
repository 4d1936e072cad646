"""Compute bar charts."""

from collections.abc import Iterable
from typing import NamedTuple

from sitegen.render.charts.labels import display_name, round_length, truncate_name
from sitegen.render.i18n.template_filters import count
from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.statistics import LengthBin, MeanLength

_MIN_SCALE = 6  # the bar of a single conversation is short


class Bar(NamedTuple):
    """A horizontal bar with a label and a value."""

    label: str
    title: str
    width: float
    value: str


def length_bars(bins: Iterable[LengthBin], translator: Translator = ENGLISH) -> tuple[Bar, ...]:
    """Return conversations by number of messages."""
    bins = tuple(bins)
    scale = max((_MIN_SCALE, *(each.conversations for each in bins)))
    return tuple(
        Bar(
            format_length_range(each, translator),
            translator.gettext(
                "{number} messages: {conversations}",
                number=format_length_range(each, translator),
                conversations=count(translator, each.conversations, "conversation"),
            ),
            _percentage(each.conversations, scale),
            translator.number(each.conversations),
        )
        for each in bins
    )


def mean_bars(means: Iterable[MeanLength], translator: Translator = ENGLISH) -> tuple[Bar, ...]:
    """Return models by words per message."""
    means = tuple(means)
    maximum = max((each.mean for each in means), default=0)
    return tuple(
        Bar(
            truncate_name(display_name(each.key, translator)),
            translator.ngettext(
                "{name}: {mean} words in each of {number} message",
                "{name}: {mean} words in each of {number} messages",
                each.messages,
                name=display_name(each.key, translator),
                mean=format_mean(each, translator),
            ),
            _percentage(each.mean, maximum),
            format_mean(each, translator),
        )
        for each in means
    )


def format_length_range(length_bin: LengthBin, translator: Translator = ENGLISH) -> str:
    """Format the range of a bin: ``1``, ``2–3``, ``1,024–2,047``."""
    low, high = translator.number(length_bin.low), translator.number(length_bin.high)
    return low if length_bin.low == length_bin.high else f"{low}–{high}"


def format_mean(length: MeanLength, translator: Translator = ENGLISH) -> str:
    """Format a mean: ``4.2``, ``87``, ``1,204``."""
    return translator.decimal(length.mean) if length.mean < 9.95 else translator.number(round(length.mean))


def _percentage(number: float, maximum: float) -> float:
    return round_length(100 * number / maximum) if maximum else 0.0
