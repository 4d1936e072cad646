"""Which messages share words with a quotation: an inverted index of four words in a row, one for each conversation.

After A. Broder, "On the resemblance and containment of documents" (1997). A build keeps the index of a
conversation as long as its texts are the same; nothing else is needed to judge the next essay.
"""

import json
import re
import zlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from sitegen.quotes.message_text import Passage, Said, passage
from sitegen.quotes.quotation import Address
from sitegen.text import normalization
from sitegen.text.tokens import UNSPACED

SIZE = 4
_TOKEN = re.compile(f"[{UNSPACED}]|[^{UNSPACED} ]+")
_NUMBER_BITS = 24
_HASH = (1 << 39) - 1  # with the number of a message 63 bits: any integer type holds them
_FACTORS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F)  # odd; of xxHash
_MOST_LOOKED_UP = 32
"""Shingles of a quotation; those of a longer one are taken at equal distances."""


@dataclass(frozen=True, slots=True)
class Shingles:
    """A conversation's index. Pickles; see `dumped` for a form without pickle."""

    slug: str
    anchors: tuple[str, ...]
    words: tuple[str, ...]
    """N3 of each message."""
    keys: bytes
    """Sorted unsigned 64-bit integers of this machine: hash of a shingle, then the number of a message."""


def shingles(slug: str, messages: Sequence[Said]) -> Shingles:
    """The index of a conversation."""
    words = tuple(normalization.words(each.text) for each in messages)
    keys: set[int] = set()
    for number, each in enumerate(words):
        keys.update((key << _NUMBER_BITS) + number for key in _keys(tokens_of(each)))
    column = memoryview(bytearray(8 * len(keys))).cast("Q")
    for n, key in enumerate(sorted(keys)):
        column[n] = key
    return Shingles(slug, tuple(each.anchor for each in messages), words, column.tobytes())


def dumped(index: Shingles) -> bytes:
    """The index as bytes: a line of JSON, then its keys."""
    head = json.dumps([index.slug, index.anchors, index.words], separators=(",", ":"))
    return head.encode() + b"\n" + index.keys


def loaded(data: bytes) -> Shingles:
    """What `dumped` made, on this machine."""
    head, _, keys = data.partition(b"\n")
    slug, anchors, words = json.loads(head)
    return Shingles(slug, tuple(anchors), tuple(words), keys)


def tokens_of(words: str) -> list[str]:
    """The words of an N3; of a script without blanks its characters."""
    return words.split() if words.isascii() else _TOKEN.findall(words)


class Holders:
    """The indexes of all conversations, open for questions."""

    def __init__(self, indexes: Iterable[Shingles]) -> None:
        self.indexes = {each.slug: each for each in indexes}
        self._keys = [(each.slug, memoryview(each.keys).cast("Q")) for each in self.indexes.values()]
        self._joined = {slug: "\n".join(each.words) for slug, each in self.indexes.items()}

    def sharing(self, segments: Sequence[str], most: int) -> list[tuple[str, int]]:
        """Slugs and numbers of the messages with most shingles of the segments (N3), best first. Where no segment
        has four words: of messages that hold the longest of them.
        """
        keys = sorted({key for each in segments for key in _keys(tokens_of(each))})
        if not keys:
            return list(self._holding(max(segments, key=len, default=""), most))
        step = -(-len(keys) // _MOST_LOOKED_UP)
        counts: Counter[tuple[str, int]] = Counter()
        for slug, column in self._keys:
            for key in keys[::step]:
                low = key << _NUMBER_BITS
                at = bisect_left(column, low)
                while at < len(column) and (number := column[at] - low) < 1 << _NUMBER_BITS:
                    counts[slug, number] += 1
                    at += 1
        return [holder for holder, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:most]]

    def _holding(self, words: str, most: int) -> Iterator[tuple[str, int]]:
        if not words:
            return
        # White space in N3 is a blank, and a word ends at a blank or at the end of its message.
        pattern = re.compile(rf"(?<![^\s{UNSPACED}]){re.escape(words)}(?![^\s{UNSPACED}])")
        for slug, joined in self._joined.items():
            if words not in joined:
                continue
            ends = list(accumulate(len(each) + 1 for each in self.indexes[slug].words))
            last = -1
            for found in pattern.finditer(joined):
                number = bisect_left(ends, found.start() + 1)
                if number != last:
                    yield slug, number
                    most -= 1
                    last = number
                if not most:
                    return


def _keys(tokens: Sequence[str]) -> set[int]:
    one, two, three, four = _FACTORS
    hashes = list(map(_hash, tokens))
    return {
        (a * one + b * two + c * three + d * four) & _HASH
        for a, b, c, d in zip(hashes, hashes[1:], hashes[2:], hashes[3:], strict=False)
    }


@lru_cache(maxsize=200_000)
def _hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


Open = Callable[[str], Sequence[Said]]
"""The messages of a conversation, by its slug; called only for those that a verdict needs."""
_KEPT_OPEN = 32


class Corpus:
    """What quotations are judged against: the indexes of all conversations, whose texts are fetched when needed."""

    def __init__(self, indexes: Iterable[Shingles], open_: Open) -> None:
        self.holders = Holders(indexes)
        self._open = lru_cache(_KEPT_OPEN)(open_)
        self._passage = lru_cache(4 * _KEPT_OPEN)(self._joined)

    def __contains__(self, slug: object) -> bool:
        return slug in self.holders.indexes

    def passage(self, slug: str, anchor: str, last: str | None = None) -> Passage | None:
        """A message, or those from one to another, whichever comes first; None where one is not there."""
        index = self.holders.indexes.get(slug)
        if index is None or anchor not in index.anchors or (last or anchor) not in index.anchors:
            return None
        numbers = sorted((index.anchors.index(anchor), index.anchors.index(last or anchor)))
        return self._passage(slug, *numbers)

    def message(self, slug: str, number: int) -> Passage:
        """The ``number``-th message (from 0) of a conversation."""
        return self._passage(slug, number, number)

    def number(self, address: Address) -> int | None:
        """The place of a message in its conversation, from 0."""
        index = self.holders.indexes.get(address.slug)
        return index.anchors.index(address.anchor) if index and address.anchor in index.anchors else None

    def words(self, slug: str, number: int) -> str:
        """N3 of a message."""
        return self.holders.indexes[slug].words[number]

    def _joined(self, slug: str, first: int, last: int) -> Passage:
        return passage(slug, self._open(slug)[first : last + 1])


def corpus(conversations: Mapping[str, Sequence[Said]]) -> Corpus:
    """A corpus of messages that are all at hand, by the slugs of their conversations."""
    indexes = [shingles(slug, messages) for slug, messages in conversations.items()]
    return Corpus(indexes, conversations.__getitem__)
