"""Metadata for search engines, feed readers and other sites, which need the public address of the site."""

import io
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest

from sitegen.archive.folder import open_archive
from tests.build.test_pipeline import tree
from tests.building import PROJECT, build
from tests.conftest import Run
from tests.permalinks.ledger.test_addresses import anchors
from tests.render.feeds.test_atom import faults
from tests.render.page_elements import Read, read
from tests.writing import dialogue

URL = "https://example.org/noticed-air"
OWNER = """url = "https://example.org/noticed-air"
author = "The <Keepers>"
license = "CC-BY-4.0"
"""
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def sample_with(folder: Path, lines: str) -> Path:
    """Build the sample archive with additional lines under ``[site]``; return the site's folder."""
    shutil.copytree(PROJECT / "content", folder / "content")
    settings = (PROJECT / "sitegen.toml").read_text("utf-8").replace("[site]\n", f"[site]\n{lines}", 1)
    (folder / "sitegen.toml").write_text(settings, "utf-8")
    build(open_archive(folder), folder / "site", workers=1)
    return folder / "site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_with(tmp_path_factory.mktemp("public"), OWNER)


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_with(tmp_path_factory.mktemp("private"), "noindex = true\n")


def pages(site: Path) -> Iterator[tuple[str, Read]]:
    for path in sorted(site.rglob("*.html")):
        yield path.relative_to(site).as_posix(), read(path.read_bytes())


def meta(page: Read) -> dict[str, str]:
    """Return the content of ``<meta>`` elements by name or property; each occurs at most once."""
    found = [
        (values.get("name") or values["property"], values["content"])
        for tag, values in page.elements
        if tag == "meta" and ("name" in values or "property" in values)
    ]
    assert len(dict(found)) == len(found)
    return dict(found)


def links(page: Read, rel: str) -> list[str]:
    return [values["href"] for tag, values in page.elements if tag == "link" and values.get("rel") == rel]


def public(path: str) -> str:
    return f"{URL}/{path.removesuffix('index.html')}"


def linked_data(site: Path, path: str) -> Any:
    text = (site / path).read_text("utf-8")
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    return json.loads(found)


def test_every_page_is_described(site: Path, private: Path):
    faults = [
        (path, name)
        for folder in (site, private)
        for path, page in pages(folder)
        for name in ("description", "og:title", "og:description", "og:type", "twitter:card")
        if not meta(page).get(name) and not (path == "404.html" and name != "description")
    ]
    assert faults == []


def test_every_description_is_short_and_of_one_page_only(site: Path, private: Path):
    for folder in (site, private):
        found = {path: meta(page)["description"] for path, page in pages(folder)}
        assert {path: each for path, each in found.items() if len(each) > 200} == {}
        counts = Counter(found.values())
        assert {path: each for path, each in found.items() if counts[each] > 1} == {}
    assert found["c/the-wren-in-the-doorbell.html"] == (
        "the eagle did the work. the wren did the last yard. people are cross with the wren. but somebody has to be there "
        "for the last yard and it is… · 9 messages by 鷦鷯 v0.3 🪶, Claude Sonnet 4.5, 6 Dec 2025"
    )
    assert (
        found["series/errata.html"] == "Series · Errata: 2 conversations in The Noticed Air · 4 messages, 11 Feb 2026"
    )
    assert found["404.html"] == "The address may be misspelled, or the page may have been withdrawn."


def test_every_page_names_its_own_address_and_a_redirect_or_card_the_one_it_leads_to(site: Path):
    elsewhere = {}
    for path, page in pages(site):
        (address,) = links(page, "canonical") or [""]
        if address != public(path):
            elsewhere[path] = address
    cards = {path: address for path, address in elsewhere.items() if path.startswith("q/q-")}
    assert len(cards) >= 5
    assert all(re.fullmatch(rf"{URL}/c/[a-z0-9-]+\.html#.+", address) for address in cards.values())
    assert {path: elsewhere[path] for path in elsewhere.keys() - cards.keys()} == {
        "404.html": "",
        "q/index.html": f"{URL}/quoted.html",
    }


