"""Where the links of an essay lead: an author writes them as files, as pages or as whole addresses."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from sitegen.permalinks import urls

_RANGE = re.compile(r"(m-\w+)\.\.m-\w+")
"""Messages from one to another, as essays write it; browsers know no such thing."""

Resolve = Callable[[str, str], str | None]
"""Path of an essay and a link as it stands there → the address in the site, or None where there is none."""

_ESSAYS, _TRANSCRIPTS = "essays", "transcripts"  # folders of the content


def as_written(path: str, url: str) -> str | None:
    """A `Resolve` that knows no transcripts: ``url`` as an address of the site."""
    return Addresses().resolve(path, url)


@dataclass(frozen=True, slots=True)
class Addresses:
    """The archive's files and their addresses; `resolve` is a `Resolve`."""

    transcripts: Mapping[str, str] = field(default_factory=dict)
    """Slugs of conversations by path, as `SourceInfo` has it."""
    essays: Mapping[str, str] = field(default_factory=dict)
    """Slugs of essays by path."""
    site_url: str = ""

    def resolve(self, path: str, url: str) -> str | None:
        """The address, relative to the site's root, of what ``url`` means in the essay at ``path``.

        - ``../transcripts/a.md#m-…`` and ``other.md``: files, relative to the essay's own
        - ``../c/a.html#m-…``: relative to the essay's page
        - ``c/a.html#m-…``: relative to the site's root; ``#m-…..m-…`` leads to the first message of these
        - ``https://…/c/a.html#m-…``, where that is the site itself

        None where it lies outside, or names a file of the content that has no page.
        """
        if self.site_url and (url == self.site_url or url.startswith(f"{self.site_url}/")):
            return url.removeprefix(self.site_url).removeprefix("/") or urls.HOME
        target, hash_, fragment = url.partition("#")
        if not target or target.startswith("/") or ":" in target:
            return None
        name = unicodedata.normalize("NFC", unquote(target))
        address = self._of_file(normpath(join(_ESSAYS, dirname(path), name)))
        if address is None:
            address = _of_page(target)
        first = fragment if (found := _RANGE.fullmatch(fragment)) is None else found[1]
        return f"{address}{hash_}{first}" if address else None

    def _of_file(self, name: str) -> str | None:
        """The address of a file of the content, empty where it has none; None where it is no such file."""
        folder, _, path = name.partition("/")
        if folder == _TRANSCRIPTS:
            return urls.conversation(self.transcripts[path]) if path in self.transcripts else ""
        if folder == _ESSAYS and name.endswith((".md", ".markdown")):
            return urls.essay(self.essays[path]) if path in self.essays else ""
        return None


def _of_page(target: str) -> str:
    """An address that is written from the page or from the root; empty where it leads out of the site."""
    found = normpath(join(dirname(urls.ESSAYS), target) if target.startswith("../") else target)
    return "" if found.startswith("..") else found
