"""Test the quote buttons, and links to exact words."""

import hashlib
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sitegen.model import BlockKind, OutputFile, PageContext
from tests.browser.conftest import VIEWPORTS, Serve
from tests.browser.fragment_highlights import with_modules
from tests.browser.test_accessible import violations
from tests.render.samples import DRAWING, LYRA, SLOT, block, conversation, message, renderer

PATH = "c/lamps.html"
FIRST = "The lamp is lit, said [one](of) them.\nThe sea & the *lamp* are one.\n\n# 1. No heading\n\nThe lamp is out."
SELECT = """([from, start, to, end]) => {
  const texts = (selector) => {
    const walker = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
    return (part) => {
      walker.currentNode = walker.root;
      while (walker.nextNode()) if (walker.currentNode.data.includes(part)) return walker.currentNode;
    };
  };
  const [first, last] = [texts(from)(start), texts(to)(end)];
  const range = document.createRange();
  range.setStart(first, first.data.indexOf(start));
  range.setEnd(last, last.data.indexOf(end) + end.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def lamps() -> list[OutputFile]:
    """Return the files of a page with three messages: words, a drawing, words."""
    sample = conversation(
        message(1, LYRA, block(BlockKind.PROSE, FIRST)),
        message(2, SLOT, block(BlockKind.ART, DRAWING)),
        message(3, SLOT, block(BlockKind.PROSE, "The lamp is lit. Twice.")),
        title="Lamps & seas",
    )
    return [renderer().conversation_pages(sample, PageContext("lamps"))[0], *renderer().static_files()]


FILES = with_modules({each.path: each.data for each in lamps()})


@pytest.fixture
def lamp(serve: Serve) -> Page:
    """Open the page with access to the clipboard."""
    site = serve(FILES, viewport={"width": 1280, "height": 800})
    site.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return site.open(PATH)


def select(page: Page, start: str, end: str = "", *, within: str, until: str = "") -> None:
    page.evaluate(SELECT, [within, start, until or within, end or start])


def ids(page: Page) -> list[str]:
    return page.locator("article").evaluate_all("all => all.map(each => each.id)")


def copied(page: Page, form: str) -> str:
    page.locator(".quote-tools").get_by_role("button", name=form, exact=True).click()
    expect(page.locator(".quote-tools [role=status]")).to_have_text("Copied")
    return str(page.evaluate("navigator.clipboard.readText()"))


def page_address(page: Page) -> str:
    """Return the address in the site that is copied on a loopback server, if the site has no URL."""
    return "/".join(page.url.partition("#")[0].split("/")[-2:])


def url(page: Page, fragment: str) -> str:
    return page_address(page) + "#" + fragment


def forms(page: Page) -> list[str]:
    """Return what each button copies, with the page's address as ``@`` and today as ``2026-01-01``."""
    address, today = page_address(page), page.evaluate("new Date().toISOString().slice(0, 10)")
    all_ = [copied(page, form) for form in ("Link", "Markdown", "HTML", "Citation")]
    return [each.replace(address, "@").replace(today, "2026-01-01") for each in all_]


def test_words_are_copied_with_their_link_in_four_forms(lamp: Page):
    (one, *_) = ids(lamp)
    select(lamp, "lit, said", "are one", within=f"#{one} .body")
    fragment = f"{one}:~:text=lit%2C%20said%20%5Bone%5D(of),lamp%20are%20one"
    in_markdown = fragment.replace("(", "%28").replace(")", "%29")
    sha256 = hashlib.sha256(b"lit, said [one](of) them. The sea & the lamp are one").hexdigest()
    assert forms(lamp) == [
        f"@#{fragment}",
        "> lit, said \\[one\\](of) them.\n> The sea \\& the lamp are one\n>\n"
        f"> — [Lyra 2, 3 Feb 2026](@#{in_markdown})",
        f'<figure class="quote"><blockquote cite="@#{fragment}" data-id="{one}" data-sha256="{sha256}"'
        ' data-versiondate="2026-01-01"><p>lit, said [one](of) them.<br>The sea &amp; the lamp are one</blockquote>'
        f'<figcaption>— Lyra 2, <cite><a href="@#{fragment}">Lamps &amp; seas</a></cite></figcaption></figure>',
        f"Lyra 2, message {one[2:]} in “Lamps & seas”, 3 Feb 2026. <@#{fragment}>",
    ]


def test_each_copy_is_announced_to_screen_readers(lamp: Page):
    (one, *_) = ids(lamp)
    select(lamp, "lamp is", within=f"#{one} .body")
    lamp.locator(".quote-tools [role=status]").evaluate(
        """region => {
          window.announced = [];
          new MutationObserver(() => announced.push(region.textContent)).observe(region, { childList: true });
        }"""
    )
    for form in ("Link", "Link", "HTML"):
        copied(lamp, form)
    assert lamp.evaluate("announced.filter((text) => text)") == ["Copied"] * 3


