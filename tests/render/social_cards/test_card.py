"""Images of quotes."""

import io
from collections import Counter
from dataclasses import replace
from itertools import chain

import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops

from sitegen.quotes.passages import Passage
from sitegen.render.social_cards.card import HEIGHT, WIDTH, CardPainter
from sitegen.render.social_cards.fonts import _coverage, load_font_stacks, renderable_text
from sitegen.render.templates import theme_folder
from tests.quotations import PASSAGE, PERSON, PLATE, WIDE_CELLS, known_quote

PAINTER = CardPainter(theme_folder())
SERIF, SANS, MONO = load_font_stacks(theme_folder())
WORDS = (60, 60, 1200, 500)
NAMES = (60, 510, 1200, 630)


def png(passage: Passage = PASSAGE) -> bytes:
    return PAINTER.paint(known_quote("abcdefg", passage), "The Noticed Air")


def picture(passage: Passage = PASSAGE) -> Image.Image:
    return Image.open(io.BytesIO(png(passage)))


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    """Return the number of pixels that are not background."""
    return sum(image.crop(box).point([0] + [1] * 255).histogram()[1:])


def test_a_card_has_the_size_of_previews_and_sixteen_colours():
    found = picture()
    assert (found.format, found.size, found.mode, WIDTH, HEIGHT) == ("PNG", (1200, 630), "P", 1200, 630)
    assert len(found.getcolors()) <= 16


def test_the_same_quote_gives_the_same_bytes():
    assert png() == png() == CardPainter(theme_folder()).paint(known_quote("abcdefg"), "The Noticed Air")


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
def test_cards_are_small_files_and_nothing_touches_the_edge(passage: Passage):
    data, found = png(passage), picture(passage)
    left, top, right, bottom = ImageChops.difference(
        found.convert("L"), Image.new("L", found.size, found.convert("L").getpixel((0, 0)))
    ).getbbox()  # type: ignore[misc]
    assert len(data) < 60_000
    assert (left >= 79, top >= 60, right <= WIDTH - 79, bottom <= HEIGHT - 10) == (True, True, True, True)


@pytest.mark.parametrize("field", ["speaker", "model", "title", "date", "words"])
def test_every_field_is_on_the_card(field: str):
    other = {
        "speaker": "Somebody",
        "model": "Something 2",
        "title": "A title",
        "date": "2024-01-01",
        "words": "Or.",
    }
    assert png() != png(replace(PASSAGE, **{field: other[field]}))
    assert PAINTER.paint(known_quote("a"), "The Noticed Air") != PAINTER.paint(known_quote("a"), "Another site")


UNSUPPORTED_TEXTS = [
    "灯台は海を忘れた",
    "متى كانت تقولها",
    "סליחה",
    "🏮",
    "e\u0301\u0323x\u0336",
    "हम",
    "ok 🌊 ok",
    "\x1b[31m",
]


@pytest.mark.parametrize("words", UNSUPPORTED_TEXTS)
def test_unsupported_text_is_replaced_by_a_note(words: str):
    assert not SERIF.can_render(renderable_text(words))
    box = (60, 60, 1200, 505)
    note = picture(replace(PASSAGE, words=words)).crop(box)
    assert note.tobytes() == picture(replace(PASSAGE, words="🪶")).crop(box).tobytes()
    assert note.tobytes() != picture(replace(PASSAGE, words="Words.")).crop(box).tobytes()


@pytest.mark.parametrize("words", ["Æon – “so” … é ∀ ⠿ ─ ☂", "Не спеши, ώρα", "soft\u00adhyphen", "a\u200db ❤\ufe0f"])
def test_supported_text_can_be_rendered(words: str):
    assert SERIF.can_render(renderable_text(words))


def test_format_characters_change_nothing():
    assert png(replace(PASSAGE, words="a\u00adb\u200c\ufe0f")) == png(replace(PASSAGE, words="ab"))


def test_names_in_unsupported_scripts_are_replaced():
    strange = picture(replace(PASSAGE, speaker="鷦鷯", model=""))
    other = picture(replace(PASSAGE, speaker="千尋", model=""))
    assert strange.crop(NAMES).tobytes() == other.crop(NAMES).tobytes()
    assert ink(strange, NAMES) > 0


def test_a_drawing_with_wide_characters_is_replaced():
    plain = picture(replace(PASSAGE, words="🪶"))
    assert picture(WIDE_CELLS).crop(WORDS).tobytes() == plain.crop(WORDS).tobytes()


def test_lines_of_a_drawing_join():
    found = picture(replace(PLATE, words="│\n│\n│\n│")).convert("L")
    column = max(range(110, 160), key=lambda x: sum(255 - found.getpixel((x, y)) for y in range(80, 200)))
    darkness = [found.getpixel((column, y)) for y in range(90, 90 + 3 * 40)]
    assert max(darkness) < 128


def test_a_truncated_quote_says_so_below_its_text():
    whole, cut = (picture(replace(PASSAGE, words="light " * n)) for n in (60, 600))
    assert ink(whole, (110, 470, 1100, 504)) == 0
    assert ink(cut, (110, 440, 1100, 504)) > 0


def test_the_coverage_file_matches_the_fonts():
    theme = theme_folder()
    coverage = _coverage(theme / "fonts" / "coverage.txt")
    files = chain(theme.glob("fonts/*.woff2"), theme.glob("static/fonts/*.woff2"))
    cmaps = {file.stem: frozenset(map(chr, TTFont(file).getBestCmap())) for file in files}
    assert coverage == cmaps


def test_all_monospaced_fonts_have_one_width():
    advances: Counter[float] = Counter(MONO.width(char, 20 / 0.60205) for char in "a─█▲⠿✓∀ż" if MONO.can_render(char))
    assert advances == {20.0: 8}


def preview(*passages: Passage) -> Image.Image | None:
    data = PAINTER.paint_preview(passages, "The Noticed Air")
    assert data == CardPainter(theme_folder()).paint_preview(passages, "The Noticed Air")
    return Image.open(io.BytesIO(data)) if data else None


def test_a_preview_has_four_colours_and_the_first_passage_that_the_fonts_can_render():
    unsupported = replace(PASSAGE, words="灯は夜のために")
    found, plate = preview(unsupported, PLATE), preview(PLATE)
    assert found is not None
    assert plate is not None
    assert (found.size, found.mode, len(found.getcolors()), found.tobytes()) == ((1200, 630), "P", 4, plate.tobytes())
    assert preview(unsupported) is None


def test_a_drawing_is_in_the_middle_of_a_preview_and_names_without_glyphs_are_left_out():
    named = preview(replace(PLATE, words="####\n####"))
    nameless = preview(replace(PLATE, words="####\n####", title="灯", speaker="灯"))
    assert named is not None
    assert nameless is not None
    left, top, right, bottom = named.crop((0, 0, WIDTH, 500)).getbbox()
    assert (abs(left + right - WIDTH) < 10, abs(top + bottom - 2 * 271) < 20) == (True, True)
    half = (0, 510, WIDTH // 2, HEIGHT)
    assert (named.crop(half).getbbox() is None, nameless.crop(half).getbbox()) == (False, None)
