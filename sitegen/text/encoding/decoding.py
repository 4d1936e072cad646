"""Bytes → characters: which encoding a file is in, such that encoding the characters gives its bytes back.

In order: the owner's word, a byte order mark, UTF-16 without one where it is certain, UTF-8, drawings of DOS,
UTF-8 but for a few broken bytes, and last a guess among the legacy encodings.
"""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from sitegen.text.encoding.legacy import drawn_encoding, guess_encoding

BINARY = "binary"
"""The encoding of what is no text: every byte is in `Decoded.tail`."""


class Certainty(StrEnum):
    """Why a file was read in its encoding."""

    TOLD = "told"  # by the owner
    SEEN = "seen"  # it cannot well be anything else
    GUESSED = "guessed"  # it may be another
    CONTRADICTED = "contradicted"  # the owner named one that does not give the bytes back; another was found


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file as characters, exactly: lone surrogates stand for what means nothing in the encoding."""

    encoding: str
    text: str
    certainty: Certainty = Certainty.SEEN
    bom: bytes = b""
    """The byte order mark, which ``text`` lacks."""
    tail: bytes = b""
    """Half a character that ends a UTF-16 or UTF-32 file; the last of ``text`` stands for it.
    Of a binary file all bytes; ``text`` is empty then."""
    kind: str = ""
    """Of a binary file what it is, such as ``a PNG image``."""


_UTF_8_BOM = codecs.BOM_UTF8
_BOMS = (
    ("utf-8-sig", _UTF_8_BOM),
    ("utf-32-le", codecs.BOM_UTF32_LE),  # before UTF-16, whose mark it begins with
    ("utf-32-be", codecs.BOM_UTF32_BE),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
)
_UNIT = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}

_SIGNATURES = (
    (re.compile(rb"\x89PNG\r\n"), "a PNG image"),
    (re.compile(rb"\xff\xd8\xff"), "a JPEG image"),
    (re.compile(rb"GIF8[79]a"), "a GIF image"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "a WebP image"),
    (re.compile(rb"PK\x03\x04"), "a ZIP archive or an office document"),
    (re.compile(rb"\x1f\x8b\x08"), "a gzip archive"),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), "a 7-Zip archive"),
    (re.compile(rb"%PDF-\d"), "a PDF document"),
    (re.compile(rb"SQLite format 3\x00"), "an SQLite database"),
    (re.compile(rb"\x7fELF"), "a program"),
)
_TEXT_BYTES = bytes({*range(32, 256), *b"\b\t\n\v\f\r\x1b"})
_CONTROLS_IN_UTF_8, _CONTROLS_ELSEWHERE = 0.25, 0.02
"""The share of control characters, NUL among them, above which a file is not text."""

_BROKEN = re.compile("[\ud800-\udfff]+")
_WHOLE = re.compile("[^\0-\x7f\ud800-\udfff]+")
_LONG = re.compile("[^\0-\u07ff\ud800-\udfff]+")


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """``data`` as characters; ``encoding`` is the owner's word, by any name that Python knows.

    Never fails: `encode` of the result is always ``data``.
    """
    if encoding:
        told = _told(data, encoding)
        return told or _copy(_found(data), Certainty.CONTRADICTED)
    return _found(data)


def encode(text: str, encoding: str, bom: bytes = b"", tail: bytes = b"") -> bytes:
    """The bytes of a `Decoded`: the inverse of `decode`."""
    codec = {"utf-8-sig": "utf-8", BINARY: "utf-8"}.get(encoding, encoding)
    whole = text[:-1] if tail else text
    return bom + whole.encode(codec, _errors(encoding)) + tail


def _errors(encoding: str) -> str:
    return "surrogatepass" if encoding in _UNIT else "surrogateescape"


def _copy(decoded: Decoded, certainty: Certainty) -> Decoded:
    return Decoded(decoded.encoding, decoded.text, certainty, decoded.bom, decoded.tail, decoded.kind)


def _told(data: bytes, encoding: str) -> Decoded | None:
    """``data`` in the owner's encoding; None where it does not give the bytes back."""
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        return None
    if name in ("utf-16", "utf-32"):
        marked = next((mark for mark in _BOMS if mark[0].startswith(name) and data.startswith(mark[1])), None)
        name, bom = marked or (f"{name}-le", b"")
    elif name in ("utf-8", "utf-8-sig"):
        bom = _UTF_8_BOM if data.startswith(_UTF_8_BOM) else b""
        name = "utf-8-sig" if bom else "utf-8"
    else:
        bom = next((mark for known, mark in _BOMS if known == name and data.startswith(mark)), b"")
    return _decode_as(data, name, bom, Certainty.TOLD)


