"""Render the pages about many conversations: home, lists, taxonomies, search, statistics, 404."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from jinja2 import Environment

from sitegen.model import Drawing, Summary
from sitegen.permalinks import urls
from sitegen.render import charts, search_page
from sitegen.render.ascii_art import DrawingView, drawing_view
from sitegen.render.blocks import BlockRenderer
from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.lazy_page import LazyPage, LazyPageFactory
from sitegen.render.pagination import UNDATED, Limits, ListPage, PartLink, paginate
from sitegen.render.site_data import SiteData
from sitegen.render.statistics import compute_statistics
from sitegen.render.taxonomies import Taxonomy, TermKey

LIMITS = Limits(single_page=200, newest=50, part=500)
"""Conversations per page of a list."""
HOME_ENTRIES = 12
"""Entries in each list on the home page."""
HOME_DRAWINGS = 3
HOME_ESSAYS = 3
_MAX_COLUMNS, _MAX_LINES, _MIN_LINES = 44, 16, 5  # columns and lines of a drawing


class HomeDrawing(NamedTuple):
    """A drawing on the home page."""

    summary: Summary
    drawing: Drawing
    view: DrawingView


class OverviewPages:
    """Renderer of home, lists of conversations, taxonomies, the search page and 404."""

    def __init__(self, block_renderer: BlockRenderer) -> None:
        self._block_renderer = block_renderer

    def pages(
        self, site_data: SiteData, taxonomies: Sequence[Taxonomy], factory: LazyPageFactory
    ) -> Iterator[LazyPage]:
        """Yield the pages in a fixed order."""
        first, *parts = paginate(urls.CONVERSATIONS, site_data.summaries, _started, LIMITS)
        yield self._home(site_data, factory, taxonomies, first)
        yield factory.from_template("404.html", urls.NOT_FOUND)
        yield factory.from_template("search.html", urls.SEARCH, **search_page.template_values(None))
        total = len(site_data.summaries)
        yield factory.from_template("conversations.html", first.address, list=first, total=total)
        for part in parts:
            yield factory.from_template("conversations.html", part.address, list=part, total=part.item_count)
        for taxonomy in taxonomies:
            header, entries = _header(taxonomy), [each.entry for each in taxonomy.terms]
            yield factory.from_template("taxonomy_list.html", taxonomy.address, taxonomy=header, terms=entries)
            for term in taxonomy.terms:
                first, *parts = paginate(term.address, taxonomy.members[term.address], _started, LIMITS)
                name = term.names[0]
                feed = urls.feed(term.address) if taxonomy.has_feed(term) else ""
                yield factory.from_template(
                    "taxonomy_term.html",
                    first.address,
                    list=first,
                    taxonomy=header,
                    name=name,
                    term=term,
                    term_feed=feed,
                )
                # Parts get only the key of the term, so that they do not change when it grows.
                key = TermKey(term.address, name)
                for part in parts:
                    yield factory.from_template(
                        "taxonomy_term_period.html", part.address, list=part, taxonomy=header, term=key, term_feed=feed
                    )

    def _home(
        self,
        site_data: SiteData,
        factory: LazyPageFactory,
        taxonomies: Sequence[Taxonomy],
        first_page: ListPage[Summary],
    ) -> LazyPage:
        summaries = site_data.summaries
        by_slug = {summary.slug: summary for summary in summaries}
        featured = [by_slug[slug] for slug in site_data.featured] or summaries
        return factory.from_template(
            "home.html",
            urls.HOME,
            introduction=self._block_renderer.render_owner_markdown(site_data.introduction),
            total=len(summaries),
            is_featured=bool(site_data.featured),
            summaries=featured[:HOME_ENTRIES],
            home_drawings=_home_drawings(site_data, featured),
            taxonomies=[_header(each) | {"terms": [term.entry for term in each.terms]} for each in taxonomies],
            max_entries=HOME_ENTRIES,
            date_links=_date_links(first_page),
            messages=sum(each.messages for each in summaries),
            drawings=sum(map(len, site_data.drawings.values())),
            essays=site_data.essays[:HOME_ESSAYS],
            quotes=len(site_data.quotes),
        )


def _header(taxonomy: Taxonomy) -> dict[str, Any]:
    """Return what all pages of a taxonomy show."""
    return {"noun": taxonomy.noun, "plural": taxonomy.plural, "address": taxonomy.address}


def _home_drawings(site_data: SiteData, featured: Sequence[Summary]) -> list[HomeDrawing]:
    """Return small drawings, at most one per conversation, from the featured conversations first."""
    slugs = {each.slug for each in featured}
    rest = (each for each in site_data.summaries if each.slug not in slugs)
    drawings: list[HomeDrawing] = []
    for summary in (*featured, *rest):
        for drawing in site_data.drawings.get(summary.slug, ()):
            view = drawing_view(drawing.text)
            if _MIN_LINES <= view.lines <= _MAX_LINES and view.width <= _MAX_COLUMNS:
                drawings.append(HomeDrawing(summary, drawing, view))
                break
        if len(drawings) == HOME_DRAWINGS:
            break
    return drawings


def _date_links(first: ListPage[Summary]) -> tuple[PartLink, ...]:
    """Return links to the parts of the list of all conversations, or to the months on its single page."""
    if first.parts:
        return first.parts
    return tuple(
        PartLink(month.name, f"{first.address}#{urls.period_id(month.name)}", len(month.items))
        for month in first.months
        if month.name != UNDATED
    )


def _started(summary: Summary) -> str | None:
    return summary.started


class StatisticsPage:
    """Renderer of the statistics page."""

    def __init__(self, environment: Environment, translator: Translator = ENGLISH) -> None:
        self._environment = environment
        self._translator = translator

    def page(self, site_data: SiteData, taxonomies: Sequence[Taxonomy], factory: LazyPageFactory) -> LazyPage:
        """Return ``stats.html``, to be rendered on demand."""
        summaries, models = site_data.summaries, site_data.models
        menu = site_data.menu
        return factory.from_function(
            lambda: self.render(summaries, taxonomies, menu), urls.STATISTICS, summaries, models, menu
        )

    def render(self, summaries: Sequence[Summary], taxonomies: Sequence[Taxonomy], menu: Sequence[str] = ()) -> str:
        """Return the HTML of the page."""
        counts, translator = compute_statistics(summaries, taxonomies), self._translator
        return self._environment.get_template("statistics.html").render(
            page=urls.STATISTICS,
            menu=menu,
            numbers=counts,
            time=charts.timeline_chart(counts.timeline, translator),
            triangle=charts.matrix_chart(counts.shared_conversations, translator),
            pairs=charts.model_pairs(counts.shared_conversations),
            lengths=charts.length_bars(counts.lengths, translator),
            means=charts.mean_bars(counts.means, translator),
            mean=partial(charts.format_mean, translator=translator),
            length=partial(charts.format_length_range, translator=translator),
        )
