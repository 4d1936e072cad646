"""Parse ``[[transcripts]]``: the owner's settings of transcripts."""

import dataclasses
import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sitegen.archive.settings.toml_table import LANGUAGE_TAG, TomlTable
from sitegen.model import Role
from sitegen.privacy.rules import RedactRule
from sitegen.readers.own_readers import OwnReader
from sitegen.readers.records.field_names import NO_FIELDS, FieldNames
from sitegen.text.path_patterns import path_matches
from sitegen.text.slugs import slugify

_DATE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?")
"""The forms of ISO 8601 that HTML, Atom and sitemaps allow; Python accepts more, such as 2026-W05."""
_KEYS = (
    "match", "title", "date", "date_from_file_name", "series", "format", "encoding", "slug", "language", "publish",
    "participants", "fields"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParticipantRule:
    """The true identity of a speaker; empty fields do not override the transcript."""

    name: str = ""
    role: Role | None = None
    model: str = ""
    """Any spelling of the model's name."""


@dataclass(frozen=True, slots=True)
class TranscriptRule:
    """Settings of the transcripts that match a pattern; empty fields are not set."""

    match: str = "*"
    """Path relative to the folder of transcripts; ``*`` matches any characters, including slashes."""
    title: str = ""
    date: str = ""
    series: str = ""
    format: str = ""
    encoding: str = ""
    publish: bool | None = None
    participants: Mapping[str, ParticipantRule] = field(default_factory=dict)
    """By the speaker's name in the transcript; in Markdown transcripts they define which lines start messages."""
    slug: str = ""
    """Name of the page; a former one redirects to it."""
    language: str = ""
    """Main language, BCP 47."""
    line: int | None = field(default=None, compare=False, repr=False)
    """Its line in ``sitegen.toml``."""
    redactions: tuple[RedactRule, ...] = ()
    """The ``[[redact]]`` rules that match too."""
    date_from_file_name: bool | None = None
    """True if the date in the name of the file may be used, if there is no other."""

    fields: FieldNames = NO_FIELDS
    """Names of fields in JSON and tables."""
    own_readers: tuple[OwnReader, ...] = ()
    """All of the archive."""

    def matches(self, path: str) -> bool:
        """Return whether this rule matches the transcript at ``path``."""
        return path_matches(self.match, path)

    def merge(self, later: "TranscriptRule") -> "TranscriptRule":
        """Return both rules as one; fields of ``later`` win."""
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
            self.date_from_file_name if later.date_from_file_name is None else later.date_from_file_name,
            later.fields or self.fields,
            later.own_readers or self.own_readers,
        )


def parse_transcript_rule(table: TomlTable) -> TranscriptRule:
    """Parse a rule. Raises `ContentError` for the first fault."""
    table.reject_unknown_keys(_KEYS)
    if not table.string("match"):
        raise table.error("match", "transcripts-without-match")
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
        _optional_boolean(table, "publish"),
        _participant_rules(table),
        _slug(table),
        _language(table),
        table.line("match"),
        date_from_file_name=_optional_boolean(table, "date_from_file_name"),
        fields=_fields(table.table("fields")),
    )


def _optional_boolean(table: TomlTable, key: str) -> bool | None:
    return table.boolean(key, True) if key in table.values else None


def _fields(table: TomlTable) -> FieldNames:
    names = tuple(each.name for each in dataclasses.fields(FieldNames))
    table.reject_unknown_keys(names)
    return FieldNames(**{name: table.string(name) for name in names})


def _date(table: TomlTable) -> str:
    """Return the date in ISO 8601, from a TOML date or a string."""
    value = table.values.get("date", "")
    text = _date_text(value)
    try:
        if text == "" or (_DATE.fullmatch(text) and datetime.datetime.fromisoformat(text)):
            return text.replace(" ", "T")
    except ValueError:
        pass
    shown = repr(value) if isinstance(value, str) else text
    raise table.error("date", "invalid-date-setting", value=shown)


def _date_text(value: object) -> str:
    """Return a TOML date as text, without fractions of a second; for other values their text or `repr`."""
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return value if isinstance(value, str) else repr(value)


def _slug(table: TomlTable) -> str:
    slug = table.string("slug")
    if slug and slugify(slug) != slug:
        raise table.error("slug", "invalid-slug-setting", value=slug, suggestion=slugify(slug))
    return slug


def _language(table: TomlTable) -> str:
    language = table.string("language")
    if language and not LANGUAGE_TAG.fullmatch(language):
        raise table.error("language", "invalid-language", value=language)
    return language


def _check_encoding(table: TomlTable, encoding: str) -> None:
    try:
        "".encode(encoding)
    except (LookupError, ValueError):
        raise table.error("encoding", "unknown-encoding", value=encoding) from None


def _participant_rules(table: TomlTable) -> dict[str, ParticipantRule]:
    """Return the participants of a table, or of a list of names."""
    if isinstance(table.values.get("participants"), list):
        return dict.fromkeys(table.strings("participants"), ParticipantRule())
    participants = table.table("participants")
    return {name: _participant_rule(participants, name) for name in participants.values}


def _participant_rule(table: TomlTable, name: str) -> ParticipantRule:
    if isinstance(table.values[name], str):
        return ParticipantRule(name=table.string(name), model=table.string(name))
    rule = table.table(name)
    rule.reject_unknown_keys(("name", "role", "model"))
    role = rule.string("role")
    if role and role not in list(Role):
        raise table.error(name, "unknown-role", role=role, roles=tuple(map(str, Role)))
    return ParticipantRule(rule.string("name"), Role(role) if role else None, rule.string("model"))
