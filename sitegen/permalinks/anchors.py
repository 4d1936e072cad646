"""Addresses that come from what was said: of messages in their conversation, of conversations in the ledger."""

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from sitegen.permalinks.urls import MESSAGE
from sitegen.text.normalization import words
from sitegen.text.slugs import ANCHOR_LENGTH, hash_of

_FINGERPRINT_LENGTH = 12
_MOST_CONTEXT = 32


def conversation_key(sha256: str, taken: AbstractSet[str]) -> str:
    """What the ledger knows a new conversation by: from the transcript's bytes, so that two branches that both
    begin with the same file agree.
    """
    return _free(hash_of(sha256), taken)


def fingerprint(text: str) -> str:
    """What was said, whoever exported it: 60 bits of the SHA-256 of the text's letters and digits."""
    return hash_of(words(text))[:_FINGERPRINT_LENGTH]


def proposed_anchors(prints: Sequence[str]) -> tuple[str, ...]:
    """The anchors of a conversation's messages, from their fingerprints: ``m-`` and seven characters that come
    from what was said.

    A text that stands once is its own address. Twins (``ack``, an empty message) are told apart by the
    fewest messages to their left that make them unique, and by counting where even 32 do not.
    All are unique: in the unlikely case that two hashes begin alike, the later one is longer.
    """
    return settled_anchors(prints, [None] * len(prints), frozenset())


def settled_anchors(
    prints: Sequence[str], kept: Sequence[str | None], given: frozenset[str]
) -> tuple[str, ...]:
    """The same for a conversation that was published before: ``kept`` has the anchor that each message keeps,
    None for a new one, which gets none of those ``given`` out already.
    """
    if None not in kept:
        return tuple(anchor for anchor in kept if anchor is not None)
    times = Counter(prints)
    contexts = _contexts(prints, times)
    taken = {anchor.removeprefix(MESSAGE) for anchor in given}
    found = []
    for own, context, anchor in zip(prints, contexts, kept, strict=True):
        if anchor is None:
            anchor = MESSAGE + _free(own if times[own] == 1 else hash_of("|".join(context)), taken)  # noqa: PLW2901
            taken.add(anchor.removeprefix(MESSAGE))
        found.append(anchor)
    return tuple(found)


def proposed_anchor(fingerprint: str) -> str:
    """The anchor that words get where they stand once, and nothing else has it."""
    return MESSAGE + fingerprint[:ANCHOR_LENGTH]


def _free(whole: str, taken: AbstractSet[str]) -> str:
    """As much of a hash as is free, from seven characters on; of another where it is taken as it is."""
    while True:
        for length in range(ANCHOR_LENGTH, len(whole) + 1):
            if whole[:length] not in taken:
                return whole[:length]
        whole = hash_of(f"{whole}+")


def _contexts(prints: Sequence[str], times: Counter[str]) -> list[list[str]]:
    """For each message the shortest run of fingerprints, ending in its own, that no twin shares."""
    contexts = [[own] for own in prints]
    twins = [i for i, own in enumerate(prints) if times[own] > 1]
    for k in range(1, _MOST_CONTEXT + 1):
        for i in twins:
            contexts[i] = list(prints[max(0, i - k) : i + 1])
        runs = Counter(tuple(contexts[i]) for i in twins)
        twins = [i for i in twins if runs[tuple(contexts[i])] > 1]
    for nth, i in enumerate(twins):
        contexts[i].append(str(nth))
    return contexts