def _decode_as(data: bytes, name: str, bom: bytes, certainty: Certainty) -> Decoded | None:
    end = len(data)
    if name in _UNIT:
        end -= (len(data) - len(bom)) % _UNIT[name]
    tail = data[end:]
    codec = "utf-8" if name == "utf-8-sig" else name
    try:
        text = data[len(bom) : end].decode(codec, _errors(name)) + ("\udc80" if tail else "")
        is_faithful = encode(text, name, bom, tail) == data
    except (UnicodeError, LookupError):
        return None
    return Decoded(name, text, certainty, bom, tail) if is_faithful else None


def _found(data: bytes) -> Decoded:
    for signature, kind in _SIGNATURES:
        if signature.match(data):
            return Decoded(BINARY, "", tail=data, kind=kind)
    for name, bom in _BOMS:
        if data.startswith(bom):
            decoded = _decode_as(data, name, bom, Certainty.SEEN)
            if decoded:
                return decoded
    return _unmarked(data)


def _unmarked(data: bytes) -> Decoded:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = None
    has_nul = b"\0" in data
    if has_nul:
        wide = _wide(data, is_utf_8=text is not None)
        if wide:
            return wide
    if text is not None:
        if has_nul and _controls(data) > _CONTROLS_IN_UTF_8:
            return Decoded(BINARY, "", tail=data, kind="binary data")
        return Decoded("utf-8", text)
    if _controls(data) > _CONTROLS_ELSEWHERE:
        return Decoded(BINARY, "", tail=data, kind="binary data")
    return _drawn(data) or _damaged_utf_8(data) or _legacy(data)


def _controls(data: bytes) -> float:
    """The share of control characters, not counting the NULs with which a crash fills the end of a file."""
    filled = data.rstrip(b"\0")
    return len(filled.translate(None, _TEXT_BYTES)) / max(len(filled), 1)


def _wide(data: bytes, *, is_utf_8: bool) -> Decoded | None:
    """UTF-16 without a mark. Text in it has NULs in one half of its units only, and no odd characters.

    What is UTF-8 as well must have a NUL in most units: NULs alone also come from other accidents.
    """
    if len(data) % 2 or not data:
        return None
    units = len(data) // 2
    evens, odds = data[::2].count(0), data[1::2].count(0)
    name = "utf-16-le" if odds > evens else "utf-16-be"
    if min(evens, odds) or (is_utf_8 and max(evens, odds) < units * 0.7):
        return None
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return None
    odd = (char for char in set(text) if unicodedata.category(char) in ("Cc", "Cn", "Co"))
    return _decode_as(data, name, b"", Certainty.SEEN) if set("\t\n\r\f\x1b").issuperset(odd) else None


def _drawn(data: bytes) -> Decoded | None:
    """A text with drawings of DOS, some pairs of whose bytes look like short characters of UTF-8."""
    name = drawn_encoding(data)
    return _decode_as(data, name, b"", Certainty.GUESSED) if name else None


def _damaged_utf_8(data: bytes) -> Decoded | None:
    """UTF-8 with broken bytes: much of it is whole, or some of it too long to be chance.

    In legacy text one character in seven may look like a short one of UTF-8, hardly any like a long one.
    """
    text = data.decode("utf-8", "surrogateescape")
    broken = sum(len(match) for match in _BROKEN.findall(text))
    whole = sum(len(match) for match in _WHOLE.findall(text))
    long = sum(len(match) for match in _LONG.findall(text))
    _, consumed = codecs.utf_8_decode(data, "ignore", False)
    is_cut_off = len(data) - consumed == broken > 1
    return Decoded("utf-8", text) if whole * 2 >= broken or long * 4 >= broken or is_cut_off else None


def _legacy(data: bytes) -> Decoded:
    guess = guess_encoding(data)
    decoded = _decode_as(data, guess, b"", Certainty.GUESSED)
    return decoded or Decoded("cp1252", data.decode("cp1252", "surrogateescape"), Certainty.GUESSED)