def test_the_sitemap_lists_exactly_the_pages_that_may_be_indexed(site: Path):
    found = [each.text for each in ET.fromstring((site / "sitemap.xml").read_bytes()).iter(f"{MAP}loc")]
    assert len(found) == len(set(found))
    assert set(found) == {
        public(path)
        for path, page in pages(site)
        if links(page, "canonical") == [public(path)] and "robots" not in meta(page)
    }
    assert f"{URL}/" in found


def test_a_conversation_is_an_article_with_its_date_and_image(site: Path):
    tags = meta(read((site / "c" / "the-wren-in-the-doorbell.html").read_bytes()))
    picture = tags.pop("og:image")
    assert {name: tags[name] for name in tags if ":" in name} == {
        "og:type": "article",
        "og:site_name": "The Noticed Air",
        "og:title": "The wren in the doorbell",
        "og:description": tags["description"],
        "og:locale": "en_US",
        "article:published_time": "2025-12-06T05:30:00",
        "og:url": f"{URL}/c/the-wren-in-the-doorbell.html",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "The wren in the doorbell",
        "twitter:card": "summary_large_image",
    }
    assert picture == f"{URL}/c/the-wren-in-the-doorbell.png"


def test_all_images_in_metadata_exist(site: Path):
    pictures = [url for _, page in pages(site) if (url := meta(page).get("og:image"))]
    assert len(pictures) == sum(path != "404.html" for path, _ in pages(site))
    assert pictures.count(f"{URL}/preview.png") > 5
    assert [url for url in pictures if not (site / url.removeprefix(f"{URL}/")).is_file()] == []


def test_the_language_of_a_page_is_that_of_its_text(site: Path):
    page = read((site / "c" / "chatoyunocishu.html").read_bytes())
    assert meta(page)["og:locale"] == "ja_JP"
    assert linked_data(site, "c/chatoyunocishu.html")["inLanguage"] == "ja"


def test_every_page_names_its_owner_and_the_licence(site: Path):
    for path, page in pages(site):
        if not path.startswith("q/q-") and path != "404.html":
            assert links(page, "license") == ["https://creativecommons.org/licenses/by/4.0/"], path
            assert "The <Keepers> · Creative Commons Attribution 4.0 International" in page.text, path
            assert meta(page)["author"] == ("The editor" if re.match(r"essays/(?!index)", path) else "The <Keepers>")


def test_without_an_address_only_files_that_need_one_are_missing(site: Path, private: Path):
    with_address, without = set(tree(site)), set(tree(private))
    previews = {path for path in with_address if re.fullmatch(r"c/[^/]+\.png", path)}
    feeds = {f"{page.removesuffix('.html')}.xml" for page in term_pages(with_address)}
    embeds = {path.replace(".html", ".oembed.json") for path in with_address if re.fullmatch(r"q/q-.+\.html", path)}
    of_site = {"feed.xml", "feed.json", "sitemap.xml", "preview.png"}
    assert with_address - without == {*of_site, *previews, *feeds, *embeds}
    assert without - with_address == set()
    for path, page in pages(private):
        tags = meta(page)
        assert {"og:url", "og:image"} & tags.keys() == set(), path
        assert links(page, "alternate") == [], path
        assert links(page, "canonical") == (["../quoted.html"] if path == "q/index.html" else []), path
        assert ("author" in tags) == bool(re.match(r"essays/(?!index)", path)), path


def term_pages(paths: Iterable[str]) -> list[str]:
    """Return the pages of speakers, models and series."""
    return [path for path in paths if re.fullmatch(r"(speakers|models|series)/(?!index)[^./]+\.html", path)]


