"""Make the outline of a page of a conversation: first words of turns, and headings in messages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sitegen.model import BlockKind, Message, MessageKind, Participant
from sitegen.render.levels import Level, message_level
from sitegen.render.summaries import beginning

OUTLINE_THRESHOLD = 40
"""A page with more messages has an outline."""
_MIN_HEADINGS = 6
"""A shorter page has one if it has as many headings."""
_MAX_GROUPS = 40
_MAX_HEADINGS = 60


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in a message."""

    id: str
    level: int
    """As in the transcript, from 1."""
    words: str


@dataclass(frozen=True, slots=True)
class MessageGroup:
    """Consecutive messages that are one entry of the outline."""

    first: int
    last: int
    anchor: str
    speaker: str
    opening_words: str
    drawings: int
    headings: tuple[Heading, ...] = ()


def outline(messages: Sequence[Message], headings: Mapping[str, Sequence[Heading]]) -> tuple[MessageGroup, ...]:
    """Return the entries of the outline of a page; none for a short page without headings.

    ``headings`` are those of each message, by its anchor. Many messages are in at most 40 groups, each with the same
    number of messages of the talk.
    """
    chosen = _choose([headings.get(each.anchor, ()) for each in messages])
    if len(messages) > OUTLINE_THRESHOLD:
        groups = [*_groups(messages)]
    elif sum(map(len, chosen)) >= _MIN_HEADINGS:
        groups = [*_turns(messages)]
    else:
        return ()
    by_anchor = dict(zip((each.anchor for each in messages), chosen, strict=True))
    return tuple(message_group(each, by_anchor) for each in groups)


def message_group(messages: Sequence[Message], headings: Mapping[str, Sequence[Heading]] | None = None) -> MessageGroup:
    """Return the entry for messages; its words are of the first one that readers see at every level."""
    speech = (each for each in messages if each.kind is MessageKind.SPEECH)
    first = next((each for each in messages if _is_talk(each)), None) or next(speech, messages[0])
    return MessageGroup(
        messages[0].number,
        messages[-1].number,
        first.anchor,
        first.participant.name,
        beginning(first),
        sum(block.kind is BlockKind.ART for each in messages for block in each.blocks),
        tuple(heading for each in messages for heading in (headings or {}).get(each.anchor, ())),
    )


def _choose(headings: Sequence[Sequence[Heading]]) -> Sequence[Sequence[Heading]]:
    """Return at most 60 headings: of the highest levels, else the first of each message, else none."""
    for deepest in range(6, 0, -1):
        chosen = [[each for each in own if each.level <= deepest] for own in headings]
        if sum(map(len, chosen)) <= _MAX_HEADINGS and (deepest == 6 or any(chosen)):
            return chosen
    firsts = [own[:1] for own in headings]
    return firsts if sum(map(len, firsts)) <= _MAX_HEADINGS else [()] * len(headings)


def _groups(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    talk = [n for n, each in enumerate(messages) if _is_talk(each)] or range(len(messages))
    size = next(n for n in _group_sizes() if n * _MAX_GROUPS >= len(talk))
    starts = [0, *talk[size::size], len(messages)]
    for start, end in pairwise(starts):
        yield messages[start:end]


def _is_talk(message: Message) -> bool:
    return message.kind is MessageKind.SPEECH and message_level(message) is Level.TALK


def _turns(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    """Yield what each speaker says before the next one begins, with the events before and within it."""
    turn: list[Message] = []
    speaker: Participant | None = None
    for each in messages:
        if each.kind is MessageKind.SPEECH:
            if speaker not in (None, each.participant):
                yield turn
                turn = []
            speaker = each.participant
        turn.append(each)
    yield turn


def _group_sizes() -> Iterator[int]:
    """Yield round sizes: 1, 2, 5, 10, 20, 50 …"""
    scale = 1
    while True:
        yield from (scale, 2 * scale, 5 * scale)
        scale *= 10
