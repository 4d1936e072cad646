"""Take pictures and files in Base64 out of a source: ``![a](data:image/png;base64,…)``, ``{"data": "iVBORw0…"}``.

The published source then has the address of the picture in the site, so that it contains no metadata that the published
picture has not, and no reader meets megabytes of Base64. All formats are treated alike: a reader makes the same
reference of the address as of the data. Other files, such as a PDF, are removed.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sitegen.model.problems import Problem
from sitegen.permalinks import urls
from sitegen.privacy.picture_files import CheckedPicture, check_picture
from sitegen.text.encoding.decoding import encode
from sitegen.text.source import Source, read_source

REFUSED, REMOVED = "data:,refused", "data:,removed"
"""In the place of a picture that is not shown, and of a file."""
_PICTURE_STARTS = ("iVBORw0KGgo", "/9j/", r"\/9j\/", "R0lGOD", "UklGR", "AAAAHGZ0eXBhdmlm", "AAAAIGZ0eXBhdmlm")
_FILE_STARTS = ("JVBERi0", "UEsDB")  # PDF; zip and office documents
_STARTS = "|".join(map(re.escape, (*_PICTURE_STARTS, *_FILE_STARTS)))
_EMBEDDED = re.compile(
    rf"(?:data:(?P<type>[\w.+/-]{{1,80}});base64,|(?<![A-Za-z0-9+/=])(?={_STARTS}))"
    r"(?P<base64>(?:[A-Za-z0-9+/]++|\\/)*+)={0,2}"
)
_CONTEXTS = ("](", "](<", ':"', ': "', ':\\"', ': \\"')
"""What is before the target of an image in Markdown, and before a value in JSON. In code, data is talked about."""
_MIN_LENGTH, _MIN_LENGTH_ANYWHERE = 60, 4_000  # characters


@dataclass(frozen=True, slots=True)
class EmbeddedPicture:
    """A picture that a source contains."""

    address: str
    """In the site, and in the new source."""
    data: bytes
    """Without metadata."""
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ExtractedPictures:
    """A source without what it contains in Base64."""

    source: Source
    pictures: tuple[EmbeddedPicture, ...] = ()
    problems: tuple[Problem, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    """How the file has each picture, by its address in the site."""


class _Replacement(NamedTuple):
    start: int
    """In the decoded source; as ``end``."""
    end: int
    text: str
    picture: EmbeddedPicture | None = None
    refused_for: str = ""
    had_location: bool = False


def extract_pictures(source: Source, encoding: str) -> ExtractedPictures:
    """Return the source with addresses instead of pictures, and the pictures; ``encoding``: the setting, or empty."""
    if not any(start in source.text for start in (";base64,", *_PICTURE_STARTS, *_FILE_STARTS)):
        return ExtractedPictures(source)
    text = source.decoded_text()
    replacements = tuple(_find(text))
    if not replacements:
        return ExtractedPictures(source)
    parts, at = list[str](), 0
    for each in replacements:
        parts += (text[at : each.start], each.text)
        at = each.end
    data = encode("".join((*parts, text[at:])), source.encoding, source.bom, source.tail)
    new = read_source(source.path, data, encoding or None)
    if new.encoding != source.encoding:
        new = read_source(source.path, data, source.encoding)
    pictures = {each.picture.address: each.picture for each in replacements if each.picture}
    written = {each.text: text[each.start : each.end] for each in replacements if each.picture}
    return ExtractedPictures(new, tuple(pictures.values()), tuple(_problems(source, replacements)), written)


def _find(text: str) -> Iterator[_Replacement]:
    for match in _EMBEDDED.finditer(text):
        start, end = match.span()
        length = end - match.start("base64")
        is_value = text[max(start - 4, 0) : start].endswith(_CONTEXTS)
        if length < (_MIN_LENGTH if is_value else _MIN_LENGTH_ANYWHERE):
            continue
        base64_text, media_type = match["base64"].replace("\\/", "/"), match["type"] or ""
        is_file = base64_text.startswith(_FILE_STARTS) or (media_type and not media_type.startswith("image/"))
        if is_file:
            yield _Replacement(start, end, REMOVED)
            continue
        try:
            data = base64.b64decode(base64_text + "=" * (-len(base64_text) % 4), validate=True)
        except binascii.Error:
            data = b""
        checked = check_picture(data)
        if isinstance(checked, CheckedPicture):
            address = urls.picture(checked.data, checked.suffix)
            picture = EmbeddedPicture(address, checked.data, checked.width, checked.height)
            yield _Replacement(start, end, address, picture, had_location=checked.had_location)
        elif media_type:
            yield _Replacement(start, end, REFUSED, refused_for=checked.reason)


def _problems(source: Source, replacements: tuple[_Replacement, ...]) -> Iterator[Problem]:
    def line(each: _Replacement) -> int:
        return source.line_number(source.text_offset(each.start))

    for code, found in (
        ("embedded-pictures", [each for each in replacements if each.picture]),
        ("embedded-files-removed", [each for each in replacements if each.text == REMOVED]),
        ("embedded-picture-locations-removed", [each for each in replacements if each.had_location]),
    ):
        if found:
            yield Problem(code, source.path, line(found[0]), count=len(found))
    for each in replacements:
        if each.refused_for:
            yield Problem("embedded-picture-refused", source.path, line(each), reason=each.refused_for)
