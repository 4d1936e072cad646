"""Words in a box: none is lost in silence."""

from hypothesis import given
from hypothesis import strategies as st

from sitegen.render.social_cards.layout import LEADING, SIZES, Setting, fitted, set_drawing, set_prose

BOX = (1000, 390)


def width(text: str, size: float) -> float:
    """Every character half as wide as it is high."""
    return len(text) * size / 2


def lines(found: Setting) -> list[str]:
    return [each.text for each in found.lines]


def test_few_words_stand_in_the_largest_size():
    found = set_prose("Who keeps the light?", width, BOX)
    assert (lines(found), found.size, found.left_out) == (["Who keeps the light?"], SIZES[0], "")


def test_more_words_stand_in_a_smaller_one_all_of_them():
    words = "light " * 80
    found = set_prose(words, width, BOX)
    assert (" ".join(lines(found)).split(), found.left_out) == (words.split(), "")
    assert SIZES[-1] <= found.size < SIZES[0]


def test_a_newline_is_one_and_a_paragraph_stands_apart():
    found = set_prose("One.\nTwo.\n\nThree.\n", width, BOX)
    pitch = round(found.size * LEADING)
    tops = [each.top for each in found.lines]
    assert lines(found) == ["One.", "Two.", "Three."]
    assert (tops[1] - tops[0], tops[2] - tops[1] > pitch) == (pitch, True)


def test_too_many_words_are_counted():
    found = set_prose("light " * 5000, width, BOX)
    told = len(" ".join(lines(found)).split())
    assert (found.size, found.left_out) == (SIZES[-1], f"{5000 - told:,} more words")


def test_a_word_that_is_cut_is_not_counted_as_told():
    found = set_prose("x" * 50_000, width, BOX)
    assert found.left_out == "1 more word"
    assert max(map(len, lines(found))) <= BOX[0] / (SIZES[-1] / 2)


@given(st.text("ab \n", max_size=3000), st.integers(40, 1200), st.integers(80, 500))
def test_told_and_left_out_are_all_words_and_all_fits(words: str, wide: int, high: int):
    found = set_prose(words, width, (wide, high))
    assert found.height <= high
    assert all(width(each.text, found.size) <= wide for each in found.lines)
    if not found.left_out:
        assert "".join(lines(found)).replace(" ", "") == "".join(words.split())
    else:
        assert 0 < int(found.left_out.split()[0].replace(",", "")) <= len(words.split())


def test_a_drawing_has_cells_of_whole_pixels_and_lines_that_join():
    found = set_drawing(["┌──┐", "└──┘"], BOX)
    assert found is not None
    pitch = found.lines[1].top
    assert pitch <= 1.18 * found.size
    assert abs(found.size * 0.60205 - round(found.size * 0.60205)) < 1e-6


def test_a_tall_drawing_says_how_many_lines_it_lost():
    found = set_drawing(["/\\"] * 100, BOX)
    assert found is not None
    assert found.left_out == f"{100 - len(found.lines)} more lines"
    assert 20 < len(found.lines) < 40


def test_a_drawing_too_wide_for_the_smallest_type_has_no_setting():
    assert set_drawing(["x" * 167], BOX) is None
    assert set_drawing(["x" * 166], BOX) is not None


def test_names_are_cut_with_a_sign():
    assert fitted("A name", width, 10, 100) == "A name"
    assert fitted("A longer name", width, 10, 50) == "A longer…"
    assert fitted("A name", width, 10, 1) == "…"
