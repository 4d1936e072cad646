"""Update the search index of an archive in ``.sitegen``, and make the shards of its search page.

A build keeps both up to date; `sitegen search` and the preview server open the index.
"""

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.model import OutputFile
from sitegen.model.ai_models import Model
from sitegen.search.columns import Columns
from sitegen.search.segment_store import IndexSegment, SegmentStore
from sitegen.search.whoosh_index.index import Index, open_index
from sitegen.text.state_files import DamagedStateError, remove

if TYPE_CHECKING:
    from sitegen.build.state import StoredSegment


class SearchIndex:
    """The search index of an archive, in its state folder, and the cached segments of its conversations."""

    def __init__(self, state_folder: Path) -> None:
        self._path = state_folder / "search"
        self._index = self._path / "index"
        self._store = SegmentStore(self._path / "conversations")

    def store_segment(self, box: IndexSegment) -> "StoredSegment":
        """Store the segment of a conversation."""
        from sitegen.build.state import StoredSegment

        self._store.put(box)
        return StoredSegment(box.key, self._store.stamp(box.key))

    def has_segment(self, stored: "StoredSegment") -> bool:
        """Return whether the segment is in the store, unchanged."""
        return stored.stamp == self._store.stamp(stored.key) != ()

    def shards(
        self, segment_keys: Mapping[str, str], texts: Mapping[str, Iterable[str]], models: Mapping[str, Model]
    ) -> Iterator[OutputFile]:
        """Yield the shards of the search page. ``texts``: files with the text shown in results; both mappings by slug.

        Raises `DamagedStateError` if a stored segment is damaged or missing; the next build makes it again.
        """
        with _garbage_collection_paused(), _missing_as_damage():
            yield from self._shards(segment_keys, texts, models)

    def _shards(
        self, segment_keys: Mapping[str, str], texts: Mapping[str, Iterable[str]], models: Mapping[str, Model]
    ) -> Iterator[OutputFile]:
        from sitegen.search.shards import index_shards

        columns = Columns.from_headers((self._store.header(key) for key in segment_keys.values()), models)
        entries = (self._store.postings(segment_keys[head.slug]) for head in columns.headers)
        yield from index_shards(columns, entries, [tuple(texts[head.slug]) for head in columns.headers])

    def update(self, segment_keys: Mapping[str, str]) -> None:
        """Update the index, and delete segments that are no longer needed. Raises as `shards` does."""
        from sitegen.search.whoosh_index.updates import update_index

        with _garbage_collection_paused(), _missing_as_damage():
            needed = update_index(self._index, self._store, segment_keys)
        self._store.keep_only({*segment_keys.values(), *needed})

    def rebuild(self, segment_keys: Mapping[str, str]) -> None:
        """Delete the index and build it again, so that no old words remain in it."""
        remove(self._index)
        self.update(segment_keys)

    def open(self, models: Mapping[str, Model]) -> Index:
        """Open the index for reading; ``models``: by identity. It raises `ContentError` where it is not readable."""
        return open_index(self._index, self._store, models)


@contextmanager
def _missing_as_damage() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise DamagedStateError(str(error)) from error


@contextmanager
def _garbage_collection_paused() -> Iterator[None]:
    """Pause the garbage collector: it takes a quarter of the time, searching millions of values for cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
