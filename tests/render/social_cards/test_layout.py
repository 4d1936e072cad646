"""Layout of text in a box: no word is lost without being counted."""

from hypothesis import given
from hypothesis import strategies as st

from sitegen.render.social_cards.layout import (
    LINE_HEIGHT,
    SIZES,
    TextLayout,
    layout_drawing,
    layout_prose,
    truncate,
)

BOX = (1000, 390)


def width(text: str, size: float) -> float:
    """Return the width if every character is half as wide as high."""
    return len(text) * size / 2


def lines(found: TextLayout) -> list[str]:
    return [each.text for each in found.lines]


def test_a_short_text_has_the_largest_size():
    found = layout_prose("Who keeps the light?", width, BOX)
    assert (lines(found), found.size, found.omitted) == (["Who keeps the light?"], SIZES[0], "")


def test_a_longer_text_has_a_smaller_size_and_is_complete():
    words = "light " * 80
    found = layout_prose(words, width, BOX)
    assert (" ".join(lines(found)).split(), found.omitted) == (words.split(), "")
    assert SIZES[-1] <= found.size < SIZES[0]


def test_newlines_are_kept_and_paragraphs_separated():
    found = layout_prose("One.\nTwo.\n\nThree.\n", width, BOX)
    line_height = round(found.size * LINE_HEIGHT)
    tops = [each.top for each in found.lines]
    assert lines(found) == ["One.", "Two.", "Three."]
    assert (tops[1] - tops[0], tops[2] - tops[1] > line_height) == (line_height, True)


def test_omitted_words_are_counted():
    found = layout_prose("light " * 5000, width, BOX)
    shown = len(" ".join(lines(found)).split())
    assert (found.size, found.omitted) == (SIZES[-1], f"{5000 - shown:,} more words")


def test_a_split_word_counts_as_omitted():
    found = layout_prose("x" * 50_000, width, BOX)
    assert found.omitted == "1 more word"
    assert max(map(len, lines(found))) <= BOX[0] / (SIZES[-1] / 2)


@given(st.text("ab \n", max_size=3000), st.integers(40, 1200), st.integers(80, 500))
def test_every_word_is_shown_or_counted_and_everything_fits(words: str, wide: int, high: int):
    found = layout_prose(words, width, (wide, high))
    assert found.height <= high
    assert all(width(each.text, found.size) <= wide for each in found.lines)
    if not found.omitted:
        assert "".join(lines(found)).replace(" ", "") == "".join(words.split())
    else:
        assert 0 < int(found.omitted.split()[0].replace(",", "")) <= len(words.split())


def test_a_drawing_has_cells_of_whole_pixels_and_lines_that_join():
    found = layout_drawing(["┌──┐", "└──┘"], BOX)
    assert found is not None
    line_height = found.lines[1].top
    assert line_height <= 1.18 * found.size
    assert abs(found.size * 0.60205 - round(found.size * 0.60205)) < 1e-6


def test_a_tall_drawing_counts_its_omitted_lines():
    found = layout_drawing(["/\\"] * 100, BOX)
    assert found is not None
    assert found.omitted == f"{100 - len(found.lines)} more lines"
    assert 20 < len(found.lines) < 40


def test_a_drawing_that_is_too_wide_has_no_layout():
    assert layout_drawing(["x" * 167], BOX) is None
    assert layout_drawing(["x" * 166], BOX) is not None


def test_long_names_end_with_an_ellipsis():
    assert truncate("A name", width, 10, 100) == "A name"
    assert truncate("A longer name", width, 10, 50) == "A longer…"
    assert truncate("A name", width, 10, 1) == "…"
