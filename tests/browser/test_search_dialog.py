"""The search dialog of all pages, and suggestions in it and on the search page."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from sitegen.model.ai_models import load_models
from sitegen.permalinks import urls
from tests.browser.conftest import Serve
from tests.browser.test_accessible import violations
from tests.browser.test_search_page import site_of
from tests.render.samples import everything
from tests.search.archives import SearchedArchive, conversation_of, documents_of, export_shards

LAMPS = "c/lamps.html"


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Return a site of two conversations; the second one has no page."""
    tides = conversation_of(
        "Tides of light", "What keeps the tide?", "The light keeps it.", speakers=("Ada Quill", "Lyra")
    )
    documents = (documents_of(everything(), "lamps"), documents_of(tides, "tides"))
    return site_of() | export_shards(SearchedArchive(documents, load_models().by_identity))


def options(page: Page) -> list[str]:
    return [" ".join(each.split()) for each in page.get_by_role("option").all_inner_texts()]


def expect_active(box: Locator, page: Page, n: int) -> None:
    """Expect that option ``n`` is the active one; none if it is negative."""
    expect(page.locator('[role=option][aria-selected="true"]')).to_have_count(int(n >= 0))
    if n >= 0:
        expect(box).to_have_attribute("aria-activedescendant", f"search-option-{n}")


def test_a_slash_opens_the_first_hits_over_a_page(serve: Serve, files: dict[str, bytes]):
    site = serve(files, viewport={"width": 1280, "height": 800})
    requests: list[str] = []
    site.context.on("request", lambda request: requests.append(request.url.removeprefix(site.host)))
    page = site.open(LAMPS)
    assert [each for each in requests if "search" in each] == []
    page.keyboard.press("/")
    dialog, box = page.get_by_role("dialog"), page.get_by_role("dialog").get_by_role("searchbox")
    expect(box).to_be_focused()
    page.keyboard.type("light")
    expect(dialog.get_by_role("status")).to_have_text("4 messages match")
    assert [each[:60] for each in options(page)] == [
        "Conversation Lamps & other <lights>",
        "Conversation Tides of light",
        "Tides of light 2 Lyra 1 Jun 2025 The light keeps it.",
        "Lamps & other <lights> 1 USER 3 Feb 2026 Who keeps the light",
        "Tides of light 1 Ada Quill 1 Jun 2025 What keeps the tide?",
        "Lamps & other <lights> 2 Lyra 2 3 Feb 2026 Keep *one* light ",
    ]
    assert violations(page) == []
    for key, active in (("ArrowUp", 5), ("ArrowDown", -1), ("ArrowDown", 0), ("ArrowUp", -1), ("ArrowUp", 5)):
        page.keyboard.press(key)
        expect_active(box, page, active)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert urlsplit(page.url).path == f"/{LAMPS}"
    page.keyboard.press("/")
    page.keyboard.type("lihgt tied")
    expect(dialog.get_by_role("status")).to_have_text("No message matches")
    assert options(page) == ["Did you mean: light tide"]
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("ada qu")
    expect(page.get_by_role("option").first).to_have_text("Speaker Ada Quill")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=ada+qu")
    assert (site.missing, site.external_requests) == ([], [])


def test_the_dialog_searches_in_a_folder_too_and_tells_what_fails(
    browser: Browser, files: dict[str, bytes], tmp_path: Path
):
    for path, data in files.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((tmp_path / LAMPS).as_uri())
    page.keyboard.press("/")
    page.keyboard.type("tide")
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("2 messages match")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/c/lamps.html*")
    (tmp_path / urls.SEARCH_META).unlink()
    page.goto((tmp_path / LAMPS).as_uri())
    page.keyboard.press("/")
    page.keyboard.type("tide")
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("Search failed")
    context.close()


def test_the_search_page_suggests_filters_and_conversations(serve: Serve, files: dict[str, bytes]):
    page = serve(files, viewport={"width": 1280, "height": 800}).open(urls.SEARCH)
    box, suggested = page.get_by_role("searchbox"), page.get_by_role("listbox")
    page.keyboard.type("keeps ada qui", delay=1)
    expect(page.get_by_role("option")).to_have_text(["Speaker Ada Quill"])
    expect(page.locator(".results[aria-busy]")).to_have_count(0)  # they are paler while they are searched
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(suggested).to_be_hidden()
    page.keyboard.type("l")
    expect(suggested).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect_active(box, page, 0)
    page.keyboard.press("Enter")
    expect(page.locator(".summary")).to_have_text("1 message matches")
    assert (box.input_value(), parse_qs(urlsplit(page.url).query)) == (
        'keeps speaker:"Ada Quill"',
        {"q": ['keeps speaker:"Ada Quill"']},
    )
    box.fill("of tid")
    expect(page.get_by_role("option")).to_have_text(["Conversation Tides of light"])
    box.blur()
    expect(suggested).to_be_hidden()
    box.fill("tern")
    expect(page.get_by_role("option")).to_have_text(["Model harbour/tern-mini"])
