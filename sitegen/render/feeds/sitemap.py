"""Write ``sitemap.xml`` (https://www.sitemaps.org/protocol.html), as an index of parts if it is too long."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sitegen.model import OutputFile
from sitegen.permalinks import urls
from sitegen.render.feeds.xml import Element, add_element, document

MAX_PAGES = 50_000
MAX_BYTES = 50 * 1024 * 1024
"""Limits of the protocol for one file."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_OVERHEAD = 200  # bytes of the declaration and the root; also of the tags of an entry


class SitemapEntry(NamedTuple):
    """A page in the sitemap."""

    address: str
    """Relative to the site."""
    day: str = ""
    """ISO date of its content; empty if unknown."""


def sitemap_entries(pages: Iterable[str], days: Mapping[str, str | None]) -> tuple[SitemapEntry, ...]:
    """Return entries sorted by address; ``days`` maps addresses to ISO 8601 times of their content."""
    return tuple(SitemapEntry(each, (days.get(each) or "")[:10]) for each in sorted(pages))


def sitemaps(
    site_url: str, pages: Sequence[SitemapEntry], max_pages: int = MAX_PAGES, max_bytes: int = MAX_BYTES
) -> Iterator[OutputFile]:
    """Yield ``sitemap.xml`` and its parts, if there must be any."""
    parts = list(_split(site_url, pages, max_pages, max_bytes))
    if len(parts) == 1:
        yield OutputFile(urls.SITEMAP, _urlset(site_url, parts[0]))
        return
    index = Element("sitemapindex", xmlns=_NAMESPACE)
    for number, part in enumerate(parts, 1):
        path = urls.sitemap(number)
        entry = add_element(index, "sitemap")
        add_element(entry, "loc", urls.absolute(site_url, path))
        if newest := max(each.day for each in part):
            add_element(entry, "lastmod", newest)
        yield OutputFile(path, _urlset(site_url, part))
    yield OutputFile(urls.SITEMAP, document(index))


def _urlset(site_url: str, pages: Iterable[SitemapEntry]) -> bytes:
    root = Element("urlset", xmlns=_NAMESPACE)
    for each in pages:
        entry = add_element(root, "url")
        add_element(entry, "loc", urls.canonical(site_url, each.address))
        if each.day:
            add_element(entry, "lastmod", each.day)
    return document(root)


def _split(
    site_url: str, pages: Iterable[SitemapEntry], max_pages: int, max_bytes: int
) -> Iterator[list[SitemapEntry]]:
    part: list[SitemapEntry] = []
    size = _OVERHEAD
    for each in pages:
        # An address is ASCII; `&` is escaped as five characters, and occurs only in the URL of the site.
        grown = size + len(each.address) + len(site_url) + 4 * site_url.count("&") + _OVERHEAD
        if part and (len(part) == max_pages or grown > max_bytes):
            yield part
            part, size = [], _OVERHEAD
            grown = size + len(each.address) + len(site_url) + 4 * site_url.count("&") + _OVERHEAD
        part.append(each)
        size = grown
    yield part
