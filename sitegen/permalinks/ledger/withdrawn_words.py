"""Recognise withdrawn words in any conversation, whatever file brings them back.

The ledger has no words, only fingerprints and MinHashes, so there are three answers. A message with the same or almost
the same words, or with a part of them, is withdrawn as well. A short message (``Yes.``) is withdrawn only between the
same neighbours. A message that contains much of the withdrawn words, or a text of medium length that could be there by
chance, is a doubt for the owner to decide.
"""

import math
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from sitegen.model import Message
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.records import ConversationRecord, MessageRecord, RecordState
from sitegen.text.minhash import BINS, EMPTY_BIN, bigram_bins, minhash, minhash_similarity
from sitegen.text.normalization import normalize_words
from sitegen.text.tokens import is_unspaced

_SAME = 0.75
"""Similarity of texts that are the same but for a few words; texts from one template reach 0.65."""
_SIMILAR = 0.3
"""Similarity that the owner should know about."""
_MIN_CLEAR, _MIN_DOUBTFUL = 24, 10
"""Letters of a text that does not occur elsewhere by chance, and of one that may."""
_MIN_CLEAR_WORDS = 4
_UNSPACED_WEIGHT = 2.5  # letters that a Chinese character is worth
_MIN_QUOTED_BINS = 6
_QUOTED, _QUOTED_AND, _ABOVE_CHANCE = 0.3, 3, 0.35
"""Matching bins in a message that contains words of the withdrawn text: their share of its bins, and more.

The most similar passages of unrelated texts of 10,000 words have at most as many.
"""
_MIN_SHARE = 2
"""Matching bins of a message that has a piece of the words."""
_MIN_PART_BINS, _PART = 8, 0.8
"""Matching bins of a message that consists of a part of the withdrawn words, and their share of the expected ones."""
_LETTERS_PER_WORD = 5.5


@dataclass(frozen=True, slots=True)
class WithdrawnMessage:
    """The words of a withdrawn message, as far as the ledger identifies them."""

    fingerprints: tuple[str, ...]
    """Of its last and its earlier texts."""
    minhash: str
    length: int
    """Characters; 0 if unknown."""
    before: str
    after: str
    """Fingerprints of its neighbours, as first published, so that redactions change nothing; of a short one only."""
    since: str
    reason: str
    apart: tuple[str, ...]
    """Messages that stay: `apart_key` of the same words, fingerprints of similar ones."""
    is_own: bool = True
    """Withdrawn by itself, not with its conversation."""
    address: str = field(default="", compare=False, repr=False)

    @property
    def bins(self) -> frozenset[str]:
        """Return the bins of its MinHash with their values, as `bigram_bins` writes them."""
        return frozenset(f"{n}{char}" for n, char in enumerate(self.minhash) if char != EMPTY_BIN)

    @property
    def words(self) -> float:
        """Return about the number of words; infinite if it is not known."""
        used = len(self.bins)
        if used < BINS - 2:
            return max(-BINS * math.log(1 - used / BINS), 1)
        return self.length / _LETTERS_PER_WORD if self.length else math.inf


class Likeness(Enum):
    """The similarity of the words of a published message and of a withdrawn one."""

    SAME = "same"
    """A build withdraws them too."""
    SIMILAR = "similar"


def apart_key(key: str, anchor: str) -> str:
    """Return what identifies a message with the same words as a withdrawn one; ``key``: of its conversation."""
    return f"{key}#{anchor}"


class _Distinction(Enum):
    CLEAR = "clear"
    DOUBTFUL = "doubtful"
    COMMON = "common"


_LIKENESS = {_Distinction.CLEAR: Likeness.SAME, _Distinction.DOUBTFUL: Likeness.SIMILAR, _Distinction.COMMON: None}


class _Hit(NamedTuple):
    """A bin of a withdrawn message in a conversation."""

    position: int
    """Bigrams from the beginning."""
    bin: str
    message: int


@dataclass(frozen=True, slots=True)
class RecognisedWords:
    """The withdrawn messages that messages of a conversation repeat; by index of the message."""

    withdrawn: Mapping[int, WithdrawnMessage]
    """Messages to withdraw as well."""
    doubtful: Mapping[int, WithdrawnMessage]
    """Messages with some of the words."""


def withdrawn_messages(record: ConversationRecord) -> Iterator[WithdrawnMessage]:
    """Yield the withdrawn messages of a record; all of a withdrawn conversation."""
    header = record.header
    is_whole = header.state is RecordState.WITHDRAWN
    present = [each for each in record.messages if each.state is not RecordState.REMOVED or is_whole]
    for n, each in enumerate(present):
        if is_whole or each.state is RecordState.WITHDRAWN:
            is_own = each.state is RecordState.WITHDRAWN
            is_short = not each.minhash or 0 < each.length < _MIN_CLEAR * 2
            yield WithdrawnMessage(
                tuple(dict.fromkeys((each.fingerprint, *each.former_fingerprints))),
                each.minhash,
                each.length,
                _first_fingerprint(present[n - 1]) if n and is_short else "",
                _first_fingerprint(present[n + 1]) if n + 1 < len(present) and is_short else "",
                each.since if is_own else header.since,
                each.reason if is_own else header.reason,
                each.apart,
                is_own,
                urls.message(header.slug, each.anchor),
            )