def test_copied_markdown_is_escaped(lamp: Page):
    (one, *_) = ids(lamp)
    select(lamp, "1. No heading", within=f"#{one} .body")
    first_line, *_ = copied(lamp, "Markdown").split("\n")
    assert first_line == "> 1\\. No heading"


def test_a_drawing_is_linked_by_its_id_and_keeps_its_form(lamp: Page):
    _, two, _ = ids(lamp)
    select(lamp, "┌──", "lamp  → sea", within=f"#{two} .body")
    drawn = "┌──────────────┐   ╭─╮\n│ lamp  → sea"
    sha256 = hashlib.sha256(" ".join(drawn.split()).encode()).hexdigest()
    assert forms(lamp) == [
        f"@#{two}-a1",
        f"> ```\n> {drawn.replace(chr(10), f'{chr(10)}> ')}\n> ```\n>\n> — [AI-3, 3 Feb 2026](@#{two}-a1)",
        f'<figure class="quote"><blockquote cite="@#{two}-a1" data-id="{two}" data-sha256="{sha256}"'
        f' data-versiondate="2026-01-01"><pre>{drawn}</pre></blockquote>'
        f'<figcaption>— AI-3, <cite><a href="@#{two}-a1">Lamps &amp; seas</a></cite></figcaption></figure>',
        f"AI-3, message {two[2:]} in “Lamps & seas”, 3 Feb 2026. <@#{two}-a1>",
    ]


def test_words_of_two_messages_name_both_without_the_header_between(lamp: Page):
    one, _, three = ids(lamp)
    select(lamp, "is out", "is li", within=f"#{one} .body", until=f"#{three} .body")
    fragment = f"{one}:~:text=is%20out.,lamp%20is%20lit"
    quoted = ["is out.", "", "```", *DRAWING.split("\n"), "```", "", "The lamp is lit", ""]
    link, markdown, _, plain = forms(lamp)
    assert link == f"@#{fragment}"
    assert markdown.split("\n") == [
        *(f"> {line}".rstrip() for line in quoted),
        f"> — [Lyra 2 and AI-3, 3 Feb 2026](@#{fragment})",
    ]
    assert plain == f"Lyra 2 and AI-3, messages {one[2:]} to {three[2:]} in “Lamps & seas”, 3 Feb 2026. <@#{fragment}>"


def test_selections_are_extended_to_whole_words(lamp: Page):
    (one, *_) = ids(lamp)
    select(lamp, "amp is o", within=f"#{one} .body")
    assert copied(lamp, "Link") == url(lamp, f"{one}:~:text=lamp%20is%20out")


def test_the_buttons_are_next_in_tab_order_and_escape_closes_them(lamp: Page):
    _, _, three = ids(lamp)
    lamp.locator(f"#{three} .body p").click()  # start of the tab order
    select(lamp, "lamp is", within=f"#{three} .body")
    expect(lamp.locator(".quote-tools")).to_be_visible()
    lamp.keyboard.press("Tab")
    expect(lamp.get_by_role("button", name="Link", exact=True)).to_be_focused()
    lamp.keyboard.press("Escape")
    expect(lamp.locator(".quote-tools")).to_have_count(0)
    assert lamp.evaluate("String(getSelection())") == "lamp is"
    lamp.wait_for_timeout(600)
    expect(lamp.locator(".quote-tools")).to_have_count(0)
    select(lamp, "Twice", within=f"#{three} .body")
    expect(lamp.locator(".quote-tools")).to_be_visible()


def test_the_buttons_follow_the_selection_in_messages_only(lamp: Page):
    (one, *_) = ids(lamp)
    select(lamp, "The lamp", within=f"#{one} .body")
    expect(lamp.locator(".quote-tools")).to_be_visible()
    lamp.evaluate("getSelection().removeAllRanges()")
    expect(lamp.locator(".quote-tools")).to_have_count(0)
    select(lamp, "seas", within="h1")
    lamp.wait_for_timeout(600)
    expect(lamp.locator(".quote-tools")).to_have_count(0)


def test_clicking_a_button_keeps_the_selection(lamp: Page):
    box = lamp.locator("article").nth(2).locator(".body p").bounding_box()
    assert box
    lamp.mouse.move(box["x"] + 1, box["y"] + 12)
    lamp.mouse.down()
    lamp.mouse.move(box["x"] + 60, box["y"] + 12)
    lamp.wait_for_timeout(600)
    expect(lamp.locator(".quote-tools")).to_have_count(0)
    lamp.mouse.up()
    assert copied(lamp, "Link").startswith(url(lamp, ids(lamp)[2]))
    assert str(lamp.evaluate("String(getSelection())")).startswith("The")


def test_without_a_clipboard_the_words_can_be_copied_manually(serve: Serve):
    site = serve(FILES, viewport={"width": 1280, "height": 800})
    site.context.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page = site.open(PATH)
    (one, *_) = ids(page)
    select(page, "lamp is out", within=f"#{one} .body")
    page.get_by_role("button", name="Link", exact=True).click()
    field = page.get_by_label("Text to copy")
    expect(field).to_be_focused()
    expect(field).to_have_value(url(page, f"{one}:~:text=lamp%20is%20out"))
    chosen = "(field) => field.value.slice(field.selectionStart, field.selectionEnd)"
    assert field.evaluate(chosen) == field.input_value()
    assert field.evaluate("(field) => field.readOnly")