def test_every_speaker_model_and_series_has_a_feed_of_its_conversations(site: Path):
    found = term_pages(tree(site))
    assert len(found) > 10
    for path in found:
        name = Path(path).with_suffix(".xml").name
        page, feed = read((site / path).read_bytes()), (site / path).with_suffix(".xml").read_bytes()
        assert links(page, "alternate") == [name, "../feed.xml"], path
        addresses = [values.get("href", "") for tag, values in page.elements if tag == "a"]
        assert addresses.count(name) == 1, path
        assert faults(feed) == [], path
        about = feedparser.parse(io.BytesIO(feed))
        assert (about.feed.id, about.feed.link) == (f"{URL}/{path}", f"{URL}/{path}")
        listed = {f"{URL}/{each.removeprefix('../')}" for each in addresses}
        assert {each.link for each in about.entries} <= listed, path
    errata = feedparser.parse(io.BytesIO((site / "series" / "errata.xml").read_bytes()))
    assert (errata.feed.title, [each.title for each in errata.entries]) == (
        "Errata · The Noticed Air",
        ["Who went back to look", "The slip of paper"],
    )


def test_feeds_have_no_words_that_are_withdrawn_redacted_or_private(archive: Path, run: Run):
    texts = {
        name: f"In the harbour office lives a {animal}, who keeps the key of the third lamp on a nail."
        for name, animal in (("forgotten", "wombat"), ("redacted", "quokka"), ("private", "numbat"))
    }
    for n, (name, text) in enumerate(texts.items()):
        data = dialogue(f"This is the talk number {n}.", text, a=f"Ada {name}", started=f"2025-01-0{n + 1} 10:00:00")
        (archive / "content" / "transcripts" / f"{name}.md").write_bytes(data)
    settings = f'[site]\nurl = "{URL}"\n'
    (archive / "sitegen.toml").write_text(settings)
    build(open_archive(archive), archive / "site")

    def feeds_with(words: bytes) -> list[str]:
        files = (path for path in (archive / "site").rglob("*") if path.suffix == ".xml" or path.name == "feed.json")
        return sorted(path.name for path in files if words in path.read_bytes())

    assert feeds_with(b"numbat") == ["ada-private.xml", "bob.xml", "feed.json", "feed.xml"]
    assert feeds_with(b"harbour office") == [
        *("ada-forgotten.xml", "ada-private.xml", "ada-redacted.xml"), "bob.xml", "feed.json", "feed.xml"
    ]  # fmt: skip
    export = next(path for path in (archive / "site" / "c").glob("*.json") if b"wombat" in path.read_bytes())
    anchor = next(anchor for anchor, each in anchors(archive, export.stem).items() if each == texts["forgotten"])
    assert run("forget", f"c/{export.stem}.html#{anchor}", "--reason", "asked to").exit_code == 0
    private = '[[transcripts]]\nmatch = "private.md"\npublish = false\n'
    (archive / "sitegen.toml").write_text(f'{settings}[[redact]]\nwords = "quokka"\n{private}')
    build(open_archive(archive), archive / "site")
    assert [feeds_with(words) for words in (b"wombat", b"quokka", b"numbat", b"Ada private")] == [[], [], [], []]


def test_a_site_with_indexed_false_has_noindex_on_every_page(site: Path, private: Path):
    assert {meta(page).get("robots") for _, page in pages(private)} == {"noindex"}
    assert {path for path, page in pages(site) if "robots" in meta(page)} == {"404.html"}


def test_removed_pages_are_not_indexed_and_moved_pages_have_their_new_address(archive: Path):
    transcripts = archive / "content" / "transcripts"
    (transcripts / "a.md").write_bytes(dialogue("One day.", "Two days."))
    (transcripts / "b.md").write_bytes(dialogue("Other words.", "And more.", a="Cy"))
    (archive / "sitegen.toml").write_text(f'[site]\nurl = "{URL}"\n')
    build(open_archive(archive), archive / "site")
    (transcripts / "b.md").unlink()
    (archive / "sitegen.toml").write_text(f'[site]\nurl = "{URL}"\n[[transcripts]]\nmatch = "a.md"\nslug = "days"\n')
    build(open_archive(archive), archive / "site")
    found = dict(pages(archive / "site"))
    assert links(found["c/ada-bob.html"], "canonical") == [f"{URL}/c/days.html"]
    assert meta(found["c/ada-bob.html"])["og:url"] == f"{URL}/c/days.html"
    assert (links(found["c/cy-bob.html"], "canonical"), meta(found["c/cy-bob.html"])["robots"]) == (
        [],
        "noindex",
    )
    listed = (archive / "site" / "sitemap.xml").read_text("utf-8")
    assert [name for name in ("days", "ada-bob", "cy-bob") if f"/c/{name}.html" in listed] == ["days"]


