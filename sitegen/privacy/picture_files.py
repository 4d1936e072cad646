"""Check that bytes are a picture that browsers show safely, and remove its metadata.

The type is told from the bytes, never from a name. No SVG: it can contain scripts.
"""

import io
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitegen.privacy.picture_metadata import clean_avif, clean_gif, clean_jpeg, clean_png, clean_webp

if TYPE_CHECKING:  # slow to import, and few archives have pictures
    from PIL import Image

MAX_PICTURE_BYTES = 20_000_000
_MAX_PIXELS = 60_000_000
"""More than the cameras of telephones make; browsers on telephones show no larger ones."""
_MAX_DECODED_PIXELS = 16_000_000
"""Larger pictures are only decoded where that can be done at a smaller scale, to save memory."""
_CLEAN: Mapping[str, tuple[str, Callable[[bytes, int], bytes]]] = {
    "PNG": ("png", clean_png),
    "JPEG": ("jpg", clean_jpeg),
    "GIF": ("gif", clean_gif),
    "WEBP": ("webp", clean_webp),
    "AVIF": ("avif", clean_avif),
}
_SVG = re.compile(rb"\s*(?:<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>]*>|\s)*<svg\b", re.DOTALL | re.IGNORECASE)
_LOCATION = re.compile(rb"GPSLatitude", re.IGNORECASE)
_ORIENTATION, _GPS = 0x0112, 0x8825


@dataclass(frozen=True, slots=True)
class CheckedPicture:
    """A picture to publish."""

    data: bytes
    """Without metadata."""
    suffix: str
    """Of its file name, such as ``png``."""
    width: int
    """In pixels, as shown: after its orientation is applied; as ``height``."""
    height: int
    had_location: bool
    """Its metadata contained the place where it was taken."""


@dataclass(frozen=True, slots=True)
class RefusedPicture:
    """The reason why bytes are not published as a picture."""

    reason: str
    """Plain English, completes "The picture is not shown: …"."""


def check_picture(data: bytes) -> CheckedPicture | RefusedPicture:
    """Return the picture without its metadata, or why it is not shown. Never raises, whatever the bytes are."""
    if len(data) > MAX_PICTURE_BYTES:
        return RefusedPicture(f"it has {len(data) / 1e6:.1f} MB, the limit is {MAX_PICTURE_BYTES // 1_000_000} MB")
    if _SVG.match(data[:4096]):
        return RefusedPicture("an SVG can contain scripts")
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=tuple(_CLEAN)) as image:
                return _checked(data, image)
    except UnidentifiedImageError:
        return RefusedPicture("it is no PNG, JPEG, GIF, WebP or AVIF")
    except Image.DecompressionBombError:
        return _TOO_MANY_PIXELS
    except Exception:  # libraries of pictures raise almost anything for hostile bytes
        return RefusedPicture("the file is damaged or cut off")


_TOO_MANY_PIXELS = RefusedPicture(f"it has more than {_MAX_PIXELS // 1_000_000} million pixels")


def _checked(data: bytes, image: "Image.Image") -> CheckedPicture | RefusedPicture:
    assert image.format is not None
    width, height = image.size
    if width * height > _MAX_PIXELS:
        return _TOO_MANY_PIXELS
    suffix, clean = _CLEAN[image.format]
    exif = image.getexif()
    stated = exif.get(_ORIENTATION)
    orientation = stated if isinstance(stated, int) and 1 <= stated <= 8 else 1
    had_location = bool(exif.get_ifd(_GPS)) or _LOCATION.search(data) is not None
    if image.format == "AVIF":  # its size is that of the picture as shown
        orientation = 1
    if orientation > 4:
        width, height = height, width
    try:
        cleaned = clean(data, orientation)
    except (ValueError, IndexError):
        if image.format == "AVIF":
            return RefusedPicture("its metadata cannot be removed")
        raise
    if image.format != "PNG":  # the checksums of a PNG say that it is whole
        image.draft("L", (width // 8 + 1, height // 8 + 1))  # of JPEG: decodes only a part of the data
        if image.format == "JPEG" or width * height <= _MAX_DECODED_PIXELS:
            image.load()
    return CheckedPicture(cleaned, suffix, width, height, had_location)
