"""Find messages that share words with a quotation, by an inverted index of 4-word shingles for each conversation.

After A. Broder, "On the resemblance and containment of documents" (1997). Builds cache the index of a conversation
as long as its text is unchanged.
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

from sitegen.quotes.message_text import MessageText, TextRange, text_range
from sitegen.quotes.quotation import Address
from sitegen.text import normalization
from sitegen.text.tokens import UNSPACED
from sitegen.text.typography import without_inline_markdown

SHINGLE_SIZE = 4
_TOKEN = re.compile(f"[{UNSPACED}]|[^{UNSPACED} ]+")
_NUMBER_BITS = 24
_HASH_MASK = (1 << 39) - 1  # 63 bits with the number of a message: fits any integer type
_FACTORS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F)  # odd; from xxHash
_MAX_LOOKUPS = 32
"""Shingles of a quotation that are looked up; longer quotations are sampled at equal distances."""


@dataclass(frozen=True, slots=True)
class ShingleIndex:
    """The shingle index of a conversation; see `serialize_index`."""

    slug: str
    anchors: tuple[str, ...]
    words: tuple[str, ...]
    """N3 of each message, without signs of Markdown inside words."""
    keys: bytes
    """Sorted unsigned 64-bit integers in native byte order: hash of a shingle, then the number of a message."""


def index_messages(slug: str, messages: Sequence[MessageText]) -> ShingleIndex:
    """Return the index of a conversation."""
    words = tuple(normalization.normalize_words(without_inline_markdown(each.text)) for each in messages)
    keys: set[int] = set()
    for number, each in enumerate(words):
        keys.update((key << _NUMBER_BITS) + number for key in _shingle_keys(tokenize(each)))
    column = memoryview(bytearray(8 * len(keys))).cast("Q")
    for n, key in enumerate(sorted(keys)):
        column[n] = key
    return ShingleIndex(slug, tuple(each.anchor for each in messages), words, column.tobytes())


def serialize_index(index: ShingleIndex) -> bytes:
    """Return the index as bytes: a line of JSON, then its keys. Readable on this machine only."""
    head = json.dumps([index.slug, index.anchors, index.words], separators=(",", ":"))
    return head.encode() + b"\n" + index.keys


def deserialize_index(data: bytes) -> ShingleIndex:
    """Return the index that `serialize_index` wrote."""
    head, _, keys = data.partition(b"\n")
    slug, anchors, words = json.loads(head)
    return ShingleIndex(slug, tuple(anchors), tuple(words), keys)


def tokenize(words: str) -> list[str]:
    """Split an N3 into words, and scripts without spaces into characters."""
    return words.split() if words.isascii() else _TOKEN.findall(words)


class ShingleIndexes:
    """The indexes of all conversations, by slug."""

    def __init__(self, indexes: Iterable[ShingleIndex]) -> None:
        self.by_slug = {each.slug: each for each in indexes}
        self._keys = [(each.slug, memoryview(each.keys).cast("Q")) for each in self.by_slug.values()]
        self._joined_words = {slug: "\n".join(each.words) for slug, each in self.by_slug.items()}

    def candidates(self, segments: Sequence[str], limit: int) -> list[tuple[str, int]]:
        """Return slugs and numbers of the messages with most shingles of the segments (N3), best first.

        If no segment has four words, return messages with the longest segment.
        """
        keys = sorted({key for each in segments for key in _shingle_keys(tokenize(each))})
        if not keys:
            return list(self._messages_containing(max(segments, key=len, default=""), limit))
        step = -(-len(keys) // _MAX_LOOKUPS)
        counts: Counter[tuple[str, int]] = Counter()
        for slug, column in self._keys:
            for key in keys[::step]:
                low = key << _NUMBER_BITS
                at = bisect_left(column, low)
                while at < len(column) and (number := column[at] - low) < 1 << _NUMBER_BITS:
                    counts[slug, number] += 1
                    at += 1
        return [message for message, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:limit]]

    def _messages_containing(self, words: str, limit: int) -> Iterator[tuple[str, int]]:
        if not words:
            return
        # Whitespace in N3 is one space; a word ends at a space or at the end of its message.
        pattern = re.compile(rf"(?<![^\s{UNSPACED}]){re.escape(words)}(?![^\s{UNSPACED}])")
        for slug, joined in self._joined_words.items():
            if words not in joined:
                continue
            ends = list(accumulate(len(each) + 1 for each in self.by_slug[slug].words))
            last = -1
            for match in pattern.finditer(joined):
                number = bisect_left(ends, match.start() + 1)
                if number != last:
                    yield slug, number
                    limit -= 1
                    last = number
                if not limit:
                    return


def _shingle_keys(tokens: Sequence[str]) -> set[int]:
    one, two, three, four = _FACTORS
    hashes = list(map(_hash, tokens))
    return {
        (a * one + b * two + c * three + d * four) & _HASH_MASK
        for a, b, c, d in zip(hashes, hashes[1:], hashes[2:], hashes[3:], strict=False)
    }


@lru_cache(maxsize=200_000)
def _hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


MessageLoader = Callable[[str], Sequence[MessageText]]
"""A function from a slug to the messages of the conversation, called only if a verdict needs them."""
_CACHE_SIZE = 32


class Corpus:
    """The indexes of all conversations, with lazily loaded texts, to verify quotations."""

    def __init__(self, indexes: Iterable[ShingleIndex], load_messages: MessageLoader) -> None:
        self.indexes = ShingleIndexes(indexes)
        self._load_messages = lru_cache(_CACHE_SIZE)(load_messages)
        self._cached_range = lru_cache(4 * _CACHE_SIZE)(self._load_range)

    def __contains__(self, slug: object) -> bool:
        return slug in self.indexes.by_slug

    def text_range(self, slug: str, anchor: str, last_anchor: str | None = None) -> TextRange | None:
        """Return a message, or all from one to another in any order; None if one of them does not exist."""
        index = self.indexes.by_slug.get(slug)
        if index is None or anchor not in index.anchors or (last_anchor or anchor) not in index.anchors:
            return None
        numbers = sorted((index.anchors.index(anchor), index.anchors.index(last_anchor or anchor)))
        return self._cached_range(slug, *numbers)

    def message(self, slug: str, number: int) -> TextRange:
        """Return the ``number``-th message (from 0) of a conversation."""
        return self._cached_range(slug, number, number)

    def message_number(self, address: Address) -> int | None:
        """Return the index of a message in its conversation, from 0."""
        index = self.indexes.by_slug.get(address.slug)
        return index.anchors.index(address.anchor) if index and address.anchor in index.anchors else None

    def words(self, slug: str, number: int) -> str:
        """Return the N3 of a message."""
        return self.indexes.by_slug[slug].words[number]

    def _load_range(self, slug: str, first: int, last: int) -> TextRange:
        return text_range(slug, self._load_messages(slug)[first : last + 1])


def build_corpus(conversations: Mapping[str, Sequence[MessageText]]) -> Corpus:
    """Return a corpus of messages by the slugs of their conversations."""
    indexes = [index_messages(slug, messages) for slug, messages in conversations.items()]
    return Corpus(indexes, conversations.__getitem__)
