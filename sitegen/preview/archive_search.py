"""The search of an archive as its last build left it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sitegen.archive.folder import open_archive
from sitegen.build.context import kit_of
from sitegen.build.search_index import Finder
from sitegen.build.transcript import models
from sitegen.render.renderer import Renderer
from sitegen.search.results import search, to_json


class ArchiveAnswers:
    """Answers from the index in the folder ``root``. Raises `ContentError` where there is none."""

    def __init__(self, root: Path, content: Path | None) -> None:
        kit = kit_of(open_archive(root, content))
        self.base = urlsplit(kit.site.url).path
        self._index = Finder(root).open(models(kit).by_identity)
        self._renderer = Renderer(kit.site, kit.themes)  # not the kept one: templates may have changed

    def result(self, text: str, limit: int) -> dict[str, Any]:
        """At most ``limit`` hits for the query ``text``, as JSON."""
        return to_json(search(self._index, text, limit))

    def page(self, result: Mapping[str, Any]) -> bytes:
        """The whole ``search.html`` with ``result`` in it."""
        return self._renderer.search_page(result).data