def test_one_changed_transcript_rebuilds_one_page_and_the_feed(archive: Path):
    first, answer = (
        "Two lamps burn on the pier.",
        "They burn all night, because a pier without lamps is a trap for ships.",
    )
    for name in ("a", "b"):
        (archive / "content" / "transcripts" / f"{name}.md").write_bytes(dialogue(first, answer, a=name.upper()))
    (archive / "sitegen.toml").write_text(f'[site]\nurl = "{URL}"\n')
    build(open_archive(archive), archive / "site")
    before = tree(archive / "site")
    changed_answer = answer.replace("all night", "until four")
    (archive / "content" / "transcripts" / "b.md").write_bytes(dialogue(first, changed_answer, a="B"))
    assert build(open_archive(archive), archive / "site").rebuilt == 1
    after = tree(archive / "site")
    changed = {path for path in after if before.get(path) != after[path]}
    assert {"feed.xml", "sitemap.xml", "c/a-bob.html"} & changed == {"feed.xml"}


# Of https://schema.org: the properties that we use, and the types that each expects.
THING = {
    "name": "Text",
    "alternateName": "Text",
    "description": "Text",
    "identifier": "Text URL",
    "url": "URL",
}
WORK = THING | {
    "author": "Organization Person", "citation": "CreativeWork Text", "dateCreated": "Date", "datePublished": "Date",
    "encoding": "MediaObject", "headline": "Text", "inLanguage": "Language Text",
    "interactionStatistic": "InteractionCounter", "isPartOf": "CreativeWork URL", "license": "CreativeWork URL",
}  # fmt: skip
TYPES = {
    "Article": WORK,
    "Conversation": WORK,
    "CreativeWork": WORK,
    "CreativeWorkSeries": WORK,
    "WebSite": WORK,
    "SoftwareApplication": WORK,
    "Person": THING,
    "MediaObject": WORK | {"contentUrl": "URL", "encodingFormat": "Text URL"},
    "InteractionCounter": THING | {"interactionType": "Action", "userInteractionCount": "Integer"},
}
LITERALS = {
    "Text": r"(?s).+",
    "URL": r"https://\S+",
    "Language": r"[a-z]{2,3}(-\w+)*",
    "Date": r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d)?)?",
    "Action": "https://schema.org/[A-Z][A-Za-z]+Action",
}


def schema_errors(node: dict[str, Any], where: str = "") -> Iterator[str]:
    """Yield errors of linked data in the vocabulary of schema.org."""
    known = TYPES[node["@type"]]
    for name, value in node.items():
        if name in ("@type", "@context"):
            continue
        expected = known.get(name, "").split()
        for each in value if isinstance(value, list) else [value]:
            here = f"{where}/{name}"
            if isinstance(each, dict):
                is_work = TYPES[each["@type"]].keys() >= WORK.keys() and "CreativeWork" in expected
                is_model = (name, each["@type"]) == ("author", "SoftwareApplication")  # see `linked_data`
                if each["@type"] not in expected and not is_work and not is_model:
                    yield f"{here}: {each['@type']} is none of {expected}"
                yield from schema_errors(each, here)
            elif isinstance(each, int):
                if "Integer" not in expected:
                    yield f"{here}: {each}"
            elif not any(re.fullmatch(LITERALS.get(kind, r"(?!)"), each) for kind in expected):
                yield f"{here}: {each!r} is none of {expected}"


