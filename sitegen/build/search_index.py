"""The search of an archive: its index under ``.sitegen/``, and its shards in the site.

A build keeps both up to date; the terminal and the local server open the index.
"""

import gc
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sitegen.build.cache import FOLDER
from sitegen.build.state import Kept
from sitegen.model import OutputFile
from sitegen.model.ai_models import Model
from sitegen.model.problems import ContentError, Problem
from sitegen.search.columns import Columns
from sitegen.search.segment_store import Box, Shelf
from sitegen.search.shards import shards
from sitegen.search.whoosh_index.index import Index, open_index
from sitegen.search.whoosh_index.manifest import IndexDamagedError
from sitegen.search.whoosh_index.updates import update


class Finder:
    """The search of the archive in the folder ``root``."""

    def __init__(self, root: Path) -> None:
        self._path = root / FOLDER / "search"
        self._index = self._path / "index"
        self._shelf = Shelf(self._path / "conversations")

    def keep(self, box: Box) -> Kept:
        """Keeps a conversation's part of the index."""
        self._shelf.put(box)
        return Kept(box.key, self._shelf.stamp(box.key))

    def holds(self, kept: Kept) -> bool:
        """Does it still stand as it was kept?"""
        return kept.stamp == self._shelf.stamp(kept.key) != ()

    def shards(
        self, boxes: Mapping[str, str], texts: Mapping[str, Iterable[str]], models: Mapping[str, Model]
    ) -> Iterator[OutputFile]:
        """The files of the site that all conversations share. ``boxes``: keys by slug; ``texts``: by slug the
        files that hold what hits show. Raises `ContentError` where what was kept is damaged.
        """
        try:
            with _uncollected():
                yield from self._shards(boxes, texts, models)
        except (OSError, ValueError) as error:
            self._shelf.clear()
            raise ContentError(self._damage(str(error))) from error

    def _shards(
        self, boxes: Mapping[str, str], texts: Mapping[str, Iterable[str]], models: Mapping[str, Model]
    ) -> Iterator[OutputFile]:
        columns = Columns.of((self._shelf.head(key) for key in boxes.values()), models)
        entries = (self._shelf.entries(boxes[head.slug]) for head in columns.heads)
        yield from shards(columns, entries, [tuple(texts[head.slug]) for head in columns.heads])

    def update(self, boxes: Mapping[str, str]) -> None:
        """Brings the index up to date, and throws away what is no longer needed."""
        try:
            with _uncollected():
                needed = update(self._index, self._shelf, boxes)
        except (OSError, ValueError) as error:
            self._shelf.clear()
            raise ContentError(self._damage(str(error))) from error
        self._shelf.keep_only({*boxes.values(), *needed})

    def renew(self, boxes: Mapping[str, str]) -> None:
        """The same from nothing, so that no word stays that was in it before."""
        shutil.rmtree(self._index, ignore_errors=True)
        self.update(boxes)

    def open(self, models: Mapping[str, Model]) -> Index:
        """The index as the last build left it; ``models`` by identity. Raises `ContentError` if there is none."""
        try:
            return open_index(self._index, self._shelf, models)
        except IndexDamagedError:
            message = "there is no search index here that can be read"
            remedy = "make it with `sitegen build`"
            raise ContentError(Problem(self._index.as_posix(), None, message, remedy)) from None

    def _damage(self, error: str) -> Problem:
        message = f"what was kept for the search is damaged: {error}"
        return Problem(self._path.as_posix(), None, message, "build again: it was thrown away")


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for circles among millions of small values that form none: a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