def test_it_works_with_file_urls(browser: Browser, tmp_path: Path):
    for path, data in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    page = browser.new_page()
    page.goto((tmp_path / PATH).as_uri())
    (one, *_) = ids(page)
    select(page, "lamp is out", within=f"#{one} .body")
    page.get_by_role("button", name="Link", exact=True).click()
    expect(page.locator(".quote-tools [role=status]")).not_to_be_empty()
    page.close()


@pytest.mark.parametrize(("width", "scheme"), VIEWPORTS)
def test_the_buttons_and_the_note_are_accessible_and_fit(serve: Serve, width: int, scheme: str):
    site = serve(FILES, viewport={"width": width, "height": 700}, color_scheme=scheme)
    site.context.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page = site.open(PATH)
    (one, *_) = ids(page)
    # In a separate page: if Chromium does not find the words, it scrolls and moves the focus only later.
    noted = site.open(f"{PATH}#{one}:~:text={'w' * 300}")
    expect(noted.locator(".quote-note")).to_be_visible()
    assert (violations(noted), noted.evaluate("document.documentElement.scrollWidth")) == ([], width)
    page.bring_to_front()
    select(page, "lamp is out", within=f"#{one} .body")
    page.get_by_role("button", name="Markdown").click()
    expect(page.get_by_label("Text to copy")).to_be_focused()
    assert violations(page) == []
    expect(page.get_by_label("Text to copy")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.locator(".quote-tools").scroll_into_view_if_needed()
    box = page.locator(".quote-tools").evaluate("tools => tools.getBoundingClientRect()")
    assert (box["left"] >= 0, box["right"] <= width, box["top"] >= 0, box["bottom"] <= 700) == (True,) * 4


# Links to exact words.

NOTE = """() => [...document.querySelectorAll(".quote-note")].map((note) =>
  [note.textContent, note.querySelector("q").dataset.words, note.nextElementSibling.parentElement.id])"""


def notes_at(page: Page, fragment: str) -> list[list[str]]:
    """Open a fragment and return the notes of the page."""
    page.goto(f"{page.url.partition('?')[0].partition('#')[0]}?{hash(fragment)}#{fragment}")
    page.wait_for_load_state("networkidle")
    return list(page.evaluate(NOTE))


def test_a_note_has_the_missing_words(lamp: Page):
    one, two, _ = ids(lamp)
    message = "The linked quote was not found on this page: "
    assert notes_at(lamp, f"{one}:~:text=lamp%20is%20out") == []
    assert notes_at(lamp, one) == []
    assert notes_at(lamp, f"{one}:~:text=lamp%20is%20gone") == [[message, "lamp is gone", one]]
    assert notes_at(lamp, f"{two}:~:text=lamp%20is,gone") == [[message, "lamp is … gone", two]]
    assert notes_at(lamp, f"{one}:~:text=lamp%20is%20out&text=gone") == [[message, "gone", one]]
    assert notes_at(lamp, "nowhere:~:text=gone") == [[message, "gone", "main"]]
    assert notes_at(lamp, f"{one}:~:text=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%E2%80%AE") == [
        [message, "<img src=x onerror=alert(1)> ", one]
    ]


def test_the_browser_does_not_find_the_words_in_the_note(lamp: Page):
    (one, *_) = ids(lamp)
    notes_at(lamp, f"{one}:~:text=lamp%20is%20gone")
    assert "gone" not in lamp.locator("body").inner_text()


ARRIVE = """async (hash) => {
  const { arrive } = await import("/static/quote/arrival.js");
  const { CSS, Highlight, performance, location } = window;
  arrive({
    defaultView: { CSS, Highlight, performance, location: { hash, href: location.href } },
    body: document.body,
    getElementById: (id) => document.getElementById(id),
    querySelector: (selector) => document.querySelector(selector),
    querySelectorAll: (selector) => document.querySelectorAll(selector),
    createElement: (name) => document.createElement(name),
  });
  return [[...(CSS.highlights.get("quoted") ?? [])].map(String), scrollY > 0];
}"""


def test_words_are_highlighted_if_the_browser_does_not(serve: Serve):
    page = serve(FILES, viewport={"width": 1280, "height": 300}).open(PATH)
    one, _, three = ids(page)
    assert page.evaluate(ARRIVE, f"#{three}:~:text=Twice&text=lamp%20is%20out") == [
        ["Twice", "lamp is out"],
        True,
    ]
    page.evaluate("CSS.highlights.clear(); scrollTo(0, 0)")
    assert page.evaluate(ARRIVE, f"#{three}:~:text=gone") == [[], True]
    assert page.evaluate(NOTE)[0][1:] == ["gone", three]
    page.evaluate("CSS.highlights.clear(); scrollTo(0, 0)")
    assert page.evaluate(ARRIVE, f"#{one}") == [[], False]
