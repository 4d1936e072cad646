"""Events of a chat: folded, opened by links, hidden by a check box, with and without scripts, and on paper."""

import pytest
from playwright.sync_api import Page

from sitegen.blocks.parser import parse_event
from sitegen.model import BlockKind, Message, PageContext, Participant
from sitegen.model.conversation import Picture
from tests.browser.conftest import Serve
from tests.browser.test_accessible import pages_with_violations
from tests.render.samples import LYRA, SLOT, block, conversation, message, renderer


def happening(number: int, who: Participant, text: str) -> Message:
    return message(number, who, *parse_event(text), event=True)


CHAT = conversation(
    message(1, LYRA, block(BlockKind.PROSE, "Is the quay dry?")),
    happening(2, SLOT, "[AI-3 adjusted their temperature]"),
    happening(3, SLOT, "🌡️ [AI-3]: !temperature 1.5"),
    message(4, SLOT, block(BlockKind.PROSE, "Look.")),
    message(5, SLOT, block(BlockKind.IMAGE, "🎨 AI-3 created an image", name="image_created", asset="quay.png"), event=True),
    happening(6, SLOT, "🔇 [AI-3]: !mute_self"),
    message(7, LYRA, block(BlockKind.PROSE, "It is wet.")),
    happening(8, LYRA, "🔇 [AI-1]: !mute_self now"),
    happening(9, SLOT, '🔍 [AI-3]: !search "tides"'),
    pictures=(Picture("quay.png", "files/quay.png", 4, 3),),
)  # fmt: skip
QUAY, NOTICE, TEMPERATURE, LOOK, PICTURE, MUTE, WET, LAST, SEARCH = (each.anchor for each in CHAT.messages)
PAGE = "c/quay.html"
FILES = {
    each.path: each.data
    for each in (*renderer().conversation_pages(CHAT, PageContext("quay")), *renderer().static_files())
}


def visible(page: Page) -> list[str]:
    """Return the ids of visible messages and events, and the lines of folds."""
    return page.eval_on_selector_all(
        "article, .events > summary",
        "all => all.filter((each) => each.checkVisibility()).map((each) => each.id || each.textContent)",
    )


@pytest.mark.parametrize("has_scripts", [True, False])
def test_events_are_folded_opened_by_links_and_hidden(has_scripts: bool, serve: Serve):
    host = serve(FILES, java_script_enabled=has_scripts)
    page = host.open(PAGE)
    warm, ended = "AI-3 set its temperature to 1.5", "Lyra 2 muted itself; AI-3 searched for “tides”"
    assert visible(page) == [QUAY, warm, LOOK, PICTURE, MUTE, WET, ended]
    page.check("text=hide events")
    hidden = [QUAY, LOOK, PICTURE, WET]
    assert (visible(page), page.url.endswith("?events=off")) == (hidden, has_scripts)
    page.emulate_media(media="print")
    assert visible(page) == hidden
    page = host.open(f"{PAGE}#{TEMPERATURE}")
    assert visible(page) == [QUAY, warm, NOTICE, TEMPERATURE, LOOK, PICTURE, MUTE, WET, ended]
    page.check("text=hide events")
    assert visible(page) == [QUAY, warm, NOTICE, TEMPERATURE, LOOK, PICTURE, WET]


def test_the_address_keeps_that_events_are_hidden_and_shows_what_it_leads_to(serve: Serve):
    host = serve(FILES)
    page = host.open(f"{PAGE}?events=off#{MUTE}")
    assert visible(page) == [QUAY, LOOK, PICTURE, MUTE, WET]
    page.uncheck("text=hide events")
    assert page.url.endswith(f"{PAGE}#{MUTE}")
    for query in ("", "?events=off"):
        page = host.open(f"{PAGE}{query}#{SEARCH}:~:text=tides")
        page.wait_for_function(f"document.getElementById('{SEARCH}').checkVisibility()")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_folds_are_accessible_closed_and_open(scheme: str, serve: Serve):
    opened = FILES[PAGE].replace(b"<details ", b"<details open ")
    assert (
        pages_with_violations(serve(FILES | {"c/open.html": opened}, color_scheme=scheme), [PAGE, "c/open.html"]) == {}
    )


def test_a_link_arrives_at_an_event_although_events_are_hidden(serve: Serve):
    words = block(BlockKind.PROSE, "The quay is wet. " * 60)
    long = conversation(
        *(
            message(n, LYRA, words) if n % 20 == 0 else happening(n, SLOT, f"🌡️ [AI-3]: !temperature 1.{n}")
            for n in range(400)
        )
    )
    files = FILES | {each.path: each.data for each in renderer().conversation_pages(long, PageContext("quay"))}
    page = serve(files).open(f"{PAGE}?events=off#{long.messages[215].anchor}")
    page.wait_for_timeout(300)
    assert page.evaluate("Math.round(document.querySelector(':target').getBoundingClientRect().top / 10)") == 2


@pytest.mark.parametrize(("language", "edge"), [("en", "right"), ("ar", "left")])
def test_a_model_in_another_script_ends_below_its_speaker(language: str, edge: str, serve: Serve):
    names = b'<bdi>AI-3</bdi> <bdi class="model">\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d x</bdi>'
    html = (
        FILES[PAGE]
        .replace(b"<bdi>AI-3</bdi>", names)
        .replace(b'lang="en"', b'lang="ar" dir="rtl"' if language == "ar" else b"")
    )
    page = serve(FILES | {PAGE: html}, viewport={"width": 1280, "height": 900}).open(PAGE)
    assert page.eval_on_selector(".message .model", "each => getComputedStyle(each).textAlign") == edge
