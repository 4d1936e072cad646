"""Update the Whoosh index incrementally."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from sitegen.search.segment_store import SegmentStore
from sitegen.search.varint import ALPHABET, BASE
from sitegen.search.whoosh_index.codec import schema
from sitegen.search.whoosh_index.manifest import (
    IndexDamagedError,
    Manifest,
    Segment,
    SegmentConversation,
    read_manifest,
    write_manifest,
)
from sitegen.search.whoosh_index.segment_writer import SegmentWriter
from sitegen.text.state_files import DamagedStateError, make_folder, remove

INDEX_NAME = "MAIN"
MERGE_FACTOR = 4
"""A segment is merged into a new one if it has at most so many times its conversations.

This keeps the number of segments small, and the cost of an update proportional to the change.
"""
MAX_DELETED_SHARE = 0.3
"""Share of deleted documents above which a segment is rewritten."""
_CONTINUATION_DIGITS = ALPHABET[BASE:].encode()


def update_index(folder: Path, store: SegmentStore, wanted: Mapping[str, str]) -> Set[str]:
    """Make the index hold exactly the conversations ``wanted``, the key in the store by slug.

    Adds only those that it does not have. A damaged index is rebuilt. A concurrent search sees the old state or the
    new one. Returns the keys of the old state, which readers that have it open still need in the store. Raises
    `FileNotFoundError` or `DamagedStateError` where the store is damaged.
    """
    try:
        before = read_manifest(folder)
    except IndexDamagedError:
        remove(folder)
        make_folder(folder)
        before = Manifest(-1)
    old_keys = frozenset(before.keys().values())
    if before.generation >= 0 and before.keys() == wanted:
        return old_keys
    _remove_other_files(folder, before)
    kept, missing = _plan_merge([_mark_deleted(each, store, wanted) for each in before.segments], wanted)
    storage = FileStorage(str(folder))
    segments = {each.name: _whoosh_segment(each) for each in kept}
    written = []
    for segment, conversations in _write_segments(storage, store, missing):
        segments[segment.segment_id()] = segment
        written.append(Segment(segment.segment_id(), conversations, dict(segment._fieldlengths)))
    after = Manifest(before.generation + 1, [*kept, *written])
    TOC(schema(), list(segments.values()), after.generation).write(storage, INDEX_NAME)
    write_manifest(folder, after)
    _remove_other_files(folder, after)
    return old_keys


def _remove_other_files(folder: Path, manifest: Manifest) -> None:
    """Delete files that this manifest does not list, also those of interrupted updates."""
    kept = {each.name for each in manifest.segments}
    contents = TOC._filename(INDEX_NAME, manifest.generation)
    for file in folder.glob(f"*{INDEX_NAME}_*"):
        if file.name.partition(".")[0] not in kept and file.name != contents:
            remove(file)  # some systems do not delete open files; the next update does


def _mark_deleted(segment: Segment, store: SegmentStore, wanted: Mapping[str, str]) -> Segment:
    """Return the segment with outdated conversations marked as deleted."""
    conversations = [
        replace(each, is_deleted=each.is_deleted or wanted.get(each.slug) != each.key) for each in segment.conversations
    ]
    deleted_counts = Counter(segment.deleted_counts)
    for now, before in zip(conversations, segment.conversations, strict=True):
        if now.is_deleted and not before.is_deleted:
            try:
                postings = store.raw_postings(now.key)
            except (FileNotFoundError, DamagedStateError):  # its terms are unknown, so the whole segment is rewritten
                return replace(segment, conversations=[replace(each, is_deleted=True) for each in conversations])
            for term, ids in zip(postings.terms, postings.ids, strict=True):
                deleted_counts[term.decode()] += len(ids.translate(None, _CONTINUATION_DIGITS))
    return replace(segment, conversations=conversations, deleted_counts=dict(deleted_counts))


def _plan_merge(segments: Sequence[Segment], wanted: Mapping[str, str]) -> tuple[list[Segment], list[tuple[str, str]]]:
    """Return the segments to keep, and slugs and keys of the conversations to write."""
    kept = [each for each in segments if each.live_document_count > (1 - MAX_DELETED_SHARE) * each.document_count]
    for each in sorted(kept, key=lambda segment: (len(segment.conversations), segment.name)):
        missing = _missing(kept, wanted)
        if missing and len(each.conversations) <= MERGE_FACTOR * len(missing):
            kept.remove(each)
    return kept, _missing(kept, wanted)


def _missing(kept: Sequence[Segment], wanted: Mapping[str, str]) -> list[tuple[str, str]]:
    indexed = Manifest(0, kept).keys()
    return [(slug, key) for slug, key in wanted.items() if slug not in indexed]


def _write_segments(
    storage: FileStorage, store: SegmentStore, missing: Sequence[tuple[str, str]]
) -> Iterator[tuple[Any, list[SegmentConversation]]]:
    """Yield new segments with their conversations, the oldest first."""
    headers = sorted(((store.header(key), key) for _, key in missing), key=lambda each: (each[0].started, each[0].slug))
    writer = SegmentWriter(storage, schema(), INDEX_NAME)
    conversations: dict[int, list[SegmentConversation]] = {}
    for header, key in headers:
        number = writer.add(header, store.raw_postings(key))
        conversations.setdefault(number, []).append(SegmentConversation(header.slug, key, len(header.length_levels)))
    for number, segment in enumerate(writer.finish()):
        yield segment, conversations[number]


def _whoosh_segment(segment: Segment) -> W3Segment:
    """Return the segment as Whoosh's table of contents lists it."""
    deleted = set(_deleted_documents(segment.conversations))
    whoosh_segment = W3Segment(
        W3Codec(),
        INDEX_NAME,
        segment.document_count,
        segment.name.removeprefix(f"{INDEX_NAME}_"),
        deleted or None,
    )
    whoosh_segment._fieldlengths = dict(segment.field_lengths)
    return whoosh_segment


def _deleted_documents(conversations: Sequence[SegmentConversation]) -> Iterator[int]:
    """Yield the deleted documents of a segment."""
    first = 0
    for each in conversations:
        if each.is_deleted:
            yield from range(first, first + each.document_count)
        first += each.document_count
