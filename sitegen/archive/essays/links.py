"""Resolve the links of essays, which are written as files, as pages or as full addresses."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from sitegen.archive.essays.own_computer import is_local_network_url, is_own_computer_url, plain_url
from sitegen.permalinks import urls

_MESSAGE_RANGE = re.compile(r"(m-\w+)\.\.m-\w+")
"""A range of messages in an essay; browsers support none."""

_PAGE_OF_SITE = re.compile(r"(?:^|.*/)((?:c|essays)/[^/]+\.html)", re.DOTALL)

_MESSAGE_URL = re.compile(r"/c/[^/#?]+\.html(?:\?[^#]*)?#m-[a-z2-7]{7}")

LinkResolver = Callable[[str, str], str | None]
"""Function from the path of an essay and a link in it to the address in the site, or None."""

INTRODUCTION = "../index.md"
"""Path of the text of the home page, relative to the essays."""
_ESSAYS_FOLDER, _TRANSCRIPTS_FOLDER = "essays", "transcripts"  # below the content folder


def resolve_site_link(path: str, url: str) -> str | None:
    """Resolve ``url`` as an address of the site, without knowing any files. A `LinkResolver`."""
    return SiteAddresses().resolve(path, url)


def is_foreign_url(url: str, site_url: str) -> bool:
    """Return whether ``url`` is a full URL outside the site at ``site_url``, if that is known."""
    try:
        parts, site = urlsplit(url.strip()), urlsplit(site_url)
        if not (site.netloc and parts.netloc) or is_own_computer_url(url.strip()):
            return False
        return (parts.hostname, parts.port) != (site.hostname, site.port) or not f"{unquote(parts.path)}/".startswith(
            f"{unquote(site.path).rstrip('/')}/"
        )
    except ValueError:
        return True


@dataclass(frozen=True, slots=True)
class SiteAddresses:
    """Addresses of the archive's files; `resolve` is a `LinkResolver`."""

    transcripts: Mapping[str, str] = field(default_factory=dict)
    """Slugs of conversations by path of the transcript."""
    essays: Mapping[str, str] = field(default_factory=dict)
    """Slugs of essays by path."""
    site_url: str = ""

    def resolve(self, path: str, url: str) -> str | None:
        """Return the address, relative to the site's root, of ``url`` in the essay at ``path``.

        - ``../transcripts/a.md#m-…`` and ``other.md``: files, relative to the essay
        - ``../c/a.html#m-…``: relative to the essay's page
        - ``c/a.html#m-…``: relative to the site's root; ``#m-…..m-…`` leads to the first message of these
        - ``https://…/c/a.html#m-…``: an address of the site itself
        - ``file:///…/c/a.html#m-…``, ``http://127.0.0.1:8000/c/a.html#m-…``: the site on the author's computer; in a
          local network, as ``http://desk.local/c/a.html#m-…``, only messages

        Return None if it is outside the site or a file without a page.
        """
        address = self._resolve(path, url)
        return address and urls.permanent(address)

    def _resolve(self, path: str, url: str) -> str | None:
        if self.site_url and (url == self.site_url or url.startswith(f"{self.site_url}/")):
            return url.removeprefix(self.site_url).removeprefix("/") or urls.HOME
        is_own = is_own_computer_url(url)
        if is_own or (is_local_network_url(url) and _MESSAGE_URL.search(url)):
            target, hash_, fragment = plain_url(url).partition("#")
            match = _PAGE_OF_SITE.fullmatch(target.partition("?")[0])
            return f"{match[1]}{hash_}{fragment}" if match else None
        target, hash_, fragment = url.partition("#")
        if not target or target.startswith("/") or ":" in target:
            return None
        name = unicodedata.normalize("NFC", unquote(target))
        address = self._file_address(normpath(join(_ESSAYS_FOLDER, dirname(path), name)))
        if address is None:
            address = _page_address(target)
        first = fragment if (match := _MESSAGE_RANGE.fullmatch(fragment)) is None else match[1]
        return f"{address}{hash_}{first}" if address else None

    def _file_address(self, name: str) -> str | None:
        """Return the address of a content file, empty if it has none; None for other files."""
        folder, _, path = name.partition("/")
        if folder == _TRANSCRIPTS_FOLDER:
            return urls.conversation(self.transcripts[path]) if path in self.transcripts else ""
        if folder == _ESSAYS_FOLDER and name.endswith((".md", ".markdown")):
            return urls.essay(self.essays[path]) if path in self.essays else ""
        return None


def _page_address(target: str) -> str:
    """Return an address that is relative to the page or the root; empty if it leads out of the site."""
    match = normpath(join(dirname(urls.ESSAYS), target) if target.startswith("../") else target)
    return "" if match.startswith("..") else match
