"""Old addresses lead to the parts of a long conversation in a browser, with and without JavaScript."""

from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sitegen.model import BlockKind, PageContext
from tests.browser.conftest import VIEWPORTS, Serve
from tests.browser.test_accessible import pages_with_violations
from tests.browser.test_addresses import is_at_top
from tests.render.samples import LYRA, USER, block, conversation, message, renderer

ART = "  /\\_/\\\n ( o.o )\n  > ^ <"
TALK = conversation(
    *(
        message(
            n,
            (LYRA, USER)[n % 2],
            block(BlockKind.PROSE, f"{n} words number {n} " + "salt " * 400),
            *([block(BlockKind.ART, ART), block(BlockKind.TOOL_CALL, "{}", name="sound")] if n == 901 else []),
        )
        for n in range(1, 1100)
    )
)
MESSAGE = TALK.messages[900].anchor


@cache
def files() -> dict[str, bytes]:
    outputs = (*renderer().conversation_pages(TALK, PageContext("far")), *renderer().static_files())
    return {each.path: each.data for each in outputs}


def part_of(anchor: str) -> str:
    return next(path for path, data in files().items() if f'<article class="message" id="{anchor}"'.encode() in data)


@pytest.mark.parametrize("fragment", [MESSAGE, "n901", f"{MESSAGE}-a1"])
def test_an_address_leads_to_the_message_in_its_part(serve: Serve, fragment: str):
    page = serve(files()).open(f"c/far.html#{fragment}")
    page.wait_for_url(f"**/{part_of(MESSAGE)}#{fragment}")
    page.wait_for_load_state()
    assert is_at_top(page, fragment)
    assert page.evaluate("history.length") == 2  # `Back` does not loop


def test_an_address_leads_to_a_fold_in_its_part(serve: Serve):
    page = serve(files()).open(f"c/far.html#{MESSAGE}-p1")
    page.wait_for_url(f"**/{part_of(MESSAGE)}?show=everything#{MESSAGE}-p1")
    assert page.locator(f"#{MESSAGE}-p1").is_visible()


def test_a_message_of_the_first_part_stays_there(serve: Serve):
    anchor = TALK.messages[100].anchor
    page = serve(files()).open(f"c/far.html#{anchor}")
    page.wait_for_load_state()
    assert page.url.endswith(f"/c/far.html#{anchor}")
    assert is_at_top(page, anchor)


def test_a_text_fragment_is_kept(serve: Serve):
    page = serve(files()).open(f"c/far.html#{MESSAGE}:~:text=words%20number%20901")
    page.wait_for_url(f"**/{part_of(MESSAGE)}#*")
    visit = "performance.getEntriesByType('navigation')[0].name"
    assert page.evaluate(visit).endswith(f"#{MESSAGE}:~:text=words%20number%20901")


def test_a_link_within_the_first_page_leads_to_another_part(serve: Serve):
    page = serve(files()).open("c/far.html")
    page.evaluate("id => { location.hash = id; }", MESSAGE)
    page.wait_for_url(f"**/{part_of(MESSAGE)}#{MESSAGE}")


def test_a_part_sends_an_address_of_another_part_there(serve: Serve):
    page = serve(files()).open(f"c/far.2.html#{TALK.messages[5].anchor}")
    page.wait_for_url(f"**/c/far.html#{TALK.messages[5].anchor}")


def test_an_unknown_address_stays_on_the_first_page(serve: Serve):
    page = serve(files()).open("c/far.html#m-aaaaaaa-a1")
    page.wait_for_load_state()
    assert page.url.endswith("/c/far.html#m-aaaaaaa-a1")


def test_without_javascript_an_address_leads_to_the_link_to_its_part(serve: Serve):
    page = serve(files(), java_script_enabled=False).open(f"c/far.html#{MESSAGE}")
    entry = page.locator(f"li:has(#{MESSAGE})")
    assert entry.bounding_box()["y"] < 800
    assert f"c/{entry.get_by_role('link').get_attribute('href')}" == part_of(MESSAGE)


def test_addresses_of_parts_work_from_a_folder(tmp_path: Path, browser: Browser):
    for path, data in files().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    page = browser.new_page()
    page.goto(f"{(tmp_path / 'c' / 'far.html').as_uri()}#{MESSAGE}")
    page.wait_for_url(f"**/{part_of(MESSAGE)}#{MESSAGE}")
    page.close()


def test_a_copied_link_is_the_permanent_address(serve: Serve):
    site = serve(files())
    site.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = site.open(f"{part_of(MESSAGE)}#{MESSAGE}")
    page.evaluate(
        "id => getSelection().selectAllChildren(document.getElementById(id).querySelector('.body p'))", MESSAGE
    )
    page.get_by_role("button", name="Link", exact=True).click()
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"c/far.html#{MESSAGE}")


@pytest.mark.parametrize(("width", "scheme"), VIEWPORTS)
def test_parts_are_accessible(serve: Serve, width: int, scheme: str):
    few = {**files(), "c/far.html": files()["c/far.html"], "c/far.2.html": files()["c/far.2.html"]}
    host = serve(few, viewport={"width": width, "height": 800}, color_scheme=scheme)
    assert pages_with_violations(host, ["c/far.2.html"]) == {}
    assert host.pages_scrolling_sideways(["c/far.html", "c/far.2.html"], width) == []
