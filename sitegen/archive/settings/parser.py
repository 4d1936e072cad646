"""Parse ``sitegen.toml`` into a frozen `Settings` value, with every field validated."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from sitegen.archive.settings.site import License, SiteSettings, parse_site
from sitegen.archive.settings.toml_table import TomlTable
from sitegen.archive.settings.transcripts import ParticipantRule, TranscriptRule, parse_transcript_rule
from sitegen.model.ai_models import Model
from sitegen.model.problems import SETTINGS_FILE, ContentError, Problem
from sitegen.privacy.rules import RedactRule
from sitegen.readers.own_readers import OwnReader
from sitegen.text.regular_files import file_problem, read_text_file

MAX_SETTINGS_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class ExternalEssayRule:
    """A pattern of essays that are published elsewhere."""

    match: str
    """A path relative to ``sitegen.toml``, with ``*`` and ``**`` as in a shell."""
    url: str = ""
    """Their address; if it ends with a slash, the name of each file is appended."""
    line: int | None = field(default=None, compare=False, repr=False)


def parse_external_essays(table: TomlTable) -> ExternalEssayRule:
    """Parse ``[[external_essays]]``. Raises `ContentError` for the first fault."""
    table.reject_unknown_keys(("match", "url"))
    if not table.string("match"):
        raise table.error("match", "external-essays-without-match")
    url = table.string("url")
    if url and not re.fullmatch(r"https?://[^\s\"'<>\\]+", url):
        raise table.error("url", "invalid-external-essays-url", value=url)
    return ExternalEssayRule(table.string("match"), url, table.line("match"))


def parse_model(table: TomlTable) -> Model:
    """Parse ``[[models]]``. Raises `ContentError` for the first fault."""
    table.reject_unknown_keys(("vendor", "family", "name", "identity", "aliases"))
    identity, name = table.string("identity"), table.string("name")
    if not re.fullmatch(r"[a-z0-9.-]+/[a-z0-9.:-]+", identity):
        if identity:
            raise table.error("identity", "invalid-model-identity", value=identity)
        raise table.error("identity", "model-without-identity")
    if not name:
        raise table.error("name", "model-without-name")
    vendor = table.string("vendor") or identity.partition("/")[0]
    return Model(identity, vendor, table.string("family") or name, name, table.strings("aliases"))


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """Target of ``sitegen publish``: a branch of a remote repository."""

    remote: str = "origin"
    branch: str = "gh-pages"


def parse_publish(table: TomlTable) -> PublishSettings:
    """Parse ``[publish]``. Raises `ContentError` for the first fault."""
    table.reject_unknown_keys(("remote", "branch"))
    defaults = PublishSettings()
    return PublishSettings(table.string("remote", defaults.remote), table.string("branch", defaults.branch))


__all__ = [
    "ExternalEssayRule",
    "License",
    "ParticipantRule",
    "PublishSettings",
    "RedactRule",
    "Settings",
    "SiteSettings",
    "TranscriptRule",
    "load_settings",
    "parse_settings",
]


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings in ``sitegen.toml``."""

    site: SiteSettings = field(default_factory=SiteSettings)
    transcripts: tuple[TranscriptRule, ...] = ()
    models: tuple[Model, ...] = ()
    external_essays: tuple[ExternalEssayRule, ...] = ()
    publish: PublishSettings = field(default_factory=PublishSettings)
    redactions: tuple[RedactRule, ...] = ()
    reader_names: tuple[str, ...] = ()
    """Modules in the folder ``readers/`` of the archive."""
    own_readers: tuple[OwnReader, ...] = ()
    text: str = field(default="", compare=False, repr=False)
    """Text of the file, to scan it for secrets."""

    def rule_for(self, path: str) -> TranscriptRule:
        """Return the merged rules that match the transcript at ``path``; later rules win."""
        merged = TranscriptRule()
        for rule in self.transcripts:
            if rule.matches(path):
                merged = merged.merge(rule)
        redactions = tuple(rule for rule in self.redactions if rule.applies_to(path))
        if not redactions and not self.own_readers:
            return merged
        return replace(merged, redactions=redactions, own_readers=self.own_readers)


def load_settings(root: Path) -> Settings:
    """Load the settings of the archive in ``root``; the defaults if there are none. Raises `ContentError`."""
    path = root / SETTINGS_FILE
    try:
        text = read_text_file(path, limit=MAX_SETTINGS_BYTES, follow_links=True)
    except FileNotFoundError:
        if path.is_symlink():  # without its rules, private transcripts would be published
            raise ContentError(Problem("dangling-settings-link", SETTINGS_FILE)) from None
        return Settings()
    except OSError as error:
        raise ContentError(file_problem(SETTINGS_FILE, error)) from None
    except UnicodeDecodeError as error:
        raise ContentError(Problem("file-not-utf-8", SETTINGS_FILE, reason=str(error))) from None
    return parse_settings(text)


def parse_settings(text: str) -> Settings:
    """Parse the text of ``sitegen.toml``. Raises `ContentError` for the first fault."""
    table = TomlTable.parse(SETTINGS_FILE, text)
    table.reject_unknown_keys(("site", "publish", "transcripts", "models", "external_essays", "redact", "readers"))
    return Settings(
        parse_site(table.table("site")),
        tuple(parse_transcript_rule(each) for each in table.tables("transcripts")),
        tuple(parse_model(each) for each in table.tables("models")),
        tuple(parse_external_essays(each) for each in table.tables("external_essays")),
        parse_publish(table.table("publish")),
        _redactions(table),
        _reader_names(table.table("readers")),
        text=text,
    )


def _reader_names(table: TomlTable) -> tuple[str, ...]:
    table.reject_unknown_keys(("names",))
    names = table.strings("names")
    for name in names:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise table.error("names", "invalid-reader-name", name=name)
    return names


def _redactions(table: TomlTable) -> tuple[RedactRule, ...]:
    tables = table.tables("redact")
    if not tables:
        return ()
    from sitegen.archive.settings.redactions import parse_redaction  # slow to import: it knows all kinds of secrets

    return tuple(map(parse_redaction, tables))
