"""All pages that readers and search engines are to find: ``sitemap.xml``, as https://www.sitemaps.org/protocol.html.

A site with more pages than one file may list has an index there, and the lists beside it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sitegen.model import OutputFile
from sitegen.permalinks import urls
from sitegen.render.feeds.xml import Element, document, element

MOST_PAGES = 50_000
MOST_BYTES = 50 * 1024 * 1024
"""What the protocol allows in one file."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_AROUND = 200  # bytes of declaration and root; of an entry those beside its address, too


class Listed(NamedTuple):
    """A page of the list."""

    address: str
    """Relative to the site's root."""
    day: str = ""
    """ISO day of what it shows; empty where that is not told."""


def listed(pages: Iterable[str], days: Mapping[str, str | None]) -> tuple[Listed, ...]:
    """The pages in order of their addresses; ``days``: by address, when what they show was said (ISO 8601)."""
    return tuple(Listed(each, (days.get(each) or "")[:10]) for each in sorted(pages))


def sitemaps(
    site_url: str, pages: Sequence[Listed], most_pages: int = MOST_PAGES, most_bytes: int = MOST_BYTES
) -> Iterator[OutputFile]:
    """``sitemap.xml``, and its parts where it must have any."""
    parts = list(_parts(site_url, pages, most_pages, most_bytes))
    if len(parts) == 1:
        yield OutputFile(urls.SITEMAP, _pages(site_url, parts[0]))
        return
    index = Element("sitemapindex", xmlns=_NAMESPACE)
    for number, part in enumerate(parts, 1):
        path = urls.sitemap(number)
        entry = element(index, "sitemap")
        element(entry, "loc", urls.absolute(site_url, path))
        if newest := max(each.day for each in part):
            element(entry, "lastmod", newest)
        yield OutputFile(path, _pages(site_url, part))
    yield OutputFile(urls.SITEMAP, document(index))


def _pages(site_url: str, pages: Iterable[Listed]) -> bytes:
    root = Element("urlset", xmlns=_NAMESPACE)
    for each in pages:
        entry = element(root, "url")
        element(entry, "loc", urls.public(site_url, each.address))
        if each.day:
            element(entry, "lastmod", each.day)
    return document(root)


def _parts(
    site_url: str, pages: Iterable[Listed], most_pages: int, most_bytes: int
) -> Iterator[list[Listed]]:
    part: list[Listed] = []
    size = _AROUND
    for each in pages:
        # An address is ASCII; `&` is written as five characters, and may stand in the site's own part only.
        grown = size + len(each.address) + len(site_url) + 4 * site_url.count("&") + _AROUND
        if part and (len(part) == most_pages or grown > most_bytes):
            yield part
            part, size = [], _AROUND
            grown = size + len(each.address) + len(site_url) + 4 * site_url.count("&") + _AROUND
        part.append(each)
        size = grown
    yield part
