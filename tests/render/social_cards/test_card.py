"""Pictures of quotes, read back as pictures."""

import io
from collections import Counter
from dataclasses import replace
from itertools import chain

import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops

from sitegen.quotes.passages import Passage
from sitegen.render.social_cards.card import HEIGHT, WIDTH, CardPainter
from sitegen.render.social_cards.fonts import _coverage, load_faces, settable
from sitegen.render.templates import theme_folder
from tests.quotations import PASSAGE, PERSON, PLATE, WIDE_CELLS, known

PAINTER = CardPainter(theme_folder())
SERIF, SANS, MONO = load_faces(theme_folder())
WORDS = (60, 60, 1200, 500)
NAMES = (60, 510, 1200, 630)


def painted(passage: Passage = PASSAGE) -> bytes:
    return PAINTER.paint(known("abcdefg", passage), "The Noticed Air")


def picture(passage: Passage = PASSAGE) -> Image.Image:
    return Image.open(io.BytesIO(painted(passage)))


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How many pixels of a part are not ground."""
    return sum(image.crop(box).point([0] + [1] * 255).histogram()[1:])


def test_a_picture_has_the_size_that_previews_ask_for_in_sixteen_colours():
    found = picture()
    assert (found.format, found.size, found.mode, WIDTH, HEIGHT) == ("PNG", (1200, 630), "P", 1200, 630)
    assert len(found.getcolors()) <= 16


def test_the_same_quote_gives_the_same_bytes_from_another_painter_too():
    assert painted() == painted() == CardPainter(theme_folder()).paint(known("abcdefg"), "The Noticed Air")


@pytest.mark.parametrize(
    "passage",
    [
        PASSAGE,
        PLATE,
        PERSON,
        replace(PASSAGE, words="light " * 3000),
        replace(PLATE, words="╳" * 120 + "\n" * 30),
    ],
    ids=["words", "drawing", "nothing", "many words", "large drawing"],
)
def test_pictures_are_small_and_nothing_touches_the_edge(passage: Passage):
    data, found = painted(passage), picture(passage)
    left, top, right, bottom = ImageChops.difference(
        found.convert("L"), Image.new("L", found.size, found.convert("L").getpixel((0, 0)))
    ).getbbox()  # type: ignore[misc]
    assert len(data) < 60_000
    assert (left >= 79, top >= 60, right <= WIDTH - 79, bottom <= HEIGHT - 10) == (True, True, True, True)


@pytest.mark.parametrize("field", ["speaker", "model", "title", "date", "words"])
def test_every_fact_is_in_the_picture(field: str):
    other = {
        "speaker": "Somebody",
        "model": "Something 2",
        "title": "A title",
        "date": "2024-01-01",
        "words": "Or.",
    }
    assert painted() != painted(replace(PASSAGE, **{field: other[field]}))
    assert PAINTER.paint(known("a"), "The Noticed Air") != PAINTER.paint(known("a"), "Another site")


UNSETTABLE = [
    "灯台は海を忘れた",
    "متى كانت تقولها",
    "סליחה",
    "🏮",
    "e\u0301\u0323x\u0336",
    "हम",
    "ok 🌊 ok",
    "\x1b[31m",
]


@pytest.mark.parametrize("words", UNSETTABLE)
def test_what_the_fonts_cannot_set_is_said_in_words_and_never_shown_as_boxes(words: str):
    assert not SERIF.can_set(settable(words))
    box = (60, 60, 1200, 505)
    said = picture(replace(PASSAGE, words=words)).crop(box)
    assert said.tobytes() == picture(replace(PASSAGE, words="🪶")).crop(box).tobytes()
    assert said.tobytes() != picture(replace(PASSAGE, words="Words.")).crop(box).tobytes()


@pytest.mark.parametrize(
    "words", ["Æon – “so” … é ∀ ⠿ ─ ☂", "Не спеши, ώρα", "soft\u00adhyphen", "a\u200db ❤\ufe0f"]
)
def test_what_they_can_set_is_set(words: str):
    assert SERIF.can_set(settable(words))


def test_signs_without_a_shape_change_nothing():
    assert painted(replace(PASSAGE, words="a\u00adb\u200c\ufe0f")) == painted(replace(PASSAGE, words="ab"))


def test_names_in_other_scripts_are_told_as_such():
    strange = picture(replace(PASSAGE, speaker="鷦鷯", model=""))
    other = picture(replace(PASSAGE, speaker="千尋", model=""))
    assert strange.crop(NAMES).tobytes() == other.crop(NAMES).tobytes()
    assert ink(strange, NAMES) > 0


def test_a_drawing_with_cells_of_two_columns_is_not_drawn_wrongly():
    plain = picture(replace(PASSAGE, words="🪶"))
    assert picture(WIDE_CELLS).crop(WORDS).tobytes() == plain.crop(WORDS).tobytes()


def test_lines_of_a_drawing_join():
    found = picture(replace(PLATE, words="│\n│\n│\n│")).convert("L")
    column = max(range(110, 160), key=lambda x: sum(255 - found.getpixel((x, y)) for y in range(80, 200)))
    darkness = [found.getpixel((column, y)) for y in range(90, 90 + 3 * 40)]
    assert max(darkness) < 128


def test_a_cut_quote_says_so_below_its_words():
    whole, cut = (picture(replace(PASSAGE, words="light " * n)) for n in (60, 600))
    assert ink(whole, (110, 470, 1100, 504)) == 0
    assert ink(cut, (110, 440, 1100, 504)) > 0


def test_the_list_of_what_each_font_covers_is_true():
    theme = theme_folder()
    covered = _coverage(theme / "fonts" / "coverage.txt")
    files = chain(theme.glob("fonts/*.woff2"), theme.glob("static/fonts/*.woff2"))
    cmaps = {file.stem: frozenset(map(chr, TTFont(file).getBestCmap())) for file in files}
    assert covered == cmaps


def test_cells_of_all_mono_fonts_are_of_one_width():
    advances: Counter[float] = Counter(
        MONO.width(char, 20 / 0.60205) for char in "a─█▲⠿✓∀ż" if MONO.can_set(char)
    )
    assert advances == {20.0: 8}
