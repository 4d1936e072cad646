"""Keep the search index of an archive in ``.sitegen``, and make the shards of its search page.

A build stores inverted conversations and saves which of them make up the archive. The Whoosh index is brought up to
date when somebody searches: by `sitegen search`, `sitegen cite` and the preview server.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from sitegen.build.garbage_collection import garbage_collection_paused
from sitegen.model import OutputFile
from sitegen.model.ai_models import Model
from sitegen.search.segment_store import IndexSegment, SegmentStore
from sitegen.search.whoosh_index.index import Index, open_index
from sitegen.search.whoosh_index.manifest import IndexContent, IndexDamagedError
from sitegen.text.state_files import DamagedStateError, read_sealed, remove, write_sealed

if TYPE_CHECKING:
    from sitegen.build.state import StoredSegment

Result = TypeVar("Result")
UpdateCallback = Callable[[int], None]
"""Called before an update with the number of conversations to add."""
_ATTEMPTS = 5
"""Attempts to open an index while builds change what it must hold."""


class SearchIndex:
    """The search index of an archive, in its state folder, and the cached segments of its conversations."""

    def __init__(self, state_folder: Path) -> None:
        self._path = state_folder / "search"
        self._index = self._path / "index"
        self._content_file = self._path / "content"
        self._store = SegmentStore(self._path / "conversations")

    def store_segment(self, segment: IndexSegment) -> "StoredSegment":
        """Store the segment of a conversation."""
        from sitegen.build.state import StoredSegment

        self._store.put(segment)
        return StoredSegment(segment.key, self._store.stamp(segment.key))

    def has_segment(self, stored: "StoredSegment") -> bool:
        """Return whether the segment is in the store, unchanged."""
        return stored.stamp == self._store.stamp(stored.key) != ()

    def shards(
        self, segment_keys: Mapping[str, str], models: Mapping[str, Model], is_available: Callable[[str], bool]
    ) -> Iterator[OutputFile | str]:
        """Yield the shards of the search page; see `ShardIndex.shards`.

        Raises `DamagedStateError` if a stored segment is damaged or missing; the next build makes it again.
        """
        from sitegen.search.shards import ShardIndex

        with garbage_collection_paused():
            try:
                yield from ShardIndex(self._path / "shards", self._store).shards(segment_keys, models, is_available)
            except FileNotFoundError as error:
                raise DamagedStateError(str(error)) from error

    def save_content(
        self, segment_keys: Mapping[str, str], models: Mapping[str, Model], *, delete_old: bool = False
    ) -> None:
        """Save what the index must hold; ``models``: by identity. Delete segments that are no longer needed.

        Those of the build before stay, for a search that runs meanwhile. ``delete_old``: delete them and the index, as
        they have words that became private.
        """
        content = IndexContent(dict(segment_keys), tuple(models.values()))
        try:
            old = self._content()
        except IndexDamagedError:
            old = IndexContent()
        if old != content or not self._content_file.exists():
            write_sealed(self._content_file, msgspec.msgpack.encode(content))
        if delete_old:
            remove(self._index)
        self._store.keep_only({*segment_keys.values(), *(() if delete_old else old.keys.values())})

    def open(self, on_update: UpdateCallback = lambda _: None) -> Index:
        """Bring the index up to date and open it. Raises `IndexDamagedError` if a build must come first."""
        for _ in range(_ATTEMPTS):
            content = self._content()
            try:
                return open_index(self._index, self._store, content)
            except IndexDamagedError:
                self._update(on_update)
        return open_index(self._index, self._store, self._content())

    def ask(self, question: Callable[[Index], Result], on_update: UpdateCallback = lambda _: None) -> Result:
        """Return the answer of the index. If it turns out to be damaged, it is built again, once."""
        with garbage_collection_paused():
            try:
                with self.open(on_update) as index:
                    return question(index)
            except IndexDamagedError:
                remove(self._index)
            try:
                with self.open(on_update) as index:
                    return question(index)
            except IndexDamagedError:
                remove(self._content_file)  # so that the next build looks at every segment
                raise

    def _content(self) -> IndexContent:
        try:
            return msgspec.msgpack.decode(read_sealed(self._content_file), type=IndexContent)
        except (OSError, DamagedStateError, msgspec.MsgspecError) as error:
            raise IndexDamagedError(self._index) from error

    def _update(self, on_update: UpdateCallback) -> None:
        from filelock import FileLock

        from sitegen.search.whoosh_index.updates import update_index

        with FileLock(self._path / "lock"), garbage_collection_paused():
            content = self._content()
            try:
                update_index(self._index, self._store, content, on_update)
            except (FileNotFoundError, DamagedStateError) as error:
                if self._content() == content:  # the store is damaged, and not changed by a build that is running
                    raise IndexDamagedError(self._index) from error
            if self._content() != content:
                remove(self._index)  # a build that runs may have deleted it, because of words that became private
