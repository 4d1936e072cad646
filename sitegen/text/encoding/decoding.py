"""Detect the encoding of bytes and decode them, such that encoding the text restores the bytes.

In this order: the owner's setting, a byte order mark, UTF-16 without one if it is certain, UTF-8, box drawing of DOS,
UTF-8 with a few invalid bytes, and last a guess among the legacy encodings.
"""

import codecs
import re
import string
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum

from sitegen.text.encoding.legacy import detect_dos_encoding, guess_encoding

BINARY = "binary"
"""The encoding of a binary file: all bytes are in `Decoded.tail`."""


class Certainty(StrEnum):
    """The certainty of a detected encoding."""

    DECLARED = "declared"  # by the owner
    DETECTED = "detected"  # practically certain
    GUESSED = "guessed"  # may be wrong
    CONTRADICTED = "contradicted"  # the declared encoding does not restore the bytes; another was used


@dataclass(frozen=True, slots=True)
class Decoded:
    """A losslessly decoded file: lone surrogates stand for undecodable bytes."""

    encoding: str
    text: str
    certainty: Certainty = Certainty.DETECTED
    bom: bytes = b""
    """The byte order mark, not part of ``text``."""
    tail: bytes = b""
    """The incomplete character at the end of a UTF-16 or UTF-32 file; the last character of ``text`` stands for it.
    All bytes of a binary file, whose ``text`` is empty."""
    kind: str = ""
    """The kind of a binary file, such as ``a PNG image``."""


_UTF_8_BOM = codecs.BOM_UTF8
_BOMS = (
    ("utf-8-sig", _UTF_8_BOM),
    ("utf-32-le", codecs.BOM_UTF32_LE),  # before UTF-16, because it starts with its mark
    ("utf-32-be", codecs.BOM_UTF32_BE),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
)
_UNIT_SIZES = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}

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
_MAX_CONTROLS_IN_UTF_8, _MAX_CONTROLS_ELSEWHERE = 0.25, 0.02
"""Share of control characters, including NUL, above which a file is not text."""

_TEXT_CONTROLS = frozenset("\t\n\r\f\x1b\udc80")
"""Control characters of text files, and the stand-in for an incomplete character at the end."""
_SEPARATORS = frozenset(" \t\n\r" + string.punctuation) | frozenset(
    map(chr, (*range(0x3000, 0x3100), *range(0xFF01, 0xFF66)))
)
"""Characters of which every text has some: the other byte order makes rare characters of them."""
_WITH_LOW_NUL = frozenset("─　一")
"""The common characters whose low byte in UTF-16 is NUL. NULs between the bytes of another encoding make rare ones."""
_MIN_SEPARATORS, _MIN_HIGH_NULS, _MAX_UNUSUAL, _MAX_LOW_NULS = 0.02, 0.005, 0.02, 0.25
"""Shares in the characters of UTF-16; the last in its NULs that are high bytes."""
_MIN_NULS_IN_UTF_16 = 0.04
"""Share in the bytes, if they are also valid UTF-8."""

