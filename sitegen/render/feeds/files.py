"""The files for programs that look for pages."""

from collections.abc import Iterable, Iterator, Mapping

from sitegen.model import OutputFile
from sitegen.permalinks import urls
from sitegen.render.feeds.atom import feed
from sitegen.render.feeds.robots import robots
from sitegen.render.feeds.sitemap import listed, sitemaps
from sitegen.render.site_data import Collection
from sitegen.render.templates import SiteInfo


def discovery_files(
    site: SiteInfo, collection: Collection, keys: Mapping[str, str], pages: Iterable[str]
) -> Iterator[OutputFile]:
    """``robots.txt``; feed and sitemap where the site says where it is published.

    ``keys``: by slug, what the ledger knows conversations by; ``pages``: addresses of the pages about many
    conversations that are to be found.
    """
    yield OutputFile(urls.ROBOTS, robots(site))
    if not site.url:
        return
    yield OutputFile(urls.FEED, feed(site, collection.summaries, collection.essays, keys))
    if not site.is_indexed:
        return
    days = {urls.conversation(each.slug): each.ended or each.started for each in collection.summaries}
    found = listed({*pages, *days}, days | {urls.essay(each.slug): each.date for each in collection.essays})
    yield from sitemaps(site.url, found)
