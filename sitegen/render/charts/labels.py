"""Format labels of charts. SVG neither wraps nor truncates text, so widths are estimated here."""

from bisect import bisect_right
from itertools import accumulate

from wcwidth import iter_graphemes, wcwidth

from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.taxonomies import TermKey
from sitegen.text.invisible import spell_out_invisible

MAX_NAME_WIDTH = 11.6
"""Em."""

_MAX_CHARACTERS = 100  # characters of a name that are measured
_WIDE, _NARROW = frozenset("mwMW@%"), frozenset("fijlrtI .,:;'!|()[]-/")


def truncate_name(name: str, max_width: float = MAX_NAME_WIDTH) -> str:
    """Return ``name`` with invisible characters spelled out, truncated to about ``max_width`` em."""
    parts = list(iter_graphemes(spell_out_invisible(name[:_MAX_CHARACTERS])))
    widths = list(accumulate(map(_grapheme_width, parts)))
    fitting = bisect_right(widths, max_width)
    if fitting == len(parts) and len(name) <= _MAX_CHARACTERS:
        return "".join(parts)
    return "".join(parts[: bisect_right(widths, max_width - 1)]).rstrip() + "…"


def text_width(text: str) -> float:
    """Estimate the width of a short text in em of a sans serif font, rather too wide than too narrow."""
    return sum(map(_grapheme_width, iter_graphemes(text)))


def _grapheme_width(grapheme: str) -> float:
    """Estimate generously, with the widths of DejaVu Sans, the widest common sans serif."""
    if wide := sum(wcwidth(char) == 2 for char in grapheme):
        return 1.1 * wide  # an emoji sequence may be shown as its parts
    if grapheme in _WIDE or grapheme >= "\u2000":
        return 1.0
    if grapheme in _NARROW:
        return 0.42
    return 0.78 if grapheme.isupper() else 0.63


def round_step(maximum: int, max_steps: float) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50 … that divides ``maximum`` into at most ``max_steps`` steps."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if maximum <= max_steps * factor * power:
                return factor * power
        power *= 10


def compact_number(number: int, translator: Translator = ENGLISH) -> str:
    """Format a round number for a scale: ``5,000``, ``20k``, ``2M``."""
    return translator.formats.compact(number)


def _n(message: str) -> str:
    """Mark a message for extraction."""
    return message


_GROUP_NAMES = (_n("everyone"), _n("other models"), _n("people"), _n("people and unknown models"))
"""Names of groups in `sitegen.render.statistics`, to be translated."""


def display_name(key: TermKey, translator: Translator) -> str:
    """Return the name of a model, or the translated name of a group."""
    return key.name if key.address or key.name not in _GROUP_NAMES else translator.gettext(key.name)


def round_length(length: float) -> float:
    """Round to the precision of a screen."""
    return round(length, 2)
