"""Write the files with which programs discover pages."""

from collections.abc import Iterable, Iterator, Mapping

from sitegen.model import OutputFile
from sitegen.permalinks import urls
from sitegen.render.feeds.atom import atom_feed
from sitegen.render.feeds.robots import robots_txt
from sitegen.render.feeds.sitemap import sitemap_entries, sitemaps
from sitegen.render.site_data import SiteData
from sitegen.render.templates import SiteInfo


def discovery_files(
    site: SiteInfo, site_data: SiteData, keys: Mapping[str, str], pages: Iterable[str]
) -> Iterator[OutputFile]:
    """Yield ``robots.txt``, and feed and sitemap if the site has a public URL.

    ``keys`` maps slugs to keys of conversations in the ledger; ``pages`` are the addresses of the other pages that the
    sitemap lists.
    """
    yield OutputFile(urls.ROBOTS, robots_txt(site))
    if not site.url:
        return
    yield OutputFile(urls.FEED, atom_feed(site, site_data.summaries, site_data.essays, keys))
    if not site.is_indexed:
        return
    days = {urls.conversation(each.slug): each.ended or each.started for each in site_data.summaries}
    entries = sitemap_entries({*pages, *days}, days | {urls.essay(each.slug): each.date for each in site_data.essays})
    yield from sitemaps(site.url, entries)
