"""Invert a conversation: the map step of indexing, done in parallel and cached. Each message is a document.

The Whoosh index and the shards of the page are both built from this form, so that each text is tokenised once. The text
of a message is what its page shows, without the signs of Markdown.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sitegen.model import SEARCHABLE_KINDS, BlockKind, Conversation, Message, MessageKind, PageContext, Participant
from sitegen.search.dates import day_number
from sitegen.search.ranking import length_level
from sitegen.search.varint import BASE, ENCODED_SMALL, encode
from sitegen.text.tokens import terms

_PLACEHOLDER = "\ufffc"
"""Where the program that wrote the transcript showed an image."""
_QUOTING = frozenset(["image", "video", "prompt", "whisper", "failure"])
"""Events that end with words of their participant, after a colon."""


@dataclass(frozen=True, slots=True)
class DocumentHeader:
    """Properties of a conversation and of its documents, without their terms."""

    slug: str
    title: str
    started: str
    """ISO 8601; empty where unknown."""
    participants: tuple[Participant, ...]
    speakers: tuple[int, ...]
    """By message: index of the participant."""
    days: tuple[int, ...]
    """By message: day number, negative where unknown."""
    kinds: tuple[int, ...]
    """By message: bits of `SEARCHABLE_KINDS`."""
    length_levels: tuple[int, ...]
    """By message: index of `ranking.LENGTH_LEVELS`."""


class EncodedPostings(NamedTuple):
    """Postings of a term in one conversation, encoded by `varint.encode`."""

    ids: str
    """Messages with the term: the first index, then deltas."""
    weights: str
    """For each message: its length level + 46 × (term frequency - 1)."""
    positions: str
    """For each message: the first position, then deltas."""


@dataclass(frozen=True, slots=True)
class ConversationDocuments:
    """The inverted form of a conversation."""

    header: DocumentHeader
    postings: Mapping[str, EncodedPostings]
    """By term, in order of code points."""
    texts: tuple[str, ...]
    """By message: its words, with one blank as white space and newlines between blocks."""
    anchors: tuple[str, ...]


def index_conversation(
    conversation: Conversation, context: PageContext, shown: Mapping[str, str]
) -> ConversationDocuments:
    """Return the inverted form of a conversation. ``shown``: what the page shows of each message, by anchor."""
    messages = conversation.messages
    participant_indexes = {each: n for n, each in enumerate(conversation.participants)}
    texts = tuple(_text(message, shown.get(message.anchor, "")) for message in messages)
    terms_by_message = [terms(each) for each in texts]
    length_levels = tuple(length_level(len(each)) for each in terms_by_message)
    header = DocumentHeader(
        context.slug,
        conversation.title,
        conversation.started or "",
        conversation.participants,
        tuple(participant_indexes[message.participant] for message in messages),
        tuple(day_number(message.time or conversation.started or "") for message in messages),
        tuple(_kind_bits(message) for message in messages),
        length_levels,
    )
    anchors = tuple(message.anchor for message in messages)
    return ConversationDocuments(header, _invert(terms_by_message, length_levels), texts, anchors)


def _text(message: Message, shown: str) -> str:
    """Return the text to search; an event reads as a sentence about its participant."""
    if message.withdrawn:
        return ""
    if message.kind is not MessageKind.EVENT or not shown:
        return shown
    sentence = ": ".join(filter(None, (_one_line(each) for each in shown.split("\n"))))
    for each in message.blocks:
        argument = _one_line(each.argument)
        if each.name in _QUOTING and argument and sentence.endswith(f" {argument}"):
            sentence = f"{sentence.removesuffix(argument).rstrip(' :')}: {argument}"
    name = message.participant.name
    # What was written is not repeated, unless the sentence has none of it: the file of an image without a prompt.
    written = [f"({_one_line(each.text)})" for each in message.blocks if each.name and not each.argument]
    return "\n".join((*(() if sentence.startswith(name) else (name,)), sentence, *written))


def _one_line(text: str) -> str:
    return " ".join(text.replace(_PLACEHOLDER, " ").split())


def _kind_bits(message: Message) -> int:
    kinds = {block.kind for block in message.blocks}
    if message.kind is MessageKind.EVENT:
        kinds.add(BlockKind.EVENT)
    return sum(1 << n for n, kind in enumerate(SEARCHABLE_KINDS) if kind in kinds)


def _invert(terms_by_message: list[list[str]], length_levels: tuple[int, ...]) -> dict[str, EncodedPostings]:
    # For speed, an occurrence is one number: the message, and in the lowest bits the position.
    bits = max(map(len, terms_by_message), default=0).bit_length()
    occurrences: dict[str, list[int]] = defaultdict(list)
    for n, message_terms in enumerate(terms_by_message):
        for occurrence, term in enumerate(message_terms, n << bits):
            occurrences[term].append(occurrence)
    return {term: _encode_postings(occurrences[term], bits, length_levels) for term in sorted(occurrences)}


def _encode_postings(occurrences: list[int], bits: int, length_levels: tuple[int, ...]) -> EncodedPostings:
    """Encode the occurrences of a term."""
    encoded_small, small_count = ENCODED_SMALL, len(ENCODED_SMALL)
    previous = occurrences[0]
    message = previous >> bits
    position = previous - (message << bits)
    ids = encoded_small[message] if message < small_count else encode((message,))
    positions = encoded_small[position] if position < small_count else encode((position,))
    weight = length_levels[message]
    if len(occurrences) == 1:  # most terms
        return EncodedPostings(ids, encoded_small[weight], positions)
    weights = ""
    for occurrence in occurrences[1:]:
        if (number := occurrence >> bits) == message:
            weight += BASE
            delta = occurrence - previous
        else:
            weights += encoded_small[weight] if weight < small_count else encode((weight,))
            delta = number - message
            ids += encoded_small[delta] if delta < small_count else encode((delta,))
            message, weight = number, length_levels[number]
            delta = occurrence - (number << bits)
        positions += encoded_small[delta] if delta < small_count else encode((delta,))
        previous = occurrence
    return EncodedPostings(
        ids, weights + (encoded_small[weight] if weight < small_count else encode((weight,))), positions
    )
