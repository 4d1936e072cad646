"""All that an archive's owner says, beside the transcripts, and a site shows."""

from collections.abc import Iterator
from dataclasses import dataclass

from sitegen.archive import Archive
from sitegen.settings import FILE_NAME, Settings
from sitegen.theme_words import theme_words


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
    yield OwnWords(FILE_NAME, archive.settings.text, others=tuple(filter(None, _shown(archive.settings))))
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
