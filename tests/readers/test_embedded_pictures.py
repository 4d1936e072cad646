"""Pictures in Base64 are taken out of a source, in every format and encoding."""

import base64
import json

import pytest

from sitegen.model.problems import Problem
from sitegen.permalinks import urls
from sitegen.privacy.picture_files import CheckedPicture, check_picture
from sitegen.readers.embedded_pictures import extract_pictures
from sitegen.text.source import read_source
from tests.pictures import SECRET, exif, picture

PLACED = picture("JPEG", exif=exif(has_place=True))
PNG = picture()
LARGE = picture("PNG", (300, 300), exif=exif() + b"x" * 4000)


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def address(data: bytes) -> str:
    checked = check_picture(data)
    assert isinstance(checked, CheckedPicture)
    return urls.picture(checked.data, checked.suffix)


def extracted(text: str, encoding: str = "utf-8") -> tuple[str, list[str], list[Problem]]:
    """Return the text without pictures, the addresses of these, and the problems."""
    found = extract_pictures(read_source("a.md", text.encode(encoding)), "")
    assert found.source.to_bytes() == found.source.data
    return found.source.text, [each.address for each in found.pictures], list(found.problems)


def note(count: int = 1, line: int = 1) -> Problem:
    return Problem("embedded-pictures", "a.md", line, count=count)


PNG_DATA, JPEG_DATA = encoded(PNG), encoded(PLACED)


@pytest.mark.parametrize(
    ("before", "after", "problems"),
    [
        (f"A ![pier](data:image/png;base64,{PNG_DATA}) b", f"A ![pier]({address(PNG)}) b", [note()]),
        (f'é\n{{"url": "data:image/png;base64,{PNG_DATA}"}}', f'é\n{{"url": "{address(PNG)}"}}', [note(line=2)]),
        (f'{{"data":"{PNG_DATA}", "type": 1}}', f'{{"data":"{address(PNG)}", "type": 1}}', [note()]),
        (
            json.dumps({"nested": json.dumps({"data": PNG_DATA, "again": PNG_DATA})}),
            json.dumps({"nested": json.dumps({"data": address(PNG), "again": address(PNG)})}),
            [note(2)],
        ),
        (json.dumps({"data": JPEG_DATA}).replace("/", "\\/"), f'{{"data": "{address(PLACED)}"}}', [note(), "place"]),
        (f"so much anywhere: {encoded(LARGE)}!", f"so much anywhere: {address(LARGE)}!", [note()]),
    ],
)
def test_a_picture_becomes_its_address(before: str, after: str, problems: list[Problem]):
    place = Problem("embedded-picture-locations-removed", "a.md", 1, count=1)
    addresses = [each for each in (address(PNG), address(PLACED), address(LARGE)) if each in after]
    assert extracted(before) == (after, addresses, [place if each == "place" else each for each in problems])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_the_source_stays_in_its_encoding(encoding: str):
    text = f"Süß ist ‹die› Straße – ![pier](data:image/jpeg;base64,{JPEG_DATA})\r\n"
    found = extract_pictures(read_source("a.md", text.encode(encoding)), encoding)
    assert found.source.data == text.replace(f"data:image/jpeg;base64,{JPEG_DATA}", address(PLACED)).encode(encoding)
    assert SECRET not in found.source.data
    assert [SECRET in each.data for each in found.pictures] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "nothing",
        f"<img src='data:image/png;base64,{PNG_DATA}'>",  # code
        f"it begins with {PNG_DATA} indeed",
        "![a](data:image/png;base64,iVBORw0KGgo...)",
        '{"data": "/9j/' + "A" * 100 + '"}',  # no picture, and nobody says that it is one
        "data:image/png;base64," * 3,
    ],
)
def test_what_is_no_picture_or_is_talked_about_stays(text: str):
    assert extracted(text) == (text, [], [])


def test_a_picture_that_is_none_is_replaced_and_reported():
    svg = encoded(b"<svg onload='alert(1)'>" + b" " * 50 + b"</svg>")
    refused = Problem("embedded-picture-refused", "a.md", 2, reason="an SVG can contain scripts")
    text = f"a\n![b](data:image/svg+xml;base64,{svg}) c"
    assert extracted(text) == ("a\n![b](data:,refused) c", [], [refused])


def test_another_file_is_removed_and_reported():
    pdf = encoded(b"%PDF-1.7" + b"x" * 90)
    text = f'{{"data": "{pdf}", "url": "data:text/plain;base64,{encoded(b"a" * 90)}"}}'
    removed = Problem("embedded-files-removed", "a.md", 1, count=2)
    assert extracted(text) == ('{"data": "data:,removed", "url": "data:,removed"}', [], [removed])


@pytest.mark.parametrize(
    "part", ["data:image/png;base64,", "iVBORw0KGgo", "/9j/", ':"/9j/=', "data:image/", "\\/9j\\/"]
)
def test_hostile_repetitions_take_linear_time(part: str):
    source = read_source("a.md", (part * 200_000).encode())
    assert extract_pictures(source, "").pictures == ()
