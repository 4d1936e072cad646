"""Write the newest conversations and essays as an Atom feed (RFC 4287), ``feed.xml``.

The id of an entry is a UUID derived from the conversation's key in the ledger, so it does not change with title,
slug, file name or the site's URL, and feed readers show no conversation twice. That of an essay is derived from its
slug.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from heapq import nlargest
from typing import NamedTuple
from xml.etree import ElementTree as ET  # only for writing

from sitegen.model import Essay, Summary
from sitegen.permalinks import urls
from sitegen.render.templates import SiteInfo
from sitegen.text.invisible import spell_out_invisible
from sitegen.text.languages import detect_language_within

MAX_ENTRIES = 30
"""Entries in the feed."""
_NAMESPACE = uuid.UUID("b8a0e3d1-be14-4971-8951-d8197e34458d")  # random; must never change
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Update time of a feed without entries: Atom requires one, and output must not depend on the clock."""


_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Entry(NamedTuple):
    updated: datetime
    published: datetime
    item: Summary | Essay


def atom_feed(site: SiteInfo, summaries: Iterable[Summary], essays: Iterable[Essay], keys: Mapping[str, str]) -> bytes:
    """Return the feed of a site with a public URL; undated entries are omitted.

    ``keys`` maps slugs to keys of conversations in the ledger.
    """
    dated = [
        _Entry(max(started, parse_time(each.ended) or started), started, each)
        for each in summaries
        if (started := parse_time(each.started))
    ]
    dated += [_Entry(date, date, each) for each in essays if (date := parse_time(each.date))]
    oldest = min(nlargest(MAX_ENTRIES, (each.updated for each in dated)), default=_EPOCH)
    recent = [(each, _id(each.item, keys)) for each in dated if each.updated >= oldest]
    newest = sorted(recent, key=lambda each: (each[0].updated, each[1]), reverse=True)[:MAX_ENTRIES]
    home = urls.canonical(site.url, urls.HOME)
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": site.language})
    _add(root, "id", home)
    _add(root, "title", site.title)
    if site.description:
        _add(root, "subtitle", site.description)
    _add(root, "link", rel="self", href=urls.absolute(site.url, urls.FEED))
    _add(root, "link", rel="alternate", type="text/html", href=home)
    _add(root, "updated", _format_time(newest[0][0].updated if newest else _EPOCH))
    _add_author(root, site.author or site.title)
    _add(root, "generator", "sitegen")
    if site.license:
        _add(root, "rights", site.license.name)
    for entry, id_ in newest:
        _add_entry(root, site, entry, id_)
    ET.indent(root, "")
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _add_entry(root: ET.Element, site: SiteInfo, entry: _Entry, id_: str) -> None:
    item = entry.item
    if isinstance(item, Summary):
        address, text = urls.conversation(item.slug), item.excerpt.text
        names = [_author_name(share.participant.name, share.participant.label) for share in item.shares]
        shown = f"{item.excerpt.speaker}: {text}" if item.excerpt.speaker and text else text
    else:
        address, text, names, shown = urls.essay(item.slug), item.description, [item.author], item.description
    url = urls.canonical(site.url, address)
    node = _add(root, "entry")
    if language := detect_language_within(f"{item.title} {text}", item.language):
        node.set("xml:lang", xml_text(language))
    _add(node, "id", id_)
    _add(node, "title", item.title or url)
    _add(node, "link", rel="alternate", type="text/html", href=url)
    _add(node, "updated", _format_time(entry.updated))
    _add(node, "published", _format_time(entry.published))
    for name in dict.fromkeys(filter(None, names)):
        _add_author(node, name)
    if shown:
        _add(node, "summary", shown)


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, tag, {name: xml_text(value) for name, value in attributes.items()})
    child.text = xml_text(text) or None
    return child


def xml_text(text: str) -> str:
    """Spell out invisible characters and those that XML forbids (controls, surrogates, U+FFFE, U+FFFF)."""
    return _NOT_XML.sub(lambda match: f"⟦U+{ord(match[0]):04X}⟧", spell_out_invisible(text))


def _add_author(parent: ET.Element, name: str) -> None:
    _add(_add(parent, "author"), "name", name)


def _author_name(name: str, label: str) -> str:
    return f"{name} ({label})" if label not in ("", name) else name or "?"


def _id(item: Summary | Essay, keys: Mapping[str, str]) -> str:
    name = f"conversation {keys[item.slug]}" if isinstance(item, Summary) else f"essay {item.slug}"
    return uuid.uuid5(_NAMESPACE, name).urn


def parse_time(time: str | None) -> datetime | None:
    """Parse an ISO 8601 time, as UTC if it has no time zone; None if it is not one."""
    try:
        moment = datetime.fromisoformat(time or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _format_time(moment: datetime) -> str:
    """Format as RFC 3339."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
