"""Render quoted passages: the list of all, ``backlinks.json``, and of each a card, its image and its oEmbed response.

The response (https://oembed.com, version 1.0) is a file, which is the same whatever size a consumer asks for.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from math import ceil

from markupsafe import Markup

from sitegen.model import OutputFile, serialization
from sitegen.permalinks import urls
from sitegen.quotes.passages import KnownQuote, Passage
from sitegen.render import backlinks
from sitegen.render.ascii_art import columns, drawing_view
from sitegen.render.feeds.entries import plain
from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.lazy_page import LazyPage, LazyPageFactory, rendered_page
from sitegen.render.passage_view import MAX_LISTED_CHARACTERS
from sitegen.render.site_data import SiteData
from sitegen.render.social_cards.card import HEIGHT, WIDTH
from sitegen.render.templates import SiteInfo

MAX_LISTED = 500
"""Quotes in the list; the most quoted come first."""
_MAX_DESCRIPTION = 200  # characters; link previews show no more


_FRAME_WIDTH = 480
"""Pixels; frames of cards are as wide as in docs/quoting.md."""
_MIN_FRAME, _MAX_FRAME = 180, 640
"""Heights in pixels; the frame of a longer quote scrolls."""
_TEXT_WIDTH, _LINE_HEIGHT, _OTHER_HEIGHT = 426, 26.4, 135
"""Pixels in a card of that width: of its text, of a line of prose, and of margins and source; see quote-card.css."""
_CHARACTER_WIDTH, _COLUMN_PER_FONT_SIZE, _ROW_PER_FONT_SIZE = 8.8, 0.6021, 1.16
_SMALLEST_FONT, _LARGEST_FONT = 8, 15

PaintCard = Callable[[KnownQuote, str], bytes]
"""Function from a quote and the site's title to an image."""


def quote_pages(
    site_data: SiteData,
    factory: LazyPageFactory,
    paint: PaintCard,
    site: SiteInfo,
    translator: Translator = ENGLISH,
) -> Iterator[LazyPage]:
    """Yield the list, the cards with their other files, and the backlinks; nothing if nothing is quoted.

    The list is there as well if the navigation leads to it. oEmbed needs the public URL of the site.
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
    if quotes:
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
        yield factory.file(partial(paint, each, site.title), path, passage, site.title)
        if site.url:
            yield factory.file(partial(oembed, site, each), urls.quote_oembed(each.id), passage)


def oembed(site: SiteInfo, quote: KnownQuote) -> bytes:
    """Return the oEmbed response of a card: an ``<iframe>`` with it."""
    passage, height = quote.passage, frame_height(quote.passage)
    card = urls.absolute(site.url, urls.quote_card(quote.id))
    title = plain(f"{passage.speaker} · {passage.title}")
    frame = Markup(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" style="border: 0; max-width: 100%"></iframe>'
    )
    return serialization.dump(
        {
            "version": "1.0",
            "type": "rich",
            "provider_name": plain(site.title),
            "provider_url": urls.canonical(site.url, urls.HOME),
            "title": title,
            "author_name": plain(passage.speaker),
            "author_url": urls.absolute(site.url, passage.address),
            "html": str(frame.format(card, title, _FRAME_WIDTH, height)),
            "width": _FRAME_WIDTH,
            "height": height,
            "thumbnail_url": urls.absolute(site.url, urls.quote_picture(quote.id)),
            "thumbnail_width": WIDTH,
            "thumbnail_height": HEIGHT,
        }
    )


def frame_height(passage: Passage) -> int:
    """Return about the height of a card in pixels."""
    if passage.is_drawing:
        drawing = drawing_view(passage.words.strip("\n"))
        size = _TEXT_WIDTH / max(drawing.width, 1) / _COLUMN_PER_FONT_SIZE
        height = drawing.lines * min(max(size, _SMALLEST_FONT), _LARGEST_FONT) * _ROW_PER_FONT_SIZE
    else:
        widths = (columns(line) * _CHARACTER_WIDTH for line in passage.words.strip().split("\n"))
        height = sum(max(ceil(each / _TEXT_WIDTH), 1) for each in widths) * _LINE_HEIGHT
    return min(max(round(height + _OTHER_HEIGHT), _MIN_FRAME), _MAX_FRAME)


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