def test_linked_data_follows_schema_org(site: Path):
    holders = [
        path.relative_to(site).as_posix()
        for path in sorted(site.rglob("*.html"))
        if b"application/ld+json" in path.read_bytes()
    ]
    found = {path: linked_data(site, path) for path in holders}
    assert {each["@context"] for each in found.values()} == {"https://schema.org"}
    assert [error for path, each in found.items() for error in schema_errors(each, path)] == []
    kinds = {each["@type"] for each in found.values()}
    assert kinds == {"WebSite", "Conversation", "Article"}
    slugs = {each["slug"] for each in json.loads((site / "archive.json").read_bytes())["conversations"]}
    assert {path for path, each in found.items() if each["@type"] == "Conversation"} == {
        f"c/{slug}.html" for slug in slugs
    }


def test_the_check_of_linked_data_finds_errors():
    node = {"@type": "Person", "name": "", "age": 3, "url": "c/a.html"}
    assert len(list(schema_errors(node))) == 3


def test_a_conversation_as_linked_data(site: Path):
    address = f"{URL}/c/the-slip-of-paper"
    wanted = {
        "@context": "https://schema.org",
        "@type": "Conversation",
        "name": "The slip of paper",
        "url": f"{address}.html",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "author": [
            {
                "@type": "SoftwareApplication",
                "name": name,
                "identifier": identity,
                "url": f"{URL}/models/{identity.replace('/', '-').replace('.', '-')}.html",
            }
            for name, identity in (
                ("Claude Opus 4.5", "anthropic/claude-opus-4.5"),
                ("Claude Haiku 4.5", "anthropic/claude-haiku-4.5"),
            )
        ],
        "encoding": [
            {"@type": "MediaObject", "contentUrl": f"{address}.json", "encodingFormat": "application/json"},
            {"@type": "MediaObject", "contentUrl": f"{address}.txt", "encodingFormat": "text/plain"},
        ],
        "isPartOf": [
            {"@type": "WebSite", "name": "The Noticed Air", "url": f"{URL}/"},
            {"@type": "CreativeWorkSeries", "name": "Errata", "url": f"{URL}/series/errata.html"},
        ],
    }
    found = linked_data(site, "c/the-slip-of-paper.html")
    count = found.pop("interactionStatistic")["userInteractionCount"]
    assert found.pop("dateCreated").startswith("202")
    assert found == wanted
    assert f"{count} messages" in meta(read((site / "c/the-slip-of-paper.html").read_bytes()))["description"]


def test_an_essay_cites_the_conversations_that_it_quotes(site: Path):
    found = linked_data(site, "essays/the-slip-at-the-back.html")
    assert {
        "@type": "Conversation",
        "name": "The slip of paper",
        "url": f"{URL}/c/the-slip-of-paper.html",
    } in found["citation"]
    assert found["author"] == {"@type": "Person", "name": "The editor"}


@pytest.mark.parametrize(("url", "notes"), [(URL, 1), ("https://example.org", 0), ("", 0)])
def test_a_robots_txt_that_no_crawler_reads_is_noted(archive: Path, url: str, notes: int):
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("One day."))
    (archive / "sitegen.toml").write_text(f'[site]\nurl = "{url}"\nai_crawlers = "disallow"\n')
    report = build(open_archive(archive), archive / "site")
    found = [str(each) for each in report.problems if "robots.txt" in each.message]
    assert (
        found
        == [
            "sitegen.toml: Crawlers read robots.txt only at the root of a host, but this site is below /noticed-air. "
            "Give the site its own host name, or copy the lines into the robots.txt of that host."
        ]
        * notes
    )
    assert all(each.is_note for each in report.problems)


def test_settings_leave_out_the_export_and_the_source(archive: Path):
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("One.", "Two."))
    (archive / "sitegen.toml").write_text(f"[site]\n{OWNER}")
    build(open_archive(archive), archive / "site")
    whole = {path.name for path in (archive / "site" / "c").iterdir()}
    (archive / "sitegen.toml").write_text(f"[site]\n{OWNER}json_export = false\nsource_text = false\n")
    build(open_archive(archive), archive / "site")
    left = {path.name for path in (archive / "site" / "c").iterdir()}
    assert whole - left == {"ada-bob.json", "ada-bob.txt"}
    page = (archive / "site" / "c" / "ada-bob.html").read_text("utf-8")
    assert "ada-bob.json" not in page
    assert "ada-bob.txt" not in page
