"""Pages on paper: drawings whole, names with their words, addresses printed."""

import re

from tests.browser.conftest import Serve
from tests.browser.test_reading import WIDE, drawn, files
from tests.render.samples import everything


def test_a_conversation_prints_its_names_and_addresses_and_no_navigation(serve: Serve):
    page = serve(files()).open("c/lamps.html")
    page.emulate_media(media="print")
    shown = page.evaluate("document.body.innerText")
    assert [each.anchor for each in everything().messages if each.anchor[2:] not in shown] == []
    assert [word for word in ("Earlier", "Skip to the text", "Speakers", "as written") if word in shown] == []


def test_the_widest_drawing_fits_the_paper(serve: Serve):
    page = serve(files(drawn(WIDE)), viewport={"width": 680, "height": 1000}).open("c/drawn.html")
    page.emulate_media(media="print")
    assert page.locator("pre.art").evaluate("e => e.scrollWidth <= document.documentElement.clientWidth")


def test_no_ink_is_spent_on_the_ground(serve: Serve):
    site = serve(files(), color_scheme="dark")
    page = site.open("c/lamps.html")
    page.emulate_media(media="print")
    colours = page.evaluate(
        "[...document.querySelectorAll('body, .body, .code, code')]"
        ".map(element => getComputedStyle(element).backgroundColor)"
    )
    assert {re.sub(r"\s", "", each) for each in colours} <= {"rgb(255,255,255)", "rgba(0,0,0,0)"}
