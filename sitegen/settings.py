"""``sitegen.toml`` → `Settings`: frozen, every field validated, unknown keys named.

An archive without the file has the defaults. Options of the command line override both.
"""

import datetime
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sitegen import permalinks
from sitegen.errors import ContentError, Problem
from sitegen.model import Role
from sitegen.models import Model
from sitegen.toml import Table

FILE_NAME = "sitegen.toml"
_DATE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?")  # of ISO 8601's many forms


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What the site says about itself."""

    title: str = "Transcripts"
    description: str = ""
    language: str = "en"
    url: str = ""
    """Where the site is published, without a slash at its end; empty: unknown."""
    featured: tuple[str, ...] = ()
    """Patterns of transcripts that the home page shows, in this order; see `TranscriptRule.match`."""
    featured_line: int | None = field(default=None, compare=False, repr=False)


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
    line: int | None = field(default=None, compare=False, repr=False)
    """Where it stands in ``sitegen.toml``; no part of what it says."""

    def fits(self, path: str) -> bool:
        """Is this rule about the transcript at ``path``?"""
        pattern = ".*".join(map(re.escape, unicodedata.normalize("NFC", self.match).split("*")))
        return re.fullmatch(pattern, path, re.DOTALL) is not None

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
            later.line,
        )


@dataclass(frozen=True, slots=True)
class EssayRule:
    """Essays that stand elsewhere, to be checked and counted."""

    match: str
    """A path relative to ``sitegen.toml``, with ``*`` and ``**`` as in a shell."""
    url: str = ""
    """Where they can be read; with a slash at its end each by the name of its file."""
    line: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that ``sitegen.toml`` says."""

    site: SiteSettings = SiteSettings()
    transcripts: tuple[TranscriptRule, ...] = ()
    models: tuple[Model, ...] = ()
    essays: tuple[EssayRule, ...] = ()

    def rule(self, path: str) -> TranscriptRule:
        """What holds for the transcript at ``path``: all rules that match it, the later ones winning."""
        merged = TranscriptRule()
        for rule in self.transcripts:
            if rule.fits(path):
                merged = merged.then(rule)
        return merged


def load_settings(root: Path) -> Settings:
    """The settings of the archive in the folder ``root``. Raises `ContentError` at the first fault."""
    path = root / FILE_NAME
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        remedy = "it must be a file that may be read"
        problem = Problem(FILE_NAME, None, f"this cannot be read: {error.strerror}", remedy)
        raise ContentError(problem) from None
    except UnicodeDecodeError as error:
        problem = Problem(FILE_NAME, None, f"this file is not UTF-8: {error}", "save it as UTF-8")
        raise ContentError(problem) from None
    return parse_settings(text)


def parse_settings(text: str) -> Settings:
    """The settings in the text of a ``sitegen.toml``. Raises `ContentError` at the first fault."""
    table = Table.parse(FILE_NAME, text)
    table.expect_keys(("site", "transcripts", "models", "essays"))
    return Settings(
        _site(table.table("site")),
        tuple(_transcript_rule(each) for each in table.tables("transcripts")),
        tuple(_model(each) for each in table.tables("models")),
        tuple(_essays(each) for each in table.tables("essays")),
    )


def _site(table: Table) -> SiteSettings:
    table.expect_keys(("title", "description", "language", "url", "featured"))
    defaults = SiteSettings()
    language = table.string("language", defaults.language)
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
        remedy = 'write for example "en" or "pt-BR"'
        raise table.error("language", f"{language!r} is not a language tag", remedy)
    url = table.string("url").rstrip("/")
    if url and not re.fullmatch(r"https?://[^\s/?#\"'<>\\]+(/[^\s?#\"'<>\\]*)?", url):
        remedy = 'write url = "https://example.org/archive"'
        raise table.error("url", f"{url!r} is not the address of a site", remedy)
    return SiteSettings(
        table.string("title", defaults.title),
        table.string("description"),
        language,
        url,
        table.strings("featured"),
        table.line("featured"),
    )


def _essays(table: Table) -> EssayRule:
    table.expect_keys(("match", "url"))
    if not table.string("match"):
        remedy = 'write match = "../blog/*.md"'
        raise table.error("match", "[[essays]] does not say which files it is about", remedy)
    url = table.string("url")
    if url and not re.fullmatch(r"https?://[^\s\"'<>\\]+", url):
        raise table.error("url", f"{url!r} is no web address", 'write url = "https://example.org/blog/"')
    return EssayRule(table.string("match"), url, table.line("match"))


def _transcript_rule(table: Table) -> TranscriptRule:
    table.expect_keys(
        ("match", "title", "date", "series", "format", "encoding", "slug", "publish", "participants")
    )
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
        table.line("match"),
    )


def _date(table: Table) -> str:
    """ISO 8601; TOML has dates of its own, but one in quotes is as good."""
    value = table.values.get("date", "")
    text = value.isoformat() if isinstance(value, datetime.date | datetime.time) else value
    try:
        if text == "" or (isinstance(text, str) and datetime.datetime.fromisoformat(text)):
            return text.replace(" ", "T")
    except ValueError:
        pass
    remedy = "write date = 2026-01-31, or 2026-01-31T12:00:00"
    raise table.error("date", f"{text!r} is not a date", remedy)


def _slug(table: Table) -> str:
    slug = table.string("slug")
    if slug and permalinks.slugify(slug) != slug:
        remedy = (
            f"write {permalinks.slugify(slug)!r}, or anything of a-z, 0-9 and hyphens, at most 60 characters"
        )
        raise table.error("slug", f"{slug!r} cannot be the name of a page", remedy)
    return slug


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


def _model(table: Table) -> Model:
    table.expect_keys(("vendor", "family", "name", "identity", "aliases"))
    identity, name = table.string("identity"), table.string("name")
    if not re.fullmatch(r"[a-z0-9.-]+/[a-z0-9.:-]+", identity):
        remedy = 'write vendor and model in small letters, as in "anthropic/claude-haiku-4.5"'
        said = (
            f"{identity!r} is not a model's identity" if identity else "[[models]] does not say the identity"
        )
        raise table.error("identity", said, remedy)
    if not name:
        raise table.error("name", "[[models]] does not say the model's name", 'write name = "…"')
    vendor = table.string("vendor") or identity.partition("/")[0]
    return Model(identity, vendor, table.string("family") or name, name, table.strings("aliases"))
