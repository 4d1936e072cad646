"""Search an archive as its last build left it, for the preview server."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sitegen.archive.folder import open_archive
from sitegen.build.context import build_context
from sitegen.build.search_index import SearchIndex, UpdateCallback
from sitegen.render.renderer import Renderer
from sitegen.search.results import result_json, search
from sitegen.search.whoosh_index.index import Index
from sitegen.search.whoosh_index.manifest import IndexDamagedError


class ArchiveSearch:
    """The search index of the archive in the folder ``root``, opened by the first query."""

    def __init__(self, root: Path, content: Path | None, on_update: UpdateCallback = lambda _: None) -> None:
        archive = open_archive(root, content)
        context = build_context(archive)
        self.base = urlsplit(context.site.url).path
        self._index = SearchIndex(archive.state_folder)
        self._on_update = on_update
        self._opened: Index | None = None
        # Not the cached renderer: templates may have changed.
        self._renderer = Renderer(context.site, context.themes)

    def result(self, text: str, limit: int) -> dict[str, Any]:
        """Return at most ``limit`` hits for the query ``text``, as JSON. Raise `ContentError` if there is no index."""

        def answer(index: Index) -> dict[str, Any]:
            return result_json(search(index, text, limit))

        self._opened = self._opened or self._index.open(self._on_update)
        try:
            return answer(self._opened)
        except IndexDamagedError:
            self._opened = None
            return self._index.ask(answer, self._on_update)

    def page(self, result: Mapping[str, Any]) -> bytes:
        """Return ``search.html`` with ``result`` in it."""
        return self._renderer.search_page(result).data
