"""Render all pages of a site: the interface that the build calls."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path

from sitegen.archive.essays.links import LinkResolver
from sitegen.model import Conversation, Essay, OutputFile, PageContext, Summary
from sitegen.model.problems import Problem
from sitegen.permalinks import urls
from sitegen.quotes.passages import KnownQuote, Passage
from sitegen.render.blocks import BlockRenderer, MessageBody, WrittenBody
from sitegen.render.conversation_page import ConversationPages
from sitegen.render.essay_pages import essay_pages, essay_problems
from sitegen.render.feeds.feed_pages import feed_pages
from sitegen.render.gallery import gallery_pages
from sitegen.render.i18n.translator import ENGLISH, load_translator
from sitegen.render.lazy_page import LazyPage, LazyPageFactory, rendered_page
from sitegen.render.linked_data import LinkedData
from sitegen.render.overview_pages import OverviewPages, StatisticsPage
from sitegen.render.passage_view import PassageRenderer
from sitegen.render.quote_pages import quote_pages
from sitegen.render.search_page import ResultJson, SearchPage
from sitegen.render.site_data import SiteData
from sitegen.render.social_cards.card import CardPainter
from sitegen.render.social_cards.layout import SIZES
from sitegen.render.summaries import drawings, openings, summarise
from sitegen.render.taxonomies import group_by_taxonomies
from sitegen.render.templates import SiteInfo, create_environment, theme_folder
from sitegen.render.theme_assets import static_files

_MAX_PREVIEW_CHOICES = 5
"""Drawings and paragraphs that are tried for a picture, until the fonts can render one."""


class Renderer:
    """Render pages with themes. For each file, the first theme that has it wins; the built-in theme is the last.

    Creating one takes about 50 ms, so create one per process. Output depends on the arguments only.
    """

    def __init__(self, site: SiteInfo, themes: Sequence[Path]) -> None:
        self._themes = tuple(themes)
        translator = load_translator(site.language, self._themes) or ENGLISH
        self._translator = translator
        self._templates = templates = create_environment(self._themes, translator)
        self._site = site
        passages = PassageRenderer(translator)
        has_picture = bool(site.url and self._card_painter.can_paint(site.title))
        templates.globals |= {
            "site": site,
            "site_picture": urls.SITE_PICTURE if has_picture else "",
            "json_ld": LinkedData(site),
            "passage_view": passages.view,
        }
        block_renderer = BlockRenderer(templates, translator)
        self._conversation_pages = ConversationPages(templates, block_renderer, translator)
        self._overview_pages = OverviewPages(block_renderer)
        self._statistics_page = StatisticsPage(templates, translator)
        self._search_page = SearchPage(templates)
        self._essay_markdown = block_renderer.essay_markdown

    def message_bodies(self, conversation: Conversation) -> Iterator[MessageBody]:
        """Yield the bodies of the messages of a conversation."""
        return self._conversation_pages.bodies(conversation)

    def conversation_pages(
        self,
        conversation: Conversation,
        context: PageContext,
        summary: Summary | None = None,
        bodies: Iterable[WrittenBody] | None = None,
        picture: OutputFile | None = None,
    ) -> tuple[OutputFile, ...]:
        """Return the page of a conversation, or its parts.

        ``summary`` and ``bodies``, its written `message_bodies`, are made here if the caller does not have them;
        ``picture`` is its `preview_picture`.
        """
        if bodies is None:
            bodies = (each.write() for each in self.message_bodies(conversation))
        summary = summary or summarise(conversation, context)
        return self._conversation_pages.render(conversation, context, summary, bodies, picture.path if picture else "")

    def preview_picture(self, conversation: Conversation, slug: str) -> OutputFile | None:
        """Return the picture with which other sites show a link to a conversation: a drawing, or its first words.

        None if the site has no URL, or the fonts cannot render any of it.
        """
        if not self._site.url:
            return None
        data = self._card_painter.paint_preview(_preview_passages(conversation, slug), self._site.title)
        return OutputFile(urls.preview_picture(slug), data) if data else None

    def redirects(
        self, former_slugs: Iterable[str], slug: str, title: str, menu: Sequence[str] = ()
    ) -> Iterator[OutputFile]:
        """Yield redirects from the former addresses of a conversation to its slug; ``menu``: see `PageContext`."""
        template = self._templates.get_template("redirect.html")
        for each in former_slugs:
            page, address = urls.conversation(each), urls.conversation(slug)
            yield OutputFile(page, template.render(page=page, address=address, title=title, menu=menu).encode())

    def site_pages(self, site_data: SiteData) -> Iterator[LazyPage]:
        """Yield every page that is not one conversation: home, lists, gallery, statistics, search, essays, 404."""
        factory = LazyPageFactory(self._templates, site_data)
        taxonomies = group_by_taxonomies(site_data.summaries, site_data.models)
        yield from self._overview_pages.pages(site_data, taxonomies, factory)
        yield from gallery_pages(site_data, factory, self._translator)
        yield self._statistics_page.page(site_data, taxonomies, factory)
        for each in site_data.removed:
            address = urls.conversation(each.slug)
            yield factory.from_template("removed_conversation.html", address, conversation=each)
            for file in self.redirects(
                each.former_slugs, each.slug, each.title or self._translator.gettext("A conversation"), site_data.menu
            ):
                yield rendered_page(file)
        yield from essay_pages(site_data, factory, self._essay_markdown)
        yield from feed_pages(self._site, site_data, taxonomies, factory)
        yield from quote_pages(site_data, factory, self._paint_card, self._site, self._translator)
        if self._templates.globals["site_picture"]:
            site = self._site
            values = (site.title, site.description, site.author, site.url)
            yield factory.file(self._site_picture, urls.SITE_PICTURE, *values)

    def essay_problems(self, essay: Essay, resolve: LinkResolver, site_paths: frozenset[str]) -> Iterator[Problem]:
        """Yield broken links and footnotes of an essay; ``site_paths`` are the paths of the site's files."""
        return essay_problems(essay, self._essay_markdown, resolve, site_paths, self._site.url)

    def paragraph_at(self, essay: Essay, line: int) -> int:
        """Return the number (from 1) of the paragraph that holds a line of the essay's text; 0 if none does."""
        return self._essay_markdown.paragraph_at(essay.text, line)

    def _site_picture(self) -> bytes:
        """Return the picture of the pages that have none: title and description of the site."""
        site = self._site
        host = site.url.partition("://")[2]
        passage = Passage("", site.description, "", site.author or host, words=site.title)
        return self._card_painter.paint_preview([passage], host if site.author else "", SIZES) or b""

    def _paint_card(self, quote: KnownQuote, site_title: str) -> bytes:
        return self._card_painter.paint(quote, site_title)

    @cached_property
    def _card_painter(self) -> CardPainter:
        # Sites without a URL have no pictures of conversations, and few have quotes.
        return CardPainter(theme_folder(), self._translator)

    def search_page(self, result: ResultJson, published: bytes = b"") -> OutputFile:
        """Return ``search.html`` with a result in it, for a server; ``published``: the page as a build wrote it."""
        return self._search_page.result_page(result, published)

    def search_hits(self, result: ResultJson) -> str:
        """Return the HTML of the results alone, without the page around it."""
        return self._search_page.hits_html(result)

    def static_files(self) -> Iterator[OutputFile]:
        """Yield style sheets, fonts and scripts. Raises `ContentError` as `script_bundle.bundle` does."""
        return static_files(self._themes, self._translator)


def _preview_passages(conversation: Conversation, slug: str) -> Iterator[Passage]:
    """Yield what a picture of the conversation may show, the best first."""
    title = conversation.title
    for drawing in islice(drawings(conversation), _MAX_PREVIEW_CHOICES):
        yield Passage(slug, title, "", drawing.participant.name, words=drawing.text, is_drawing=True)
    for first_words in islice(openings(conversation.path), _MAX_PREVIEW_CHOICES):
        yield Passage(slug, title, first_words.anchor, first_words.speaker, words=first_words.text)
