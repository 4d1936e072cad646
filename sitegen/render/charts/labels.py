"""Words and numbers in pictures, where nothing wraps and nothing is cut unless we do it."""

from bisect import bisect_right
from itertools import accumulate

from wcwidth import iter_graphemes, wcwidth

from sitegen.render.i18n.translator import ENGLISH, Words
from sitegen.render.taxonomies import Key
from sitegen.text.invisible import shown

NAME_ROOM = 11.6
"""Em for a name in a picture."""

_LONGEST = 100  # characters of a name that are looked at
_BROAD, _SLIM = frozenset("mwMW@%"), frozenset("fijlrtI .,:;'!|()[]-/")


def short(name: str, room: float = NAME_ROOM) -> str:
    """``name`` as readers see it, cut to about ``room`` em of a sans serif."""
    parts = list(iter_graphemes(shown(name[:_LONGEST])))
    widths = list(accumulate(map(_em, parts)))
    fitting = bisect_right(widths, room)
    if fitting == len(parts) and len(name) <= _LONGEST:
        return "".join(parts)
    return "".join(parts[: bisect_right(widths, room - 1)]).rstrip() + "…"


def breadth(text: str) -> float:
    """About how many em of a sans serif a short text takes, rather too many than too few."""
    return sum(map(_em, iter_graphemes(text)))


def _em(grapheme: str) -> float:
    """A generous guess, as SVG neither wraps nor cuts: the figures of DejaVu Sans, the widest of its kind."""
    if wide := sum(wcwidth(char) == 2 for char in grapheme):
        return 1.1 * wide  # a family may come out as its four members
    if grapheme in _BROAD or grapheme >= "\u2000":
        return 1.0
    if grapheme in _SLIM:
        return 0.42
    return 0.78 if grapheme.isupper() else 0.63


def round_step(most: int, room: float) -> int:
    """1, 2 or 5 times a power of ten: the least of which at most ``room`` fit into ``most``."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if most <= room * factor * power:
                return factor * power
        power *= 10


def brief(number: int, words: Words = ENGLISH) -> str:
    """``5,000``, ``20k``, ``2M``: a round number for a scale."""
    return words.forms.compact(number)


def _n(message: str) -> str:
    """Marks a message for translators."""
    return message


_TOGETHER = (_n("everyone"), _n("other models"), _n("people"), _n("people and unknown models"))
"""What `sitegen.render.statistics` calls those that it counts together."""


def name_of(key: Key, words: Words) -> str:
    """A model's name, or what several have together."""
    return key.name if key.address or key.name not in _TOGETHER else words.gettext(key.name)


def rounded(length: float) -> float:
    """As precise as a screen is."""
    return round(length, 2)
