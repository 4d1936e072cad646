"""Redirects from old addresses in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import VIEWPORTS, Serve
from tests.browser.test_accessible import pages_with_violations
from tests.conftest import Run
from tests.permalinks.ledger.test_addresses import TALK, anchors, build_site, write_transcript

MORE = tuple(f"A line about crate number {n}, long enough to fill the page a little. " * 6 for n in range(30))


@pytest.fixture
def site_with_moved_pages(archive: Path, run: Run) -> tuple[Path, list[str]]:
    """Return a site with a renamed page, removed, edited and withdrawn messages, and its former anchors."""
    write_transcript(archive, "a.md", *TALK, *MORE)
    gone = write_transcript(archive, "b.md", *TALK[1:], "Only Cy has this.", a="Cy", started="2025-03-03 10:00:00")
    shorter_export = write_transcript(
        archive, "c.md", *TALK[:2], "Only here.", *MORE[:20], started="2025-04-04 10:00:00"
    )
    build_site(archive)
    before = list(anchors(archive))
    gone.unlink()
    shorter_export.unlink()
    assert run("forget", f"c/ada-bob.html#{before[3]}", "--reason", "asked to").exit_code == 0
    write_transcript(archive, "a.md", *TALK[:2], *TALK[3:5], TALK[5].replace("noon", "one"), *MORE)
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "a.md"\nslug = "gulls"\n')
    build_site(archive, "2026-05-05")
    return archive / "site", before


def files(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def is_at_top(page: Page, anchor: str) -> bool:
    """Return whether the element is at the top of the window, or visible at the end of the page."""
    return bool(
        page.evaluate(
            """anchor => {
              const place = document.getElementById(anchor).getBoundingClientRect().top;
              const isEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
              return place > -2 && place < (isEnd ? innerHeight : 150);
            }""",
            anchor,
        )
    )


def test_a_former_address_redirects_with_its_fragment(site_with_moved_pages, serve: Serve):
    site, before = site_with_moved_pages
    host = serve(files(site))
    page = host.open(f"c/ada-bob.html#{before[20]}")
    page.wait_for_url(f"**/c/gulls.html#{before[20]}")
    page.wait_for_load_state()
    assert is_at_top(page, before[20])
    assert page.evaluate("history.length") == 2  # `Back` does not loop


def test_a_text_fragment_is_kept(site_with_moved_pages, serve: Serve):
    site, before = site_with_moved_pages
    page = serve(files(site)).open(f"c/ada-bob.html#{before[0]}:~:text=crate%20number%2025")
    page.wait_for_url("**/c/gulls.html#*")
    visit = "performance.getEntriesByType('navigation')[0].name"
    assert page.evaluate(visit).endswith(f"#{before[0]}:~:text=crate%20number%2025")


def test_a_fragment_that_cannot_be_decoded_redirects(site_with_moved_pages, serve: Serve):
    site, _ = site_with_moved_pages
    serve(files(site)).open("c/ada-bob.html#50%").wait_for_url("**/c/gulls.html#50%")


def test_redirects_work_from_a_folder(site_with_moved_pages, browser: Browser):
    site, before = site_with_moved_pages
    page = browser.new_page()
    page.goto(f"{(site / 'c' / 'ada-bob.html').as_uri()}#{before[20]}")
    page.wait_for_url(f"**/c/gulls.html#{before[20]}")
    page.close()


def test_without_javascript_there_is_a_link_and_a_refresh(site_with_moved_pages, serve: Serve):
    site, _ = site_with_moved_pages
    page = serve(files(site), java_script_enabled=False).open("c/ada-bob.html")
    assert (
        page.get_by_role("link", name="I counted the gulls on the breakwater").first.get_attribute("href")
        == "gulls.html"
    )
    page.wait_for_url("**/c/gulls.html")


def test_an_anchor_of_a_merged_transcript_redirects_to_the_same_message(site_with_moved_pages, serve: Serve):
    site, before = site_with_moved_pages
    page = serve(files(site)).open(f"c/ada-bob-2025-04-04.html#{before[8]}")
    page.wait_for_url(f"**/c/gulls.html#{before[8]}")
    assert is_at_top(page, before[8])


def test_the_anchor_of_a_removed_message_shows_its_tombstone(site_with_moved_pages, serve: Serve):
    site, before = site_with_moved_pages
    page = serve(files(site)).open(f"c/gulls.html#{before[2]}")
    assert is_at_top(page, before[2])
    assert (
        page.locator(f"#{before[2]}").inner_text()
        == f"{before[2][2:]} ack No longer in the transcript since 5 May 2026."
    )


@pytest.mark.parametrize(("width", "scheme"), VIEWPORTS)
def test_pages_of_old_addresses_are_accessible(site_with_moved_pages, serve: Serve, width: int, scheme: str):
    site, _ = site_with_moved_pages
    host = serve(files(site), viewport={"width": width, "height": 800}, color_scheme=scheme)
    host.files["static/redirect.js"] = b""  # do not redirect
    paths = ["c/gulls.html", "c/cy-bob.html", "c/ada-bob.html"]
    assert pages_with_violations(host, paths) == {}
    assert host.pages_scrolling_sideways(paths, width) == []
