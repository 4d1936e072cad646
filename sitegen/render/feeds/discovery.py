"""Write the files with which programs discover pages: the sitemap and ``robots.txt``.

The sitemap (https://www.sitemaps.org/protocol.html) is an index of parts if it is too long. Crawlers read
``robots.txt`` (RFC 9309) only at the root of a host, so it has no effect for a site below ``/repository/``.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from xml.sax.saxutils import escape

from sitegen.model import OutputFile
from sitegen.permalinks import urls
from sitegen.render.feeds.entries import plain
from sitegen.render.site_data import SiteData
from sitegen.render.templates import SiteInfo

MAX_PAGES = 50_000
MAX_BYTES = 50 * 1024 * 1024
"""Limits of the protocol for one file."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_OVERHEAD = 200  # bytes of the declaration and the root; also of the tags of an entry


def discovery_files(site: SiteInfo, site_data: SiteData, pages: Iterable[str]) -> Iterator[OutputFile]:
    """Yield ``robots.txt``, and the sitemap if the site has a public URL.

    ``pages`` are the addresses of the other pages that the sitemap lists.
    """
    yield OutputFile(urls.ROBOTS, robots_txt(site))
    if not (site.url and site.is_indexed):
        return
    days = {urls.conversation(each.slug): each.ended or each.started for each in site_data.summaries}
    entries = sitemap_entries({*pages, *days}, days | {urls.essay(each.slug): each.date for each in site_data.essays})
    yield from sitemaps(site.url, entries)


@cache
def ai_crawlers() -> tuple[str, ...]:
    """Return the user agents of crawlers of AI companies, in order."""
    data = tomllib.loads(files("sitegen.render.feeds").joinpath("ai_crawlers.toml").read_text("utf-8"))
    return tuple(name for each in data["crawlers"] for name in each["names"])


def robots_txt(site: SiteInfo) -> bytes:
    """Return the file. A site that is not indexed must let crawlers in, so that they see ``noindex`` in its pages."""
    lines = ["User-agent: *", "Allow: /", ""]
    if site.refuses_ai:
        lines += [*(f"User-agent: {name}" for name in ai_crawlers()), "Disallow: /", ""]
    if site.url and site.is_indexed:
        lines += [f"Sitemap: {urls.absolute(site.url, urls.SITEMAP)}", ""]
    return "\n".join(lines).encode()


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
    files_ = [
        _document("urlset", "url", ((urls.canonical(site_url, each.address), each.day) for each in part))
        for part in parts
    ]
    if len(parts) > 1:
        index = []
        for number, (part, data) in enumerate(zip(parts, files_, strict=True), 1):
            yield OutputFile(urls.sitemap(number), data)
            index.append((urls.absolute(site_url, urls.sitemap(number)), max(each.day for each in part)))
        files_ = [_document("sitemapindex", "sitemap", index)]
    yield OutputFile(urls.SITEMAP, files_[0])


def _document(root: str, tag: str, rows: Iterable[tuple[str, str]]) -> bytes:
    """Return a file of addresses with their days."""
    entries = (
        f"<{tag}>\n<loc>{escape(plain(url))}</loc>\n" + (f"<lastmod>{day}</lastmod>\n" if day else "") + f"</{tag}>\n"
        for url, day in rows
    )
    head = f"<?xml version='1.0' encoding='utf-8'?>\n<{root} xmlns=\"{_NAMESPACE}\">\n"
    return f"{head}{''.join(entries)}</{root}>\n".encode()


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
