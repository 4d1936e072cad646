"""All pages of a site from values: what the build calls."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from sitegen.archive.essays.links import Resolve
from sitegen.model import Conversation, Essay, OutputFile, Place
from sitegen.model.problems import Problem
from sitegen.permalinks import urls
from sitegen.quotes.passages import KnownQuote
from sitegen.render.conversation_page import ConversationPages
from sitegen.render.essay_pages import essay_pages, essay_problems
from sitegen.render.gallery import gallery_pages
from sitegen.render.i18n.translator import ENGLISH, words_for
from sitegen.render.lazy_page import Draft, Drafts, draft_of
from sitegen.render.linked_data import LinkedData
from sitegen.render.message_blocks import Blocks
from sitegen.render.overview_pages import OverviewPages, StatisticsPage
from sitegen.render.quote_pages import quote_pages
from sitegen.render.search_page import Result, SearchPage
from sitegen.render.site_data import Collection
from sitegen.render.social_cards.card import CardPainter
from sitegen.render.static_files import static_files
from sitegen.render.templates import SiteInfo, environment, theme_folder


class Renderer:
    """Renders with the first theme that has a file, of ``themes`` from the owner's to the built-in one.

    Takes some 50 ms to make, so make one per process. What it returns depends on its arguments only.
    """

    def __init__(self, site: SiteInfo, themes: Sequence[Path]) -> None:
        self._themes = tuple(themes)
        words = words_for(site.language, self._themes) or ENGLISH
        self._words = words
        self._templates = templates = environment(self._themes, words)
        templates.globals |= {"site": site, "linked": LinkedData(site)}
        blocks = Blocks(templates, words)
        self._conversations = ConversationPages(templates, blocks)
        self._overview = OverviewPages(blocks)
        self._statistics = StatisticsPage(templates, words)
        self._search = SearchPage(templates, words)
        self._site = site
        self._markdown = blocks.essays

    def conversation(self, conversation: Conversation, place: Place) -> OutputFile:
        """The page of one conversation."""
        return self._conversations.page(conversation, place)

    def redirects(self, former: Iterable[str], slug: str, title: str) -> Iterator[OutputFile]:
        """Pages at the former addresses of the conversation that now has this slug."""
        template = self._templates.get_template("moved.html")
        for each in former:
            page, address = urls.conversation(each), urls.conversation(slug)
            yield OutputFile(page, template.render(page=page, address=address, title=title).encode())

    def overview(self, collection: Collection) -> Iterator[Draft]:
        """Every page about more than one conversation: home, lists, drawings, numbers, search, 404."""
        drafts = Drafts(self._templates, collection)
        yield from self._overview.pages(collection, drafts)
        yield from gallery_pages(collection, drafts, self._words)
        yield self._statistics.draft(collection, drafts)
        for each in collection.departed:
            address = urls.conversation(each.slug)
            yield drafts.draft("departed.html", address, conversation=each)
            for file in self.redirects(
                each.former, each.slug, each.title or self._words.gettext("A conversation")
            ):
                yield draft_of(file)
        yield from essay_pages(collection, drafts, self._markdown)
        yield from quote_pages(collection, drafts, self._painter, self._site.title, self._words)

    def problems(self, essay: Essay, resolve: Resolve, there: frozenset[str]) -> Iterator[Problem]:
        """What in an essay cannot be shown as it was meant; ``there`` are the paths of the site's files."""
        return essay_problems(essay, self._markdown, resolve, there, self._site.url)

    def paragraph_at(self, essay: Essay, line: int) -> int:
        """The number of the paragraph that holds a line of the essay's text, from 1; 0 where none does."""
        return self._markdown.paragraph_at(essay.text, line)

    def _painter(self, quote: KnownQuote, archive: str) -> bytes:
        return self._card_painter.paint(quote, archive)

    @cached_property
    def _card_painter(self) -> CardPainter:
        # Most renderers are made for conversations, which need no pictures.
        return CardPainter(theme_folder(), self._words)

    def search_page(self, result: Result) -> OutputFile:
        """``search.html`` with a result in it, for a server."""
        return self._search.page_with(result)

    def search_hits(self, result: Result) -> str:
        """What ``search_page`` shows of a result, alone."""
        return self._search.hits(result)

    def static(self) -> Iterator[OutputFile]:
        """Style sheets, fonts, and the script of the search page. Raises `ContentError` as `joined` does."""
        return static_files(self._themes, self._words)
