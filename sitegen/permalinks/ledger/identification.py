"""Find the ledger record of each transcript: by hash, by id, by its messages.

A file name alone identifies nothing; of several transcripts that fit, the one in the recorded file is preferred.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import chain

from sitegen.model import ConversationOutline
from sitegen.permalinks.ledger.records import ConversationRecord, RecordHeader, RecordState
from sitegen.text.minhash import minhash_similarity

_MIN_SHARED = 0.5
"""Share of the messages of the smaller conversation."""
_MIN_SHARED_WITHDRAWN, _MIN_SHARE_WITHDRAWN = 3, 0.6
"""Messages that a second copy of a withdrawn conversation shares with it, and their share of the smaller one."""
_MIN_SIMILARITY = 0.5
_MAX_HOLDERS = 20  # records with a message; a more common message identifies nothing


@dataclass(slots=True)
class RecordMatches:
    """Transcripts and their records."""

    record_keys: dict[str, str] = field(default_factory=dict)
    """By path of the transcript, the key of its record; new conversations have none."""
    absorbed_keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By path, the keys of other records whose messages are now in this transcript."""
    copies: dict[str, str] = field(default_factory=dict)
    """By path of a copy of an earlier version, the path of the transcript that was edited since."""
    pages: dict[str, str] = field(default_factory=dict)
    """By path of a transcript that is only a source of a page, the path of the transcript that is the page."""


def identify(
    outlines: Sequence[ConversationOutline],
    headers: Mapping[str, RecordHeader],
    read: Callable[[str], ConversationRecord],
    private_keys: AbstractSet[str] = frozenset(),
    pages: Mapping[str, str] | None = None,
) -> RecordMatches:
    """Return the record of each transcript.

    ``headers`` by key; ``read`` returns the record of a key and is only called if hash and id did not match.
    ``private_keys``: records of transcripts that became private; a similar transcript must not take over their words.
    ``pages``: see `RecordMatches.pages`; the page gets the records of its sources.
    """
    matches = RecordMatches()
    ordered = sorted(outlines, key=lambda each: each.path)
    _match_edited_originals(matches, ordered, headers, read)
    _match_by(matches, ordered, headers, lambda outline: outline.sha256, lambda header: header.sha256)
    _match_by(matches, ordered, headers, lambda outline: outline.original_sha256, lambda header: header.sha256)
    _match_by(matches, ordered, headers, lambda outline: outline.native_id, lambda header: header.native_id)
    _merge_sources(matches, pages or {}, headers)
    ordered = [each for each in ordered if each.path not in matches.pages]
    claimed = {*matches.record_keys.values(), *chain.from_iterable(matches.absorbed_keys.values()), *private_keys}
    unclaimed = {key: read(key) for key in sorted(headers) if key not in claimed}
    if unclaimed:
        # Include earlier texts: a redaction rule may have been removed since.
        fingerprints = {key: _fingerprints(record) for key, record in unclaimed.items()}
        sizes = {key: _size(record) for key, record in unclaimed.items()}
        _match_by_fingerprints(matches, ordered, fingerprints, sizes, headers)
        _match_by_similarity(matches, ordered, unclaimed)
        _match_absorbed(matches, ordered, fingerprints, sizes)
    return matches


def _merge_sources(matches: RecordMatches, pages: Mapping[str, str], headers: Mapping[str, RecordHeader]) -> None:
    """Give the records of sources to their pages, but nothing to or from a withdrawn conversation."""

    def is_withdrawn(path: str) -> bool:
        return path in matches.record_keys and headers[matches.record_keys[path]].state is RecordState.WITHDRAWN

    for path, page in sorted(pages.items()):
        if path in matches.record_keys:
            if is_withdrawn(path) or is_withdrawn(page):
                continue
            key = matches.record_keys.pop(path)
            if matches.record_keys.setdefault(page, key) != key:
                matches.absorbed_keys[page] = (*matches.absorbed_keys.get(page, ()), key)
        matches.pages[path] = page
    matches.copies = {
        path: original
        for path, original in matches.copies.items()
        if path not in matches.pages and matches.pages.get(original) != path
    }


def match_withdrawn(
    matches: RecordMatches, outlines: Iterable[ConversationOutline], withdrawn: Iterable[ConversationRecord]
) -> dict[str, str]:
    """Match new transcripts with withdrawn conversations of which they are other copies; return the slugs by path."""
    copies: dict[str, str] = {}
    for record in withdrawn:
        theirs = _fingerprints(record)
        for each in outlines:
            own = frozenset((*each.fingerprints, *each.original_fingerprints))
            shared, smaller = len(own & theirs), min(len(set(each.fingerprints)), _size(record))
            if each.path not in matches.record_keys and shared >= max(
                min(_MIN_SHARED_WITHDRAWN, smaller), smaller * _MIN_SHARE_WITHDRAWN
            ):
                matches.record_keys[each.path] = record.header.key
                matches.absorbed_keys.pop(each.path, None)
                copies[each.path] = record.header.slug
    return copies


def _fingerprints(record: ConversationRecord) -> frozenset[str]:
    """Return the fingerprints of all messages, earlier versions included."""
    return frozenset(
        fingerprint
        for each in record.messages
        for fingerprint in (each.fingerprint, *each.former_fingerprints)
        if fingerprint
    )


def _size(record: ConversationRecord) -> int:
    return len({each.fingerprint for each in record.messages if each.fingerprint})


