"""Printed pages: complete drawings, names next to their text, printed addresses."""

import re
import unicodedata

import pytest
from playwright.sync_api import Page
from pypdfium2 import PdfDocument

from sitegen.model import BlockKind, OutputFile, PageContext, Participant, Role
from sitegen.render.renderer import Renderer
from sitegen.render.templates import theme_folder
from tests.browser.conftest import Serve
from tests.browser.test_reading import WIDE, drawing_page
from tests.browser.test_reading import site_files as rendered
from tests.browser.test_statistics import open_page
from tests.render.i18n.sources import TAGS
from tests.render.samples import (
    DRAWING,
    LYRA,
    PUBLIC,
    SHAPES,
    block,
    conversation,
    everything,
    message,
    renderer,
)

FILES = rendered()


def files(*more: OutputFile) -> dict[str, bytes]:
    return FILES | {each.path: each.data for each in more}


def test_a_conversation_prints_its_names_and_addresses_and_no_navigation(serve: Serve):
    page = serve(files()).open("c/lamps.html")
    page.emulate_media(media="print")
    shown = page.evaluate("document.body.innerText")
    folded = everything().messages[4:6]
    assert [each for each in everything().messages if each.anchor[2:] not in shown] == [*folded]
    assert "AI-3 set its temperature to 1.5 and made an image" in shown
    assert [word for word in ("Earlier", "Skip to content", "Speakers", "as written") if word in shown] == []


def test_the_widest_drawing_fits_the_paper(serve: Serve):
    page = serve(files(drawing_page(WIDE)), viewport={"width": 680, "height": 1000}).open("c/drawn.html")
    page.emulate_media(media="print")
    assert page.locator("pre.art").evaluate("e => e.scrollWidth <= document.documentElement.clientWidth")


def test_backgrounds_are_not_printed(serve: Serve):
    site = serve(files(), color_scheme="dark")
    page = site.open("c/lamps.html")
    page.emulate_media(media="print")
    colours = page.evaluate(
        "[...document.querySelectorAll('body, .body, .code, code')]"
        ".map(element => getComputedStyle(element).backgroundColor)"
    )
    assert {re.sub(r"\s", "", each) for each in colours} <= {"rgb(255,255,255)", "rgba(0,0,0,0)"}


def printed_sheets(page: Page, paper: str = "A4") -> list[str]:
    """Return the text of each sheet without white space, because a PDF has no column gaps."""
    with PdfDocument(page.pdf(format=paper)) as document:
        return [without_whitespace(sheet.get_textpage().get_text_range()) for sheet in document]


