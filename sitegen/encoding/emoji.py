"""Which characters readers see as pictures. From the widths of wcwidth, as Python has no emoji data."""

import unicodedata
from functools import cache

from wcwidth import wcswidth, wcwidth

VARIATION_SELECTOR_15 = "\ufe0e"
VARIATION_SELECTOR_16 = "\ufe0f"
KEYCAP = "\u20e3"
ZERO_WIDTH_JOINER = "\u200d"


@cache
def is_emoji(char: str) -> bool:
    """Whether ``char`` is a picture by itself or before a variation selector: ``🎨``, ``♥``, a skin tone."""
    is_symbol = unicodedata.category(char) in ("So", "Sm", "Sk", "Cn")
    return is_symbol and wcswidth(char + VARIATION_SELECTOR_16) == 2


@cache
def is_text_style(char: str) -> bool:
    """Whether ``char`` is a picture only before a variation selector: ``♥``, ``🌡``, ``1``."""
    return wcwidth(char) == 1 and wcswidth(char + VARIATION_SELECTOR_16) == 2
