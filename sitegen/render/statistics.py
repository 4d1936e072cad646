"""A collection → ``stats.html``: what can be counted, as pictures with their tables behind them."""

from functools import partial

from jinja2 import Environment

from sitegen import permalinks
from sitegen.collection import Collection
from sitegen.languages import ENGLISH, Words
from sitegen.render import charts
from sitegen.render.draft import Draft, Drafts
from sitegen.statistics import statistics


class StatisticsPage:
    """Renders the page of numbers."""

    def __init__(self, environment: Environment, words: Words = ENGLISH) -> None:
        self._template = environment.get_template("stats.html")
        self._words = words

    def draft(self, collection: Collection, drafts: Drafts) -> Draft:
        """``stats.html``."""
        values = (collection.summaries, collection.models)
        return drafts.made_by(lambda: self.html(collection), permalinks.STATISTICS, *values)

    def html(self, collection: Collection) -> str:
        """The page."""
        found, words = statistics(collection), self._words
        return self._template.render(
            page=permalinks.STATISTICS,
            numbers=found,
            time=charts.time_picture(found.timeline, words),
            triangle=charts.triangle(found.meetings, words),
            pairs=charts.pairs(found.meetings),
            lengths=charts.length_bars(found.lengths, words),
            means=charts.mean_bars(found.means, words),
            mean=partial(charts.mean, words=words),
            length=partial(charts.length_range, words=words),
        )
