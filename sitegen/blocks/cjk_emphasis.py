"""Match emphasis and strikethrough next to Chinese, Japanese and Korean text as people mean it.

CommonMark takes the asterisks of ``**測試。**後文`` for text, as it expects spaces around words. These rules follow
https://github.com/tats-u/markdown-cjk-friendly: punctuation of these scripts counts as a letter, and next to one of
their characters other punctuation needs no space.
"""

import unicodedata
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.common.utils import isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import emphasis as markdown_emphasis
from markdown_it.rules_inline import strikethrough as markdown_strikethrough

_VARIATION_SELECTORS = range(0xFE00, 0xFE0F)
_EMOJI = (range(0x2300, 0x2C00), range(0x1F000, 0x20000))
"""Wide characters that are symbols of no script."""


def add_cjk_emphasis(parser: MarkdownIt) -> None:
    """Replace the rules of markdown-it; enable ``strikethrough`` separately."""
    parser.inline.ruler.at("emphasis", emphasis)
    parser.inline.ruler.at("strikethrough", strikethrough)


def emphasis(state: StateInline, silent: bool) -> bool:
    """Match the signs of emphasis."""
    return _match(markdown_emphasis.tokenize, state, silent)


def strikethrough(state: StateInline, silent: bool) -> bool:
    """Match the signs of strikethrough."""
    return _match(markdown_strikethrough.tokenize, state, silent)


def is_cjk(char: str) -> bool:
    """Return whether ``char`` is a letter or punctuation of a script without spaces, or Korean."""
    is_wide = unicodedata.east_asian_width(char) in ("W", "F", "H")
    return is_wide and not any(ord(char) in block for block in _EMOJI)


def _match(tokenize: Callable[[StateInline, bool], bool], state: StateInline, silent: bool) -> bool:
    start, known = state.pos, len(state.delimiters)
    if not tokenize(state, silent):
        return False
    before, after = _char_before(state.src, start), state.src[state.pos : state.posMax][:1] or " "
    if not (before + after).isascii() and state.src[start] != "_" and (is_cjk(before) or is_cjk(after)):
        can_open, can_close = _can_follow(before, after), _can_follow(after, before)
        for delimiter in state.delimiters[known:]:
            delimiter.open, delimiter.close = can_open, can_close
    return True


def _char_before(text: str, start: int) -> str:
    """Return the character before ``start``, without its variation selector; a space at the beginning."""
    before = text[max(start - 2, 0) : start]
    if len(before) == 2 and ord(before[1]) in _VARIATION_SELECTORS:
        return before[0]
    return before[-1:] or " "


def _can_follow(outside: str, inside: str) -> bool:
    """Return whether emphasis may begin (or end) between these characters."""
    if isWhiteSpace(ord(inside)):
        return False
    is_letter = is_cjk(inside) or not isPunctChar(inside)
    return is_letter or isWhiteSpace(ord(outside)) or isPunctChar(outside) or is_cjk(outside)
