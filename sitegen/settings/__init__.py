"""``sitegen.toml`` → `Settings`: frozen, every field validated, unknown keys named.

An archive without the file has the defaults. Options of the command line override both.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from sitegen.errors import ContentError, Problem
from sitegen.models import Model
from sitegen.settings.essays import EssayRule, read_essays
from sitegen.settings.license import License
from sitegen.settings.models import read_model
from sitegen.settings.publishing import PublishSettings, read_publish
from sitegen.settings.redactions import RedactRule, read_redactions
from sitegen.settings.site import SiteSettings, read_site
from sitegen.settings.transcripts import ParticipantRule, TranscriptRule, read_transcripts
from sitegen.toml import Table

__all__ = [
    "FILE_NAME",
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

FILE_NAME = "sitegen.toml"


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
