"""Render essays and their list, and report their broken links and footnotes."""

from collections.abc import Iterator
from functools import partial

from sitegen.archive.essays.links import LinkResolver
from sitegen.archive.essays.own_computer import is_own_computer_url
from sitegen.model import Essay, PageRef
from sitegen.model.problems import Problem
from sitegen.permalinks import urls
from sitegen.render.essay_markdown import EssayMarkdown
from sitegen.render.lazy_page import LazyPage, LazyPageFactory
from sitegen.render.site_data import SiteData
from sitegen.text.languages import detect_language_within, is_right_to_left


def essay_pages(site_data: SiteData, factory: LazyPageFactory, markdown: EssayMarkdown) -> Iterator[LazyPage]:
    """Yield ``essays/<slug>.html`` of each essay, and the list of all; nothing if there are none."""
    essays = site_data.essays
    if not essays:
        return
    cited_conversations = _cited_conversations(site_data)
    yield factory.from_template("essays.html", urls.ESSAYS, essays=essays)
    neighbours = (None, *(PageRef(each.slug, each.title) for each in essays), None)
    for each, later, earlier in zip(essays, neighbours, neighbours[2:], strict=False):
        page = urls.essay(each.slug)
        yield factory.from_template(
            "essay.html",
            page,
            essay=each,
            body=markdown.render(each.text, page, partial(site_data.resolve_link, each.path)),
            language=each.language,
            is_rtl=is_right_to_left(each.language),
            title_language=detect_language_within(each.title, each.language),
            cited=cited_conversations.get(each.slug, ()),
            earlier=earlier,
            later=later,
        )


def _cited_conversations(site_data: SiteData) -> dict[str, tuple[PageRef, ...]]:
    """Return the conversations that each essay quotes, by slug of the essay."""
    by_essay: dict[str, dict[str, PageRef]] = {}
    for summary in site_data.summaries:
        for each in site_data.backlinks.get(summary.slug, ()):
            if not each.mention.is_external:
                conversations = by_essay.setdefault(each.mention.essay.slug, {})
                conversations[summary.slug] = PageRef(summary.slug, summary.title)
    return {slug: tuple(known.values()) for slug, known in by_essay.items()}


def essay_problems(
    essay: Essay,
    markdown: EssayMarkdown,
    resolve: LinkResolver,
    site_paths: frozenset[str],
    site_url: str = "",
) -> Iterator[Problem]:
    """Yield broken links and footnotes. ``site_paths`` are the files of the site."""
    for link in markdown.links(essay.text, site_url):
        address = None if link.is_text else resolve(essay.path, link.url)
        line = essay.first_line + link.line - 1
        if address is None and is_own_computer_url(link.url):
            yield Problem("link-to-own-computer", essay.path, line, url=link.url)
        elif address is None or address.partition("#")[0] not in site_paths:
            yield Problem("broken-essay-link", essay.path, line, url=link.url)
    for line, code, label in markdown.broken_footnotes(essay.text):
        yield Problem(code, essay.path, essay.first_line + line - 1, label=label)
