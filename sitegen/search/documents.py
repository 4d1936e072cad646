"""A conversation → its part of the index, inverted: the map half of the search, made in parallel and kept.

Each message is a document. What stands here is the form that the Whoosh index and the shards of the page are both
put together from, so that neither looks at a text again.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sitegen.model import BlockKind, Conversation, Message, MessageKind, Participant, Place
from sitegen.search.block_flags import KINDS
from sitegen.search.dates import day_of
from sitegen.search.ranking import level
from sitegen.search.varint import BASE, SMALL, encoded
from sitegen.text.tokens import terms

GROUP = 4000
"""Characters of text from which on the next message begins a new group; a page fetches whole groups."""


@dataclass(frozen=True, slots=True)
class Head:
    """All of a conversation's documents but their words."""

    slug: str
    title: str
    started: str
    """ISO 8601; empty where unknown."""
    participants: tuple[Participant, ...]
    speakers: tuple[int, ...]
    """By message: index of the participant."""
    days: tuple[int, ...]
    """By message: days since 1970-01-01, below 0 where unknown."""
    kinds: tuple[int, ...]
    """By message: bits of `KINDS`."""
    lengths: tuple[int, ...]
    """By message: index of `lengths.LEVELS`."""
    groups: tuple[int, ...]
    """The first message of each group of texts."""


class Entry(NamedTuple):
    """Where a term stands in a conversation; all in the form of `numbers.encoded`."""

    ids: str
    """The messages that have it: the first one's index, then the differences."""
    weights: str
    """For each of them the level of its length, plus 46 for each time after the first that it has the term."""
    positions: str
    """For each of them, as often as it has the term: the first position, then the differences."""


@dataclass(frozen=True, slots=True)
class ConversationDocuments:
    """A conversation's part of the index."""

    head: Head
    entries: Mapping[str, Entry]
    """By term, in order of code points."""
    texts: tuple[str, ...]
    """By message, every run of white space one blank."""
    anchors: tuple[str, ...]


def documents(conversation: Conversation, place: Place) -> ConversationDocuments:
    """The documents of a conversation that stands at ``place``."""
    messages = conversation.messages
    index = {each: n for n, each in enumerate(conversation.participants)}
    found = [terms(message.text) for message in messages]
    lengths = tuple(level(len(each)) for each in found)
    texts = tuple(" ".join(message.text.split()) for message in messages)
    head = Head(
        place.slug,
        conversation.title,
        conversation.started or "",
        conversation.participants,
        tuple(index[message.participant] for message in messages),
        tuple(day_of(message.time or conversation.started or "") for message in messages),
        tuple(_kinds(message) for message in messages),
        lengths,
        tuple(_groups(texts)),
    )
    anchors = tuple(message.anchor for message in messages)
    return ConversationDocuments(head, _inverted(found, lengths), texts, anchors)


def _kinds(message: Message) -> int:
    held = {block.kind for block in message.blocks}
    if message.kind is MessageKind.EVENT:
        held.add(BlockKind.EVENT)
    return sum(1 << n for n, kind in enumerate(KINDS) if kind in held)


def _groups(texts: tuple[str, ...]) -> Iterator[int]:
    size = GROUP
    for n, text in enumerate(texts):
        if size >= GROUP:
            yield n
            size = 0
        size += len(text)


def _inverted(found: list[list[str]], lengths: tuple[int, ...]) -> dict[str, Entry]:
    # A place is one number: the message, and in its lowest bits the position. That is all that is made per word.
    bits = max(map(len, found), default=0).bit_length()
    held: dict[str, list[int]] = defaultdict(list)
    for n, words in enumerate(found):
        for place, term in enumerate(words, n << bits):
            held[term].append(place)
    return {term: _entry(held[term], bits, lengths) for term in sorted(held)}


def _entry(places: list[int], bits: int, lengths: tuple[int, ...]) -> Entry:
    """The entry of a term that stands at these places."""
    small, most = SMALL, len(SMALL)
    place = places[0]
    message = place >> bits
    position = place - (message << bits)
    ids = small[message] if message < most else encoded((message,))
    positions = small[position] if position < most else encoded((position,))
    weight = lengths[message]
    if len(places) == 1:  # most words
        return Entry(ids, small[weight], positions)
    weights = ""
    for other in places[1:]:
        if (number := other >> bits) == message:
            weight += BASE
            delta = other - place
        else:
            weights += small[weight] if weight < most else encoded((weight,))
            delta = number - message
            ids += small[delta] if delta < most else encoded((delta,))
            message, weight = number, lengths[number]
            delta = other - (number << bits)
        positions += small[delta] if delta < most else encoded((delta,))
        place = other
    return Entry(ids, weights + (small[weight] if weight < most else encoded((weight,))), positions)
