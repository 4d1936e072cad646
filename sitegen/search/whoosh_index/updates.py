"""Bring the Whoosh index up to date, in proportion to what changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from sitegen.search.documents import DocumentHeader
from sitegen.search.segment_store import SegmentStore
from sitegen.search.whoosh_index.codec import schema
from sitegen.search.whoosh_index.manifest import (
    IndexContent,
    IndexDamagedError,
    Manifest,
    Segment,
    SegmentConversation,
    read_manifest,
    write_manifest,
)
from sitegen.search.whoosh_index.segment_writer import SegmentInput, write_segment
from sitegen.text.state_files import make_folder, remove

INDEX_NAME = "MAIN"
MERGE_FACTOR = 4
"""A segment is merged into a new one if it has at most so many times its documents.

This keeps the number of segments small, and the cost of an update proportional to the change.
"""
MAX_DELETED_SHARE = 0.3
"""Share of deleted documents above which a segment is rewritten."""
MAX_SEGMENT_BYTES = 20_000_000
"""Postings in the store from which on a new segment starts: about 16,000 messages, which take 400 MB to join."""


def update_index(
    folder: Path, store: SegmentStore, wanted: IndexContent, on_update: Callable[[int], None] = lambda _: None
) -> None:
    """Make the index hold exactly the wanted conversations; ``on_update`` gets the number of those to add.

    A damaged index is rebuilt. A concurrent search sees the old state or the new one. Raises `FileNotFoundError` or
    `DamagedStateError` where the store is damaged.
    """
    try:
        before = read_manifest(folder)
    except IndexDamagedError:
        remove(folder)
        make_folder(folder)
        before = Manifest()
    if before.generation >= 0 and before.content == wanted:
        return
    _remove_other_files(folder, before)
    headers = {key: before.headers.get(key) or store.header(key) for key in wanted.keys.values()}
    kept, missing = _plan_merge([_mark_deleted(each, wanted.keys) for each in before.segments], wanted.keys, headers)
    on_update(len(missing))
    storage = FileStorage(str(folder))
    missing.sort(key=lambda key: (headers[key].started, headers[key].slug))
    segments = [*kept, *(_write(storage, store, batch, headers) for batch in _batches(store, missing))]
    generation = before.generation + 1
    TOC(schema(), list(map(_whoosh_segment, segments)), generation).write(storage, INDEX_NAME)
    patterns = (*(f"{each.name}.*" for each in segments), f"*_{generation}.toc")
    files = (file for pattern in patterns for file in folder.glob(pattern))
    after = write_manifest(folder, Manifest(generation, wanted, segments, headers), files)
    _remove_other_files(folder, after)


def _mark_deleted(segment: Segment, keys: Mapping[str, str]) -> Segment:
    """Return the segment with outdated conversations marked as deleted."""
    conversations = [
        replace(each, is_deleted=each.is_deleted or keys.get(each.slug) != each.key) for each in segment.conversations
    ]
    return replace(segment, conversations=conversations)


def _plan_merge(
    segments: Sequence[Segment], keys: Mapping[str, str], headers: Mapping[str, DocumentHeader]
) -> tuple[list[Segment], list[str]]:
    """Return the segments to keep, and the keys of the conversations to write."""
    kept: list[Segment] = []

    def missing() -> list[str]:
        indexed = {each.slug for segment in kept for each in segment.conversations if not each.is_deleted}
        return [key for slug, key in keys.items() if slug not in indexed]

    kept += (each for each in segments if len(each.deleted_documents) < MAX_DELETED_SHARE * each.document_count)
    for each in sorted(kept, key=lambda segment: (segment.document_count, segment.name)):
        new_count = sum(len(headers[key].speakers) for key in missing())
        if each.size < MAX_SEGMENT_BYTES / 2 and each.document_count <= MERGE_FACTOR * new_count:
            kept.remove(each)
    return kept, missing()


def _batches(store: SegmentStore, keys: Iterable[str]) -> Iterator[list[tuple[str, bytes]]]:
    """Yield keys and postings of conversations, for a segment each."""
    batch: list[tuple[str, bytes]] = []
    size = 0
    for key in keys:
        if size >= MAX_SEGMENT_BYTES:
            yield batch
            batch, size = [], 0
        batch.append((key, store.postings_text(key)))
        size += len(batch[-1][1])
    if batch:
        yield batch


def _write(
    storage: FileStorage,
    store: SegmentStore,
    batch: Sequence[tuple[str, bytes]],
    headers: Mapping[str, DocumentHeader],
) -> Segment:
    inputs = [SegmentInput(headers[key], postings, store.families(key)) for key, postings in batch]
    written = write_segment(storage, INDEX_NAME, inputs)
    conversations = [SegmentConversation(headers[key].slug, key, len(headers[key].speakers)) for key, _ in batch]
    size = sum(len(each.postings) for each in inputs)
    return Segment(written.segment_id(), size, written._fieldlengths, conversations)


def _whoosh_segment(segment: Segment) -> W3Segment:
    """Return the segment as Whoosh's table of contents lists it."""
    name = segment.name.removeprefix(f"{INDEX_NAME}_")
    deleted = set(segment.deleted_documents) or None
    whoosh_segment = W3Segment(W3Codec(), INDEX_NAME, segment.document_count, name, deleted)
    whoosh_segment._fieldlengths = dict(segment.field_lengths)
    return whoosh_segment


def _remove_other_files(folder: Path, manifest: Manifest) -> None:
    """Delete files that this manifest does not list, also those of interrupted updates."""
    for file in folder.glob(f"*{INDEX_NAME}_*"):
        if file.name not in manifest.files:
            remove(file)  # some systems do not delete open files; the next update does
