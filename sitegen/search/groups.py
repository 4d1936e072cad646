"""Divide the conversations of an archive into groups, and collect what the static index has of each group."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import Any, NamedTuple

from sitegen.model import OutputFile, Participant
from sitegen.search.documents import IN_BRANCH, DocumentHeader
from sitegen.search.ranking import LENGTH_LEVELS, length_level
from sitegen.search.segment_store import ConversationTexts
from sitegen.search.shard_files import make_shard
from sitegen.search.varint import encode
from sitegen.text.tokens import terms

_GROUP_SIZE = 1_600
"""Messages of a group, about; a conversation counts as `_CONVERSATION_SIZE` more."""
_CONVERSATION_SIZE = 16
_BORDER_DIVISOR = 16
"""A group that is large enough ends with one of so many conversations, chosen by their slugs."""
_TEXT_SIZE = 4_000
"""Characters of a text shard. The page loads one for each hit."""
_MESSAGE_SIZE = 40
"""Characters that a message has more in a shard than its text."""


class Group(NamedTuple):
    """Properties of conversations that are next to one another in time."""

    slugs: Sequence[str]
    titles: Sequence[str]
    sizes: Sequence[int]
    """Messages of each conversation."""
    participants: Sequence[Sequence[Any]]
    """Fields of `Participant`, in order of first appearance."""
    message_counts: Sequence[int]
    """By participant."""
    length_sum: int
    """Length of all texts, in terms."""
    title_length_sum: int
    """Length of the titles of all messages, in terms."""
    speakers: Sequence[Any]
    """By conversation the indexes of its participants; by message an index among these."""
    days: str
    """For messages of one day in a row: the delta of the day in zigzag encoding, and their number."""
    kinds: str
    """By message."""
    has_hidden: bool
    """Some messages are only found where the query asks for them."""
    languages: Sequence[str]
    """Languages of families, sorted."""


class TextShard(NamedTuple):
    """Texts of adjacent messages."""

    first: int
    """Number in the group of the first message."""
    file: OutputFile


def divide(conversations: Iterable[tuple[str, int]]) -> Iterator[slice]:
    """Yield the groups of conversations, given by slug and number of messages.

    A group ends where the hash of a slug says so. So a change moves no border but the nearest ones.
    """
    first = size = n = 0
    for n, (slug, messages) in enumerate(conversations, 1):
        size += messages + _CONVERSATION_SIZE
        is_border = zlib.crc32(slug.encode("utf-8", "surrogatepass")) % _BORDER_DIVISOR == 0
        if size >= _GROUP_SIZE and (is_border or size >= 3 * _GROUP_SIZE):
            yield slice(first, n)
            first, size = n, 0
    if first < n:
        yield slice(first, n)


def describe(headers: Sequence[DocumentHeader]) -> Group:
    """Collect the properties of a group of conversations."""
    numbers: dict[Participant, int] = {}
    participants = [[numbers.setdefault(each, len(numbers)) for each in header.participants] for header in headers]
    counts = [0] * len(numbers)
    for indexes, header in zip(participants, headers, strict=True):
        for speaker in header.speakers:
            counts[indexes[speaker]] += 1
    title_lengths = [LENGTH_LEVELS[length_level(len(terms(header.title)))] for header in headers]
    return Group(
        [header.slug for header in headers],
        [header.title for header in headers],
        [len(header.speakers) for header in headers],
        [[each.name, each.role, each.model, each.label] for each in numbers],
        counts,
        sum(LENGTH_LEVELS[level] for header in headers for level in header.length_levels),
        sum(length * len(header.speakers) for length, header in zip(title_lengths, headers, strict=True)),
        [
            encode(chain.from_iterable((len(indexes), *indexes) for indexes in participants)),
            encode(chain.from_iterable(header.speakers for header in headers)),
        ],
        encode(_day_runs(chain.from_iterable(header.days for header in headers))),
        encode(chain.from_iterable(header.kinds for header in headers)),
        any(kinds >= IN_BRANCH for header in headers for kinds in header.kinds),
        sorted({language for header in headers for language in header.languages}),
    )


def _day_runs(days: Iterable[int]) -> Iterator[int]:
    last = -1
    for day, messages in groupby(days):
        delta = day - last
        yield 2 * delta if delta >= 0 else -2 * delta - 1
        yield sum(1 for _ in messages)
        last = day


def text_shards(conversations: Iterable[tuple[DocumentHeader, ConversationTexts]]) -> Iterator[TextShard]:
    """Yield the shards with the texts of a group.

    They have parts of conversations: slug, title, participants, number of the first message; and of each message
    anchor, text, index of the participant, day and kinds. A shard ends after a conversation if it is half full, so
    that a change of one conversation changes few others.
    """
    parts: list[list[Any]] = []
    first = number = size = 0
    for header, (anchors, texts) in conversations:
        people = [[each.name, each.model, each.label] for each in header.participants]
        messages: list[list[Any]] = []
        rows = zip(anchors, texts, header.speakers, header.days, header.kinds, strict=True)
        for n, row in enumerate(rows):
            if not messages:
                parts.append([header.slug, header.title, people, n, messages])
            messages.append(list(row))
            number += 1
            size += len(row[1]) + _MESSAGE_SIZE
            if size >= _TEXT_SIZE:
                yield TextShard(first, make_shard("x", parts))
                parts, messages, first, size = [], [], number, 0
        if size >= _TEXT_SIZE // 2:
            yield TextShard(first, make_shard("x", parts))
            parts, first, size = [], number, 0
    if parts:
        yield TextShard(first, make_shard("x", parts))
