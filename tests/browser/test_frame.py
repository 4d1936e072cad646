"""The frame of every page: one row of header, the display that a reader chooses, keyboard shortcuts."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from sitegen.model import BlockKind, PageContext
from sitegen.permalinks import urls
from tests.browser.conftest import Serve
from tests.browser.test_accessible import violations
from tests.browser.test_languages import renderer
from tests.render.samples import LYRA, USER, block, conversation, everything, message, site_data, summary_of

ROW = """() => {
  const header = document.querySelector("header.site");
  const shown = [...header.querySelectorAll("a, button")].filter((each) => each.checkVisibility());
  const boxes = shown.map((each) => each.getBoundingClientRect());
  return {
    rows: new Set(boxes.map(({ top, bottom }) => Math.round((top + bottom) / 2))).size,
    overlaps: boxes.filter((one, n) => boxes.some((two, m) => m > n && one.left < two.right && two.left < one.right)).length,
    title: boxes[0].width > 40,
    isInside: header.scrollWidth <= header.clientWidth && document.documentElement.scrollWidth <= innerWidth,
  };
}"""
ONE_ROW = {"rows": 1, "overlaps": 0, "title": True, "isInside": True}


def test_the_header_is_one_row_in_every_language_width_and_size(serve: Serve):
    data = replace(site_data(summary_of(everything(), "lamps")), menu=urls.LISTS)
    files = {each.path: each.data for each in renderer("en").static_files()}
    for tag in ("ar", "de", "en", "es", "ja", "zh"):
        files[f"{tag}.html"] = next(each.data for each in renderer(tag).site_pages(data) if each.path == urls.ART)
    site = serve(files)
    page, rows = site.context.new_page(), {}
    for path in [each for each in files if each.endswith(".html")]:
        page.goto(site.host + path)
        for size in ("f-medium", "f-large"):
            page.evaluate("id => document.getElementById(id).click()", size)
            for width in (320, 390, 1056, 1280):
                page.set_viewport_size({"width": width, "height": 600})
                rows[path, size, width] = page.evaluate(ROW)
    assert len(rows) == 48
    assert {key: each for key, each in rows.items() if each != ONE_ROW} == {}


def test_a_button_opens_the_lists_without_javascript(serve: Serve):
    data = replace(site_data(summary_of(everything(), "lamps")), menu=(urls.CONVERSATIONS, urls.ART))
    files = {each.path: each.data for each in (*renderer("en").static_files(), *renderer("en").site_pages(data))}
    page = serve(files, java_script_enabled=False, viewport={"width": 390, "height": 700}).open("index.html")
    links = page.locator("nav a:visible")
    assert links.count() == 0
    page.get_by_role("button", name="Menu").click()
    assert links.all_inner_texts() == ["Conversations", "Drawings"]
    links.last.click()
    assert page.url.endswith("/art.html")
    page.set_viewport_size({"width": 1280, "height": 700})
    expect(links).to_have_text(["Conversations", "Drawings"])
    expect(page.get_by_role("button", name="Menu")).to_be_hidden()


@pytest.fixture
def files() -> dict[str, bytes]:
    """Return a site with one conversation of twenty messages, of which every third is only shown with thinking."""
    kinds = (BlockKind.PROSE, BlockKind.PROSE, BlockKind.THINKING)
    found = conversation(
        *(message(n, (LYRA, USER)[n % 2], block(kinds[n % 3], "The lamp is lit.\n\n" * 9)) for n in range(1, 21))
    )
    made = (
        *renderer("en").static_files(),
        *renderer("en").site_pages(site_data(summary_of(found, "lamps"))),
        *renderer("en").conversation_pages(found, PageContext("lamps")),
    )
    return {each.path: each.data for each in made}


LOOK = "() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.documentElement).fontSize]"
PAPER, NIGHT = "rgb(253, 252, 250)", "rgb(20, 22, 26)"


def choose(page: Page, *labels: str) -> None:
    page.get_by_role("button", name="Display").click()
    for label in labels:
        page.get_by_label(label, exact=True).check()
    page.keyboard.press("Escape")


def test_the_browser_keeps_the_display_that_a_reader_chooses(serve: Serve, files: dict[str, bytes]):
    page = serve(files, color_scheme="light").open("index.html")
    assert page.evaluate(LOOK) == [PAPER, "16px"]
    choose(page, "Dark", "Large")
    assert page.evaluate(LOOK) == [NIGHT, "19px"]
    page.goto(page.url.replace("index.html", "c/lamps.html"))
    assert page.evaluate(LOOK) == [NIGHT, "19px"]
    assert page.evaluate("document.querySelector('meta[name=color-scheme]').content") == "dark"
    assert violations(page) == []
    page.emulate_media(media="print")
    assert page.evaluate(LOOK) == ["rgb(255, 255, 255)", "16px"]
    page.emulate_media(media="screen")
    choose(page, "System", "Small")
    page.reload()
    assert page.evaluate(LOOK) == [PAPER, "15px"]
    page.evaluate('localStorage.setItem(\'sitegen-display\', \'{"theme": ["dark"], "size": "<b>", "x": "y"}\')')
    page.reload()  # another site of the host may write anything there
    assert page.evaluate("({ ...document.documentElement.dataset })") == {}


def test_the_display_needs_neither_script_nor_storage(serve: Serve, files: dict[str, bytes]):
    page = serve(files, java_script_enabled=False).open("index.html")
    choose(page, "Dark", "Small")
    assert page.evaluate(LOOK) == [NIGHT, "15px"]
    assert page.locator(".display .keys").is_hidden()
    site = serve(files)
    page = site.context.new_page()
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no storage'); } })")
    page.goto(site.host + "c/lamps.html")
    choose(page, "Dark", "Large")
    assert page.evaluate(LOOK) == [NIGHT, "19px"]


def test_a_page_is_not_styled_again_if_nothing_was_chosen(serve: Serve, files: dict[str, bytes]):
    site = serve(files)
    page = site.context.new_page()
    page.add_init_script(
        "new MutationObserver(() => window.n = 1).observe(document, {subtree: true, attributeFilter: ['content']})"
    )
    page.goto(site.host + "c/lamps.html")
    assert page.evaluate("window.n") is None


@pytest.fixture
def focused(serve: Serve, files: dict[str, bytes]) -> Callable[..., object]:
    """Return a function that presses keys on the page of the conversation, and returns what is focused then."""
    page = serve(files, viewport={"width": 1280, "height": 700}).open("c/lamps.html")

    def press(*keys: str) -> object:
        for key in keys:
            page.keyboard.press(key)
        return page.evaluate("document.activeElement.dataset.number ?? document.activeElement.localName")

    press.page = page  # type: ignore[attr-defined]
    return press


def test_keys_lead_from_message_to_message(focused):
    page: Page = focused.page
    assert [focused(key) for key in "jjjk"] == ["1", "3", "4", "3"]
    assert page.locator("#n3").evaluate("n => Math.round(n.closest('article').getBoundingClientRect().top)") == 16
    page.get_by_label("everything").check()
    assert [focused("j") for _ in range(21)] == [*map(str, range(1, 21)), "20"]
    page.evaluate("scrollTo(0, 0)")
    assert focused("j") == "1"
    assert focused("k", "Control+j", "Alt+j") == "1"
    assert page.locator("article[tabindex]").count() == 1
    choose(page, "Off")
    assert focused("j", "/", "?") == "button"
    page.reload()
    assert focused("j", "/", "?") == "body"


def test_a_slash_opens_a_search_and_a_question_mark_the_list_of_keys(focused):
    page: Page = focused.page
    assert focused("j", "/", "j", "?") == "input"
    assert page.locator("dialog.search-dialog input").input_value() == "j?"
    assert violations(page) == []
    assert focused("Escape", "Escape") == "1"
    focused("?")
    keys = page.get_by_role("dialog", name="Keyboard shortcuts")
    assert keys.locator("dl").inner_text().split("\n")[::2] == ["/", "j", "k", "?", "Esc"]
    assert violations(page) == []
    assert focused("j") == "button"
    keys.get_by_role("button", name="Turn them off").click()
    expect(page.get_by_label("On", exact=True)).to_be_focused()
    assert focused("ArrowRight", "Escape", "?") == "1"
    expect(keys).to_be_hidden()
    assert page.locator(".search-link").get_attribute("aria-keyshortcuts") == "/"
    focused.page.goto(page.url.replace("c/lamps.html", "search.html"))
    choose(page, "On")
    assert focused("/") == "input"
    assert page.locator("dialog").count() == 0
