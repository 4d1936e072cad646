"""A collection → the pages about many conversations: home, lists, 404."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jinja2 import Environment

from sitegen import permalinks, topics
from sitegen.collection import Collection
from sitegen.listing import UNDATED, Limits, ListPage, PartLink, pages
from sitegen.model import Drawing, OutputFile, Summary
from sitegen.render.art import Plate, draw
from sitegen.render.blocks import Blocks
from sitegen.topics import Topic

LIMITS = Limits(all=200, newest=50, year=500)
"""Conversations on one page of a list."""
ON_HOME = 12
"""Conversations that the home page shows, and of each kind the ways in."""
PLATES_ON_HOME = 3
_WIDEST_ON_HOME, _TALLEST_ON_HOME, _SMALLEST_ON_HOME = 44, 16, 5  # columns and lines of a drawing


class Kind(NamedTuple):
    """A kind of topic as its pages name it."""

    noun: str
    plural: str
    address: str
    """The address of the list of all topics of this kind."""
    topics: tuple[Topic, ...]


class Shown(NamedTuple):
    """A drawing on the home page."""

    summary: Summary
    drawing: Drawing
    plate: Plate


class OverviewPages:
    """Renders home, every list of conversations, every list of topics, and 404."""

    def __init__(self, environment: Environment, blocks: Blocks) -> None:
        self._environment = environment
        self._blocks = blocks

    def pages(self, collection: Collection) -> Iterator[OutputFile]:
        """The pages, in a fixed order."""
        kinds = _kinds(collection)
        everything = tuple(pages(permalinks.CONVERSATIONS, collection.summaries, _time, LIMITS))
        yield self._home(collection, kinds, everything[0])
        yield self._page("404.html", permalinks.NOT_FOUND)
        for page in everything:
            yield self._list("conversations.html", page, total=len(collection.summaries))
        for kind in kinds:
            yield self._page("topics.html", kind.address, kind=kind, topics=topics.by_size(kind.topics))
            for topic in kind.topics:
                for page in pages(topic.address, topic.summaries, _time, LIMITS):
                    yield self._list("topic.html", page, kind=kind, topic=topic)

    def _home(
        self, collection: Collection, kinds: Sequence[Kind], everything: ListPage[Summary]
    ) -> OutputFile:
        newest = collection.summaries
        by_slug = {summary.slug: summary for summary in newest}
        chosen = [by_slug[slug] for slug in collection.featured] or newest
        return self._page(
            "home.html",
            permalinks.HOME,
            introduction=self._blocks.owners_words(collection.introduction),
            collection=collection,
            is_chosen=bool(collection.featured),
            summaries=chosen[:ON_HOME],
            plates=_plates(collection, chosen),
            kinds=kinds,
            on_home=ON_HOME,
            by_size=topics.by_size,
            times=_times(everything),
            messages=sum(each.messages for each in newest),
            drawings=sum(map(len, collection.drawings.values())),
        )

    def _list(self, template: str, page: ListPage[Summary], **values: object) -> OutputFile:
        return self._page(template, page.address, list=page, **values)

    def _page(self, template: str, address: str, **values: object) -> OutputFile:
        html = self._environment.get_template(template).render(page=address, **values)
        return OutputFile(address, html.encode())


def _kinds(collection: Collection) -> tuple[Kind, ...]:
    summaries, models = collection.summaries, collection.models
    return (
        Kind("speaker", "speakers", permalinks.SPEAKERS, topics.speakers(summaries, models)),
        Kind("model", "models", permalinks.MODELS, topics.used_models(summaries, models)),
        Kind("series", "series", permalinks.SERIES, topics.series(summaries)),
        Kind("format", "formats", permalinks.FORMATS, topics.formats(summaries)),
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
        PartLink(month.name, f"{first.address}#{permalinks.period(month.name)}", len(month.items))
        for month in first.months
        if month.name != UNDATED
    )


def _time(summary: Summary) -> str | None:
    return summary.started
