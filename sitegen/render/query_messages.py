"""What the search says of a query, in the language of the page.

The search itself says it in English, as its JSON is for programs. Here the sentence is known again by what it was
made of; ``complaint`` in ``theme/static/search/complaints.js`` does the same in a browser.
"""

import re

from sitegen.render.i18n.translator import Words, filled


def _n(message: str) -> str:
    """Marks a message for translators."""
    return message


MESSAGES = (
    _n("only the first 1,000 characters are read"),
    _n("there is no word in this to look for"),
    _n("no parenthesis is open here"),
    _n("this parenthesis is not closed"),
    _n("no more than {number} parentheses are followed into each other"),
    _n("no more than {number} words and filters are looked for"),
    _n("OR needs something to look for on both sides"),
    _n("AND needs something to look for on both sides"),
    _n("NOT needs something after it"),
    _n("this quotation is not closed"),
    _n("a minus stands right before what it leaves out"),
    _n("has: knows {kinds}"),
    _n("{filter}: needs a date such as 2026, 2026-01 or 2026-01-31"),
    _n("{filter}: needs a value right after it"),
    _n("sort: knows only date"),
    _n("there is no {filter}:, only {filters}; it is looked for as words"),
    _n("a star stands only at the end of a word"),
    _n("a star needs the beginning of a word before it"),
    _n("a star needs at least two letters before it"),
    _n("{number} words begin so; only the {most} that most messages have were looked for"),
)
_PLACE = re.compile(r"\\\{(\w+)\\\}")


class Complaints:
    """Knows what the search says, in a language."""

    def __init__(self, words: Words) -> None:
        # What fills a place has no end mark of its own, so the shortest match is the one that was meant.
        self._told = [
            (re.compile(_PLACE.sub(r"(?P<\1>.+?)", re.escape(each)), re.DOTALL), words.gettext(each))
            for each in MESSAGES
        ]

    def told(self, message: str) -> str:
        """The message in the language; one that is not known, as it is."""
        for pattern, translated in self._told:
            if found := pattern.fullmatch(message):
                return filled(translated, found.groupdict())
        return message
