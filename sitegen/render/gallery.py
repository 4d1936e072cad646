"""Render the gallery of all drawings, ``art.html``, by month if there are many."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sitegen.model import Drawing, Summary
from sitegen.model.ai_models import Model
from sitegen.permalinks import urls
from sitegen.render.ascii_art import DrawingView, drawing_view
from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.lazy_page import LazyPage, LazyPageFactory
from sitegen.render.pagination import Limits, paginate, period_name
from sitegen.render.site_data import SiteData
from sitegen.text.slugs import slugify

LIMITS = Limits(single_page=150, newest=60, part=300)
"""Drawings per page."""
MAX_FILTERS = 24
"""Models with their own filter on a page; the others share one."""


@dataclass(frozen=True, slots=True)
class GalleryItem:
    """A drawing in the gallery."""

    summary: Summary
    drawing: Drawing

    @property
    def time(self) -> str | None:
        """Return the time of its message, or the start of its conversation."""
        return self.drawing.time or self.summary.started

    @property
    def artist(self) -> str:
        """Return the model's identity, or its name as written; empty for people."""
        return self.drawing.participant.model or self.drawing.participant.label

    @property
    def view(self) -> DrawingView:
        """Return the drawing as templates show it."""
        return drawing_view(self.drawing.text)


@dataclass(frozen=True, slots=True)
class Plate:
    """A drawing at its place in a page of the gallery."""

    item: GalleryItem
    key: int
    """That of its `GalleryFilter`."""
    month: str
    """``2026-01`` or ``undated``, if it is the first of that month, on the page or with its filter; else empty."""
    is_first: bool
    """It is the first of that month on the page."""


@dataclass(frozen=True, slots=True)
class GalleryFilter:
    """A filter that shows only the drawings of one model."""

    name: str
    slug: str
    """Its name in the address."""
    key: int
    """0 to 24; the style sheet has a rule for each."""
    count: int


def gallery_pages(
    site_data: SiteData, factory: LazyPageFactory, translator: Translator = ENGLISH
) -> Iterator[LazyPage]:
    """Yield ``art.html`` and its parts."""
    items = [
        GalleryItem(summary, drawing)
        for summary in site_data.summaries
        for drawing in site_data.drawings.get(summary.slug, ())
    ]
    items.sort(key=lambda each: each.time or "", reverse=True)
    for page in paginate(urls.ART, items, lambda each: each.time, LIMITS):
        page_items = [each for month in page.months for each in month.items]
        keys = _filter_keys(page_items)
        yield factory.from_template(
            "gallery.html",
            page.address,
            list=page,
            total=page.item_count if page.period else len(items),
            filters=_filters(page_items, keys, site_data.models, translator),
            plates=tuple(_plates(page_items, keys)),
        )


def _plates(items: Iterable[GalleryItem], keys: Mapping[str, int]) -> Iterator[Plate]:
    """Yield the drawings of a page, with a label of its month on the first of each, whatever the filter."""
    labelled: set[tuple[str, int | None]] = set()
    for each in items:
        month, key = period_name(each.time, 7), keys[each.artist]
        is_first, is_labelled = (month, None) not in labelled, (month, key) not in labelled
        labelled |= {(month, None), (month, key)}
        yield Plate(each, key, month if is_labelled else "", is_first)


def _filter_keys(items: Iterable[GalleryItem]) -> dict[str, int]:
    """Return the filter key of each artist, by number of drawings; artists beyond the last key share it."""
    counts = Counter(each.artist for each in items)
    order = sorted(counts, key=lambda artist: (-counts[artist], artist))
    return {artist: min(rank, MAX_FILTERS) for rank, artist in enumerate(order)}


def _filters(
    items: Iterable[GalleryItem], keys: Mapping[str, int], models: Mapping[str, Model], translator: Translator
) -> tuple[GalleryFilter, ...]:
    """Return the filters of a page; none if there is only one artist."""
    counts = Counter(keys[each.artist] for each in items)
    names: dict[int, str] = {}
    slugs: dict[int, str] = {}
    for artist, key in keys.items():
        model = models.get(artist)
        names.setdefault(key, model.name if model else artist or translator.gettext("no known model"))
        slugs.setdefault(key, slugify(artist) if artist else "unknown")
    if len(keys) > MAX_FILTERS + 1:
        names[MAX_FILTERS], slugs[MAX_FILTERS] = translator.gettext("other models"), "others"
    if len(counts) == 1:
        return ()
    return tuple(GalleryFilter(names[key], slugs[key], key, counts[key]) for key in sorted(counts))


def stylesheet() -> str:
    """Return rules with which radio buttons filter drawings without JavaScript."""
    return ".gallery:has(#f-all:checked) .of-filter { display: none }\n" + "".join(
        f".gallery:has(#f-{n}:checked) .plate:not(.f{n}) {{ display: none }}\n" for n in range(MAX_FILTERS + 1)
    )
