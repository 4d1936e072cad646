"""Remove Markdown markup inside words, addresses and numbers, with a map back: a key may be partly bold."""

import re

from sitegen.text.offset_map import OffsetMap

_BLANK = r"[ \u00a0\u2009\u202f]"
_IN_WORD_BEFORE = rf"(?:(?<=[^\W_].)|(?<=[.@+/-].)|(?<=\d{_BLANK}.)|(?<=\d{_BLANK}\(.))"
"""Lookbehind after the first character of markup: inside a word, an address, or a number with spaces."""
_IN_WORD_AFTER = rf"(?=[^\W_]|[.@+/-]|(?:{_BLANK}|\){_BLANK}?)[\d(])"
_LINK_AHEAD = r"(?=[^\[\]\n]{0,300}\][(\[])"
_TARGET = r"(?:\((?:[^()\n]|\([^()\n]{0,100}\)){0,300}+\)|\[[^\[\]\n]{0,60}\])"
_INLINE_MARKUP = re.compile(
    # Each alternative begins with a literal, so that the engine can skip to the next match.
    rf"(?:\*{_IN_WORD_BEFORE}|`{_IN_WORD_BEFORE}|~{_IN_WORD_BEFORE}~|\[{_IN_WORD_BEFORE}{_LINK_AHEAD}|\]{_IN_WORD_BEFORE}{_TARGET}"
    rf"|_(?:(?<=\d{_BLANK}.)_?|(?<=\d.)_?(?={_BLANK})))"
    rf"(?:\*|`|~~|\[{_LINK_AHEAD}|\]{_TARGET})*+{_IN_WORD_AFTER}"
    rf"|\](?<=[^\W_].){_TARGET}"  # a link that ends with a word
)
"""Emphasis, code and link markup inside a word, address or number."""


def remove_inline_markup(text: str) -> OffsetMap:
    """Return ``text`` without Markdown markup inside words, addresses and numbers."""
    if not any(char in text for char in "*~`]_"):
        return OffsetMap(text)
    return OffsetMap(text).replace_matches(_INLINE_MARKUP, lambda _: "")
