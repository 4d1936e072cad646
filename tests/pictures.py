"""Make small pictures for tests."""

import io
from typing import Any

from PIL import Image, PngImagePlugin

PLACE = {1: "N", 2: (48.0, 12.0, 30.0), 3: "E", 4: (16.0, 22.0, 0.0)}
SECRET = b"Rosa at the pier"


def picture(kind: str = "PNG", size: tuple[int, int] = (6, 4), colour: str = "teal", **options: Any) -> bytes:
    """Return a picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind, **options)
    return file.getvalue()


def exif(*, orientation: int = 1, has_place: bool = False) -> bytes:
    """Return EXIF data with a secret description."""
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010E] = SECRET.decode()
    if has_place:
        data.get_ifd(0x8825).update(PLACE)
    return data.tobytes()


def animation(kind: str, **options: Any) -> bytes:
    """Return an animation of two frames."""
    frames = [Image.new("RGB", (6, 4), colour) for colour in ("teal", "red")]
    file = io.BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=90, loop=0, **options)
    return file.getvalue()


def png_with_texts() -> bytes:
    """Return a PNG with texts and a time."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET.decode())
    info.add_itxt("XML:com.adobe.xmp", f"<x exif:GPSLatitude='48,12N'>{SECRET.decode()}</x>", zip=False)
    return picture(pnginfo=info)
