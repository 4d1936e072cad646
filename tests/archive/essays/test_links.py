"""Resolution of links in essays."""

import pytest

from sitegen.archive.essays.links import SiteAddresses, resolve_site_link

ADDRESSES = SiteAddresses(
    {"voice/000.txt": "the-slip", "鷦鷯 (unfinished).md": "the-wren"},
    {"doors.md": "forty-doors", "old/bell.md": "half-a-bell"},
    "https://example.org/air",
)


@pytest.mark.parametrize(
    ("path", "url", "address"),
    [
        ("a.md", "../transcripts/voice/000.txt#m-abc", "c/the-slip.html#m-abc"),
        ("a.md", "../transcripts/%E9%B7%A6%E9%B7%AF%20(unfinished).md", "c/the-wren.html"),
        ("old/a.md", "../../transcripts/voice/000.txt", "c/the-slip.html"),
        ("a.md", "../transcripts/private.md#m-abc", None),
        ("a.md", "../transcripts/../transcripts/voice/000.txt", "c/the-slip.html"),
        ("a.md", "doors.md#p-3", "essays/forty-doors.html#p-3"),
        ("a.md", "old/bell.md", "essays/half-a-bell.html"),
        ("old/a.md", "bell.md", "essays/half-a-bell.html"),
        ("a.md", "draft.md", None),
        ("a.md", "../c/the-slip.html#m-abc:~:text=one,two", "c/the-slip.html#m-abc:~:text=one,two"),
        ("a.md", "c/the-slip.html#m-abc", "c/the-slip.html#m-abc"),
        ("old/a.md", "../c/the-slip.html", "c/the-slip.html"),
        ("a.md", "c/the-slip.12.html#m-abc", "c/the-slip.html#m-abc"),
        ("a.md", "http://127.0.0.1:8000/c/the-slip.2.html#m-abc", "c/the-slip.html#m-abc"),
        ("a.md", "https://example.org/air/c/the-slip.2.html", "c/the-slip.html"),
        ("a.md", "c/index.2026.html", "c/index.2026.html"),
        ("a.md", "art.html", "art.html"),
        ("a.md", "../../etc/passwd", None),
        ("a.md", "c/the-slip.html#m-abc..m-def", "c/the-slip.html#m-abc"),
        ("a.md", "https://example.org/air/c/the-slip.html#m-abc..m-def", "c/the-slip.html#m-abc..m-def"),
        ("a.md", "https://example.org/air", "index.html"),
        ("a.md", "https://example.org/air/", "index.html"),
        ("a.md", "https://example.org/airs", None),
        ("a.md", "https://example.com/", None),
        ("a.md", "mailto:a@example.org", None),
        ("a.md", "#p-3", None),
        ("a.md", "file:///home/ada/air/site/c/the-slip.html#m-abc:~:text=one", "c/the-slip.html#m-abc:~:text=one"),
        ("a.md", "file:///C:/air/site/c/the-slip.html", "c/the-slip.html"),
        ("a.md", "FILE:\\\\air\\site\\c\\the-slip.html#m-abc", "c/the-slip.html#m-abc"),
        ("a.md", "http://127.0.0.1:8000/c/the-slip.html#m-abc", "c/the-slip.html#m-abc"),
        ("a.md", "http://localhost:8000/air/c/the-slip.html?q=1#m-abc", "c/the-slip.html#m-abc"),
        ("a.md", "https://me@air.localhost/essays/forty-doors.html", "essays/forty-doors.html"),
        ("a.md", "http://[::1]:8000/c/the-slip.html", "c/the-slip.html"),
        ("a.md", "http://0.0.0.0/c/the-slip.html", "c/the-slip.html"),
        ("a.md", "http://LOCALHOST:8000/c/the-slip.html", "c/the-slip.html"),
        ("a.md", "http://2130706433/c/the-slip.html#m-abc", "c/the-slip.html#m-abc"),
        ("a.md", "file://localhost/home/ada/c/the-slip.html", "c/the-slip.html"),
        ("a.md", "file:/C:/Users/ada/site/c/the-slip.html", "c/the-slip.html"),
        ("a.md", "C:\\Users\\ada\\site\\c\\the-slip.html", "c/the-slip.html"),
        ("a.md", "C:%5CUsers%5Cada%5Csite%5Cc%5Cthe-slip.html", "c/the-slip.html"),
        ("a.md", "/home/ada/site/c/the-slip.html#m-abc", "c/the-slip.html#m-abc"),
        ("a.md", "http://desk.local:8000/c/the-slip.html#m-kwfjsn7", "c/the-slip.html#m-kwfjsn7"),
        ("a.md", "http://192.168.1.7/air/c/the-slip.html?q=1#m-kwfjsn7", "c/the-slip.html#m-kwfjsn7"),
        ("a.md", "http://desk/c/the-slip.html#m-kwfjsn7", "c/the-slip.html#m-kwfjsn7"),
        ("a.md", "http://desk.local:8000/c/the-slip.html", None),
        ("a.md", "http://192.168.1.1/", None),
        ("a.md", "https://example.org/c/the-slip.html#m-kwfjsn7", None),
        ("a.md", "file:///home/ada/notes.html", None),
        ("a.md", "http://localhost:3000/", None),
        ("a.md", "http://127.0.0.1.example.org/c/the-slip.html", None),
        ("a.md", "http://localhosts/c/the-slip.html", None),
        ("a.md", "/c/the-slip.html", None),
    ],
)
def test_links_are_files_pages_or_full_addresses(path: str, url: str, address: str | None):
    assert ADDRESSES.resolve(path, url) == address


def test_without_files_links_are_addresses_of_the_site():
    assert resolve_site_link("a.md", "c/the-slip.html#m-abc") == "c/the-slip.html#m-abc"
