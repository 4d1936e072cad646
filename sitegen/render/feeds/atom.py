"""Write a feed as Atom (RFC 4287)."""

from xml.etree import ElementTree as ET  # only for writing

from sitegen.permalinks import urls
from sitegen.render.feeds.entries import Feed, FeedEntry, plain
from sitegen.render.templates import SiteInfo


def atom_feed(site: SiteInfo, feed: Feed) -> bytes:
    """Return the feed of a page of a site with a public URL."""
    page = urls.canonical(site.url, feed.page)
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": site.language})
    _add(root, "id", page)
    _add(root, "title", feed.title)
    if site.description and feed.page == urls.HOME:
        _add(root, "subtitle", site.description)
    _add(root, "link", rel="self", href=urls.absolute(site.url, urls.feed(feed.page)))
    _add(root, "link", rel="alternate", type="text/html", href=page)
    _add(root, "updated", feed.updated)
    _add_author(root, site.author or site.title)
    _add(root, "generator", "sitegen")
    if site.license:
        _add(root, "rights", site.license.name)
    for entry in feed.entries:
        _add_entry(root, entry)
    ET.indent(root, "")
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _add_entry(root: ET.Element, entry: FeedEntry) -> None:
    node = _add(root, "entry")
    if entry.language:
        node.set("xml:lang", entry.language)
    _add(node, "id", entry.id)
    _add(node, "title", entry.title)
    _add(node, "link", rel="alternate", type="text/html", href=entry.url)
    _add(node, "updated", entry.updated)
    _add(node, "published", entry.published)
    for name in entry.authors:
        _add_author(node, name)
    if entry.excerpt:
        _add(node, "summary", entry.excerpt)


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, tag, {name: plain(value) for name, value in attributes.items()})
    child.text = plain(text) or None
    return child


def _add_author(parent: ET.Element, name: str) -> None:
    _add(_add(parent, "author"), "name", name)
