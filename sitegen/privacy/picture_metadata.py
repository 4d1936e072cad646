"""Remove metadata from pictures without changing a pixel: place, camera, names, comments, thumbnails.

What a browser needs stays: pixels, colour profile, animation, and the orientation, in a new EXIF block of its own.
Every function raises `ValueError` or `IndexError` for a file that is damaged or cut off.
"""

import re
import struct
import zlib
from collections.abc import Iterator

_JPEG_MARKER = re.compile(rb"\xff+([^\x00\xff])")
_JPEG_SCAN_END = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
_PNG_CHUNKS = frozenset(
    [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD",
     b"pHYs", b"acTL", b"fcTL", b"fdAT"]
)  # fmt: skip
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_WEBP_CHUNKS = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ICCP"])
_WEBP_EXIF, _WEBP_XMP = 0x08, 0x04
"""Flags of the chunk ``VP8X``."""


def clean_jpeg(data: bytes, orientation: int) -> bytes:
    """Return a JPEG without the segments of EXIF, XMP, IPTC and comments, and without what follows its end."""
    before: list[bytes] = []
    after: list[bytes] = []
    at = 2
    while True:
        marker = _JPEG_MARKER.match(data, at)
        if marker is None:
            raise ValueError("no marker")
        code, at = marker[1][0], marker.end()
        if code == 0xD9:
            return b"".join((b"\xff\xd8", *before, _jpeg_exif(orientation), *after, b"\xff\xd9"))
        if code == 0x01 or 0xD0 <= code <= 0xD7:  # without content
            continue
        end = at + int.from_bytes(_slice(data, at, 2))
        content = _slice(data, at + 2, end - at - 2)
        at = end
        if code == 0xE0 and content.startswith(b"JFIF\0"):
            before.append(_jpeg_segment(code, content[:12] + b"\0\0"))  # without its thumbnail
        elif _is_pixels_or_colours(code, content):
            after.append(_jpeg_segment(code, content))
        if code == 0xDA:
            scan_end = _JPEG_SCAN_END.search(data, at)
            if scan_end is None:
                raise ValueError("no end of the scan")
            after.append(data[at : scan_end.start()])
            at = scan_end.start()


def _is_pixels_or_colours(code: int, content: bytes) -> bool:
    """Return whether a segment of a JPEG is needed to show it."""
    if 0xE0 <= code <= 0xEF:
        return (code == 0xE2 and content.startswith(b"ICC_PROFILE\0")) or (
            code == 0xEE and content.startswith(b"Adobe")
        )
    return code != 0xFE


def _jpeg_segment(code: int, content: bytes) -> bytes:
    return bytes((0xFF, code)) + struct.pack(">H", len(content) + 2) + content


def _jpeg_exif(orientation: int) -> bytes:
    return _jpeg_segment(0xE1, b"Exif\0\0" + _exif(orientation)) if orientation != 1 else b""


def _exif(orientation: int) -> bytes:
    """Return EXIF data with the orientation only."""
    return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)


def clean_png(data: bytes, orientation: int) -> bytes:
    """Return a PNG without chunks of text, time, EXIF, and unknown ones, and without what follows its end."""
    parts = [data[:8]]
    at = 8
    while True:
        length = int.from_bytes(_slice(data, at, 4))
        kind = _slice(data, at + 4, 4)
        chunk = _slice(data, at, length + 12)
        at += length + 12
        if zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:]):
            raise ValueError("wrong checksum")
        if kind == b"IDAT" and orientation != 1:
            parts.append(_png_chunk(b"eXIf", _exif(orientation)))
            orientation = 1
        if kind in _PNG_CHUNKS:
            parts.append(chunk)
        if kind == b"IEND":
            return b"".join(parts)


def _png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def clean_gif(data: bytes, _orientation: int) -> bytes:
    """Return a GIF without comments and data of programs, and without what follows its end."""
    at = 13 + _gif_colours(data[10])
    parts = [_slice(data, 0, at)]
    while data[at] != 0x3B:
        start = at
        if data[at] == 0x21:
            label = data[at + 1]
            at = _after_gif_blocks(data, at + 2)
            is_kept = label in (0xF9, 0x01) or (label == 0xFF and data[start + 3 : start + 14] in _GIF_LOOPS)
        elif data[at] == 0x2C:
            at = _after_gif_blocks(data, at + 11 + _gif_colours(data[at + 9]))
            is_kept = True
        else:
            raise ValueError("unknown block")
        if is_kept:
            parts.append(data[start:at])
    return b"".join((*parts, b";"))


def _gif_colours(flags: int) -> int:
    """Return the bytes of a table of colours."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_gif_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1


def clean_webp(data: bytes, orientation: int) -> bytes:
    """Return a WebP without EXIF, XMP and unknown chunks, and without what follows its end."""
    end = 8 + int.from_bytes(_slice(data, 4, 4), "little")
    chunks = dict[int, bytes](enumerate(_webp_chunks(_slice(data, 12, end - 12))))
    extended = next((n for n, chunk in chunks.items() if chunk[:4] == b"VP8X"), None)
    if extended is not None:
        flags = chunks[extended][8] & ~(_WEBP_EXIF | _WEBP_XMP) | (_WEBP_EXIF if orientation != 1 else 0)
        chunks[extended] = chunks[extended][:8] + bytes((flags,)) + chunks[extended][9:]
        if orientation != 1:
            chunks[len(chunks)] = _webp_chunk(b"EXIF", _exif(orientation))
    content = b"WEBP" + b"".join(chunks.values())
    return b"RIFF" + struct.pack("<I", len(content)) + content


def _webp_chunks(data: bytes) -> Iterator[bytes]:
    """Yield the chunks to keep; those in a frame of an animation as well."""
    at = 0
    while at < len(data):
        kind = _slice(data, at, 4)
        length = int.from_bytes(_slice(data, at + 4, 4), "little")
        content = _slice(data, at + 8, length)
        at += 8 + length + length % 2
        if kind == b"ANMF":
            yield _webp_chunk(kind, content[:16] + b"".join(_webp_chunks(content[16:])))
        elif kind in _WEBP_CHUNKS:
            yield _webp_chunk(kind, content)


def _webp_chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def clean_avif(data: bytes, _orientation: int) -> bytes:
    """Return an AVIF unchanged. Raise `ValueError` if it has EXIF or XMP: its parts refer to each other by offset."""
    # The orientation is a property of the picture itself.
    if re.search(rb"infe.{8,10}(?:Exif|mime)", data, re.DOTALL):
        raise ValueError("metadata")
    return data


def _slice(data: bytes, start: int, length: int) -> bytes:
    part = data[start : start + length]
    if length < 0 or len(part) != length:
        raise ValueError("cut off")
    return part
