"""All pages of a site from values: what the build calls."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sitegen import permalinks
from sitegen.collection import Collection
from sitegen.model import Conversation, OutputFile, Place
from sitegen.render.blocks import Blocks
from sitegen.render.conversation import ConversationPages
from sitegen.render.draft import Draft, Drafts, draft_of
from sitegen.render.environment import SiteInfo, environment
from sitegen.render.gallery import gallery_pages
from sitegen.render.overview import OverviewPages
from sitegen.render.search import Result, SearchPage
from sitegen.render.static import static_files
from sitegen.render.statistics import StatisticsPage


class Renderer:
    """Renders with the first theme that has a file, of ``themes`` from the owner's to the built-in one.

    Takes some 50 ms to make, so make one per process. What it returns depends on its arguments only.
    """

    def __init__(self, site: SiteInfo, themes: Sequence[Path]) -> None:
        self._themes = tuple(themes)
        self._templates = templates = environment(self._themes)
        templates.globals["site"] = site
        blocks = Blocks(templates)
        self._conversations = ConversationPages(templates, blocks)
        self._overview = OverviewPages(blocks)
        self._statistics = StatisticsPage(templates)
        self._search = SearchPage(templates)

    def conversation(self, conversation: Conversation, place: Place) -> OutputFile:
        """The page of one conversation."""
        return self._conversations.page(conversation, place)

    def redirects(self, former: Iterable[str], slug: str, title: str) -> Iterator[OutputFile]:
        """Pages at the former addresses of the conversation that now has this slug."""
        template = self._templates.get_template("moved.html")
        for each in former:
            page, address = permalinks.conversation(each), permalinks.conversation(slug)
            yield OutputFile(page, template.render(page=page, address=address, title=title).encode())

    def overview(self, collection: Collection) -> Iterator[Draft]:
        """Every page about more than one conversation: home, lists, drawings, numbers, search, 404."""
        drafts = Drafts(self._templates, collection)
        yield from self._overview.pages(collection, drafts)
        yield from gallery_pages(collection, drafts)
        yield self._statistics.draft(collection, drafts)
        for each in collection.departed:
            address = permalinks.conversation(each.slug)
            yield drafts.draft("departed.html", address, conversation=each)
            for file in self.redirects(each.former, each.slug, each.title or "A conversation"):
                yield draft_of(file)

    def search_page(self, result: Result) -> OutputFile:
        """``search.html`` with a result in it, for a server."""
        return self._search.page_with(result)

    def search_hits(self, result: Result) -> str:
        """What ``search_page`` shows of a result, alone."""
        return self._search.hits(result)

    def static(self) -> Iterator[OutputFile]:
        """Style sheets, fonts, and the script of the search page. Raises `ContentError` as `joined` does."""
        return static_files(self._themes)
