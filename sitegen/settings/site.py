"""``[site]``: what the site says about itself."""

import re
from dataclasses import dataclass, field

from sitegen.toml import Table


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


def read_site(table: Table) -> SiteSettings:
    """Raises `ContentError` at the first fault."""
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
