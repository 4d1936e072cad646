"""Answer searches of the preview server: parse their parameters, and search the archive as its last build left it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sitegen.archive.folder import open_archive
from sitegen.build.context import build_context
from sitegen.build.search_index import SearchIndex, UpdateCallback
from sitegen.render.renderer import Renderer
from sitegen.render.search_page import MAX_HITS, STEP, hit_limit
from sitegen.search.results import result_json, search
from sitegen.search.whoosh_index.index import Index
from sitegen.search.whoosh_index.manifest import IndexDamagedError


class SiteSearch:
    """The search of the built site of the archive in the folder ``root``; each build needs a new one.

    The first query opens the index.
    """

    def __init__(self, root: Path, content: Path | None, on_update: UpdateCallback = lambda _: None) -> None:
        archive = open_archive(root, content)
        context = build_context(archive)
        self.base = urlsplit(context.site.url).path
        """Path of the published site, such as ``/archive``; empty if unknown or the root of the host."""
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

    def page(self, result: Mapping[str, Any], published: bytes) -> bytes:
        """Return ``search.html`` with ``result`` in it; ``published``: the page as the build wrote it."""
        return self._renderer.search_page(result, published).data


class BadRequestError(ValueError):
    """Invalid parameters; the message is sent to the client."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A query and the maximum number of hits."""

    text: str
    limit: int


def page_request(parameters: str) -> SearchRequest | None:
    """Parse the parameters of ``search.html``; return None without ``q``, when the published page is served."""
    values = _first_values(parameters)
    if "q" not in values:
        return None
    return SearchRequest(values["q"], hit_limit(values.get("n")))


def json_request(parameters: str) -> SearchRequest:
    """Parse the parameters of ``search.json``. Raise `BadRequestError`."""
    values = _first_values(parameters)
    if "q" not in values:
        raise BadRequestError("the parameter q is missing: search.json?q=…")
    limit = values.get("limit", str(STEP))
    if not re.fullmatch("[0-9]{1,4}", limit) or not 1 <= int(limit) <= MAX_HITS:
        raise BadRequestError(f"limit must be a number from 1 to {MAX_HITS}")
    return SearchRequest(values["q"], int(limit))


def _first_values(parameters: str) -> dict[str, str]:
    """Return the first value of each parameter."""
    try:
        values_by_name = parse_qs(parameters, keep_blank_values=True, errors="replace", max_num_fields=100)
    except ValueError:
        raise BadRequestError("too many parameters") from None
    return {name: values[0] for name, values in values_by_name.items()}
