"""Invisible characters are spelled out, and marked only in text."""

import pytest
from markupsafe import Markup, escape

from sitegen.render.invisible_characters import mark_invisible, visible
from sitegen.text.invisible import is_visible, spell_out_invisible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain\ttext\nof two lines", "plain\ttext\nof two lines"),
        ("\x1b[31mred", "␛[31mred"),
        ("bell \x07 nul \x00 del \x7f", "bell ␇ nul ␀ del ␡"),
        ("one\r\ntwo\rthree", "one\ntwo␍three"),
        ("\x0b\x0c", "␋␌"),
        ("next\x85line", "next⟦U+0085⟧line"),
        ("a\u2028b", "a⟦U+2028⟧b"),
        ("\u202eevil\u202c", "⟦U+202E⟧evil⟦U+202C⟧"),
        ("\u2066x\u2069", "⟦U+2066⟧x⟦U+2069⟧"),
        ("2\u2062x", "2⟦U+2062⟧x"),
        ("tag \U000e0041\U000e0042", "tag ⟦U+E0041⟧⟦U+E0042⟧"),
        ("\ufeffmark", "⟦U+FEFF⟧mark"),
        ("half \ud83d", "half ⟦U+D83D⟧"),
        ("family 👨‍👩‍👧, heart ❤️", "family 👨‍👩‍👧, heart ❤️"),
        ("flag \U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", None),
        ("می\u200cخواهم \u200e\u200f co\u00adop \u200b", None),
    ],
)
def test_invisible_characters_are_spelled_out(text: str, expected: str | None):
    assert spell_out_invisible(text) == (text if expected is None else expected)


def test_spelled_out_text_has_no_invisible_characters():
    every = "".join(map(chr, range(0x110000)))
    assert is_visible(spell_out_invisible(every))


def test_a_spelled_out_character_is_marked_and_the_rest_escaped():
    assert visible("<\u202e>") == Markup(
        '&lt;<span class="invisible" title="RIGHT-TO-LEFT OVERRIDE">⟦U+202E⟧</span>&gt;'
    )


@pytest.mark.parametrize(
    ("char", "picture", "name"),
    [
        ("\x1b", "␛", "ESCAPE"),
        ("\x00", "␀", "NULL"),
        ("\x07", "␇", "BELL"),
        ("\r", "␍", "CARRIAGE RETURN"),
        ("\x7f", "␡", "DELETE"),
    ],
)
def test_the_picture_of_a_control_has_its_name(char: str, picture: str, name: str):
    assert visible(char) == Markup(f'<span class="invisible" title="{name}">{picture}</span>')


def test_a_control_picture_in_the_source_is_not_marked():
    assert visible("␛") == Markup("␛")


def test_a_note_in_the_source_is_not_marked():
    assert visible("⟦U+202E⟧") == escape("⟦U+202E⟧")


def test_attributes_get_no_markup():
    assert mark_invisible('<a title="⟦U+202E⟧">⟦U+0085⟧</a>') == (
        '<a title="⟦U+202E⟧"><span class="invisible" title="U+0085">⟦U+0085⟧</span></a>'
    )
