"""Write a feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from typing import Any

from sitegen.model import serialization
from sitegen.permalinks import urls
from sitegen.render.feeds.entries import Feed, FeedEntry, plain
from sitegen.render.templates import SiteInfo


def json_feed(site: SiteInfo, feed: Feed) -> bytes:
    """Return the feed of a site with a public URL."""
    return serialization.dump(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": plain(feed.title),
            "home_page_url": urls.canonical(site.url, feed.page),
            "feed_url": urls.absolute(site.url, urls.JSON_FEED),
            **({"description": plain(site.description)} if site.description else {}),
            "language": site.language,
            "authors": [{"name": plain(site.author or site.title)}],
            "items": [_item(each) for each in feed.entries],
        }
    )


def _item(entry: FeedEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_text": entry.excerpt or entry.title,  # required
        "date_published": entry.published,
        "date_modified": entry.updated,
        **({"language": entry.language} if entry.language else {}),
        **({"authors": [{"name": name} for name in entry.authors]} if entry.authors else {}),
    }
