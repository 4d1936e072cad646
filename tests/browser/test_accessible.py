"""Every kind of page against axe-core: WCAG 2.2 AA and best practices, wide and narrow, light and dark."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from sitegen.archive.folder import open_archive
from sitegen.model import Mention, Place
from sitegen.render.site_data import Collection
from tests.browser.conftest import LOOKS, MemorySite, Serve
from tests.building import build
from tests.paths import PROJECT
from tests.quotations import BELLS, BLANKS, PERSON, PLATE, backlink, known
from tests.render.samples import DRAWING, everything, renderer

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The sample archive's site, by path."""
    folder = tmp_path_factory.mktemp("sample") / "site"
    build(open_archive(PROJECT), folder, force=True, workers=1, record=False)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


KINDS = (
    "index.html",
    "404.html",
    "art.html",
    "stats.html",
    "search.html",
    "c/index.html",
    "c/the-catalogue-of-the-sunken-library.html",
    "c/the-wren-in-the-doorbell.html",
    "c/minutes-of-the-swarm.html",
    "speakers/index.html",
    "speakers/ai-1.html",
    "models/index.html",
    "models/anthropic-claude-haiku-4-5.html",
    "series/index.html",
    "series/errata.html",
    "formats/index.html",
    "formats/dialogue.html",
    "essays/index.html",
    "essays/left-blank-on-purpose.html",
    "essays/the-slip-at-the-back.html",
    "essays/half-a-bell.html",
)


def violations(page: Page) -> list[str]:
    """Rule and first place of each."""
    page.evaluate("document.querySelectorAll('details').forEach(element => element.open = true)")
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{each['id']} ({len(each['nodes'])}): {each['nodes'][0]['html'][:200]}" for each in found]


def broken(site: MemorySite, paths: Iterable[str]) -> dict[str, list[str]]:
    """The violations of each page that has any."""
    page = site.context.new_page()
    found = {}
    for path in paths:
        page.goto(site.host + path)
        found[path] = violations(page)
    page.close()
    return {path: each for path, each in found.items() if each}


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_no_kind_of_page_breaks_a_rule(serve: Serve, sample: dict[str, bytes], width: int, scheme: str):
    site = serve(sample, viewport={"width": width, "height": 900}, color_scheme=scheme)
    assert broken(site, KINDS) == {}


def test_no_conversation_breaks_a_rule(serve: Serve, sample: dict[str, bytes]):
    site = serve(sample, viewport={"width": 1280, "height": 900})
    paths = sorted(path for path in sample if path.startswith("c/") and path.endswith(".html"))
    assert broken(site, paths) == {}


def test_no_kind_of_page_scrolls_sideways(serve: Serve, sample: dict[str, bytes]):
    assert serve(sample).sideways(KINDS, 320, 768, 1440) == []


def test_the_wall_is_filtered_without_a_script(serve: Serve, sample: dict[str, bytes]):
    site = serve(sample, java_script_enabled=False)
    page = site.open("art.html")
    shown = page.locator(".plate:visible")
    everything = shown.count()
    label = page.locator(".filters label").nth(1)
    count = int(label.locator(".count").inner_text())
    label.click()
    assert 0 < shown.count() == count < everything
    page.get_by_label("anybody").check()
    assert shown.count() == everything


def quoted() -> dict[str, bytes]:
    """Everything about quotes: the list, cards, a conversation that is quoted."""
    found, drawn = everything(), replace(PLATE, words=DRAWING)
    quotes = (known("prose"), known("plate", PLATE), known("drawn", drawn), known("nothing", PERSON))
    quotes = tuple(replace(each, mentions=(Mention(BLANKS, 3), Mention(BELLS, 5))) for each in quotes)
    links = tuple(backlink(each.anchor, BELLS, n) for n, each in enumerate(found.messages, 1))
    pages = renderer().overview(Collection((), quotes=quotes, backlinks={"lamps": links}))
    files = [
        *(each for each in pages if each.path.startswith(("q/q-", "quoted"))),
        renderer().conversation(found, Place("lamps", backlinks=links)),
        *renderer().static(),
    ]
    return {each.path: each.data for each in files}


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_no_page_about_quotes_breaks_a_rule_or_scrolls_sideways(serve: Serve, width: int, scheme: str):
    site = serve(quoted(), viewport={"width": width, "height": 900}, color_scheme=scheme)
    paths = [path for path in site.files if path.endswith(".html")]
    assert broken(site, paths) == {}
    assert site.sideways(paths, width) == []
    assert [path for path in site.missing if path != "favicon.ico"] == []


def test_a_card_stands_in_a_frame_and_its_link_leaves_it(serve: Serve):
    site = serve(quoted() | {"c/kimi-haiku.html": b"<title>there</title>"})
    site.files["elsewhere.html"] = b"<iframe src='q/q-prose.html' width=320 height=240></iframe>"
    page = site.open("elsewhere.html")
    frame = page.frame_locator("iframe")
    assert "I was admiring the blank." in frame.locator("blockquote").inner_text()
    frame.locator("a").click()
    page.wait_for_url("**/c/kimi-haiku.html*")
    assert page.title() == "there"
