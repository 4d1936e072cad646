"""The feed is valid whatever titles and texts contain."""

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from sitegen.archive.folder import open_archive
from sitegen.archive.settings.site import License
from sitegen.model import Essay, Excerpt, Participant, Share, SourceInfo, Summary
from sitegen.permalinks import urls
from sitegen.render.feeds.atom import atom_feed
from sitegen.render.feeds.entries import MAX_ENTRIES, Feed, dated_items, feed_entry, newest, parse_time
from sitegen.render.templates import SiteInfo
from tests.browser.vectors import VECTORS
from tests.building import build
from tests.render.test_essay_pages import ESSAY
from tests.writing import dialogue

URL = "https://example.org/archive"
SITE = SiteInfo("Lamps & <lights>", "What they said.", "en", URL, author="Rosa", license=License("Ours"))
ATOM = "{http://www.w3.org/2005/Atom}"
PROFILE = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("atom.rng"))))
SUMMARY = Summary(
    "lamps", "Lamps", "voice", "2026-02-03T04:05:06", None, None, SourceInfo("lamps.txt", "0" * 64, 9, "utf-8"),
    (Share(Participant("Lyra", label="Lyra 2"), 1, 2), Share(Participant("Омар"), 1, 2)), 2, 0, 0, 0,
    Excerpt("Keep one light on.", "Lyra"), (),
)  # fmt: skip


def content(*summaries: Summary, site: SiteInfo = SITE, essays: Sequence[Essay] = ()) -> Feed:
    keys = {each.slug: each.slug for each in summaries}
    items = newest(dated_items((*summaries, *essays)), keys)
    return Feed(urls.HOME, site.title, tuple(feed_entry(site.url, each, keys) for each in items))


def feed_of(*summaries: Summary, site: SiteInfo = SITE, essays: Sequence[Essay] = ()) -> bytes:
    return atom_feed(site, content(*summaries, site=site, essays=essays))


def faults(data: bytes) -> list[str]:
    """Return errors of a feed by feedparser, the RELAX NG schema, and further rules of RFC 4287."""
    found = []
    parsed = feedparser.parse(io.BytesIO(data))
    if parsed.bozo:
        found.append(str(parsed.bozo_exception))
    document = etree.fromstring(data)
    if not PROFILE.validate(document):
        found += [str(error) for error in PROFILE.error_log]
    root = ET.fromstring(data)
    ids = [each.text for each in root.iter(f"{ATOM}id")]
    if len(ids) != len(set(ids)):
        found.append("an id occurs twice")
    times = [each.text or "" for tag in ("updated", "published") for each in root.iter(f"{ATOM}{tag}")]
    found += [each for each in times if datetime.fromisoformat(each).tzinfo is None]
    selves = [each.get("href") for each in root.iter(f"{ATOM}link") if each.get("rel") == "self"]
    return found + ([] if len(selves) == 1 else ["no link to itself"])


def test_a_feed_lists_conversations_and_essays_newest_first():
    parsed = feedparser.parse(io.BytesIO(feed_of(SUMMARY, essays=[ESSAY])))
    assert [
        (each.title, each.link, each.updated, [author["name"] for author in each.authors], each.summary)
        for each in parsed.entries
    ] == [
        ("Doors & <sills>", f"{URL}/essays/doors.html", "2026-02-20T00:00:00Z", ["The editor"], "On doors."),
        (
            "Lamps",
            f"{URL}/c/lamps.html",
            "2026-02-03T04:05:06Z",
            ["Lyra (Lyra 2)", "Омар"],
            "Lyra: Keep one light on.",
        ),
    ]
    about = parsed.feed
    assert (about.title, about.link, about.id, about.author, about.rights, about.updated) == (
        "Lamps & <lights>", f"{URL}/", f"{URL}/", "Rosa", "Ours", "2026-02-20T00:00:00Z",
    )  # fmt: skip


def test_a_feed_without_entries_is_a_feed():
    assert faults(feed_of()) == []


