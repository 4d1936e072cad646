"""Yield the feeds of a site: one of everything, in two formats, and one of each series, speaker and model."""

from collections.abc import Callable, Iterator, Sequence

from sitegen.model import Essay, Summary
from sitegen.permalinks import urls
from sitegen.render.feeds.atom import atom_feed
from sitegen.render.feeds.entries import DatedItem, Feed, dated_items, feed_entry, newest
from sitegen.render.feeds.json_feed import json_feed
from sitegen.render.lazy_page import LazyPage, LazyPageFactory
from sitegen.render.site_data import SiteData
from sitegen.render.taxonomies import Taxonomy
from sitegen.render.templates import SiteInfo

FeedFormat = Callable[[SiteInfo, Feed], bytes]


def feed_pages(
    site: SiteInfo, site_data: SiteData, taxonomies: Sequence[Taxonomy], factory: LazyPageFactory
) -> Iterator[LazyPage]:
    """Yield all feeds, to be rendered on demand; none if the public URL of the site is not known."""
    keys = site_data.record_keys

    def feed(address: str, write: FeedFormat, page: str, title: str, items: Sequence[DatedItem]) -> LazyPage:
        """Return a feed with these entries; its cache key consists of nothing else."""
        conversations = [each.item for each in items if isinstance(each.item, Summary)]
        essays = [each.item for each in items if isinstance(each.item, Essay)]

        def render() -> bytes:
            return write(site, Feed(page, title, tuple(feed_entry(site.url, each, keys) for each in items)))

        return factory.file(render, address, title, conversations, [keys[each.slug] for each in conversations], essays)

    if not site.url:
        return
    conversations = dated_items(site_data.summaries)
    everything = newest((*conversations, *dated_items(site_data.essays)), keys)
    yield feed(urls.FEED, atom_feed, urls.HOME, site.title, everything)
    yield feed(urls.JSON_FEED, json_feed, urls.HOME, site.title, everything)
    by_slug = {each.item.slug: each for each in conversations}
    for taxonomy in taxonomies:
        for term in filter(taxonomy.has_feed, taxonomy.terms):
            members = (by_slug[each.slug] for each in taxonomy.members[term.address] if each.slug in by_slug)
            title = f"{term.names[0]} · {site.title}"
            yield feed(urls.feed(term.address), atom_feed, term.address, title, newest(members, keys))