def without_whitespace(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def characters_outside(page: Page, paper: str) -> list[str]:
    """Return characters beyond the edge of their sheet."""
    found = []
    with PdfDocument(page.pdf(format=paper)) as document:
        for sheet in document:
            width, height = sheet.get_size()
            text = sheet.get_textpage()
            for n in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(n)
                if left < 0 or bottom < 0 or right > width or top > height:
                    found.append(text.get_text_range(n, 1))
    return found


TALL = "\n".join(f"│ {n:03} {'~' * (n % 30)} │" for n in range(150))
DRAWINGS = [DRAWING, SHAPES, WIDE, *(f"┌─{n}─┐\n" + "│ * │\n" * (n % 23) + f"└─{n}─┘" for n in range(30))]


@pytest.mark.parametrize("paper", ["A4", "A5"])
def test_every_drawing_is_complete_and_on_one_sheet(serve: Serve, paper: str):
    page = serve(files(page_with_drawings(*DRAWINGS))).open("c/drawn.html")
    sheets = printed_sheets(page, paper)
    lost = [
        art
        for art in DRAWINGS
        if not any(all(without_whitespace(line) in sheet for line in art.split("\n")) for sheet in sheets)
    ]
    assert lost == []
    assert characters_outside(page, paper) == []


def test_a_drawing_that_is_taller_than_the_paper_continues_on_the_next_sheet(serve: Serve):
    sheets = printed_sheets(serve(files(page_with_drawings(TALL))).open("c/drawn.html"))
    assert [line for line in TALL.split("\n") if not any(without_whitespace(line) in each for each in sheets)] == []


def test_the_longest_words_and_wide_tables_stay_on_the_paper(serve: Serve):
    page = serve(files()).open("c/long.html")
    assert characters_outside(page, "A4") == []
    assert "".join(printed_sheets(page)).count("cell") == 30


def test_no_name_is_alone_at_the_end_of_a_sheet(serve: Serve):
    texts = [f"first{n}a " + "and so on " * (n * 7 % 60) for n in range(90)]
    talk = conversation(*(message(n, LYRA, block(BlockKind.PROSE, text)) for n, text in enumerate(texts, 1)))
    page = serve(files(renderer().conversation_pages(talk, PageContext("talk"))[0])).open("c/talk.html")
    sheets = printed_sheets(page)
    assert len(sheets) > 8
    heads = [each.anchor.removeprefix("m-") for each in talk.messages]
    apart = [
        head for n, head in enumerate(heads) if not any(head in sheet and f"first{n}a" in sheet for sheet in sheets)
    ]
    assert apart == []


def test_no_name_is_separated_from_its_model(serve: Serve):
    speakers = [Participant("Kim", Role.ASSISTANT, None, f"kind{n}") for n in range(9)]
    talk = conversation(*(message(n, each, block(BlockKind.PROSE, f"ack{n}")) for n, each in enumerate(speakers)))
    page = serve(files(renderer().conversation_pages(talk, PageContext("talk"))[0])).open("c/talk.html")
    whole = {f"Kimkind{n}No{n}{each.anchor[2:]}ack{n}" for n, each in enumerate(talk.messages)}
    separated = {}
    # Move the content down step by step, so that the page break comes to every line of a message.
    for above in range(0, 160, 8):
        page.evaluate("above => { document.querySelector('main').style.paddingTop = `${above}px`; }", above)
        first, second = printed_sheets(page)
        if lost := {each for each in whole if each not in first and each not in second}:
            separated[above] = lost
    assert separated == {}


def test_sheets_are_numbered_and_the_last_has_the_address(serve: Serve):
    pages = Renderer(PUBLIC, (theme_folder(),))
    site = serve(
        {
            each.path: each.data
            for each in (pages.conversation_pages(everything(), PageContext("lamps"))[0], *pages.static_files())
        }
    )
    page = site.open("c/lamps.html")
    sheets = printed_sheets(page)
    assert [f"{n}/{len(sheets)}" in sheet for n, sheet in enumerate(sheets, 1)] == [True] * len(sheets)
    assert "https://example.org/letters/c/lamps.html" in sheets[-1]
    assert not page.get_by_text("https://example.org/letters/c/lamps.html").is_visible()


def test_addresses_of_links_are_printed(serve: Serve):
    sheets = printed_sheets(serve(files()).open("c/lamps.html"))
    assert "thealmanac<https://example.org/almanac>" in "".join(sheets)


def test_the_tables_of_charts_are_printed(serve: Serve):
    page = serve(files()).open("stats.html")
    closed = page.locator("details.data-table caption")
    assert closed.count() > 1
    assert not closed.first.is_visible()
    text = "".join(printed_sheets(page))
    assert [each for each in closed.all_text_contents() if without_whitespace(each) not in text] == []


def test_caption_header_and_first_row_of_a_table_are_on_one_sheet(serve: Serve):
    page = open_page(serve, "tiny", 1280)
    beginnings = page.locator(".data-table table").evaluate_all(
        "tables => tables.map(each => [each.caption, each.rows[0], each.rows[1]].map(part => part.textContent).join(''))"
    )
    separated = {}
    # Move the content down step by step, so that the page break comes to every line.
    for above in range(100, 340, 24):
        page.evaluate("above => { document.querySelector('main').style.paddingTop = `${above}px`; }", above)
        sheets = printed_sheets(page)
        if lost := [each for each in beginnings if not any(without_whitespace(each) in sheet for sheet in sheets)]:
            separated[above] = lost
    assert len(beginnings) == 4
    assert separated == {}


def test_the_total_of_a_table_is_printed_once(serve: Serve):
    page = open_page(serve, "many", 1280)
    (total,) = page.locator("tfoot tr").all_text_contents()
    assert "".join(printed_sheets(page)).count(without_whitespace(total)) == 1


@pytest.mark.parametrize("tag", ["en", *TAGS])
@pytest.mark.parametrize("paper", [658, 423])
def test_a_table_of_many_models_is_no_wider_than_the_paper(serve: Serve, tag: str, paper: int):
    """Test the widths of the text on A4 and A5."""
    page = open_page(serve, "many", 1280, tag)
    page.set_viewport_size({"width": paper, "height": 900})
    page.emulate_media(media="print")
    cells = page.evaluate(CELLS)
    assert len(cells) > 200
    assert [cell for cell in cells if cell["left"] < 0 or cell["right"] > paper] == []
    assert [cell for cell in cells if cell["needs"] > cell["has"]] == []


CELLS = """() => [...document.querySelectorAll(".data-table :is(th, td)")].map(each => ({
  text: each.textContent,
  left: Math.ceil(each.getBoundingClientRect().left),
  right: Math.floor(each.getBoundingClientRect().right),
  needs: each.scrollWidth,
  has: each.clientWidth,
}))"""


def page_with_drawings(*drawings: str) -> OutputFile:
    """Return a page with a sentence before each drawing."""
    parts = [part for art in drawings for part in (block(BlockKind.PROSE, "Look at this."), block(BlockKind.ART, art))]
    return renderer().conversation_pages(conversation(message(1, LYRA, *parts)), PageContext("drawn"))[0]
