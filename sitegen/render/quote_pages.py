"""Render quoted passages: a card and an image of each, the list of all, and ``backlinks.json``."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from sitegen.model import OutputFile
from sitegen.permalinks import urls
from sitegen.quotes.passages import KnownQuote, Passage
from sitegen.render import backlinks
from sitegen.render.ascii_art import DrawingView, drawing_view
from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.lazy_page import LazyPage, LazyPageFactory, rendered_page
from sitegen.render.site_data import SiteData
from sitegen.text.languages import detect_language, is_right_to_left

MAX_LISTED = 500
"""Quotes in the list; the most quoted come first."""
_MAX_LISTED_CHARACTERS = 700
_MAX_WORD = 60  # characters; longer words, as in scripts without spaces, are cut
_BLANK = re.compile(r"\s")
_MAX_DESCRIPTION = 200  # characters; link previews show no more


class PassageView(NamedTuple):
    """The text of a passage, as templates show it."""

    paragraphs: tuple[tuple[str, ...], ...]
    """Lines of each paragraph; empty for a drawing."""
    drawing: DrawingView | None
    omitted: str
    """Such as ``412 more words``; empty if the text is complete."""
    language: str
    is_rtl: bool


PaintCard = Callable[[KnownQuote, str], bytes]
"""Function from a quote and the site's title to an image."""


def quote_pages(
    site_data: SiteData,
    factory: LazyPageFactory,
    paint: PaintCard,
    site_title: str,
    translator: Translator = ENGLISH,
) -> Iterator[LazyPage]:
    """Yield the list, the cards with their images, and the backlinks; nothing if nothing is quoted."""
    if site_data.backlinks:
        yield rendered_page(OutputFile(urls.BACKLINKS, backlinks.backlinks_json(site_data.backlinks)))
    if not site_data.quotes:
        return
    quotes = sorted(site_data.quotes, key=lambda each: (-len(each.mentions), each.passage.date or "9", each.id))
    views = [(each, passage_view(each.passage, _MAX_LISTED_CHARACTERS, translator)) for each in quotes[:MAX_LISTED]]
    yield factory.from_template("quoted_passages.html", urls.QUOTES, quotes=views, total=len(quotes))
    yield factory.from_template(
        "redirect.html", urls.QUOTE_CARDS, address=urls.QUOTES, title=translator.gettext("All quotes")
    )
    for each in quotes:
        passage = each.passage
        yield factory.from_template(
            "quote_card.html",
            urls.quote_card(each.id),
            quote=each,
            words=passage_view(passage, None, translator),
            description=description(passage, translator),
        )
        path = urls.quote_picture(each.id)
        yield factory.file(partial(paint, each, site_title), path, passage, site_title)


def passage_view(passage: Passage, max_characters: int | None = None, translator: Translator = ENGLISH) -> PassageView:
    """Return the view of a passage, truncated after the word at ``max_characters``."""
    language = detect_language(passage.words)
    is_rtl = is_right_to_left(language)
    if passage.is_drawing:
        return PassageView((), drawing_view(passage.words.strip("\n")), "", language, is_rtl)
    text, omitted = _truncate(passage.words.strip(), max_characters, translator)
    paragraphs: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            paragraphs[-1].append(line.strip())
        elif paragraphs[-1]:
            paragraphs.append([])
    return PassageView(tuple(tuple(each) for each in paragraphs if each), None, omitted, language, is_rtl)


def _truncate(text: str, max_characters: int | None, translator: Translator) -> tuple[str, str]:
    """Return the text up to the end of the word at ``max_characters``, and a phrase that counts the rest."""
    if max_characters is None or len(text) <= max_characters:
        return text, ""
    end = _BLANK.search(text, max_characters, max_characters + _MAX_WORD)
    cut = end.start() if end else max_characters
    more = len(text[cut:].split()) if end else len(text) - cut
    if not more:
        return text[:cut], ""
    if end:
        return text[:cut], translator.ngettext("{number} more word", "{number} more words", more)
    return text[:cut], translator.ngettext("{number} more character", "{number} more characters", more)


def description(passage: Passage, translator: Translator = ENGLISH) -> str:
    """Return the text on one line, truncated with ``…``; for a drawing its size and words."""
    if passage.is_drawing:
        drawing = drawing_view(passage.words.strip("\n"))
        if not drawing.words:
            return translator.ngettext("A drawing of {number} line", "A drawing of {number} lines", drawing.lines)
        return translator.ngettext(
            "A drawing of {number} line: {words}",
            "A drawing of {number} lines: {words}",
            drawing.lines,
            words=drawing.words,
        )
    text = " ".join(passage.words[: 4 * _MAX_DESCRIPTION].split())
    if len(text) <= _MAX_DESCRIPTION:
        return text
    return f"{text[:_MAX_DESCRIPTION].rsplit(' ', 1)[0].rstrip()}…"
