"""Test that highlights enclose the quoted words and change nothing else."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model import BlockKind
from sitegen.quotes.highlights import Highlight, markers
from sitegen.quotes.shown_text import visible_characters
from tests.render.page_elements import read
from tests.render.samples import LYRA, block, conversation, message, renderer

TALK = conversation(
    message(
        1,
        LYRA,
        block(
            BlockKind.PROSE, "The *first* gull & the second gull.\n\n- one\n- two <b>\n\n![sea](https://x.org/sea.png)"
        ),
        block(BlockKind.CODE, "def gull():\n    return 茶  # one\n    # two", language="python"),
    ),
    message(
        2,
        LYRA,
        block(BlockKind.ART, "+--+\n|  |\n+--+ 茶 \u202e."),
        block(BlockKind.PROSE, "Ça va, gull?"),
        block(BlockKind.COMMAND, "!image a *lamp*", name="image", argument="a *lamp*"),
        block(BlockKind.EVENT, "!mute_self", name="mute"),
    ),
)
BODIES = list(renderer().message_bodies(TALK))
BOTH = tuple(each.anchor for each in TALK.messages)
PAGE = "\n\n".join(each.html() for each in BODIES)


def highlight(*highlights: Highlight) -> str:
    """Return the bodies of both messages with highlights."""
    by_anchor = markers(highlights, {anchor: body.shown for anchor, body in zip(BOTH, BODIES, strict=True)})
    return "\n\n".join(body.html(by_anchor.get(anchor)) for anchor, body in zip(BOTH, BODIES, strict=True))


def without_marks(page: str) -> str:
    return re.sub(r"</?mark[^>]*>", "", page)


def highlighted_words(page: str) -> str:
    return html.unescape(
        "|".join(re.sub("<[^>]*>", "", each) for each in re.findall(r"<mark[^>]*>(.*?)</mark>", page, re.DOTALL))
    )


@pytest.mark.parametrize(
    ("mark", "pieces"),
    [
        (Highlight("q-1", BOTH[:1], "first gull"), "first| gull"),
        (Highlight("q-1", BOTH[:1], "gull & the"), "gull & the"),
        (Highlight("q-1", BOTH[:1], "gull", 1), "gull"),
        (Highlight("q-1", BOTH[:1], "**first** GULL"), "first| gull"),
        (Highlight("q-1", BOTH[:1], "one two"), "one|two"),
        (Highlight("q-1", BOTH[:1], "<b>"), "<b>"),
        (Highlight("q-1", BOTH[:1], "image: sea"), "image: sea"),
        (Highlight("q-1", BOTH[:1], "python def gull"), "python|def|gull"),
        (Highlight("q-1", BOTH[:1], "return 茶 # one # two"), "return|茶|# one|# two"),
        (Highlight("q-1", BOTH[1:], "Ca va"), "Ça va"),
        (Highlight("q-1", BOTH, "two +--+"), "two|+--+"),
        (Highlight("q-1", BOTH[1:], "|  | +"), "|  |\n+"),
        (Highlight("q-1", BOTH[1:], "--+ 茶"), "--+ 茶"),
        (Highlight("q-1", BOTH[1:], "!image a *lamp*"), "!image a *lamp*"),
        (Highlight("q-1", BOTH[1:], "!mute_self"), "!mute_self"),
        (Highlight("q-1", BOTH[1:], "muted itself"), "muted itself"),
        (Highlight("q-1", BOTH[:1], "nobody said this"), ""),
        (Highlight("q-1", BOTH[:1], ""), ""),
    ],
)  # fmt: skip
def test_the_highlighted_words_are_the_quote(mark: Highlight, pieces: str):
    page = highlight(mark)
    assert highlighted_words(page) == pieces
    assert page.count('id="q-1"') == bool(pieces)
    assert without_marks(page) == PAGE


def test_the_right_one_of_two_occurrences_is_highlighted():
    assert 'the second <mark class="q" id="q-1">gull</mark>.' in highlight(Highlight("q-1", BOTH[:1], "gull", 1))


def test_overlapping_highlights_are_well_nested():
    page = highlight(Highlight("q-1", BOTH[:1], "gull & the second"), Highlight("q-2", BOTH[:1], "& the second gull"))
    assert (
        '<mark class="q" id="q-1">gull</mark><mark class="q"> </mark><mark class="q"><mark class="q" id="q-2">&amp; the second</mark></mark>'
        '<mark class="q"> </mark><mark class="q">gull</mark>'
    ) in page
    assert without_marks(page) == PAGE


def test_words_that_a_template_shows_twice_have_no_highlight():
    mark = Highlight("q-1", BOTH[:1], "gull", 1)
    marker = markers([mark], {BOTH[0]: BODIES[0].shown})[BOTH[0]]
    run = marker.mark(visible_characters(BODIES[0].shown))
    assert marker.finish(run + run) == 2 * visible_characters(BODIES[0].shown)


words = st.lists(
    st.sampled_from(["gull", "the", "&", "first", "<b>", "one", "+--+", "Ça", "**", ".", "two", "茶"]), max_size=4
)


@given(st.lists(st.builds(Highlight, st.from_regex("q-[a-z]{3}", fullmatch=True), st.sampled_from([BOTH, BOTH[:1], BOTH[1:]]),
                          words.map(" ".join), st.integers(0, 3)), max_size=5))  # fmt: skip
def test_highlights_do_not_change_the_text(marks: list[Highlight]):
    page = highlight(*marks)
    assert without_marks(page) == PAGE
    assert read(page).faults == []