def test_undated_conversations_are_omitted():
    undated = replace(SUMMARY, slug="undated", started=None)
    assert len(feedparser.parse(io.BytesIO(feed_of(SUMMARY, undated))).entries) == 1


def test_a_feed_has_only_the_newest_entries():
    many = [replace(SUMMARY, slug=f"s{n}", started=f"2026-01-01T00:{n:02}:00") for n in range(MAX_ENTRIES + 9)]
    found = feedparser.parse(io.BytesIO(feed_of(*many))).entries
    assert [each.link for each in found] == [f"{URL}/c/s{n}.html" for n in reversed(range(9, MAX_ENTRIES + 9))]


def test_the_validator_finds_faults():
    data = feed_of(SUMMARY)
    for old, new in (
        (b"<updated>2026-02-03T04:05:06Z", b"<updated>2026-02-03"),
        (b"<generator>", b"<generated>x</generated><generator>"),
        (b"<id>urn:", b"<id> urn:"),
        (b'rel="self" href="https:', b'rel="self" href="feed.xml'),
        (b"<title>Lamps</title>", b""),
    ):
        assert old in data
        assert faults(data.replace(old, new).replace(b"</generated><generator>", b"</generated><generator>")) != [], new


WILD = st.text(st.characters(), max_size=20) | st.sampled_from(
    [
        *VECTORS[::20],
        "]]>",
        "\ud800",
        "\x00\x1b[31m",
        "\u202eabc",
        "\ufffe\uffff",
        "\r\n",
        "&amp;",
        "\x85",
        "",
    ]
)


@settings(max_examples=60, deadline=None)
@given(WILD, WILD, WILD)
def test_hostile_text_does_not_break_the_feed(title: str, name: str, words: str):
    wild = replace(
        SUMMARY,
        title=title,
        shares=(Share(Participant(name, label=words), 1, 1),),
        excerpt=Excerpt(words, name),
    )
    essay = replace(ESSAY, title=words, author=name, description=title)
    site = replace(SITE, title=title or "x", description=words, author=name, license=License(name or "x"))
    data = feed_of(wild, site=site, essays=[essay])
    assert faults(data) == []
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", data.decode())


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (None, None),
        ("soon", None),
        ("2026", None),
        ("2026-01-31", "2026-01-31T00:00:00+00:00"),
        ("2026-01-31T12:00", "2026-01-31T12:00:00+00:00"),
        ("2026-01-31T12:00:00.5+05:30", "2026-01-31T12:00:00.500000+05:30"),
    ],
)
def test_times_without_a_time_zone_are_utc(time, expected):
    found = parse_time(time)
    assert (found.isoformat() if found else None) == expected


def test_an_entry_keeps_its_id_when_title_file_slug_and_site_url_change(archive: Path):
    def ids(url: str, more: str = "") -> list[str]:
        (archive / "sitegen.toml").write_text(f'[site]\nurl = "{url}"\n{more}')
        build(open_archive(archive), archive / "site")
        return [each.id for each in feedparser.parse(io.BytesIO((archive / "site/feed.xml").read_bytes())).entries]

    file = archive / "content" / "transcripts" / "a.md"
    file.write_bytes(dialogue("One light is enough for a harbour.", "Two would be a conversation."))
    before = ids(URL)
    file.rename(file.with_name("b.md"))
    file.with_name("b.md").write_bytes(
        dialogue("One light is enough for a harbour.", "Two would be a conversation.", "Three would be a town.")
    )
    after = ids("https://elsewhere.example", '[[transcripts]]\nmatch = "b.md"\ntitle = "Lights"\nslug = "lights"\n')
    assert after == before
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", before[0])


def test_conversations_and_essays_have_different_ids():
    other = replace(SUMMARY, slug="ropes")
    essay = replace(ESSAY, slug="ropes")
    found = feedparser.parse(io.BytesIO(feed_of(SUMMARY, other, essays=[essay]))).entries
    assert len({each.id for each in found}) == 3
