"""Check the links of essays and of the home page text, and the footnotes of essays."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote

from sitegen.archive.essays.links import INTRODUCTION, SiteAddresses
from sitegen.archive.essays.own_computer import is_own_computer_url
from sitegen.archive.folder import Archive
from sitegen.build.context import BuildContext, site_renderer
from sitegen.build.output import listed_files
from sitegen.model import PageContext
from sitegen.model.problems import Problem
from sitegen.permalinks import urls
from sitegen.quotes.extraction import extract_links
from sitegen.render.owner_markdown import local_links, own_computer_links

_ALWAYS = frozenset(
    {
        urls.HOME, urls.NOT_FOUND, urls.CONVERSATIONS, urls.SPEAKERS, urls.MODELS,
        urls.FORMATS, urls.ART, urls.STATISTICS, urls.SEARCH, urls.ARCHIVE,
    }
)  # fmt: skip
"""Pages of every site."""
_OVERVIEW_PREFIXES = (
    "speakers/", "models/", "series/", "formats/", "essays/index", "c/index.", "q/", "static/", "search/",
    "quoted.html", "backlinks.json", "feed.xml", "feed.json", "sitemap", "robots.txt",
)  # fmt: skip
"""Address prefixes of files that depend on all conversations, so that only a built site shows which exist."""


def link_problems(
    archive: Archive, context: BuildContext, addresses: SiteAddresses, is_page: Callable[[str], bool]
) -> Iterator[Problem]:
    """Yield broken links of the home page text and of all essays, drafts included, and broken footnotes.

    Links to conversations are not checked here, but together with the words that they quote (`checks.quotations`).
    """
    for line, url in local_links(archive.introduction):
        if not is_page(normpath(unquote(url.partition("#")[0]))):
            yield Problem("broken-home-link", archive.introduction_path, line, url=url)

    def resolve(path: str, url: str) -> str | None:
        address = addresses.resolve(path, url)
        is_fine = address and _is_fine(address.partition("#")[0], is_page)
        return urls.HOME if is_fine else address

    shown = own_computer_links(archive.introduction, lambda url: addresses.resolve(INTRODUCTION, url))
    found = [Problem("link-to-own-computer", archive.introduction_path, line, url=url) for line, url in shown]
    links = extract_links(archive.introduction)
    yield from (*found, *_own_computer_links(archive.introduction_path, 1, links, addresses, found))
    for essay in archive.essays:
        path = f"{archive.essays_folder}/{essay.path}"
        problems = site_renderer(context).essay_problems(essay, resolve, frozenset({urls.HOME}))
        found = [each.within(archive.essays_folder) for each in problems]
        links = extract_links(essay.text)
        yield from (*found, *_own_computer_links(path, essay.first_line, links, addresses, found))
    for external in archive.external_essays:
        links = extract_links(external.text, is_html=external.is_html)
        yield from _own_computer_links(external.path, external.line, links, addresses)


def _is_fine(path: str, is_page: Callable[[str], bool]) -> bool:
    """Return whether the path is of the site, or its problem, a missing conversation, is reported elsewhere."""
    if is_page(path):
        return True
    is_left_out = path.endswith((".json", ".txt")) and is_page(urls.conversation(urls.conversation_slug(path)))
    return urls.is_conversation(path) and not is_left_out


def _own_computer_links(
    path: str,
    first_line: int,
    links: Iterable[tuple[int, str]],
    addresses: SiteAddresses,
    found: Iterable[Problem] = (),
) -> Iterator[Problem]:
    """Yield the links that lead to the owner's own computer and to no page, without those ``found`` already."""
    known = {unquote(str(each.parameters.get("url"))) for each in found}
    for line, url in links:
        if is_own_computer_url(url) and addresses.resolve("", url) is None and unquote(url) not in known:
            yield Problem("link-to-own-computer", path, first_line + line - 1, url=url)


def expected_pages(
    archive: Archive, page_contexts: Mapping[str, PageContext], site: Path | None
) -> Callable[[str], bool]:
    """Return a test for addresses that will exist; without a built ``site``, it accepts all overview pages."""
    built = listed_files(site) if site else frozenset()
    known = {*built, *_ALWAYS, *(urls.essay(essay.slug) for essay in archive.published_essays)}
    settings = archive.settings.site
    addresses: list[Callable[[str], str]] = [urls.conversation]
    if settings.has_json_export:
        addresses.append(urls.json_export)
    if settings.has_source_text:
        addresses.append(urls.source)
    for page_context in page_contexts.values():
        known.update(address(page_context.slug) for address in addresses)
    return lambda address: address in known or (not built and address.startswith(_OVERVIEW_PREFIXES))
