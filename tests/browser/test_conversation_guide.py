"""Outline, legend and copied links of a long conversation in a browser."""

from playwright.sync_api import Page, expect

from sitegen.model import BlockKind, PageContext
from sitegen.render.renderer import Renderer
from sitegen.render.templates import theme_folder
from tests.browser.conftest import Serve
from tests.render.samples import LYRA, PUBLIC, USER, block, conversation, message

TALK = conversation(
    *(
        message(n, (LYRA, USER)[n % 2], block(BlockKind.PROSE, f"Turn {n}.\n\n## Heading of {n}\n\n" + "salt " * 150))
        for n in range(1, 61)
    )
)
ANCHORS = [each.anchor for each in TALK.messages]
OUTLINE_AND_TEXT = """() => [...document.querySelectorAll(".outline, .message .body")].slice(0, 2).map(element => {
  const { left, right } = element.getBoundingClientRect();
  return [left >= 0, Math.round(right), Math.round(right - left)];
})"""


def site_files() -> dict[str, bytes]:
    pages = Renderer(PUBLIC, (theme_folder(),))
    return {
        each.path: each.data for each in (*pages.conversation_pages(TALK, PageContext("lamps")), *pages.static_files())
    }


def present(page: Page) -> list[str]:
    return page.locator(".outline [aria-current]").all_inner_texts()


def test_a_reader_finds_the_way_in_a_long_conversation(serve: Serve):
    site = serve(site_files(), viewport={"width": 1280, "height": 700})
    site.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = site.open("c/lamps.html")
    outline = page.get_by_role("navigation", name="Outline")

    # At the side, without an overlap, and marked
    (is_inside, outline_end, _), (_, text_end, text_width) = page.evaluate(OUTLINE_AND_TEXT)
    assert (is_inside, outline_end < text_end - text_width - 144, text_end, text_width) == (True, True, 996, 640)
    outline.get_by_role("link", name="Heading of 12").click()
    page.wait_for_function("() => document.querySelector('.outline [aria-current]')?.textContent === 'Heading of 12'")
    expect(outline.get_by_role("link", name="Heading of 12")).to_be_in_viewport()

    # A name in the legend leads to the next message of the speaker, and from the last one to the first.
    name = page.get_by_role("list", name="Participants").get_by_role("link", name="Lyra 2", exact=True)
    for number in (14, 16):
        name.click()
        page.wait_for_url(f"**#{ANCHORS[number - 1]}")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    for number in (60, 2):
        name.click()
        page.wait_for_url(f"**#{ANCHORS[number - 1]}")

    # The button follows pointer and focus, and copies the address on the published site.
    text = page.locator("article").nth(2).locator(".body p").first
    text.hover()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == f"https://example.org/letters/c/lamps.html#{ANCHORS[2]}"
    page.locator("article").nth(3).locator(".permalink").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Copied")).to_be_focused()
    assert page.evaluate("navigator.clipboard.readText()") == f"https://example.org/letters/c/lamps.html#{ANCHORS[3]}"
    assert page.locator(".copy-link").count() == 1

    # In a smaller window it is folded above the messages.
    page.set_viewport_size({"width": 900, "height": 700})
    page.wait_for_function("() => !document.querySelector('.outline [aria-current]')")
    expect(outline).to_be_hidden()
    page.get_by_text("Outline", exact=True).click()
    expect(outline).to_be_visible()
    assert page.evaluate("document.querySelector('.guide').getBoundingClientRect().bottom") <= page.evaluate(
        "document.querySelector('article').getBoundingClientRect().top"
    )


def test_outline_and_legend_work_without_a_script(serve: Serve):
    page = serve(site_files(), viewport={"width": 1280, "height": 700}, java_script_enabled=False).open("c/lamps.html")
    page.get_by_role("link", name="Heading of 12").click()
    page.get_by_role("list", name="Participants").get_by_role("link", name="USER", exact=True).click()
    assert page.url.endswith(f"#{ANCHORS[0]}")
    assert page.locator(".copy-link").count() == 0