def _match_edited_originals(
    matches: RecordMatches,
    outlines: Sequence[ConversationOutline],
    headers: Mapping[str, RecordHeader],
    read: Callable[[str], ConversationRecord],
) -> None:
    """Match an edited transcript with its record although a copy of its earlier version is there.

    The copy has the hash in the record; without this step it would take over all addresses of its original.
    """
    by_path = {each.path: each for each in outlines}
    paths_by_hash: dict[str, set[str]] = defaultdict(set)
    for each in outlines:
        for sha256 in filter(None, (each.sha256, each.original_sha256)):
            paths_by_hash[sha256].add(each.path)
    recorded_hashes = {header.sha256 for header in headers.values()}
    for key in sorted(headers):
        original = by_path.get(headers[key].source)
        copies = paths_by_hash.get(headers[key].sha256, set())
        if original is None or not copies or original.path in copies or original.sha256 in recorded_hashes:
            continue
        record = read(key)
        own = frozenset((*original.fingerprints, *original.original_fingerprints))
        shared = len(own & _fingerprints(record))
        if shared and shared >= _MIN_SHARED * min(len(set(original.fingerprints)), _size(record)):
            matches.record_keys[original.path] = key
            matches.copies |= dict.fromkeys(copies, original.path)


def _match_by(
    matches: RecordMatches,
    outlines: Iterable[ConversationOutline],
    headers: Mapping[str, RecordHeader],
    of_outline: Callable[[ConversationOutline], str],
    of_header: Callable[[RecordHeader], str],
) -> None:
    """Match outlines and headers with the same value; of several, prefer those last seen in the same file."""
    claimed = set(matches.record_keys.values())
    keys_by_value: dict[str, list[str]] = defaultdict(list)
    for key in sorted(headers):
        if key not in claimed and of_header(headers[key]):
            keys_by_value[of_header(headers[key])].append(key)
    unmatched = [
        each for each in outlines if each.path not in matches.record_keys and keys_by_value.get(of_outline(each))
    ]
    for is_same_file in (True, False):
        for each in unmatched:
            keys = keys_by_value[of_outline(each)]
            index = next(
                (n for n, key in enumerate(keys) if headers[key].source == each.path or not is_same_file),
                None,
            )
            if index is not None and each.path not in matches.record_keys:
                matches.record_keys[each.path] = keys.pop(index)


def _match_by_fingerprints(
    matches: RecordMatches,
    outlines: Iterable[ConversationOutline],
    fingerprints: Mapping[str, frozenset[str]],
    sizes: Mapping[str, int],
    headers: Mapping[str, RecordHeader],
) -> None:
    """Match by shared messages: first the transcript in the recorded file, then those that share most."""
    unmatched = [each for each in outlines if each.path not in matches.record_keys]
    scored = []
    for each in unmatched:
        own = frozenset((*each.fingerprints, *each.original_fingerprints))
        for key, shared in _shared_counts(own, fingerprints):
            if shared >= _MIN_SHARED * min(len(set(each.fingerprints)), sizes[key]):
                is_other_file = headers[key].source != each.path
                scored.append((is_other_file, -shared, len(own ^ fingerprints[key]), each.path, key))
    _claim(matches, ((path, key) for *_, path, key in sorted(scored)))


def _shared_counts(own: frozenset[str], fingerprints: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, int]]:
    """Return the number of messages shared with each record, without those that too many records have."""
    holders: dict[str, list[str]] = defaultdict(list)
    for key, theirs in fingerprints.items():
        for each in theirs & own:
            holders[each].append(key)
    rare = (keys for keys in holders.values() if len(keys) <= _MAX_HOLDERS)
    yield from Counter(key for keys in rare for key in keys).items()


def _match_by_similarity(
    matches: RecordMatches,
    outlines: Iterable[ConversationOutline],
    unclaimed: Mapping[str, ConversationRecord],
) -> None:
    """Match conversations in which every message changed, or was split differently by another reader."""
    claimed = set(matches.record_keys.values())
    scored = sorted(
        (-minhash_similarity(each.minhash, record.header.minhash), each.path, key)
        for each in outlines
        if each.path not in matches.record_keys
        for key, record in unclaimed.items()
        if key not in claimed and record.header.minhash
    )
    _claim(matches, ((path, key) for score, path, key in scored if -score >= _MIN_SIMILARITY))


def _claim(matches: RecordMatches, pairs: Iterable[tuple[str, str]]) -> None:
    claimed = set(matches.record_keys.values())
    for path, key in pairs:
        if path not in matches.record_keys and key not in claimed:
            matches.record_keys[path] = key
            claimed.add(key)


def _match_absorbed(
    matches: RecordMatches,
    outlines: Sequence[ConversationOutline],
    fingerprints: Mapping[str, frozenset[str]],
    sizes: Mapping[str, int],
) -> None:
    claimed = set(matches.record_keys.values())
    unclaimed = {key: theirs for key, theirs in fingerprints.items() if key not in claimed and theirs}
    best: dict[str, tuple[int, str]] = {}
    for each in outlines if unclaimed else ():
        for key, shared in _shared_counts(frozenset((*each.fingerprints, *each.original_fingerprints)), unclaimed):
            if shared >= _MIN_SHARED * sizes[key] and shared > best.get(key, (0, ""))[0]:
                best[key] = (shared, each.path)
    for key, (_, path) in sorted(best.items()):
        matches.absorbed_keys[path] = (*matches.absorbed_keys.get(path, ()), key)
