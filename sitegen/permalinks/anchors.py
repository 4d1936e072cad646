"""Derive anchors of messages and keys of conversations from their content."""

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from sitegen.permalinks.urls import ANCHOR_PREFIX
from sitegen.text.slugs import ANCHOR_LENGTH, short_hash

_FINGERPRINT_LENGTH = 12
_MAX_CONTEXT = 32


def conversation_key(sha256: str, taken: AbstractSet[str]) -> str:
    """Return the ledger key of a new conversation.

    It comes from the transcript's bytes, so that two branches that add the same file agree.
    """
    return _shortest_free(short_hash(sha256), taken)


def fingerprint(words: str) -> str:
    """Return 60 bits of the SHA-256 of a message's words, as `normalize_words` returns them; equal in every export."""
    return short_hash(words)[:_FINGERPRINT_LENGTH]


def proposed_anchors(fingerprints: Sequence[str]) -> tuple[str, ...]:
    """Return the anchors of a new conversation's messages: ``m-`` and the first seven characters of a hash.

    A text that occurs once is hashed alone. Duplicates (``ack``, an empty message) are hashed together with the
    fewest preceding messages that make them unique, and with their number where 32 messages do not suffice.
    All anchors are unique: if two hashes begin alike, the later anchor is longer.
    """
    return assign_anchors(fingerprints, [None] * len(fingerprints), frozenset())


def assign_anchors(
    fingerprints: Sequence[str], existing: Sequence[str | None], used: frozenset[str]
) -> tuple[str, ...]:
    """Return the anchors of a published conversation's messages.

    ``existing`` has the anchor that each message keeps, None for a new message; a new message gets none of the
    anchors in ``used``.
    """
    if None not in existing:
        return tuple(anchor for anchor in existing if anchor is not None)
    counts = Counter(fingerprints)
    contexts = _contexts(fingerprints, counts)
    taken = {anchor.removeprefix(ANCHOR_PREFIX) for anchor in used}
    anchors = []
    for own, context, anchor in zip(fingerprints, contexts, existing, strict=True):
        if anchor is None:
            digest = _shortest_free(own if counts[own] == 1 else short_hash("|".join(context)), taken)
            taken.add(digest)
            anchors.append(ANCHOR_PREFIX + digest)
        else:
            anchors.append(anchor)
    return tuple(anchors)


def proposed_anchor(fingerprint: str) -> str:
    """Return the anchor of a text that occurs once, if no other message has it."""
    return ANCHOR_PREFIX + fingerprint[:ANCHOR_LENGTH]


def _shortest_free(digest: str, taken: AbstractSet[str]) -> str:
    """Return the shortest free prefix of the hash, from seven characters; of a second hash if none is free."""
    while True:
        for length in range(ANCHOR_LENGTH, len(digest) + 1):
            if digest[:length] not in taken:
                return digest[:length]
        digest = short_hash(f"{digest}+")


def _contexts(fingerprints: Sequence[str], counts: Counter[str]) -> list[list[str]]:
    """Return for each message the shortest run of fingerprints, ending in its own, that no duplicate shares."""
    contexts = [[own] for own in fingerprints]
    duplicates = [i for i, own in enumerate(fingerprints) if counts[own] > 1]
    for length in range(1, _MAX_CONTEXT + 1):
        for i in duplicates:
            contexts[i] = list(fingerprints[max(0, i - length) : i + 1])
        runs = Counter(tuple(contexts[i]) for i in duplicates)
        duplicates = [i for i in duplicates if runs[tuple(contexts[i])] > 1]
    for nth, i in enumerate(duplicates):
        contexts[i].append(str(nth))
    return contexts
