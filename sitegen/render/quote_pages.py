"""Render quoted passages: a card and an image of each, the list of all, and ``backlinks.json``."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from sitegen.model import OutputFile
from sitegen.permalinks import urls
from sitegen.quotes.passages import KnownQuote, Passage
from sitegen.render import backlinks
from sitegen.render.ascii_art import drawing_view
from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.lazy_page import LazyPage, LazyPageFactory, rendered_page
from sitegen.render.passage_view import MAX_LISTED_CHARACTERS
from sitegen.render.site_data import SiteData

MAX_LISTED = 500
"""Quotes in the list; the most quoted come first."""
_MAX_DESCRIPTION = 200  # characters; link previews show no more


PaintCard = Callable[[KnownQuote, str], bytes]
"""Function from a quote and the site's title to an image."""


def quote_pages(
    site_data: SiteData,
    factory: LazyPageFactory,
    paint: PaintCard,
    site_title: str,
    translator: Translator = ENGLISH,
) -> Iterator[LazyPage]:
    """Yield the list, the cards with their images, and the backlinks; nothing if nothing is quoted.

    The list is there as well if the navigation leads to it.
    """
    if site_data.backlinks or urls.QUOTES in site_data.menu:
        yield rendered_page(OutputFile(urls.BACKLINKS, backlinks.backlinks_json(site_data.backlinks)))
    if not site_data.quotes and urls.QUOTES not in site_data.menu:
        return
    quotes = sorted(site_data.quotes, key=lambda each: (-len(each.mentions), each.passage.date or "9", each.id))
    listed = quotes[:MAX_LISTED]
    yield factory.from_template(
        "quoted_passages.html",
        urls.QUOTES,
        messages=_by_message(listed),
        count=len(listed),
        total=len(quotes),
        max_characters=MAX_LISTED_CHARACTERS,
    )
    yield factory.from_template(
        "redirect.html", urls.QUOTE_CARDS, address=urls.QUOTES, title=translator.gettext("All quotes")
    )
    for each in quotes:
        passage = each.passage
        yield factory.from_template(
            "quote_card.html",
            urls.quote_card(each.id),
            quote=each,
            description=description(passage, translator),
        )
        path = urls.quote_picture(each.id)
        yield factory.file(partial(paint, each, site_title), path, passage, site_title)


def _by_message(quotes: Iterable[KnownQuote]) -> list[tuple[KnownQuote, ...]]:
    """Return the quotes of each message in one group, in order of the first."""
    groups: dict[tuple[str, str], list[KnownQuote]] = {}
    for each in quotes:
        groups.setdefault((each.passage.slug, each.passage.anchor), []).append(each)
    return [*map(tuple, groups.values())]


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
