"""Accessibility of every kind of page by axe-core: WCAG 2.2 AA and best practices."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from sitegen.archive.folder import open_archive
from sitegen.model import BlockKind, Mention, PageContext
from sitegen.quotes.passage_parts import PassagePart
from sitegen.render.site_data import SiteData
from tests.browser.conftest import VIEWPORTS, MemorySite, Serve
from tests.building import build
from tests.paths import PROJECT
from tests.quotations import BELLS, BLANKS, PASSAGE, PERSON, PLATE, backlink, known_quote
from tests.render.samples import DRAWING, everything, renderer

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Build the sample archive; return its files by path."""
    folder = tmp_path_factory.mktemp("sample") / "site"
    build(open_archive(PROJECT), folder, force=True, workers=1, update_ledger=False)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


PAGES = (
    "index.html",
    "404.html",
    "art.html",
    "quoted.html",
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
    """Return the rule and the first element of each violation."""
    page.evaluate("document.querySelectorAll('details').forEach(element => element.open = true)")
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{each['id']} ({len(each['nodes'])}): {each['nodes'][0]['html'][:200]}" for each in found]


def pages_with_violations(site: MemorySite, paths: Iterable[str]) -> dict[str, list[str]]:
    """Return the violations of each page that has any."""
    page = site.context.new_page()
    found = {}
    for path in paths:
        page.goto(site.host + path)
        found[path] = violations(page)
    page.close()
    return {path: each for path, each in found.items() if each}


@pytest.mark.parametrize(("width", "scheme"), VIEWPORTS)
def test_every_kind_of_page_is_accessible(serve: Serve, sample: dict[str, bytes], width: int, scheme: str):
    site = serve(sample, viewport={"width": width, "height": 900}, color_scheme=scheme)
    assert pages_with_violations(site, PAGES) == {}


def test_every_conversation_is_accessible(serve: Serve, sample: dict[str, bytes]):
    site = serve(sample, viewport={"width": 1280, "height": 900})
    paths = sorted(path for path in sample if path.startswith("c/") and path.endswith(".html"))
    assert pages_with_violations(site, paths) == {}


def test_no_kind_of_page_scrolls_sideways(serve: Serve, sample: dict[str, bytes]):
    assert serve(sample).pages_scrolling_sideways(PAGES, 320, 768, 1440) == []


SMALL_TARGETS = """() => {
  const all = [...document.querySelectorAll("a[href], button, summary, select, textarea, input, label:has(input)")]
    .filter((each) => each.checkVisibility() && !each.matches(".skip-link, .footnote-ref a, a.footnote-ref, figcaption > a[href$=-end], label input"));
  const boxes = all.map((each) => each.getBoundingClientRect());
  const isAlone = (n) => boxes.every((box, m) => n === m || Math.hypot(
    Math.max(box.left - (boxes[n].left + boxes[n].right) / 2, (boxes[n].left + boxes[n].right) / 2 - box.right, 0),
    Math.max(box.top - (boxes[n].top + boxes[n].bottom) / 2, (boxes[n].top + boxes[n].bottom) / 2 - box.bottom, 0),
  ) >= 11);
  return all
    .filter((each, n) => boxes[n].height < 24 || (boxes[n].width < 24 && !isAlone(n)))
    .filter((each) => !(each.localName === "a" && each.closest(".body p, .introduction, .footnotes, .body li, .body td, .mentions")))
    .map((each) => each.outerHTML.slice(0, 120));
}"""
"""All that is too small for a finger (WCAG 2.5.8), except for links in running text; a short name needs space around it."""


def test_whatever_can_be_hit_is_large_enough(serve: Serve, sample: dict[str, bytes]):
    site, found = serve(sample, viewport={"width": 390, "height": 900}), {}
    page = site.context.new_page()
    for path in PAGES:
        page.goto(site.host + path)
        page.evaluate("document.querySelectorAll('details').forEach(element => element.open = true)")
        page.evaluate("document.getElementById('f-small')?.click()")
        found[path] = page.evaluate(SMALL_TARGETS)
    assert [(path, target) for path, each in found.items() for target in each] == []


def test_the_gallery_is_filtered_without_javascript(serve: Serve, sample: dict[str, bytes]):
    site = serve(sample, java_script_enabled=False)
    page = site.open("art.html")
    shown = page.locator(".plate:visible")
    everything = shown.count()
    label = page.locator(".filters label").nth(1)
    count = int(label.locator(".count").inner_text())
    label.click()
    assert 0 < shown.count() == count < everything
    assert page.locator(".plate .period:visible").count() >= 1
    page.get_by_label("anyone").check()
    assert shown.count() == everything


def test_the_filter_of_the_gallery_is_in_the_address_and_a_wide_drawing_scrolls_by_keyboard(
    serve: Serve, sample: dict[str, bytes]
):
    site = serve(sample, viewport={"width": 320, "height": 900})
    page = site.open("art.html")
    page.locator(".filters input").nth(1).check()
    value = page.locator(".filters input").nth(1).get_attribute("value")
    assert page.url.endswith(f"art.html?by={value}")
    page.reload()
    shown = page.locator(".plate:visible")
    count = shown.count()
    assert count == int(page.locator(".filters .count").nth(1).inner_text())
    plate = page.locator(".plate:visible .scroll").first
    plate.evaluate("element => { element.firstElementChild.append('=='.repeat(200)); element.focus(); }")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")  # scrolling is smooth
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/c/" in address and address.partition("#")[2].startswith("m-"))


WIDE = "0123456789" * 30
BLOCKS = replace(
    PASSAGE,
    words=f"Light\none\ntwo\n{WIDE}\nsea\nfog\n{WIDE}\n{DRAWING}",
    parts=(
        PassagePart(BlockKind.PROSE, f"# Light\n\n- *one*\n- two\n\n> `{WIDE}`\n\n|sea|fog|\n|---|---|"),
        PassagePart(BlockKind.CODE, WIDE),
        PassagePart(BlockKind.ART, DRAWING),
    ),
)


def quote_pages() -> dict[str, bytes]:
    """Return the list of quotes, cards and a quoted conversation, by path."""
    found, drawn = everything(), replace(PLATE, words=DRAWING)
    quotes = (
        known_quote("prose"),
        known_quote("plate", PLATE),
        known_quote("drawn", drawn),
        known_quote("nothing", PERSON),
        known_quote("blocks", BLOCKS),
    )
    quotes = tuple(replace(each, mentions=(Mention(BLANKS, 3), Mention(BELLS, 5))) for each in quotes)
    links = tuple(backlink(each.anchor, BELLS, n) for n, each in enumerate(found.messages, 1))
    pages = renderer().site_pages(SiteData((), quotes=quotes, backlinks={"lamps": links}))
    files = [
        *(each for each in pages if each.path.startswith(("q/q-", "quoted"))),
        renderer().conversation_pages(found, PageContext("lamps", backlinks=links))[0],
        *renderer().static_files(),
    ]
    return {each.path: each.data for each in files}


@pytest.mark.parametrize(("width", "scheme"), VIEWPORTS)
def test_pages_of_quotes_are_accessible_and_do_not_scroll_sideways(serve: Serve, width: int, scheme: str):
    site = serve(quote_pages(), viewport={"width": width, "height": 900}, color_scheme=scheme)
    paths = [path for path in site.files if path.endswith(".html")]
    assert pages_with_violations(site, paths) == {}
    assert site.pages_scrolling_sideways(paths, width) == []
    assert [path for path in site.missing if path != "favicon.ico"] == []


def test_a_card_in_a_frame_links_to_the_outer_window(serve: Serve):
    site = serve(quote_pages() | {"c/kimi-haiku.html": b"<title>there</title>", "index.html": b"<title>home</title>"})
    site.files["elsewhere.html"] = b"<iframe src='q/q-prose.html' width=320 height=240></iframe>"
    page = site.open("elsewhere.html")
    frame = page.frame_locator("iframe")
    assert "I was admiring the blank." in frame.locator("blockquote").inner_text()
    for name, title in (("Kimi K2 ↔ haiku-4.5", "there"), ("A drawer of letters", "home")):
        frame.get_by_role("link", name=name).click()
        expect(page).to_have_title(title)
        page.go_back()
