"""The files for programs that look for pages."""

from collections.abc import Iterable, Iterator, Mapping

from sitegen import permalinks
from sitegen.collection import Collection
from sitegen.discovery.feed import feed
from sitegen.discovery.robots import robots
from sitegen.discovery.sitemap import listed, sitemaps
from sitegen.model import OutputFile
from sitegen.render import SiteInfo


def discovery_files(
    site: SiteInfo, collection: Collection, keys: Mapping[str, str], pages: Iterable[str]
) -> Iterator[OutputFile]:
    """``robots.txt``; feed and sitemap where the site says where it is published.

    ``keys``: by slug, what the ledger knows conversations by; ``pages``: addresses of the pages about many
    conversations that are to be found.
    """
    yield OutputFile(permalinks.ROBOTS, robots(site))
    if not site.url:
        return
    yield OutputFile(permalinks.FEED, feed(site, collection.summaries, collection.essays, keys))
    if not site.is_indexed:
        return
    days = {permalinks.conversation(each.slug): each.ended or each.started for each in collection.summaries}
    found = listed(
        {*pages, *days}, days | {permalinks.essay(each.slug): each.date for each in collection.essays}
    )
    yield from sitemaps(site.url, found)