_INVALID = re.compile("[\ud800-\udfff]+")
_VALID = re.compile("[^\0-\x7f\ud800-\udfff]+")
_VALID_LONG = re.compile("[^\0-\u07ff\ud800-\udfff]+")


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Decode ``data``; ``encoding`` is the owner's setting, any name that Python knows.

    Never fails: `encode` of the result is always ``data``.
    """
    if encoding:
        declared = _decode_declared(data, encoding)
        return declared or replace(_detect(data), certainty=Certainty.CONTRADICTED)
    return _detect(data)


def encode(text: str, encoding: str, bom: bytes = b"", tail: bytes = b"") -> bytes:
    """Return the bytes of a `Decoded`: the inverse of `decode`."""
    codec = {"utf-8-sig": "utf-8", BINARY: "utf-8"}.get(encoding, encoding)
    complete = text[:-1] if tail else text
    return bom + complete.encode(codec, _errors(encoding)) + tail


def _errors(encoding: str) -> str:
    return "surrogatepass" if encoding in _UNIT_SIZES else "surrogateescape"


def _decode_declared(data: bytes, encoding: str) -> Decoded | None:
    """Decode ``data`` in the declared encoding; return None if that does not restore the bytes."""
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
    return _decode_as(data, name, bom, Certainty.DECLARED)


def _decode_as(data: bytes, name: str, bom: bytes, certainty: Certainty) -> Decoded | None:
    end = len(data)
    if name in _UNIT_SIZES:
        end -= (len(data) - len(bom)) % _UNIT_SIZES[name]
    tail = data[end:]
    codec = "utf-8" if name == "utf-8-sig" else name
    try:
        text = data[len(bom) : end].decode(codec, _errors(name)) + ("\udc80" if tail else "")
        is_faithful = encode(text, name, bom, tail) == data
    except (UnicodeError, LookupError):
        return None
    return Decoded(name, text, certainty, bom, tail) if is_faithful else None


def _detect(data: bytes) -> Decoded:
    for signature, kind in _SIGNATURES:
        if signature.match(data):
            return Decoded(BINARY, "", tail=data, kind=kind)
    for name, bom in _BOMS:
        if data.startswith(bom):
            decoded = _decode_as(data, name, bom, Certainty.DETECTED)
            if decoded:
                return decoded
    return _detect_without_bom(data)


def _detect_without_bom(data: bytes) -> Decoded:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = None
    has_nul = b"\0" in data
    if has_nul:
        wide = _decode_utf_16(data, is_utf_8=text is not None)
        if wide:
            return wide
    if text is not None:
        if has_nul and _control_share(data) > _MAX_CONTROLS_IN_UTF_8:
            return Decoded(BINARY, "", tail=data, kind="binary data")
        return Decoded("utf-8", text)
    if _control_share(data) > _MAX_CONTROLS_ELSEWHERE:
        return Decoded(BINARY, "", tail=data, kind="binary data")
    return _decode_dos(data) or _decode_damaged_utf_8(data) or _decode_legacy(data)


def _control_share(data: bytes) -> float:
    """Return the share of control characters, without the NULs with which a crash pads a file."""
    filled = data.rstrip(b"\0")
    return len(filled.translate(None, _TEXT_BYTES)) / max(len(filled), 1)


def _decode_utf_16(data: bytes, *, is_utf_8: bool) -> Decoded | None:
    """Decode UTF-16 without a mark: it has spaces or punctuation of its script, and hardly any unusual characters.

    If the data is also valid UTF-8, more than a few bytes must be NUL, because a few NULs have other causes.
    """
    if is_utf_8 and data.count(0) < len(data) * _MIN_NULS_IN_UTF_16:
        return None
    readings = []
    for name in ("utf-16-le", "utf-16-be"):
        decoded = _decode_as(data, name, b"", Certainty.DETECTED)
        separators = _separators(decoded.text) if decoded else 0
        if decoded and separators:
            readings.append((separators, decoded))
    return max(readings, key=lambda reading: reading[0])[1] if readings else None


def _separators(text: str) -> int:
    """Return the number of spaces, punctuation and kana of ``text``; 0 if these are too few, or others unusual."""
    counts = Counter(text)
    if "\0" in counts:
        return 0
    unusual = sum(times for char, times in counts.items() if _is_unusual(char))
    low_nuls = sum(times for char, times in counts.items() if ord(char) & 0xFF == 0 and char not in _WITH_LOW_NUL)
    high_nuls = sum(times for char, times in counts.items() if char <= "\xff")
    separators = sum(times for char, times in counts.items() if char in _SEPARATORS)
    is_usual = unusual <= len(text) * _MAX_UNUSUAL and low_nuls <= high_nuls * _MAX_LOW_NULS
    is_text = separators >= len(text) * _MIN_SEPARATORS and high_nuls >= len(text) * _MIN_HIGH_NULS
    return separators if is_usual and is_text else 0


def _is_unusual(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs") and char not in _TEXT_CONTROLS


def _decode_dos(data: bytes) -> Decoded | None:
    """Decode a text with box drawing of DOS, some of whose byte pairs look like UTF-8."""
    name = detect_dos_encoding(data)
    return _decode_as(data, name, b"", Certainty.GUESSED) if name else None


def _decode_damaged_utf_8(data: bytes) -> Decoded | None:
    """Decode UTF-8 with invalid bytes, if enough of it is valid, or some sequences are too long to be chance.

    In legacy text one character in seven may look like a short UTF-8 sequence, hardly any like a long one.
    """
    text = data.decode("utf-8", "surrogateescape")
    invalid = sum(len(match) for match in _INVALID.findall(text))
    valid = sum(len(match) for match in _VALID.findall(text))
    long = sum(len(match) for match in _VALID_LONG.findall(text))
    _, consumed = codecs.utf_8_decode(data, "ignore", False)
    is_cut_off = len(data) - consumed == invalid > 1
    return Decoded("utf-8", text) if valid * 2 >= invalid or long * 4 >= invalid or is_cut_off else None


def _decode_legacy(data: bytes) -> Decoded:
    guess = guess_encoding(data)
    decoded = _decode_as(data, guess, b"", Certainty.GUESSED)
    return decoded or Decoded("cp1252", data.decode("cp1252", "surrogateescape"), Certainty.GUESSED)
