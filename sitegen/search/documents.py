"""A conversation → its part of the index, inverted: the map half of the search, made in parallel and kept.

Each message is a document. What stands here is the form that the Whoosh index and the shards of the page are both
put together from, so that neither looks at a text again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import sub
from typing import Any, NamedTuple

from sitegen.model import BlockKind, Conversation, Message, MessageKind, Participant, Place
from sitegen.search.days import day_of
from sitegen.search.kinds import KINDS
from sitegen.search.lengths import level
from sitegen.search.numbers import BASE, SMALL, encoded
from sitegen.search.tokens import terms

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
    held: dict[str, list[Any]] = {}  # the message that has it last, ids, weights, positions
    small, most = SMALL, len(SMALL)
    for n, words in enumerate(found):
        places: dict[str, list[int]] = {}
        for at, term in enumerate(words):
            if term in places:
                places[term].append(at)
            else:
                places[term] = [at]
        own = lengths[n]
        once = small[own]
        for term, each in places.items():
            if term in held:
                known = held[term]
            else:
                known = held[term] = [0, "", "", ""]
            delta = n - known[0]
            known[0] = n
            known[1] += small[delta] if delta < most else encoded((delta,))
            first = each[0]
            known[3] += small[first] if first < most else encoded((first,))
            times = len(each)
            if times == 1:
                known[2] += once
            else:
                known[2] += encoded((own + BASE * (times - 1),))
                known[3] += encoded(map(sub, each[1:], each))
    return {term: Entry(*held[term][1:]) for term in sorted(held)}
