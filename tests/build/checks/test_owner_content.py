"""Secrets are found in the files of a theme, in any encoding and file format."""

import random
from pathlib import Path

import pytest

from sitegen.build.checks.owner_content import theme_texts
from sitegen.privacy.findings import scan_lines
from tests.privacy.planted import PERSONAL, SECRETS

KEY, EMAIL = SECRETS[0][1], PERSONAL[0][1]
RANDOM_BYTES = random.Random(7).randbytes(2_000_000)  # like compressed data


def find_secrets(folder: Path, name: str, data: bytes) -> list[tuple[str, int | None, str]]:
    (folder / "theme").mkdir()
    (folder / "theme" / name).write_bytes(data)
    return [
        (path, line, hit.value) for path, text in theme_texts(folder / "theme") for hit, line, _ in scan_lines(text)
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
        ("photo.jpg", RANDOM_BYTES[:9_999] + b"\0" + EMAIL.encode() + b"\0" + RANDOM_BYTES[:9_999], 1, EMAIL),
        ("a.svg", f"<svg>\n<text>{KEY}</text></svg>".encode(), 2, KEY),
        ("a.svg", f"<svg>\n<text>{KEY[:12]}<tspan\n x='1'>{KEY[12:]}</tspan></text></svg>".encode(), 2, KEY),
        ("a.svg", f"<svg>\n<g\n/>\n<tspan>{KEY[:50]}</tspan>\n<tspan>{KEY[50:]}</tspan></svg>".encode(), 4, KEY),
        ("a.html", f"<p\n>a\n<b>rosa.</b>{EMAIL[5:]}".encode(), 3, EMAIL),
        ("a.html", f"<p title='{KEY}'>{EMAIL}<br>".encode("latin-1"), 1, KEY),
    ],
)  # fmt: skip
def test_a_secret_is_found_in_every_kind_of_file(tmp_path: Path, name: str, data: bytes, line: int, value: str):
    hits = find_secrets(tmp_path, name, data)
    assert (f"theme/{name}", line, value) in hits
    assert len(set(hits)) == len(hits)  # once, though markup is scanned with and without its tags


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("photo.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + RANDOM_BYTES),
        ("page.html", b"<p>" * 100_000 + b"<" * 100_000 + b"</tspan> " * 20_000),
        ("a.svg", b"<path d='M10 10 L 4.5,5 z'/>" * 10_000),
    ],
)
def test_images_and_tags_give_no_false_findings(tmp_path: Path, name: str, data: bytes):
    assert find_secrets(tmp_path, name, data) == []


def test_a_missing_theme_folder_has_no_texts(tmp_path: Path):
    assert list(theme_texts(tmp_path / "theme")) == []
