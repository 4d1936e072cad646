"""The sitemap, by the rules of https://www.sitemaps.org/protocol.html."""

import re
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.render.feeds.discovery import MAX_BYTES, MAX_PAGES, SitemapEntry, sitemap_entries, sitemaps

URL = "https://example.org/a%20b/~me&you"
NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def files_of(pages, **limits) -> dict[str, bytes]:
    return {each.path: each.data for each in sitemaps(URL, pages, **limits)}


def rows(data: bytes, root: str, entry: str) -> list[tuple[str, str]]:
    """Return the entries of a file, and check that they follow the protocol."""
    assert data.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    found = ET.fromstring(data)
    assert found.tag == NS + root
    assert [each.tag for each in found] == [NS + entry] * len(found)
    entries = []
    for each in found:
        (place, *day) = each
        assert (place.tag, [child.tag for child in day]) == (f"{NS}loc", [f"{NS}lastmod"][: len(day)])
        assert re.fullmatch(r"https?://[!-~]{1,2030}", place.text or "")
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", child.text or "") for child in day)
        entries.append((place.text or "", (day[0].text or "") if day else ""))
    return entries


def test_pages_are_sorted_and_have_their_dates():
    pages = sitemap_entries(
        ["index.html", "c/index.html", "c/b.html", "c/a.html"],
        {"c/a.html": "2026-01-31T12:00:00+02:00", "c/b.html": None, "c/gone.html": "2026-01-01"},
    )
    assert pages == (
        SitemapEntry("c/a.html", "2026-01-31"), SitemapEntry("c/b.html"), SitemapEntry("c/index.html"), SitemapEntry("index.html"),
    )  # fmt: skip
    (data,) = files_of(pages).values()
    assert rows(data, "urlset", "url") == [
        (f"{URL}/c/a.html", "2026-01-31"), (f"{URL}/c/b.html", ""), (f"{URL}/c/", ""), (f"{URL}/", ""),
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.from_regex(r"[a-z0-9/-]{0,60}", fullmatch=True), min_size=1, max_size=40, unique=True),
    st.integers(1, 12),
    st.integers(500, 4000),
)
def test_the_parts_hold_every_page_once_and_none_is_too_large(names, max_pages, max_bytes):
    pages = sitemap_entries([f"{name}.html" for name in names], dict.fromkeys((f"{names[0]}.html",), "2026-01-31"))
    found = files_of(pages, max_pages=max_pages, max_bytes=max_bytes)
    whole = found.pop("sitemap.xml")
    if found:
        index = rows(whole, "sitemapindex", "sitemap")
        assert [place for place, _ in index] == [f"{URL}/{path}" for path in found]
        assert list(found) == [f"sitemap-{n}.xml" for n in range(1, len(found) + 1)]
        assert sum(day == "2026-01-31" for _, day in index) == 1
    parts = [rows(data, "urlset", "url") for data in found.values() or [whole]]
    assert [place for part in parts for place, _ in part] == [f"{URL}/{each.address}" for each in pages]
    assert all(0 < len(part) <= max_pages for part in parts)
    assert all(len(data) <= max_bytes for data in found.values())


def test_too_many_pages_are_listed_in_parts():
    found = files_of([SitemapEntry(f"c/{n}.html") for n in range(MAX_PAGES + 1)])
    assert [data.count(b"<loc>") for data in found.values()] == [MAX_PAGES, 1, 2]
    assert all(len(data) < MAX_BYTES for data in found.values())
