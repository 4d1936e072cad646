"""Parse ``[site]``: title, language, address and license of the site."""

import difflib
import re
import unicodedata
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from sitegen.archive.settings.toml_table import LANGUAGE_TAG, TomlTable
from sitegen.model.package_data import load_toml

_CC_JURISDICTIONS = {"4.0": "International", "3.0": "Unported"}
_CC_ELEMENTS = {"BY": "Attribution", "NC": "NonCommercial", "ND": "NoDerivatives", "SA": "ShareAlike"}
_KEYS = (
    "title", "description", "language", "url", "featured", "author", "license", "license_url", "noindex", "ai_crawlers",
    "json_export", "source_text",
)  # fmt: skip
_AI_CRAWLER_CHOICES = ("allow", "disallow")
_IDNA2008_CHARACTERS = re.compile("[ßς]")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE_CHARACTERS = "!$%&'()*+,-./:;=@_~"  # in a path


@dataclass(frozen=True, slots=True)
class License:
    """The terms under which a site may be used."""

    name: str
    """Full name."""
    url: str = ""
    """Address of the terms; empty if they are not on the web."""
    spdx: str = ""
    """Identifier in the SPDX License List; empty for other terms."""


def _creative_commons(elements: str, version: str) -> License:
    elements_in_words = "-".join(_CC_ELEMENTS[each] for each in elements.split("-"))
    deed = f"https://creativecommons.org/licenses/{elements.lower()}/{version}/"
    return License(
        f"Creative Commons {elements_in_words} {version} {_CC_JURISDICTIONS[version]}",
        deed,
        f"CC-{elements}-{version}",
    )


KNOWN_LICENSES = (
    *(
        _creative_commons(elements, version)
        for version in ("4.0", "3.0")
        for elements in ("BY", "BY-SA", "BY-NC", "BY-NC-SA", "BY-ND", "BY-NC-ND")
    ),
    *(
        License(each["name"], each["url"], spdx)
        for spdx, each in load_toml("sitegen.archive.settings", "licenses.toml").items()
    ),
)
_BY_SPDX = {each.spdx.lower(): each for each in KNOWN_LICENSES}


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """Settings in ``[site]``."""

    title: str = "Transcripts"
    description: str = ""
    language: str = "en"
    url: str = ""
    """Address of the site, without a slash at its end; empty if unknown."""
    featured: tuple[str, ...] = ()
    """Patterns of transcripts for the home page, in order; see `TranscriptRule.match`."""
    author: str = ""
    """Publisher of the site."""
    license: License | None = None
    """None if no rights are granted."""
    is_indexed: bool = True
    """True if search engines may list its pages."""
    disallows_ai_crawlers: bool = False
    """True if crawlers of AI companies are asked to stay away."""
    has_json_export: bool = True
    """True if the JSON export of each conversation is published."""
    has_source_text: bool = True
    """True if the source of each conversation is published."""
    featured_line: int | None = field(default=None, compare=False, repr=False)


def parse_site(table: TomlTable) -> SiteSettings:
    """Parse the table. Raises `ContentError` for the first fault."""
    table.reject_unknown_keys(_KEYS)
    defaults = SiteSettings()
    language = table.string("language", defaults.language)
    if not LANGUAGE_TAG.fullmatch(language):
        suggestion = language.replace("_", "-")
        if LANGUAGE_TAG.fullmatch(suggestion):
            raise table.error("language", "misspelled-language", value=language, suggestion=suggestion)
        raise table.error("language", "invalid-language", value=language)
    url = table.string("url").rstrip("/")
    if url and not re.fullmatch(r"https?://[^\s/?#\"'<>\\]+(/[^\s?#\"'<>\\]*)?", url):
        raise table.error("url", "invalid-site-url", value=url)
    if url.lower().endswith((".html", ".htm")):
        raise table.error("url", "page-as-site-url", value=url, suggestion=url.rpartition("/")[0])
    if urlsplit(url).hostname in ("github.com", "www.github.com"):
        owner, _, name = urlsplit(url).path.strip("/").partition("/")
        suggestion = f"https://{owner.lower() or 'you'}.github.io/{name.removesuffix('.git') or 'archive'}"
        raise table.error("url", "repository-as-site-url", value=url, suggestion=suggestion)
    return SiteSettings(
        table.string("title", defaults.title),
        table.string("description"),
        language,
        _ascii_url(table, url),
        table.strings("featured"),
        " ".join(table.string("author").split()),
        parse_license(table),
        not table.boolean("noindex", not defaults.is_indexed),
        _disallows_ai_crawlers(table),
        table.boolean("json_export", defaults.has_json_export),
        table.boolean("source_text", defaults.has_source_text),
        table.line("featured"),
    )


def _ascii_url(table: TomlTable, url: str) -> str:
    """Return the address in ASCII, as feeds and sitemaps require."""
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    try:
        host = _ascii_host(host)
    except UnicodeError:
        raise table.error("url", "invalid-host", host=host) from None
    path = _LONE_PERCENT.sub("%25", path)
    return f"{scheme}://{host}{slash}{quote(path, safe=_SAFE_CHARACTERS)}" if url else ""


def _ascii_host(name: str) -> str:
    """Return a host name in ASCII by RFC 5891 (IDNA 2008). Raises `UnicodeError`.

    Python's codec implements IDNA 2003, which turns ``ß`` into ``ss``: another host.
    """
    if not _IDNA2008_CHARACTERS.search(name):
        return name.encode("ascii" if name.isascii() else "idna").decode("ascii")
    labels = (
        f"xn--{unicodedata.normalize('NFC', each.lower()).encode('punycode').decode('ascii')}"
        if _IDNA2008_CHARACTERS.search(each)
        else _ascii_host(each)
        for each in name.split(".")
    )
    return ".".join(labels)


def _disallows_ai_crawlers(table: TomlTable) -> bool:
    choice = table.string("ai_crawlers", "allow")
    if choice not in _AI_CRAWLER_CHOICES:
        raise table.error("ai_crawlers", "unknown-ai-crawlers", value=choice, choices=_AI_CRAWLER_CHOICES)
    return choice == "disallow"


def parse_license(table: TomlTable) -> License | None:
    """Return the license: an SPDX identifier, or any words; None if there is none.

    Raises `ContentError` if it looks like an identifier, but is unknown and has no address.
    """
    name, url = " ".join(table.string("license").split()), table.string("license_url")
    if url and not re.fullmatch(r"https?://[^\s\"'<>\\]+", url):
        raise table.error("license_url", "invalid-license-url", value=url)
    if url and not name:
        raise table.error("license_url", "license-url-without-license")
    known = _BY_SPDX.get(name.lower().replace(" ", "-"))  # "CC BY 4.0" is common
    if known:
        return License(known.name, url or known.url, known.spdx)
    if name and not url and " " not in name:
        similar = difflib.get_close_matches(name.lower(), _BY_SPDX, 1)
        if similar:
            raise table.error("license", "misspelled-license", value=name, suggestion=_BY_SPDX[similar[0]].spdx)
        raise table.error("license", "unknown-license", value=name)
    return License(name, url) if name else None
