"""Parse the bytes of an essay into `Essay`."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice
from pathlib import PurePosixPath

from sitegen.archive.settings.toml_table import LANGUAGE_TAG
from sitegen.model import Essay, Span
from sitegen.model.problems import Problem
from sitegen.readers.publish_flag import check_publish_flag
from sitegen.text.front_matter import (
    MAX_COMPARED_KEYS,
    NO_KEYS,
    FrontMatter,
    YamlNode,
    limit_problems,
    parse_front_matter,
)
from sitegen.text.languages import detect_language
from sitegen.text.slugs import slugify
from sitegen.text.source import read_source

FRONT_MATTER_KEYS = ("title", "date", "author", "description", "language", "slug", "draft", "publish")
_FIRST_LINE = re.compile(r"(?![ \t]*(?:\n|$))")
_TRUE, _FALSE = ("true", "yes", "on"), ("false", "no", "off")
_MIN_SIMILARITY = 0.75  # `difflib` ratio: darft is draft
_HEADING = re.compile(r"\s*#[ \t]+(?P<title>[^\n]*?)[ \t]*#*[ \t]*(?:\n|$)")
_EMPHASIS_MARKS = re.compile(r"[*`]+(?=\S)|(?<=\S)[*`]+")


def read_essay(path: str, data: bytes) -> Essay | tuple[Problem, ...]:
    """Return the essay in a file at ``path`` below the folder of essays, or problems if it has no text.

    Title: the key, else the first line if it is a heading, else the name of the file. Slug: the key, else the name of
    the file, because titles change more often.
    """
    source = read_source(path, data)
    front = parse_front_matter(path, source.text, _FIRST_LINE) or FrontMatter(path, Span(0, 0), 0, 1, NO_KEYS)
    body = source.text[front.body_start :]
    if not body.strip():
        return source.problems or (Problem("empty-essay", path),)
    reader = _EssayKeys(front)
    if front.root is None:
        front.problems.append(Problem("unpublished-essay", path))
    stem = PurePosixPath(path).stem
    title = reader.text("title")
    heading = _HEADING.match(body) if not title else None
    start = front.body_start + (heading.end() if heading else 0)
    if heading:
        title = _EMPHASIS_MARKS.sub("", heading["title"])
    reader.report_unknown_keys()
    is_draft = reader.is_draft()
    if not is_draft and (unpublished := check_publish_flag(source)):
        front.problems.append(unpublished)
        is_draft = True
    chosen_slug, language = reader.slug(), reader.language() or detect_language(body)
    return Essay(
        path,
        chosen_slug or slugify(stem),
        title or stem,
        reader.date(),
        reader.text("author"),
        reader.text("description"),
        source.text[start:],
        source.line_number(start),
        is_draft=is_draft,
        has_own_slug=bool(chosen_slug),
        problems=limit_problems([*source.problems, *front.problems]),
        language=language,
    )


class _EssayKeys:
    """Reads the keys of essays; a key is the same in any case."""

    def __init__(self, front: FrontMatter) -> None:
        self._front = front
        self._keys = front.keys()
        front.problems.sort(key=lambda problem: problem.line or 0)

    def text(self, key: str) -> str:
        return self._front.text(self._keys.get(key), key)

    def date(self) -> str | None:
        return self._front.date(self._keys.get("date"), "date")

    def language(self) -> str:
        text = self.text("language")
        if text and not LANGUAGE_TAG.fullmatch(text):
            self._front.report(self._keys["language"], "invalid-essay-language", value=text)
            return ""
        return text

    def slug(self) -> str:
        """Return the slug in the front matter, made valid; empty if there is none."""
        text = self.text("slug")
        if not text:
            return ""
        slug = slugify(text)
        if slug != text:
            value = self._keys["slug"]
            self._front.report(value, "invalid-essay-slug", value=text, suggestion=slug)
        return slug

    def is_draft(self) -> bool:
        """Return whether any key says or might say that the essay must not be published."""
        # No short circuit, so that both are checked.
        flags = [self._flag("draft", False), not self._flag("publish", True)]
        return any(flags) or self._front.root is None or self._has_similar_flag()

    def report_unknown_keys(self) -> None:
        """Report unknown keys; those similar to a known key are errors."""
        for key, value in self._unknown_values():
            similar = _similar_key(key)
            if similar:
                self._front.report(value, "misspelled-essay-key", key=key, suggestion=similar)
            else:
                self._front.report(value, "unknown-essay-key", key=key, known=FRONT_MATTER_KEYS)

    def _flag(self, key: str, default: bool) -> bool:
        text = self.text(key).casefold()
        if text in (*_TRUE, *_FALSE):
            return text in _TRUE
        if value := self._keys.get(key):
            self._front.report(value, "invalid-essay-flag", key=key)
            return not default
        return default

    def _has_similar_flag(self) -> bool:
        """Return whether an unknown key is similar to one that keeps an essay private."""
        return any(_similar_key(key) in ("draft", "publish") for key, _ in self._unknown_values())

    def _unknown_values(self) -> Iterator[tuple[str, YamlNode]]:
        unknown = ((key, value) for key, value in self._keys.items() if key not in FRONT_MATTER_KEYS)
        return islice(unknown, MAX_COMPARED_KEYS)


def _similar_key(key: str) -> str:
    return next(iter(get_close_matches(key[:40], FRONT_MATTER_KEYS, 1, _MIN_SIMILARITY)), "")
