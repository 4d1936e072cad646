"""A drawing keeps its characters, and each stands in a cell of its width."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.render.ascii_art import NARROWEST, WIDEST, Plate, draw, stylesheet
from sitegen.text.invisible import shown
from tests.render.page_elements import read


def test_a_drawing_is_described():
    assert draw("┌──────┐\n│ sea  │ and the sea\n└──────┘") == Plate(
        html="┌──────┐\n│ sea  │ and the sea\n└──────┘",  # type: ignore[arg-type]
        lines=3,
        width=20,
        columns="",
        words="sea, and, the",
        is_picture=False,
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("│灯│", '│<span class="w2">灯</span>│'),
        ("│👩‍👩‍👧│", '│<span class="w2">👩‍👩‍👧</span>│'),
        ("│❤️│", '│<span class="w2">❤️</span>│'),
        ("│♥│", '│<span class="w1">♥</span>│'),
        ("│e\u0301│", "│e\u0301│"),
        ("⠿⣿█▓→", "⠿⣿█▓→"),
        ("<&>灯", '&lt;&amp;&gt;<span class="w2">灯</span>'),
        ("\ta", "\ta"),
    ],
)
def test_each_character_gets_the_width_of_its_cells(text: str, html: str):
    assert draw(text).html == html


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("-" * 30, ""),
        ("-" * 31, "c31"),
        ("-" * 160, "c160"),
        ("-" * 999, "c400"),
        ("灯" * 20, "c40"),
        ("\t" * 5 + "-", "c41"),
    ],
)
def test_wide_drawings_name_their_columns(text: str, columns: str):
    assert draw(f"x\n{text}").columns == columns


def test_every_number_of_columns_has_its_class():
    assert stylesheet().splitlines() == [f".c{n}{{--cols:{n}}}" for n in range(NARROWEST, WIDEST + 1)]


@pytest.mark.parametrize(
    ("text", "is_picture"), [("/\\_/\\\n( ^.^ )\n", True), ("│ sea │", False), ("   ", False)]
)
def test_shapes_without_words_are_a_picture(text: str, is_picture: bool):
    assert draw(text).is_picture is is_picture


@given(st.text(st.characters() | st.sampled_from("│─┌┐🌊灯♥️\u200d\u0301\ufe0f ␛\x1b\n\t")))
def test_no_character_is_lost(text: str):
    assert read(draw(text).html).text == shown(text)
