"""A collection → its drawings on a wall: ``art.html``, by month where there are many."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sitegen.model import Drawing, Summary
from sitegen.model.ai_models import Model
from sitegen.permalinks import urls
from sitegen.render.ascii_art import Plate, draw
from sitegen.render.i18n.translator import ENGLISH, Words
from sitegen.render.lazy_page import Draft, Drafts
from sitegen.render.pagination import Limits, ListPage, pages
from sitegen.render.site_data import Collection

LIMITS = Limits(all=150, newest=60, year=300)
"""Drawings on one page."""
MOST_FILTERS = 24
"""Models by which a page can be filtered; the others have one filter together."""


@dataclass(frozen=True, slots=True)
class Hung:
    """A drawing on the wall."""

    summary: Summary
    drawing: Drawing

    @property
    def time(self) -> str | None:
        """When it was drawn, as far as the transcript tells."""
        return self.drawing.time or self.summary.started

    @property
    def artist(self) -> str:
        """The model's identity or its name as written; empty for people."""
        return self.drawing.participant.model or self.drawing.participant.label

    @property
    def plate(self) -> Plate:
        """The drawing as the template shows it."""
        return draw(self.drawing.text)


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice: the drawings of one model."""

    name: str
    key: int
    """0 to 24: the style sheet has a rule for each."""
    count: int


def gallery_pages(collection: Collection, drafts: Drafts, words: Words = ENGLISH) -> Iterator[Draft]:
    """``art.html`` and its parts."""
    hung = [
        Hung(summary, drawing)
        for summary in collection.summaries
        for drawing in collection.drawings.get(summary.slug, ())
    ]
    hung.sort(key=lambda each: each.time or "", reverse=True)
    for page in pages(urls.ART, hung, lambda each: each.time, LIMITS):
        keys = _keys(each for month in page.months for each in month.items)
        yield drafts.draft(
            "art.html",
            page.address,
            list=page,
            total=page.shown if page.period else len(hung),
            filters=_filters(page, keys, collection.models, words),
            keys=keys,
        )


def _keys(hung: Iterable[Hung]) -> dict[str, int]:
    """For each artist of a page the number of the filter, by rank; those beyond the last share it."""
    ranked = Counter(each.artist for each in hung)
    order = sorted(ranked, key=lambda artist: (-ranked[artist], artist))
    return {artist: min(rank, MOST_FILTERS) for rank, artist in enumerate(order)}


def _filters(
    page: ListPage[Hung], keys: Mapping[str, int], models: Mapping[str, Model], words: Words
) -> tuple[Filter, ...]:
    """A choice for each key of a page; none where there is nothing to choose."""
    counts = Counter(keys[each.artist] for month in page.months for each in month.items)
    names: dict[int, str] = {}
    for artist, key in keys.items():
        known = models.get(artist)
        names.setdefault(key, known.name if known else artist or words.gettext("no model known"))
    if len(keys) > MOST_FILTERS + 1:
        names[MOST_FILTERS] = words.gettext("other models")
    return tuple(Filter(names[key], key, counts[key]) for key in sorted(counts)) if len(counts) > 1 else ()


def stylesheet() -> str:
    """Radio buttons that filter without a script: a rule for each."""
    return "".join(
        f".wall:has(#f-{n}:checked) .plate:not(.f{n}) {{ display: none }}\n" for n in range(MOST_FILTERS + 1)
    )
