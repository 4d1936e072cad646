"""Pictures are published without their metadata, or not at all."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from sitegen.privacy import picture_files
from sitegen.privacy.picture_files import CheckedPicture, RefusedPicture, check_picture
from tests.pictures import SECRET, animation, exif, picture, png_with_texts


def frames(data: bytes) -> list[tuple[tuple[int, int], bytes]]:
    """Return the size and pixels of each frame."""
    with Image.open(io.BytesIO(data)) as image:
        return [(each.size, each.convert("RGBA").tobytes()) for each in ImageSequence.Iterator(image)]


def orientation_of(data: bytes) -> dict[int, object]:
    with Image.open(io.BytesIO(data)) as image:
        return dict(image.getexif())


PLAIN = {kind: picture(kind) for kind in ("PNG", "JPEG", "GIF", "WEBP", "AVIF")}
SUFFIXES = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp", "AVIF": "avif"}


@pytest.mark.parametrize("kind", PLAIN)
def test_a_picture_without_metadata_keeps_its_pixels(kind: str):
    checked = check_picture(PLAIN[kind])
    assert isinstance(checked, CheckedPicture)
    assert (checked.suffix, checked.width, checked.height, checked.had_location) == (SUFFIXES[kind], 6, 4, False)
    assert frames(checked.data) == frames(PLAIN[kind])


WITH_METADATA = {
    "JPEG": picture("JPEG", exif=exif(has_place=True), comment=SECRET, xmp=b"<x>" + SECRET + b"</x>"),
    "progressive JPEG": picture("JPEG", (60, 40), exif=exif(has_place=True), comment=SECRET, progressive=True),
    "PNG": picture(exif=exif(has_place=True)),
    "WebP": picture("WEBP", exif=exif(has_place=True), xmp=b"<x>" + SECRET + b"</x>"),
    "lossless WebP": picture("WEBP", lossless=True, exif=exif(has_place=True)),
    "animated WebP": animation("WEBP", exif=exif(has_place=True)),
    "PNG with texts": png_with_texts(),
}


@pytest.mark.parametrize("data", WITH_METADATA.values(), ids=WITH_METADATA)
def test_metadata_is_removed_without_changing_a_pixel(data: bytes):
    assert SECRET in data
    checked = check_picture(data)
    assert isinstance(checked, CheckedPicture)
    assert checked.had_location
    assert SECRET not in checked.data
    assert b"GPSLatitude" not in checked.data
    assert orientation_of(checked.data) == {}
    assert frames(checked.data) == frames(data)


def test_a_gif_loses_its_comment_and_stays_an_animation():
    data = animation("GIF", comment=SECRET)
    checked = check_picture(data)
    assert isinstance(checked, CheckedPicture)
    assert SECRET in data
    assert SECRET not in checked.data
    assert b"NETSCAPE2.0" in checked.data
    assert frames(checked.data) == frames(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [3, 6])
def test_the_orientation_is_kept_and_nothing_else(kind: str, orientation: int):
    checked = check_picture(picture(kind, exif=exif(orientation=orientation)))
    assert isinstance(checked, CheckedPicture)
    assert (checked.width, checked.height) == ((4, 6) if orientation == 6 else (6, 4))
    assert orientation_of(checked.data) == {0x0112: orientation}
    assert SECRET not in checked.data


def test_a_colour_profile_stays():
    for kind in ("JPEG", "PNG", "WEBP"):
        checked = check_picture(picture(kind, icc_profile=b"a profile of colours"))
        assert isinstance(checked, CheckedPicture)
        with Image.open(io.BytesIO(checked.data)) as image:
            assert image.info["icc_profile"] == b"a profile of colours"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_what_follows_the_end_of_a_picture_is_removed(kind: str):
    checked = check_picture(PLAIN[kind] + b"<script>" + SECRET)
    assert isinstance(checked, CheckedPicture)
    assert SECRET not in checked.data


DAMAGED = RefusedPicture("the file is damaged or cut off")
NONE = RefusedPicture("it is no PNG, JPEG, GIF, WebP or AVIF")
SVG = RefusedPicture("an SVG can contain scripts")


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        (b"", NONE),
        (b"not a picture", NONE),
        (picture("BMP"), NONE),
        (picture("TIFF"), NONE),
        (b"%PDF-1.7", NONE),
        (b"<!DOCTYPE html><script>alert(1)</script>", NONE),
        (b'<?xml version="1.0"?><!-- a -->\n<svg onload="x()"/>', SVG),
        (b"<svg/>", SVG),
        (PLAIN["PNG"][:-9], DAMAGED),
        (PLAIN["PNG"][:45] + b"\xff" + PLAIN["PNG"][46:], DAMAGED),
        (PLAIN["JPEG"][:-30], DAMAGED),
        (PLAIN["GIF"][:-3], DAMAGED),
        (PLAIN["WEBP"][:-3], DAMAGED),
        (picture("AVIF", exif=exif(has_place=True)), RefusedPicture("its metadata cannot be removed")),
    ],
)
def test_what_is_no_safe_picture_is_refused(data: bytes, refused: RefusedPicture):
    assert check_picture(data) == refused


def test_a_picture_with_too_many_pixels_is_refused():
    bomb = picture(size=(8000, 8000))
    assert len(bomb) < 500_000
    assert check_picture(bomb) == RefusedPicture("it has more than 60 million pixels")


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(picture_files, "MAX_PICTURE_BYTES", 2_000_000)
    assert check_picture(b"\x89PNG" + b"x" * 2_500_000) == RefusedPicture("it has 2.5 MB, the limit is 2 MB")


@settings(deadline=None, max_examples=300)
@given(st.sampled_from([*PLAIN.values(), *WITH_METADATA.values(), animation("GIF")]), st.data())
def test_damaged_pictures_never_raise_and_never_keep_metadata(data: bytes, draw: st.DataObject):
    at = draw.draw(st.integers(0, len(data) - 1))
    byte = draw.draw(st.binary(max_size=3))
    checked = check_picture(data[:at] + byte + data[at + draw.draw(st.integers(0, 3)) :])
    assert isinstance(checked, CheckedPicture | RefusedPicture)
