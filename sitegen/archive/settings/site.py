"""``[site]``: what the site says about itself."""

import re
import unicodedata
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from sitegen.archive.settings.license import License, read_license
from sitegen.archive.settings.toml_table import Table
from sitegen.text.languages import TAG

_KEYS = (
    "title", "description", "language", "url", "featured", "author", "license", "license_url", "indexed", "ai_crawlers"
)  # fmt: skip
_CHOICES = ("allow", "refuse")
_NEWER = re.compile("[ßς]")
_LONE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_KEPT = "!$%&'()*+,-./:;=@_~"  # in a path, as it is


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
    author: str = ""
    """Who publishes the site; not who said what stands in it."""
    license: License | None = None
    """None: nothing is said, so nothing is granted."""
    is_indexed: bool = True
    """May search engines list its pages?"""
    refuses_ai: bool = False
    """Are crawlers of AI companies asked to stay away?"""
    featured_line: int | None = field(default=None, compare=False, repr=False)


def read_site(table: Table) -> SiteSettings:
    """Raises `ContentError` at the first fault."""
    table.expect_keys(_KEYS)
    defaults = SiteSettings()
    language = table.string("language", defaults.language)
    if not TAG.fullmatch(language):
        meant = language.replace("_", "-")
        remedy = f"write {meant!r}" if TAG.fullmatch(meant) else 'write for example "en" or "pt-BR"'
        raise table.error("language", f"{language!r} is not a language tag", remedy)
    url = table.string("url").rstrip("/")
    if url and not re.fullmatch(r"https?://[^\s/?#\"'<>\\]+(/[^\s?#\"'<>\\]*)?", url):
        remedy = 'write url = "https://example.org/archive"'
        raise table.error("url", f"{url!r} is not the address of a site", remedy)
    if url.lower().endswith((".html", ".htm")):
        remedy = f'write the folder in which it stands: url = "{url.rpartition("/")[0]}"'
        raise table.error("url", f"{url!r} is the address of a page, not of a site", remedy)
    if urlsplit(url).hostname in ("github.com", "www.github.com"):
        owner, _, name = urlsplit(url).path.strip("/").partition("/")
        meant = f"https://{owner.lower() or 'you'}.github.io/{name.removesuffix('.git') or 'archive'}"
        raise table.error("url", f"{url!r} is the address of a repository, not of a site", f"write {meant!r}")
    return SiteSettings(
        table.string("title", defaults.title),
        table.string("description"),
        language,
        _ascii(table, url),
        table.strings("featured"),
        " ".join(table.string("author").split()),
        read_license(table),
        table.boolean("indexed", defaults.is_indexed),
        _refuses_ai(table),
        table.line("featured"),
    )


def _ascii(table: Table, url: str) -> str:
    """The same address as machines write it, which is what feeds and sitemaps ask for."""
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    try:
        host = _host(host)
    except UnicodeError:
        raise table.error(
            "url", f"{host!r} is not the name of a host", "write it as browsers show it"
        ) from None
    path = _LONE.sub("%25", path)
    return f"{scheme}://{host}{slash}{quote(path, safe=_KEPT)}" if url else ""


def _host(name: str) -> str:
    """A host's name as RFC 5891 and browsers write it. Python's own codec is older: it makes ``ss`` of ``ß``, which is
    another host. Raises `UnicodeError`.
    """
    if not _NEWER.search(name):
        return name.encode("ascii" if name.isascii() else "idna").decode("ascii")
    parts = (
        f"xn--{unicodedata.normalize('NFC', each.lower()).encode('punycode').decode('ascii')}"
        if _NEWER.search(each)
        else _host(each)
        for each in name.split(".")
    )
    return ".".join(parts)


def _refuses_ai(table: Table) -> bool:
    choice = table.string("ai_crawlers", "allow")
    if choice not in _CHOICES:
        remedy = f"the choices are {' and '.join(_CHOICES)}"
        raise table.error("ai_crawlers", f"{choice!r} is none of the choices", remedy)
    return choice == "refuse"
