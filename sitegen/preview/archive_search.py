"""Search an archive as its last build left it, for the preview server."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sitegen.archive.folder import open_archive
from sitegen.build.context import build_context, model_registry
from sitegen.build.search_index import SearchIndex
from sitegen.render.renderer import Renderer
from sitegen.search.results import result_json, search


class ArchiveSearch:
    """The search index of the archive in the folder ``root``. Raise `ContentError` if there is none."""

    def __init__(self, root: Path, content: Path | None) -> None:
        archive = open_archive(root, content)
        context = build_context(archive)
        self.base = urlsplit(context.site.url).path
        self._index = SearchIndex(archive.state_folder).open(model_registry(context).by_identity)
        # Not the cached renderer: templates may have changed.
        self._renderer = Renderer(context.site, context.themes)

    def result(self, text: str, limit: int) -> dict[str, Any]:
        """Return at most ``limit`` hits for the query ``text``, as JSON."""
        return result_json(search(self._index, text, limit))

    def page(self, result: Mapping[str, Any]) -> bytes:
        """Return ``search.html`` with ``result`` in it."""
        return self._renderer.search_page(result).data
