"""What an owner's theme says: it is published as it is, beside the transcripts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sitegen.archive.folder import Archive
from sitegen.archive.settings.parser import Settings
from sitegen.model.problems import SETTINGS_FILE
from sitegen.privacy.scanner import scan

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_LEAST = 12  # characters that do not stand in a picture or a font by chance
_STRETCH = re.compile(rb"[ -~]{%d,}+" % _LEAST)
_WIDE_STRETCH = re.compile(rb"(?:[ -~]\0){%d,}+" % _LEAST)  # in UTF-16 without a mark, of either order
_CONTROL = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MARKUP = frozenset((".svg", ".html", ".htm", ".xhtml", ".xml"))
_TAGS = re.compile(r"</tspan>\s{0,200}<tspan[^<>]{0,2000}>|<!--[^<>]{0,2000}-->|</?[A-Za-z][^<>]{0,2000}>")


def theme_words(theme: Path) -> Iterator[tuple[str, str]]:
    """What every file of the folder ``theme`` says, by its path as a person beside it would type it; nothing where
    there is no such folder. Of markup that splits what a page shows whole, a second time without its tags.
    """
    for path in sorted(theme.rglob("*")):
        if path.is_file():
            try:
                data = path.read_bytes()
            except OSError:
                continue  # what cannot be read cannot be published either
            shown = path.relative_to(theme.parent).as_posix()
            text = words(data)
            yield shown, text
            if path.suffix.lower() in _MARKUP and (split := _split(text)):
                yield shown, split


def words(data: bytes) -> str:
    """The text of a file in whatever encoding; of a picture, a font or an archive its readable stretches, in a line."""
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = ""
    if text and "\0" not in text:
        return text
    if _CONTROL.search(data):
        wide = (each[0][::2] for each in _WIDE_STRETCH.finditer(data))
        return b"\0".join((*_STRETCH.findall(data), *wide)).decode("ascii")
    return data.decode("latin-1")


def _split(text: str) -> str:
    """``text`` without its tags, on the same lines, where that says more than the text itself; else nothing."""
    bare = _without_tags(text)
    if bare == text:
        return ""
    known = {hit.value for hit in scan(text)}
    hits = scan(bare)
    parts: list[str] = []
    position = 0
    for hit in hits:
        if hit.value in known:  # told of already
            parts.append(bare[position : hit.span.start])
            position = hit.span.end
    has_more = any(hit.value not in known for hit in hits)
    return "".join((*parts, bare[position:])) if has_more else ""


def _without_tags(text: str) -> str:
    """On the same lines: the line ends inside of a tag follow at the next end of a line."""
    parts: list[str] = []
    position = owed = 0
    for tag in _TAGS.finditer(text):
        between = text[position : tag.start()]
        if owed and "\n" in between:
            between, owed = between.replace("\n", "\n" * (owed + 1), 1), 0
        parts.append(between)
        owed += tag[0].count("\n")
        position = tag.end()
    return "".join((*parts, text[position:]))


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What one file says."""

    path: str
    """As problems name it."""
    text: str = ""
    line: int = 1
    """At which ``text`` begins."""
    others: tuple[str, ...] = ()
    """What it says outside of ``text``, or in other characters there."""
    beside: str = ""
    """What of the file those are; empty: of its text, in no certain line."""


def own_words(archive: Archive) -> Iterator[OwnWords]:
    """Essays, the introduction, the settings, the theme. Of essays that stand elsewhere only what this site repeats."""
    for essay in archive.published_essays:
        head = (essay.path, essay.title, essay.author, essay.description, essay.slug)
        yield OwnWords(f"{archive.essays_path}/{essay.path}", essay.text, essay.line, head, "its head")
    for outside in archive.outside:
        yield OwnWords(outside.path, others=(outside.path, outside.title, outside.url), beside="its head")
    yield OwnWords(archive.introduction_path, archive.introduction)
    yield OwnWords(SETTINGS_FILE, archive.settings.text, others=tuple(filter(None, _shown(archive.settings))))
    for path, text in theme_words(archive.theme):
        yield OwnWords(path, text, others=(path,), beside="its name")


def _shown(settings: Settings) -> Iterator[str]:
    """What pages show of the settings, as it comes out: TOML can write a text in many ways."""
    site = settings.site
    yield from (site.title, site.description, site.author, site.url)
    if site.license:
        yield from (site.license.name, site.license.url)
    for rule in settings.transcripts:
        yield from (rule.title, rule.series, rule.slug)
        for who in rule.participants.values():
            yield from (who.name, who.model)
    for model in settings.models:
        yield from (model.identity, model.vendor, model.family, model.name)
