"""Everything that was said: messages by their address, and those that share words with a quotation."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from sitegen.quotes.quotation import Address
from sitegen.quotes.said import Passage, Said, passage
from sitegen.quotes.shingles import Holders, Shingles, shingles

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
