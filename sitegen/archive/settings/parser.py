"""``sitegen.toml`` → `Settings`: frozen, every field validated, unknown keys named.

An archive without the file has the defaults. Options of the command line override both.
"""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from sitegen.archive.settings.license import License
from sitegen.archive.settings.redactions import read_redactions
from sitegen.archive.settings.site import SiteSettings, read_site
from sitegen.archive.settings.toml_table import Table
from sitegen.archive.settings.transcripts import ParticipantRule, TranscriptRule, read_transcripts
from sitegen.model.ai_models import Model
from sitegen.model.problems import SETTINGS_FILE, ContentError, Problem
from sitegen.privacy.redaction import RedactRule


@dataclass(frozen=True, slots=True)
class EssayRule:
    """Essays that stand elsewhere, to be checked and counted."""

    match: str
    """A path relative to ``sitegen.toml``, with ``*`` and ``**`` as in a shell."""
    url: str = ""
    """Where they can be read; with a slash at its end each by the name of its file."""
    line: int | None = field(default=None, compare=False, repr=False)


def read_essays(table: Table) -> EssayRule:
    """Raises `ContentError` at the first fault."""
    table.expect_keys(("match", "url"))
    if not table.string("match"):
        remedy = 'write match = "../blog/*.md"'
        raise table.error("match", "[[essays]] does not say which files it is about", remedy)
    url = table.string("url")
    if url and not re.fullmatch(r"https?://[^\s\"'<>\\]+", url):
        raise table.error("url", f"{url!r} is no web address", 'write url = "https://example.org/blog/"')
    return EssayRule(table.string("match"), url, table.line("match"))


def read_model(table: Table) -> Model:
    """Raises `ContentError` at the first fault."""
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


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """A branch of a remote repository."""

    remote: str = "origin"
    branch: str = "gh-pages"


def read_publish(table: Table) -> PublishSettings:
    """Raises `ContentError` at the first fault."""
    table.expect_keys(("remote", "branch"))
    defaults = PublishSettings()
    return PublishSettings(table.string("remote", defaults.remote), table.string("branch", defaults.branch))


__all__ = [
    "EssayRule",
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
    """Everything that ``sitegen.toml`` says."""

    site: SiteSettings = field(default_factory=SiteSettings)
    transcripts: tuple[TranscriptRule, ...] = ()
    models: tuple[Model, ...] = ()
    essays: tuple[EssayRule, ...] = ()
    publish: PublishSettings = field(default_factory=PublishSettings)
    redactions: tuple[RedactRule, ...] = ()
    text: str = field(default="", compare=False, repr=False)
    """The file itself, so that it can be searched for what should stand in no file."""

    def rule(self, path: str) -> TranscriptRule:
        """What holds for the transcript at ``path``: all rules that match it, the later ones winning."""
        merged = TranscriptRule()
        for rule in self.transcripts:
            if rule.fits(path):
                merged = merged.then(rule)
        fitting = tuple(rule for rule in self.redactions if rule.fits(path))
        return replace(merged, redactions=fitting) if fitting else merged


def load_settings(root: Path) -> Settings:
    """The settings of the archive in the folder ``root``. Raises `ContentError` at the first fault."""
    path = root / SETTINGS_FILE
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        remedy = "it must be a file that may be read"
        problem = Problem(SETTINGS_FILE, None, f"this cannot be read: {error.strerror}", remedy)
        raise ContentError(problem) from None
    except UnicodeDecodeError as error:
        problem = Problem(SETTINGS_FILE, None, f"this file is not UTF-8: {error}", "save it as UTF-8")
        raise ContentError(problem) from None
    return parse_settings(text)


def parse_settings(text: str) -> Settings:
    """The settings in the text of a ``sitegen.toml``. Raises `ContentError` at the first fault."""
    table = Table.parse(SETTINGS_FILE, text)
    table.expect_keys(("site", "publish", "transcripts", "models", "essays", "redact"))
    return Settings(
        read_site(table.table("site")),
        tuple(read_transcripts(each) for each in table.tables("transcripts")),
        tuple(read_model(each) for each in table.tables("models")),
        tuple(read_essays(each) for each in table.tables("essays")),
        read_publish(table.table("publish")),
        tuple(read_redactions(each) for each in table.tables("redact")),
        text,
    )
