"""Drawings in the code pages of DOS are distinguished from letters in other encodings."""

import pytest

from sitegen.text.source import read_source

AROUND = "### Tin\n\nThe plain words stand here.\n\n{}\n\nand so they end\n"
LIGHT = "┌────────┐\n│ a boat │\n├──┬─────┤\n│  │  ~  │\n└──┴─────┘"
DOUBLE = "╔═══╦═══╗\n║ x ║ y ║\n╟───╫───╢\n║ 1 ║ 2 ║\n╚═══╩═══╝"
SHADES = "░▒▓█▓▒░ ░▒▓█▓▒░\n█▀▀▄ █▀▀▄\n█▄▄▀ █▄▄▀"
DRAWINGS = (
    LIGHT,
    DOUBLE,
    SHADES,
    "█▓▒░\n█▓▒░",
    "Title\n────────────────────\ntext",
    "src\n├── rust.py\n├── tin\n│   ├── a.py\n│   └── b.py\n└── c.py",
    "██████╗  ██╗\n██╔══██╗ ██║\n██████╔╝ ██║\n╚═════╝  ╚═╝",
    "┌─┐\n│x│\n└─┘",
    "a │ b │ c\n1 │ 2 │ 3\n4 │ 5 │ 6",
    "╒══╡Menu╞══╕\n│ one      │\n╘══════════╛",
    "┌──────────────┐\n│ café à Liège │\n└──────────────┘",
)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("drawing", DRAWINGS)
def test_every_character_of_a_drawing_is_decoded(drawing: str, end: str) -> None:
    text = AROUND.format(drawing)
    source = read_source("a.md", text.replace("\n", end).encode("cp437"))
    assert (source.encoding, source.text) == ("cp437", text)


def test_letters_that_only_cp850_has_distinguish_it_from_cp437() -> None:
    text = AROUND.format("┌──────┐\n│ São  │\n│ João │\n└──────┘")
    source = read_source("a.md", text.encode("cp850"))
    assert (source.encoding, source.text) == ("cp850", text)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Fırtınada ıslanan kedi, eski köprünün altında sabaha kadar bekledi; şaşkındı.", "cp1254"),
        ("Zażółcona łódka płynęła przez mgłę, a świerszcze śpiewały gęsią pieśń.", "cp1250"),
        ("ŻÓŁTA ŁÓDŹ PŁYNĘŁA NOCĄ; ŚWIERSZCZE ĆWICZYŁY PIEŚŃ.", "cp1250"),
        ("Où est passé l'été ? Le château s'éveille, ça brûle déjà.", "cp1252"),
        ("OÙ EST PASSÉ L'ÉTÉ ? LE CHÂTEAU, ÇÀ ET LÀ, DÉJÀ BRÛLÉ.", "cp1252"),
        ("Старый фонарь скрипел над мостом, и дождь считал его секунды.", "cp1251"),
        ("СТАРЫЙ ФОНАРЬ СКРИПЕЛ НАД МОСТОМ, И ДОЖДЬ СЧИТАЛ ЕГО СЕКУНДЫ. АААААА!", "cp1251"),
        ("Старый фонарь скрипел над мостом, и дождь считал его секунды.", "koi8_r"),
        ("古い橋の下で、猫はずっと雨の音を数えていました。", "cp932"),
        ("古い橋の下で、猫はずっと雨の音を数えていました。", "euc_jp"),
        ("旧桥下的猫整夜都在数雨声，直到天亮才睡着。", "gb18030"),
        ("오래된 다리 아래에서 고양이는 밤새 빗소리를 세었습니다.", "cp949"),
    ],
)
def test_letters_are_never_decoded_as_a_drawing(text: str, encoding: str) -> None:
    whole = AROUND.format(text)
    source = read_source("a.md", whole.encode(encoding))
    assert (source.encoding, source.text) == (encoding, whole)


@pytest.mark.parametrize("text", ["ÄÄÄÄÄÄh! ÄÄÄÄÄÄÄÄÄÄÄÄh", "°°°°°°°°°°", "±±±±±±±±", "ÐÐÐÐÐÐÐÐÐÐ", "ÉÉÉÉÉÉ\nÉÉÉÉÉÉ"])
def test_a_row_of_one_letter_or_symbol_is_no_drawing(text: str) -> None:
    assert read_source("a.md", AROUND.format(text).encode("cp1252")).encoding not in ("cp437", "cp850")
