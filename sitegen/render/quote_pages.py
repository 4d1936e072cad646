"""Known quotes → a card and a picture of each, the list of all, and ``backlinks.json``."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from sitegen.model import OutputFile
from sitegen.permalinks import urls
from sitegen.quotes.passages import KnownQuote, Passage
from sitegen.render import backlinks
from sitegen.render.ascii_art import Plate, draw
from sitegen.render.i18n.translator import ENGLISH, Words
from sitegen.render.lazy_page import Draft, Drafts, draft_of
from sitegen.render.site_data import Collection
from sitegen.text.languages import is_right_to_left, language_of

MOST_LISTED = 500
"""Quotes in the list; those that most essays quote come first."""
_LONGEST_LISTED = 700
_LONGEST_WORD = 60  # characters; what goes on longer, as scripts without blanks do, is cut inside
_BLANK = re.compile(r"\s")
_LONGEST_DESCRIPTION = 200  # characters; what places that preview links show at most


class PassageWords(NamedTuple):
    """The words of a passage as a template shows them."""

    paragraphs: tuple[tuple[str, ...], ...]
    """Of lines; of a drawing none."""
    plate: Plate | None
    """Of a drawing."""
    left_out: str
    """``412 more words``; empty where all is there."""
    language: str
    is_rtl: bool


Paint = Callable[[KnownQuote, str], bytes]
"""A quote and the site's title → a picture."""


def quote_pages(
    collection: Collection, drafts: Drafts, paint: Paint, archive: str, language: Words = ENGLISH
) -> Iterator[Draft]:
    """The list, each card and its picture, the backlinks; nothing where nothing is quoted."""
    if collection.backlinks:
        yield draft_of(OutputFile(urls.BACKLINKS, backlinks.as_file(collection.backlinks)))
    if not collection.quotes:
        return
    quotes = sorted(
        collection.quotes, key=lambda each: (-len(each.mentions), each.passage.date or "9", each.id)
    )
    shown = [(each, words_of(each.passage, _LONGEST_LISTED, language)) for each in quotes[:MOST_LISTED]]
    yield drafts.draft("quoted.html", urls.QUOTED, quotes=shown, total=len(quotes))
    yield drafts.draft("moved.html", urls.CARDS, address=urls.QUOTED, title=language.gettext("All quotes"))
    for each in quotes:
        passage = each.passage
        yield drafts.draft(
            "card.html",
            urls.quote_card(each.id),
            quote=each,
            words=words_of(passage, None, language),
            description=description(passage, language),
        )
        path = urls.quote_picture(each.id)
        yield drafts.file_by(partial(paint, each, archive), path, passage, archive)


def words_of(passage: Passage, most: int | None = None, interface: Words = ENGLISH) -> PassageWords:
    """The words of a passage, or of a longer one those that begin in the first ``most`` characters."""
    language = language_of(passage.words)
    direction = is_right_to_left(language)
    if passage.is_drawing:
        return PassageWords((), draw(passage.words.strip("\n")), "", language, direction)
    told, left_out = _beginning(passage.words.strip(), most, interface)
    found: list[list[str]] = [[]]
    for line in told.split("\n"):
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return PassageWords(tuple(tuple(each) for each in found if each), None, left_out, language, direction)


def _beginning(words: str, most: int | None, interface: Words) -> tuple[str, str]:
    """The words that begin in the first ``most`` characters, and how many others there are, in words."""
    if most is None or len(words) <= most:
        return words, ""
    end = _BLANK.search(words, most, most + _LONGEST_WORD)
    cut = end.start() if end else most
    more = len(words[cut:].split()) if end else len(words) - cut
    if not more:
        return words[:cut], ""
    if end:
        return words[:cut], interface.ngettext("{number} more word", "{number} more words", more)
    return words[:cut], interface.ngettext("{number} more character", "{number} more characters", more)


def description(passage: Passage, language: Words = ENGLISH) -> str:
    """The words on one line; of long ones the beginning and ``…``, of a drawing its size and words."""
    if passage.is_drawing:
        plate = draw(passage.words.strip("\n"))
        if not plate.words:
            return language.ngettext("A drawing of {number} line", "A drawing of {number} lines", plate.lines)
        return language.ngettext(
            "A drawing of {number} line: {words}",
            "A drawing of {number} lines: {words}",
            plate.lines,
            words=plate.words,
        )
    told = " ".join(passage.words[: 4 * _LONGEST_DESCRIPTION].split())
    if len(told) <= _LONGEST_DESCRIPTION:
        return told
    return f"{told[:_LONGEST_DESCRIPTION].rsplit(' ', 1)[0].rstrip()}…"
