"""The bytes of an essay → `Essay`."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import PurePosixPath

from sitegen.model import Essay
from sitegen.model.problems import Problem, Severity
from sitegen.text.dates import moment
from sitegen.text.front_matter import Head, Value, read_head
from sitegen.text.languages import TAG, language_of
from sitegen.text.slugs import slugify
from sitegen.text.source import Source, read_source

KEYS = ("title", "date", "author", "description", "language", "slug", "draft", "publish")
_YES, _NO = ("true", "yes", "on"), ("false", "no", "off")
_CLOSE_KEY = 0.75  # of `difflib`: darft is draft
_HEADING = re.compile(r"\s*#[ \t]+(?P<title>[^\n]*?)[ \t]*#*[ \t]*(?:\n|$)")
_SIGNS = re.compile(r"[*`]+(?=\S)|(?<=\S)[*`]+")


def read_essay(path: str, data: bytes) -> Essay | tuple[Problem, ...]:
    """The essay of the file at ``path``, relative to the folder of essays; problems where it has no words.

    Title: the key, else the first line if it is a heading, else the file's name. Slug: the key, else the
    file's name, because titles are changed more often. What was found out about the encoding is told as notes.
    """
    source = read_source(path, data)
    head = read_head(source.text)
    body = source.text[head.end :]
    if not body.strip():
        return source.problems or (
            Problem(path, None, "this essay has no words", "write some, or delete it"),
        )
    unpublished = "" if head.is_whole else "; until then it is not published"
    faults = (Problem(path, each.line, each.message, each.remedy + unpublished) for each in head.faults)
    problems = [*source.problems, *faults]
    reading = _Reading(source, head, problems)
    stem = PurePosixPath(path).stem
    title = reading.text("title")
    heading = _HEADING.match(body) if not title else None
    start = head.end + (heading.end() if heading else 0)
    if heading:
        title = _SIGNS.sub("", heading["title"])
    reading.name_unknown()
    own, language = reading.slug(), reading.language() or language_of(body)
    return Essay(
        path,
        own or slugify(stem),
        title or stem,
        reading.date(),
        reading.text("author"),
        reading.text("description"),
        source.text[start:],
        source.line(start),
        is_draft=reading.is_draft(),
        has_own_slug=bool(own),
        problems=tuple(problems),
        language=language,
    )


class _Reading:
    """The values of one front matter, one by one; what is wrong goes to ``problems``."""

    def __init__(self, source: Source, head: Head, problems: list[Problem]) -> None:
        self._path = source.path
        self._head = head
        self._problems = problems

    def text(self, key: str) -> str:
        value = self._head.values.get(key)
        if value is None:
            return ""
        if value.text is None:
            self._report(value, f"{key} is no text", f"write one line: {key}: …")
        return value.text or ""

    def date(self) -> str | None:
        written = self.text("date")
        when = moment(written)
        if written and when is None:
            remedy = "write YYYY-MM-DD or YYYY-MM-DD HH:MM:SS"
            self._report(self._head.values["date"], f"date: {written!r} is no date", remedy)
        return when

    def language(self) -> str:
        written = self.text("language")
        if written and not TAG.fullmatch(written):
            remedy = "write for example language: pt-BR"
            self._report(
                self._head.values["language"], f"language: {written!r} is not a language tag", remedy
            )
            return ""
        return written

    def slug(self) -> str:
        """The one that was asked for, as an address can have it; empty where none was."""
        written = self.text("slug")
        if not written:
            return ""
        slug = slugify(written)
        if slug != written:
            remedy = f"write slug: {slug}"
            self._report(self._head.values["slug"], f"slug: {written!r} cannot be an address", remedy)
        return slug

    def is_draft(self) -> bool:
        """Whether anything says that it is not to be published, or might say so."""
        # Both are read, so that both are checked.
        flags = [self._flag("draft", False), not self._flag("publish", True)]
        return any(flags) or not self._head.is_whole or any(self._may_hide())

    def name_unknown(self) -> None:
        """A note on each key that means nothing here; a problem where it was probably meant to."""
        for key, value in self._unknown():
            meant = _meant(key)
            remedy = f"did you mean {meant!r}?" if meant else f"the keys are {', '.join(KEYS)}"
            severity = Severity.PROBLEM if meant else Severity.NOTE
            self._report(value, f"{key!r} means nothing here", remedy, severity)

    def _flag(self, key: str, otherwise: bool) -> bool:
        written = self.text(key).casefold()
        if written in (*_YES, *_NO):
            return written in _YES
        if value := self._head.values.get(key):
            remedy = f"write {key}: true or {key}: false; until then it is not published"
            self._report(value, f"{key} is neither true nor false", remedy)
            return not otherwise
        return otherwise

    def _may_hide(self) -> Iterator[bool]:
        """For each unknown key whether it looks like one that keeps an essay private."""
        yield from (_meant(key) in ("draft", "publish") for key, _ in self._unknown())

    def _unknown(self) -> Iterator[tuple[str, Value]]:
        return ((key, value) for key, value in self._head.values.items() if key not in KEYS)

    def _report(self, value: Value, message: str, remedy: str, severity: Severity = Severity.PROBLEM) -> None:
        self._problems.append(Problem(self._path, value.line, f"front matter: {message}", remedy, severity))


def _meant(key: str) -> str:
    return next(iter(get_close_matches(key[:40], KEYS, 1, _CLOSE_KEY)), "")
