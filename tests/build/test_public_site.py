"""What a site tells search engines, feed readers and other sites, once it says where it is published."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from sitegen.archive.folder import open_archive
from tests.build.test_pipeline import tree
from tests.building import PROJECT, build
from tests.render.page_elements import Read, read
from tests.writing import dialogue

URL = "https://example.org/noticed-air"
OWNER = """url = "https://example.org/noticed-air"
author = "The <Keepers>"
license = "CC-BY-4.0"
"""
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def sample_with(folder: Path, lines: str) -> Path:
    """The site of the sample archive, with these lines more under ``[site]``."""
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
    return sample_with(tmp_path_factory.mktemp("private"), "indexed = false\n")


def pages(site: Path) -> Iterator[tuple[str, Read]]:
    for path in sorted(site.rglob("*.html")):
        yield path.relative_to(site).as_posix(), read(path.read_bytes())


def meta(page: Read) -> dict[str, str]:
    """What ``<meta>`` says, by name or property; each at most once."""
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


def test_the_sitemap_lists_what_is_to_be_found_and_nothing_else(site: Path):
    found = [each.text for each in ET.fromstring((site / "sitemap.xml").read_bytes()).iter(f"{MAP}loc")]
    assert len(found) == len(set(found))
    assert set(found) == {
        public(path)
        for path, page in pages(site)
        if links(page, "canonical") == [public(path)] and "robots" not in meta(page)
    }
    assert f"{URL}/" in found


def test_a_page_of_its_own_is_an_article_with_its_date_and_picture(site: Path):
    told = meta(read((site / "c" / "the-wren-in-the-doorbell.html").read_bytes()))
    picture = told.pop("og:image")
    assert {name: told[name] for name in told if ":" in name} == {
        "og:type": "article",
        "og:site_name": "The Noticed Air",
        "og:title": "The wren in the doorbell",
        "og:description": told["description"],
        "og:locale": "en_US",
        "article:published_time": "2025-12-06T05:30:00",
        "og:url": f"{URL}/c/the-wren-in-the-doorbell.html",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "The wren in the doorbell",
        "twitter:card": "summary_large_image",
    }
    assert (site / picture.removeprefix(f"{URL}/")).read_bytes().startswith(b"\x89PNG")


def test_every_picture_that_is_named_is_there(site: Path):
    pictures = [url for _, page in pages(site) if (url := meta(page).get("og:image"))]
    assert len(pictures) > 5
    assert [url for url in pictures if not (site / url.removeprefix(f"{URL}/")).is_file()] == []


def test_the_language_of_a_page_is_that_of_its_words(site: Path):
    page = read((site / "c" / "chatoyunocishu.html").read_bytes())
    assert meta(page)["og:locale"] == "ja_JP"
    assert linked_data(site, "c/chatoyunocishu.html")["inLanguage"] == "ja"


def test_every_page_names_its_owner_and_the_licence(site: Path):
    for path, page in pages(site):
        if not path.startswith("q/q-") and path != "404.html":
            assert links(page, "license") == ["https://creativecommons.org/licenses/by/4.0/"], path
            assert "The <Keepers> · Creative Commons Attribution 4.0 International" in page.text, path
            assert meta(page)["author"] == (
                "The editor" if re.match(r"essays/(?!index)", path) else "The <Keepers>"
            )


def test_without_an_address_a_site_is_complete_but_for_what_needs_one(site: Path, private: Path):
    with_address, without = set(tree(site)), set(tree(private))
    assert with_address - without == {"feed.xml", "sitemap.xml"}
    assert without - with_address == set()
    for path, page in pages(private):
        told = meta(page)
        assert {"og:url", "og:image"} & told.keys() == set(), path
        assert links(page, "alternate") == [], path
        assert links(page, "canonical") == (["../quoted.html"] if path == "q/index.html" else []), path
        assert ("author" in told) == bool(re.match(r"essays/(?!index)", path)), path


def test_a_site_that_is_not_to_be_indexed_says_so_on_every_page(site: Path, private: Path):
    assert {meta(page).get("robots") for _, page in pages(private)} == {"noindex"}
    assert {path for path, page in pages(site) if "robots" in meta(page)} == {"404.html"}


def test_what_is_gone_is_not_to_be_found_and_what_moved_is_found_at_its_new_address(archive: Path):
    transcripts = archive / "content" / "transcripts"
    (transcripts / "a.md").write_bytes(dialogue("One day.", "Two days."))
    (transcripts / "b.md").write_bytes(dialogue("Other words.", "And more.", a="Cy"))
    (archive / "sitegen.toml").write_text(f'[site]\nurl = "{URL}"\n')
    build(open_archive(archive), archive / "site")
    (transcripts / "b.md").unlink()
    (archive / "sitegen.toml").write_text(
        f'[site]\nurl = "{URL}"\n[[transcripts]]\nmatch = "a.md"\nslug = "days"\n'
    )
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


def test_one_changed_transcript_makes_one_page_and_the_feed(archive: Path):
    for name, first in (("a", "One day."), ("b", "Other words.")):
        (archive / "content" / "transcripts" / f"{name}.md").write_bytes(
            dialogue(first, "And so on.", a=name.upper())
        )
    (archive / "sitegen.toml").write_text(f'[site]\nurl = "{URL}"\n')
    build(open_archive(archive), archive / "site")
    before = tree(archive / "site")
    (archive / "content" / "transcripts" / "b.md").write_bytes(
        dialogue("Quite other words.", "And so on.", a="B")
    )
    assert build(open_archive(archive), archive / "site").published == 1
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


def breaches(node: dict[str, Any], where: str = "") -> Iterator[str]:
    """Where linked data does not say what schema.org knows."""
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
                yield from breaches(each, here)
            elif isinstance(each, int):
                if "Integer" not in expected:
                    yield f"{here}: {each}"
            elif not any(re.fullmatch(LITERALS.get(kind, r"(?!)"), each) for kind in expected):
                yield f"{here}: {each!r} is none of {expected}"


def test_linked_data_says_what_schema_org_knows(site: Path):
    holders = [
        path.relative_to(site).as_posix()
        for path in sorted(site.rglob("*.html"))
        if b"application/ld+json" in path.read_bytes()
    ]
    found = {path: linked_data(site, path) for path in holders}
    assert {each["@context"] for each in found.values()} == {"https://schema.org"}
    assert [fault for path, each in found.items() for fault in breaches(each, path)] == []
    kinds = {each["@type"] for each in found.values()}
    assert kinds == {"WebSite", "Conversation", "Article"}
    slugs = {each["slug"] for each in json.loads((site / "archive.json").read_bytes())["conversations"]}
    assert {path for path, each in found.items() if each["@type"] == "Conversation"} == {
        f"c/{slug}.html" for slug in slugs
    }


def test_the_rules_of_linked_data_find_faults():
    node = {"@type": "Person", "name": "", "age": 3, "url": "c/a.html"}
    assert len(list(breaches(node))) == 3


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


@pytest.mark.parametrize(("url", "told"), [(URL, 1), ("https://example.org", 0), ("", 0)])
def test_a_refusal_that_no_crawler_reads_is_noted(archive: Path, url: str, told: int):
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("One day."))
    (archive / "sitegen.toml").write_text(f'[site]\nurl = "{url}"\nai_crawlers = "refuse"\n')
    report = build(open_archive(archive), archive / "site")
    notes = [each for each in report.problems if "robots.txt" in each.message]
    assert [(each.is_note, each.path) for each in notes] == [(True, "sitegen.toml")] * told
