"""`sitegen serve` in a real browser: pages load again when something changed, search needs no script."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.preview.running import archive, running


def test_an_open_page_shows_a_change_by_itself(browser: Browser, tmp_path: Path):
    with running(archive(tmp_path)) as served:
        context = browser.new_context()
        page = context.new_page()
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(served.address)
        (tmp_path / "content" / "index.md").write_text("# Lamps at night\n")
        expect(page.get_by_role("heading", name="Lamps at night")).to_be_visible()
        (tmp_path / "content" / "index.md").write_text("# Lamps at dawn\n")
        expect(page.get_by_role("heading", name="Lamps at dawn")).to_be_visible()
        assert faults == []
        context.close()
        assert served.stop() == 0


def test_many_open_pages_still_load(browser: Browser, tmp_path: Path):
    with running(archive(tmp_path)) as served:
        context = browser.new_context()
        pages = [context.new_page() for _ in range(9)]
        for page in pages:
            page.goto(served.address)
            page.wait_for_load_state("load")
        assert {page.title() for page in pages} == {"Transcripts"}
        context.close()
        assert served.stop() == 0


def test_search_answers_without_javascript(browser: Browser, tmp_path: Path):
    with running(archive(tmp_path)) as served:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(served.address + "search.html")
        page.get_by_role("searchbox").first.fill('lamp <b> "é"')
        page.keyboard.press("Enter")
        expect(page.locator("#found")).to_have_text('found lamp <b> "é" in 1')
        assert page.url.startswith(served.address + "search.html?q=lamp")
        context.close()
        assert served.stop() == 0
