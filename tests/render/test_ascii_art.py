"""Drawings keep their characters and their column widths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.render.ascii_art import MAX_COLUMNS, MIN_COLUMNS, DrawingView, drawing_view, stylesheet
from sitegen.text.invisible import spell_out_invisible
from tests.render.page_elements import read


def test_a_drawing_has_size_and_words():
    assert drawing_view("┌──────┐\n│ sea  │ and the sea\n└──────┘") == DrawingView(
        html="┌──────┐\n│ sea  │ and the sea\n└──────┘",  # type: ignore[arg-type]
        lines=3,
        width=20,
        width_class="",
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
def test_characters_of_unknown_width_are_boxed(text: str, html: str):
    assert drawing_view(text).html == html


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
def test_wide_drawings_have_a_width_class(text: str, columns: str):
    assert drawing_view(f"x\n{text}").width_class == columns


def test_every_number_of_columns_has_a_class():
    assert stylesheet().splitlines() == [f".c{n}{{--cols:{n}}}" for n in range(MIN_COLUMNS, MAX_COLUMNS + 1)]


@pytest.mark.parametrize(("text", "is_picture"), [("/\\_/\\\n( ^.^ )\n", True), ("│ sea │", False), ("   ", False)])
def test_shapes_without_words_are_a_picture(text: str, is_picture: bool):
    assert drawing_view(text).is_picture is is_picture


@given(st.text(st.characters() | st.sampled_from("│─┌┐🌊灯♥️\u200d\u0301\ufe0f ␛\x1b\n\t")))
def test_no_character_is_lost(text: str):
    assert read(drawing_view(text).html).text == spell_out_invisible(text)
