"""Old addresses in a browser: where a link of long ago takes its reader."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import LOOKS, Serve
from tests.browser.test_accessible import broken
from tests.conftest import Run
from tests.permalinks.ledger.test_addresses import TALK, anchors, built, put

MORE = tuple(f"A line about crate number {n}, long enough to fill the page a little. " * 6 for n in range(30))


@pytest.fixture
def moved(archive: Path, run: Run) -> tuple[Path, list[str]]:
    """An archive whose page was renamed, with one message gone, one edited, one withdrawn, and one transcript gone."""
    put(archive, "a.md", *TALK, *MORE)
    gone = put(archive, "b.md", *TALK[1:], a="Cy", started="2025-03-03 10:00:00")
    twin = put(archive, "c.md", *TALK[:2], "Only here.", *MORE[:20], started="2025-04-04 10:00:00")
    built(archive)
    before = list(anchors(archive))
    gone.unlink()
    twin.unlink()
    assert run("forget", f"c/ada-bob.html#{before[3]}", "--why", "asked to").exit_code == 0
    put(archive, "a.md", *TALK[:2], *TALK[3:5], TALK[5].replace("noon", "one"), *MORE)
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "a.md"\nslug = "gulls"\n')
    built(archive, "2026-05-05")
    return archive / "site", before


def files(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }


def at_top(page: Page, anchor: str) -> bool:
    """Does the window begin near the element, or hold it where the page ends?"""
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


def test_a_former_address_takes_its_reader_and_the_fragment_to_the_new_page(moved, serve: Serve):
    site, before = moved
    host = serve(files(site))
    page = host.open(f"c/ada-bob.html#{before[20]}")
    page.wait_for_url(f"**/c/gulls.html#{before[20]}")
    page.wait_for_load_state()
    assert at_top(page, before[20])
    assert page.evaluate("history.length") == 2  # `Back` does not lead into a loop


def test_the_marked_words_of_a_link_come_along(moved, serve: Serve):
    site, before = moved
    page = serve(files(site)).open(f"c/ada-bob.html#{before[0]}:~:text=crate%20number%2025")
    page.wait_for_url("**/c/gulls.html#*")
    visit = "performance.getEntriesByType('navigation')[0].name"
    assert page.evaluate(visit).endswith(f"#{before[0]}:~:text=crate%20number%2025")


def test_it_works_from_a_folder(moved, browser: Browser):
    site, before = moved
    page = browser.new_page()
    page.goto(f"{(site / 'c' / 'ada-bob.html').as_uri()}#{before[20]}")
    page.wait_for_url(f"**/c/gulls.html#{before[20]}")
    page.close()


def test_without_scripts_there_is_a_link_and_the_page_moves_on_by_itself(moved, serve: Serve):
    site, _ = moved
    page = serve(files(site), java_script_enabled=False).open("c/ada-bob.html")
    assert page.get_by_role("link", name="Ada ↔ Bob").first.get_attribute("href") == "gulls.html"
    page.wait_for_url("**/c/gulls.html")


def test_an_anchor_of_an_absorbed_export_lands_on_the_same_words(moved, serve: Serve):
    site, before = moved
    page = serve(files(site)).open(f"c/ada-bob-2025-04-04.html#{before[8]}")
    page.wait_for_url(f"**/c/gulls.html#{before[8]}")
    assert at_top(page, before[8])


def test_a_tombstone_is_shown_where_its_address_leads(moved, serve: Serve):
    site, before = moved
    page = serve(files(site)).open(f"c/gulls.html#{before[2]}")
    assert at_top(page, before[2])
    assert (
        page.locator(f"#{before[2]}").inner_text()
        == f"{before[2][2:]} ack No longer in the transcript since 2026-05-05."
    )


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_pages_of_old_addresses_meet_wcag(moved, serve: Serve, width: int, scheme: str):
    site, _ = moved
    host = serve(files(site), viewport={"width": width, "height": 800}, color_scheme=scheme)
    host.files["static/moved.js"] = b""  # they stay
    paths = ["c/gulls.html", "c/cy-bob.html", "c/ada-bob.html"]
    assert broken(host, paths) == {}
    assert host.sideways(paths, width) == []
