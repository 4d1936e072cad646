"""``[[transcripts]]``: what the owner says about transcripts."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sitegen.archive.settings.toml_table import Table
from sitegen.model import Role
from sitegen.privacy.redaction import RedactRule
from sitegen.text.languages import TAG
from sitegen.text.path_patterns import path_matches
from sitegen.text.slugs import slugify

_DATE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?")
"""Of ISO 8601's many forms those that pages, feeds and sitemaps may have: Python knows more, such as 2026-W05."""
_KEYS = (
    "match", "title", "date", "series", "format", "encoding", "slug", "language", "publish", "participants"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParticipantRule:
    """Who a speaker of the transcript really was; empty fields leave what the transcript says."""

    name: str = ""
    role: Role | None = None
    model: str = ""
    """The model's name in any way of writing it."""


@dataclass(frozen=True, slots=True)
class TranscriptRule:
    """What the owner says about one transcript or all that match a pattern; empty fields say nothing."""

    match: str = "*"
    """A path relative to the folder of transcripts; ``*`` stands for any characters, slashes too."""
    title: str = ""
    date: str = ""
    series: str = ""
    format: str = ""
    encoding: str = ""
    publish: bool | None = None
    participants: Mapping[str, ParticipantRule] = field(default_factory=dict)
    """By the speaker's name as the transcript writes it."""
    slug: str = ""
    """The name of the page; where it changes, the old one leads to the new."""
    language: str = ""
    """BCP 47: what most of it is written in."""
    line: int | None = field(default=None, compare=False, repr=False)
    """Where it stands in ``sitegen.toml``; no part of what it says."""
    redactions: tuple[RedactRule, ...] = ()
    """The ``[[redact]]`` rules that are about it."""

    def fits(self, path: str) -> bool:
        """Is this rule about the transcript at ``path``?"""
        return path_matches(self.match, path)

    def then(self, later: "TranscriptRule") -> "TranscriptRule":
        """Both rules as one; where both speak, ``later`` wins."""
        return TranscriptRule(
            later.match,
            later.title or self.title,
            later.date or self.date,
            later.series or self.series,
            later.format or self.format,
            later.encoding or self.encoding,
            self.publish if later.publish is None else later.publish,
            {**self.participants, **later.participants},
            later.slug or self.slug,
            later.language or self.language,
            later.line,
            (*self.redactions, *later.redactions),
        )


def read_transcripts(table: Table) -> TranscriptRule:
    """Raises `ContentError` at the first fault."""
    table.expect_keys(_KEYS)
    if not table.string("match"):
        remedy = 'write match = "name.md", or "folder/*" for all in a folder'
        raise table.error("match", "[[transcripts]] does not say which transcripts it is about", remedy)
    encoding = table.string("encoding")
    if encoding:
        _check_encoding(table, encoding)
    return TranscriptRule(
        table.string("match"),
        table.string("title"),
        _date(table),
        table.string("series"),
        table.string("format"),
        encoding,
        table.boolean("publish", True) if "publish" in table.values else None,
        _participant_rules(table.table("participants")),
        _slug(table),
        _language(table),
        table.line("match"),
    )


def _date(table: Table) -> str:
    """ISO 8601; TOML has dates of its own, but one in quotes is as good."""
    value = table.values.get("date", "")
    text = _written(value)
    try:
        if text == "" or (_DATE.fullmatch(text) and datetime.datetime.fromisoformat(text)):
            return text.replace(" ", "T")
    except ValueError:
        pass
    remedy = "write date = 2026-01-31, or 2026-01-31T12:00:00"
    said = repr(value) if isinstance(value, str) else text
    raise table.error("date", f"{said} is not a date", remedy)


def _written(value: object) -> str:
    """A date of TOML as it would stand in quotes, without fractions of a second; of what is no date, its look."""
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return value if isinstance(value, str) else repr(value)


def _slug(table: Table) -> str:
    slug = table.string("slug")
    if slug and slugify(slug) != slug:
        remedy = f"write {slugify(slug)!r}, or anything of a-z, 0-9 and hyphens, at most 60 characters"
        raise table.error("slug", f"{slug!r} cannot be the name of a page", remedy)
    return slug


def _language(table: Table) -> str:
    language = table.string("language")
    if language and not TAG.fullmatch(language):
        remedy = 'write for example "ja" or "pt-BR"'
        raise table.error("language", f"{language!r} is not a language tag", remedy)
    return language


def _check_encoding(table: Table, encoding: str) -> None:
    try:
        "".encode(encoding)
    except (LookupError, ValueError):
        remedy = 'write a name such as "cp1252" or "utf-16"'
        raise table.error("encoding", f"{encoding!r} is not an encoding that Python knows", remedy) from None


def _participant_rules(table: Table) -> dict[str, ParticipantRule]:
    return {name: _participant_rule(table, name) for name in table.values}


def _participant_rule(table: Table, name: str) -> ParticipantRule:
    if isinstance(table.values[name], str):
        return ParticipantRule(name=table.string(name), model=table.string(name))
    rule = table.table(name)
    rule.expect_keys(("name", "role", "model"))
    role = rule.string("role")
    if role and role not in list(Role):
        remedy = f"the roles are {', '.join(Role)}"
        raise table.error(name, f"{role!r} is not a role", remedy)
    return ParticipantRule(rule.string("name"), Role(role) if role else None, rule.string("model"))
