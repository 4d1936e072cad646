"""A collection → the pages about many conversations: home, lists, search, 404."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from jinja2 import Environment

from sitegen.model import Drawing, Summary
from sitegen.permalinks import urls
from sitegen.render import charts, search_page, taxonomies
from sitegen.render.ascii_art import Plate, draw
from sitegen.render.i18n.translator import ENGLISH, Words
from sitegen.render.lazy_page import Draft, Drafts
from sitegen.render.message_blocks import Blocks
from sitegen.render.pagination import UNDATED, Limits, ListPage, PartLink, pages
from sitegen.render.site_data import Collection
from sitegen.render.statistics import statistics
from sitegen.render.taxonomies import Key, Topic, by_size

LIMITS = Limits(all=200, newest=50, year=500)
"""Conversations on one page of a list."""
ON_HOME = 12
"""Conversations that the home page shows, and of each kind the ways in."""
PLATES_ON_HOME = 3
ESSAYS_ON_HOME = 3
_WIDEST_ON_HOME, _TALLEST_ON_HOME, _SMALLEST_ON_HOME = 44, 16, 5  # columns and lines of a drawing


class Kind(NamedTuple):
    """A kind of topic as its pages name it."""

    noun: str
    plural: str
    address: str
    """The address of the list of all topics of this kind."""
    topics: Sequence[Topic]
    """Those with most conversations first."""


class Shown(NamedTuple):
    """A drawing on the home page."""

    summary: Summary
    drawing: Drawing
    plate: Plate


class OverviewPages:
    """Home, every list of conversations, every list of topics, the search page and 404."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks

    def pages(self, collection: Collection, drafts: Drafts) -> Iterator[Draft]:
        """The pages, in a fixed order."""
        kinds = _kinds(collection)
        first, *parts = pages(urls.CONVERSATIONS, collection.summaries, _time, LIMITS)
        yield self._home(collection, drafts, kinds, first)
        yield drafts.draft("404.html", urls.NOT_FOUND)
        yield drafts.draft("search.html", urls.SEARCH, **search_page.values(None))
        total = len(collection.summaries)
        yield drafts.draft("conversations.html", first.address, list=first, total=total)
        for part in parts:
            yield drafts.draft("conversations.html", part.address, list=part, total=part.shown)
        for kind in kinds:
            about = {"noun": kind.noun, "plural": kind.plural, "address": kind.address}
            yield drafts.draft("topics.html", kind.address, kind=about, topics=kind.topics)
            for topic in kind.topics:
                first, *parts = pages(topic.address, topic.summaries, _time, LIMITS)
                name = topic.names[0]
                yield drafts.draft(
                    "topic.html", first.address, list=first, kind=about, name=name, about=topic
                )
                # Parts say nothing of the whole, so that they stay as they are when it grows.
                for part in parts:
                    way = Key(topic.address, name)
                    yield drafts.draft("topic_part.html", part.address, list=part, kind=about, whole=way)

    def _home(
        self,
        collection: Collection,
        drafts: Drafts,
        kinds: Sequence[Kind],
        everything: ListPage[Summary],
    ) -> Draft:
        newest = collection.summaries
        by_slug = {summary.slug: summary for summary in newest}
        chosen = [by_slug[slug] for slug in collection.featured] or newest
        return drafts.draft(
            "home.html",
            urls.HOME,
            introduction=self._blocks.owners_words(collection.introduction),
            total=len(newest),
            is_chosen=bool(collection.featured),
            summaries=chosen[:ON_HOME],
            plates=_plates(collection, chosen),
            kinds=kinds,
            on_home=ON_HOME,
            times=_times(everything),
            messages=sum(each.messages for each in newest),
            drawings=sum(map(len, collection.drawings.values())),
            essays=collection.essays[:ESSAYS_ON_HOME],
            quotes=len(collection.quotes),
        )


def _kinds(collection: Collection) -> tuple[Kind, ...]:
    summaries, models = collection.summaries, collection.models
    return (
        Kind("speaker", "speakers", urls.SPEAKERS, by_size(taxonomies.speakers(summaries, models))),
        Kind("model", "models", urls.MODELS, by_size(taxonomies.used_models(summaries, models))),
        Kind("series", "series", urls.SERIES, by_size(taxonomies.series(summaries))),
        Kind("format", "formats", urls.FORMATS, by_size(taxonomies.formats(summaries))),
    )


def _plates(collection: Collection, chosen: Sequence[Summary]) -> list[Shown]:
    """The first small drawings of the conversations shown, one of each, then of the others."""
    slugs = {each.slug for each in chosen}
    rest = (each for each in collection.summaries if each.slug not in slugs)
    found: list[Shown] = []
    for summary in (*chosen, *rest):
        for drawing in collection.drawings.get(summary.slug, ()):
            plate = draw(drawing.text)
            if _SMALLEST_ON_HOME <= plate.lines <= _TALLEST_ON_HOME and plate.width <= _WIDEST_ON_HOME:
                found.append(Shown(summary, drawing, plate))
                break
        if len(found) == PLATES_ON_HOME:
            break
    return found


def _times(first: ListPage[Summary]) -> tuple[PartLink, ...]:
    """The ways into the list of all by time: its parts, or the places on its one page."""
    if first.parts:
        return first.parts
    return tuple(
        PartLink(month.name, f"{first.address}#{urls.period(month.name)}", len(month.items))
        for month in first.months
        if month.name != UNDATED
    )


def _time(summary: Summary) -> str | None:
    return summary.started


class StatisticsPage:
    """Renders the page of numbers."""

    def __init__(self, environment: Environment, words: Words = ENGLISH) -> None:
        self._template = environment.get_template("stats.html")
        self._words = words

    def draft(self, collection: Collection, drafts: Drafts) -> Draft:
        """``stats.html``."""
        values = (collection.summaries, collection.models)
        return drafts.made_by(lambda: self.html(collection), urls.STATISTICS, *values)

    def html(self, collection: Collection) -> str:
        """The page."""
        found, words = statistics(collection), self._words
        return self._template.render(
            page=urls.STATISTICS,
            numbers=found,
            time=charts.time_picture(found.timeline, words),
            triangle=charts.triangle(found.meetings, words),
            pairs=charts.pairs(found.meetings),
            lengths=charts.length_bars(found.lengths, words),
            means=charts.mean_bars(found.means, words),
            mean=partial(charts.mean, words=words),
            length=partial(charts.length_range, words=words),
        )
