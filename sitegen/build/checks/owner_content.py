"""Collect the texts that the owner writes for a site: essays, home page, settings, theme files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sitegen.archive.folder import Archive
from sitegen.archive.settings.parser import Settings
from sitegen.model.problems import SETTINGS_FILE
from sitegen.privacy.scanner import scan
from sitegen.render.theme_files import display_path, read_theme

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_MIN_RUN = 12  # readable characters; shorter runs occur in images and fonts by chance
_ASCII_RUN = re.compile(rb"[ -~]{%d,}+" % _MIN_RUN)
_UTF_16_RUN = re.compile(rb"(?:[ -~]\0){%d,}+" % _MIN_RUN)  # without a byte order mark, in either byte order
_CONTROL = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MARKUP = frozenset((".svg", ".html", ".htm", ".xhtml", ".xml"))
_TAGS = re.compile(r"</tspan>\s{0,200}<tspan[^<>]{0,2000}>|<!--[^<>]{0,2000}-->|</?[A-Za-z][^<>]{0,2000}>")


def theme_texts(theme: Path) -> Iterator[tuple[str, str]]:
    """Yield the display path and text of every file in the folder ``theme``, if it exists.

    Yields a file of markup twice if its text without tags contains more secrets.
    """
    for name, data in read_theme(theme):
        path, text = display_path(theme, name), decode_text(data)
        yield path, text
        if Path(name).suffix.lower() in _MARKUP and (joined := _joined_text(text)):
            yield path, joined


def decode_text(data: bytes) -> str:
    """Return the text of a file in any encoding; of a binary file the readable runs of characters, in one line."""
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = ""
    if text and "\0" not in text:
        return text
    if _CONTROL.search(data):
        wide = (each[0][::2] for each in _UTF_16_RUN.finditer(data))
        return b"\0".join((*_ASCII_RUN.findall(data), *wide)).decode("ascii")
    return data.decode("latin-1")


def _joined_text(text: str) -> str:
    """Return ``text`` without tags, on the same lines, if that contains more secrets; else an empty string."""
    untagged = _without_tags(text)
    if untagged == text:
        return ""
    known = {hit.value for hit in scan(text)}
    hits = scan(untagged)
    parts: list[str] = []
    position = 0
    for hit in hits:
        if hit.value in known:  # reported already
            parts.append(untagged[position : hit.span.start])
            position = hit.span.end
    has_more = any(hit.value not in known for hit in hits)
    return "".join((*parts, untagged[position:])) if has_more else ""


def _without_tags(text: str) -> str:
    """Remove tags; line ends inside a tag move to the next end of a line, to keep line numbers right."""
    parts: list[str] = []
    position = missing_lines = 0
    for tag in _TAGS.finditer(text):
        between = text[position : tag.start()]
        if missing_lines and "\n" in between:
            between, missing_lines = between.replace("\n", "\n" * (missing_lines + 1), 1), 0
        parts.append(between)
        missing_lines += tag[0].count("\n")
        position = tag.end()
    return "".join((*parts, text[position:]))


@dataclass(frozen=True, slots=True)
class OwnerText:
    """The text of one file."""

    path: str
    """As problems name it."""
    text: str = ""
    line: int = 1
    """Number of the first line of ``text``."""
    other_texts: tuple[str, ...] = ()
    """Texts outside ``text``, or encoded differently there."""
    other_place: str = ""
    """Place of ``other_texts`` in the file; empty: in its text, on an unknown line."""


def owner_texts(archive: Archive) -> Iterator[OwnerText]:
    """Yield published essays, the home page text, the settings and the theme; of external essays the metadata."""
    for essay in archive.published_essays:
        metadata = (essay.path, essay.title, essay.author, essay.description, essay.slug)
        yield OwnerText(
            f"{archive.essays_folder}/{essay.path}",
            essay.text,
            essay.first_line,
            metadata,
            "the front matter",
        )
    for external in archive.external_essays:
        yield OwnerText(
            external.path,
            other_texts=(external.path, external.title, external.url),
            other_place="the front matter",
        )
    yield OwnerText(archive.introduction_path, archive.introduction)
    yield OwnerText(
        SETTINGS_FILE,
        archive.settings.text,
        other_texts=tuple(filter(None, _published_settings(archive.settings))),
    )
    for path, text in theme_texts(archive.theme_folder):
        yield OwnerText(path, text, other_texts=(path,), other_place="the file name")


def _published_settings(settings: Settings) -> Iterator[str]:
    """Yield the values that pages show; TOML may write them differently."""
    site = settings.site
    yield from (site.title, site.description, site.author, site.url)
    if site.license:
        yield from (site.license.name, site.license.url)
    for rule in settings.transcripts:
        yield from (rule.title, rule.series, rule.slug)
        for participant in rule.participants.values():
            yield from (participant.name, participant.model)
    for model in settings.models:
        yield from (model.identity, model.vendor, model.family, model.name)
