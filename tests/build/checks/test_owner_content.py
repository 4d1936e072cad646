"""Whatever encoding or form the files of a theme have, what should not be published is found in them."""

import random
from pathlib import Path

import pytest

from sitegen.build.checks.owner_content import theme_words
from sitegen.privacy.conversation_scan import in_lines
from tests.privacy.planted import PERSONAL, SECRETS

KEY, EMAIL = SECRETS[0][1], PERSONAL[0][1]
PICTURE = random.Random(7).randbytes(2_000_000)  # as if it were compressed


def found(folder: Path, name: str, data: bytes) -> list[tuple[str, int | None, str]]:
    (folder / "theme").mkdir()
    (folder / "theme" / name).write_bytes(data)
    return [
        (path, line, hit.value)
        for path, text in theme_words(folder / "theme")
        for hit, line, _ in in_lines(text)
    ]


@pytest.mark.parametrize(
    ("name", "data", "line", "value"),
    [
        ("notes.txt", f"a\nkey {KEY}\n".encode(), 2, KEY),
        ("notes.txt", f"für alle\nkey {KEY}\n".encode("latin-1"), 2, KEY),
        ("notes.txt", f"für alle\nkey {KEY}\n".encode("utf-8-sig"), 2, KEY),
        ("notes.txt", f"für alle\nkey {KEY}\n".encode("utf-16"), 2, KEY),
        ("notes.txt", b"\xfe\xff" + f"für alle\nkey {KEY}\n".encode("utf-16-be"), 2, KEY),
        ("notes.txt", f"für alle\nkey {KEY}\n".encode("utf-32"), 2, KEY),
        ("notes.txt", f"alle\nkey {KEY}\n".encode("utf-16-le"), 1, KEY),
        ("notes.txt", f"alle\nkey {KEY}\n".encode("utf-16-be"), 1, KEY),
        ("data.bin", b"\0\0\0" + KEY.encode() + b"\0\0", 1, KEY),
        ("photo.jpg", PICTURE[:9_999] + b"\0" + EMAIL.encode() + b"\0" + PICTURE[:9_999], 1, EMAIL),
        ("a.svg", f"<svg>\n<text>{KEY}</text></svg>".encode(), 2, KEY),
        ("a.svg", f"<svg>\n<text>{KEY[:12]}<tspan\n x='1'>{KEY[12:]}</tspan></text></svg>".encode(), 2, KEY),
        ("a.svg", f"<svg>\n<g\n/>\n<tspan>{KEY[:50]}</tspan>\n<tspan>{KEY[50:]}</tspan></svg>".encode(), 4, KEY),
        ("a.html", f"<p\n>a\n<b>rosa.</b>{EMAIL[5:]}".encode(), 3, EMAIL),
        ("a.html", f"<p title='{KEY}'>{EMAIL}<br>".encode("latin-1"), 1, KEY),
    ],
)  # fmt: skip
def test_a_value_is_found_in_files_of_every_form(
    tmp_path: Path, name: str, data: bytes, line: int, value: str
):
    told = found(tmp_path, name, data)
    assert (f"theme/{name}", line, value) in told
    assert len(set(told)) == len(told)  # what markup says with its tags and without them is told of once


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + PICTURE),
        ("page.html", b"<p>" * 100_000 + b"<" * 100_000 + b"</tspan> " * 20_000),
        ("a.svg", b"<path d='M10 10 L 4.5,5 z'/>" * 10_000),
    ],
)
def test_pictures_fonts_and_tags_say_nothing_by_chance(tmp_path: Path, name: str, data: bytes):
    assert found(tmp_path, name, data) == []


def test_a_folder_that_is_not_there_says_nothing(tmp_path: Path):
    assert list(theme_words(tmp_path / "theme")) == []
