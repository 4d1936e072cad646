"""A collection → ``stats.html``: what can be counted, as pictures with their tables behind them."""

from jinja2 import Environment

from sitegen import permalinks
from sitegen.collection import Collection
from sitegen.render import charts
from sitegen.render.draft import Draft, Drafts
from sitegen.statistics import statistics


class StatisticsPage:
    """Renders the page of numbers."""

    def __init__(self, environment: Environment) -> None:
        self._template = environment.get_template("stats.html")

    def draft(self, collection: Collection, drafts: Drafts) -> Draft:
        """``stats.html``."""
        values = (collection.summaries, collection.models)
        return drafts.made_by(lambda: self.html(collection), permalinks.STATISTICS, *values)

    def html(self, collection: Collection) -> str:
        """The page."""
        found = statistics(collection)
        return self._template.render(
            page=permalinks.STATISTICS,
            numbers=found,
            time=charts.time_picture(found.timeline),
            triangle=charts.triangle(found.meetings),
            pairs=charts.pairs(found.meetings),
            lengths=charts.length_bars(found.lengths),
            means=charts.mean_bars(found.means),
            mean=charts.mean,
            length=charts.length_range,
        )