def _first_fingerprint(record: MessageRecord) -> str:
    return (record.fingerprint, *record.former_fingerprints)[-1]


def recognise(
    messages: Sequence[Message], withdrawn: Sequence[WithdrawnMessage], key: str = "", originals: Sequence[str] = ()
) -> RecognisedWords:
    """Return the messages that repeat withdrawn words.

    ``key``: of their conversation; ``originals``: their fingerprints before redaction.
    """
    index = _Index(withdrawn)
    prints = [
        (each.fingerprint, *originals[n : n + 1]) if len(originals) == len(messages) else (each.fingerprint,)
        for n, each in enumerate(messages)
    ]
    sure: dict[int, WithdrawnMessage] = {}
    doubtful: dict[int, WithdrawnMessage] = {}
    pieces: dict[int, list[_Hit]] = defaultdict(list)
    """Messages that have little but a few of the words, as if these were spread over several."""
    offset = 0
    for n, message in enumerate(messages):
        if message.withdrawn:
            continue
        words = normalize_words(message.text)
        own_key = apart_key(key, message.anchor)
        equal = [each for each in index.with_fingerprints(prints[n]) if own_key not in each.apart]
        if equal:
            distinction = _distinction(words)
            neighbours = [m for m in (n - 1, n + 1) if 0 <= m < len(messages)]
            is_certain = any(
                m in sure or _distinction(normalize_words(messages[m].text)) is _Distinction.CLEAR for m in neighbours
            )
            between = next((each for each in equal if is_certain and _has_neighbours(each, prints, n)), None)
            if distinction is _Distinction.CLEAR or between:
                sure[n] = between or equal[0]
            elif distinction is _Distinction.DOUBTFUL:
                doubtful[n] = equal[0]
            continue
        bins = bigram_bins(words) if index.has_bins else []
        own_hits = index.hits(bins, prints[n])
        if found := index.same_words(words, bins, own_hits):
            sure[n] = found
            continue
        for m, positions in sorted(own_hits.items()):
            found_here = [_Hit(offset + position, bin_, n) for position, bin_ in positions]
            if _quoting_messages(withdrawn[m], found_here):
                doubtful.setdefault(n, withdrawn[m])
            elif _is_piece(withdrawn[m], len(positions), len(bins)):
                pieces[m] += found_here
        offset += len(bins)
    for m in sorted(pieces):
        for n in _quoting_messages(withdrawn[m], pieces[m]):
            doubtful.setdefault(n, withdrawn[m])
    return RecognisedWords(sure, doubtful)


def recognise_record(record: MessageRecord, withdrawn: Sequence[WithdrawnMessage]) -> WithdrawnMessage | None:
    """Return the withdrawn message of which a removed message, whose first words the ledger has, repeats the words."""
    if record.state is RecordState.WITHDRAWN or not record.excerpt:
        return None
    index = _Index(withdrawn)
    prints = (record.fingerprint, *record.former_fingerprints)
    equal = index.with_fingerprints(prints)
    if equal and _distinction(normalize_words(record.excerpt)) is _Distinction.CLEAR:
        return equal[0]
    return None if equal else index.same_minhash(record.minhash, prints)


def compare_withdrawn(withdrawn: MessageRecord, other: MessageRecord) -> Likeness | None:
    """Return how alike the words of two records are; None if a build would not find them alike."""
    if withdrawn.fingerprint == other.fingerprint:
        words = normalize_words(other.excerpt)
        return _LIKENESS[_distinction(words)] if words else None
    similarity = minhash_similarity(withdrawn.minhash, other.minhash) if withdrawn.minhash and other.minhash else 0.0
    return Likeness.SIMILAR if similarity >= _SIMILAR else None


def _distinction(words: str) -> _Distinction:
    """Return whether a normalised text can be in several conversations by chance."""
    unspaced = sum(map(is_unspaced, words)) if not words.isascii() else 0
    weight = len(words) + unspaced * (_UNSPACED_WEIGHT - 1)
    parts = words.split()
    has_number = sum(map(str.isdigit, words)) > 4
    if has_number or (weight >= _MIN_CLEAR and (len(parts) >= _MIN_CLEAR_WORDS or unspaced or not words[0].isalnum())):
        return _Distinction.CLEAR
    return _Distinction.DOUBTFUL if weight >= _MIN_DOUBTFUL and (parts[2:] or unspaced) else _Distinction.COMMON


def _has_neighbours(message: WithdrawnMessage, prints: Sequence[Sequence[str]], n: int) -> bool:
    """Return whether a message is between the neighbours of the withdrawn one, or beside one at the end of the file."""
    sides = [
        wanted in prints[m]
        for wanted, m in ((message.before, n - 1), (message.after, n + 1))
        if wanted and 0 <= m < len(prints)
    ]
    return bool(sides) and all(sides)


class _Index:
    """Withdrawn messages, by their fingerprints and by the bins of their MinHashes."""

    def __init__(self, withdrawn: Sequence[WithdrawnMessage]) -> None:
        self._by_fingerprint: dict[str, list[WithdrawnMessage]] = defaultdict(list)
        self._by_bin: dict[str, list[int]] = defaultdict(list)
        self._withdrawn = withdrawn
        self._bins = [each.bins for each in withdrawn]
        for n, each in enumerate(withdrawn):
            for fingerprint in each.fingerprints:
                self._by_fingerprint[fingerprint].append(each)
            for bin_ in self._bins[n] if len(self._bins[n]) >= _MIN_QUOTED_BINS else ():
                self._by_bin[bin_].append(n)

    def with_fingerprints(self, prints: Sequence[str]) -> list[WithdrawnMessage]:
        found = (each for fingerprint in prints for each in self._by_fingerprint.get(fingerprint, ()))
        return [each for each in found if not set(prints) & set(each.apart)]

    def same_minhash(self, own: str, prints: Sequence[str]) -> WithdrawnMessage | None:
        """Return the message with almost the same words as a text with the MinHash ``own``."""
        if not own:
            return None
        scored = [
            (minhash_similarity(each.minhash, own), -n)
            for n, each in enumerate(self._withdrawn)
            if len(self._bins[n]) >= _MIN_QUOTED_BINS and not set(prints) & set(each.apart)
        ]
        score, n = max(scored, default=(0.0, 0))
        return self._withdrawn[-n] if score >= _SAME else None

    @property
    def has_bins(self) -> bool:
        """Return whether there is anything to compare bins with."""
        return bool(self._by_bin)

    def hits(self, bins: Sequence[str], prints: Sequence[str]) -> dict[int, list[tuple[int, str]]]:
        """Return the positions of bins that withdrawn messages have too, by index of the withdrawn message."""
        hits: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for position, bin_ in enumerate(bins):
            for n in self._by_bin.get(bin_, ()):
                hits[n].append((position, bin_))
        return {n: found for n, found in hits.items() if not set(prints) & set(self._withdrawn[n].apart)}

    def same_words(self, words: str, bins: Sequence[str], hits: Iterable[int]) -> WithdrawnMessage | None:
        """Return the first withdrawn message with almost the same words, or of which this text is a part."""
        own = minhash(words) if hits else ""
        for n in sorted(hits):
            each = self._withdrawn[n]
            if minhash_similarity(each.minhash, own) >= _SAME or _is_part(each, self._bins[n], bins):
                return each
        return None


def _is_part(message: WithdrawnMessage, own: frozenset[str], bins: Sequence[str]) -> bool:
    """Return whether a text consists of a part of the words."""
    if not math.isfinite(message.words) or len(bins) > message.words * 1.2:
        return False
    expected = len(own) * min(len(bins) / message.words, 1)
    above_chance = len(own) * (_chance(len(bins)) + _ABOVE_CHANCE)
    return len(own & set(bins)) >= max(_MIN_PART_BINS, _PART * expected, above_chance)


def _is_piece(message: WithdrawnMessage, hits: int, bigrams: int) -> bool:
    """Return whether most of a message with so many matching bins and bigrams may be words of the withdrawn one."""
    lowest = min(len(message.bins) / message.words, 1)  # of its bigrams, those that are the lowest of their bin
    return hits >= max(_MIN_SHARE, bigrams * lowest / 2)


def _chance(bigrams: int) -> float:
    """Return the share of the bins of any text that so many other bigrams match by chance."""
    return 1.0 - math.pow(1 - 1 / BINS, bigrams / BINS)


def _quoting_messages(message: WithdrawnMessage, hits: Sequence[_Hit]) -> set[int]:
    """Return the messages with a passage that has many words of the withdrawn one; ``hits`` in order."""
    own, found = len(message.bins), set[int]()
    for window in (int(message.words * 1.3) + 8,) if math.isfinite(message.words) else (64, 128, 256, 512):
        wanted = max(_MIN_QUOTED_BINS, own * _QUOTED + _QUOTED_AND, own * (_chance(window) + _ABOVE_CHANCE))
        passage: deque[_Hit] = deque()
        counts: Counter[str] = Counter()
        for hit in hits:
            passage.append(hit)
            counts[hit.bin] += 1
            while passage[0].position <= hit.position - window:
                old = passage.popleft().bin
                counts[old] -= 1
                if not counts[old]:
                    del counts[old]
            if len(counts) >= wanted:
                found |= {each.message for each in passage}
                passage.clear()
                counts.clear()
    return found
