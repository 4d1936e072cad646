"""Group repairs and redactions for the notes of a conversation's page."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sitegen.model import Message, Redaction, Repair

_INK = frozenset("LNPS")
"""First letters of the general categories of characters that one can see alone."""


@dataclass(frozen=True, slots=True)
class RepairNote:
    """All repairs of the same characters by the same method."""

    repair: Repair
    places: tuple[tuple[str, int, tuple[int, ...]], ...]
    """Anchor and number of a message, and offsets in the source; for those outside messages, empty and 0."""

    @property
    def count(self) -> int:
        """Return the number of repairs."""
        return sum(len(offsets) for _, _, offsets in self.places)

    @property
    def before(self) -> str:
        """Return what is in the source; invisible characters by their numbers."""
        return _with_ink(self.repair.before)

    @property
    def after(self) -> str:
        """Return what is on the page; invisible characters by their numbers."""
        return _with_ink(self.repair.after)


@dataclass(frozen=True, slots=True)
class RedactionNote:
    """All redactions with the same label."""

    label: str
    """Kind of the removed text; empty if the owner gave none."""
    locations: tuple[tuple[int, str], ...]
    """Offset in the source and anchor of its message; the anchor is empty outside messages."""

    @property
    def count(self) -> int:
        """Return the number of redactions."""
        return len(self.locations)


def repair_notes(repairs: Sequence[Repair], messages: Sequence[Message]) -> Iterator[RepairNote]:
    """Group identical repairs, in order of first appearance, the proposed ones last."""
    messages = _in_source_order(messages)
    starts = [each.span.start for each in messages]
    groups: dict[tuple[object, ...], list[Repair]] = {}
    for each in repairs:
        groups.setdefault((each.before, each.after, each.method, each.confident, each.candidates), []).append(each)
    for group in sorted(groups.values(), key=lambda group: not group[0].confident):
        located = ((_message_at(each.offset, starts, messages), each.offset) for each in group)
        places = (
            (message.anchor if message else "", message.number if message else 0, tuple(offset for _, offset in found))
            for message, found in groupby(located, key=lambda each: each[0])
        )
        yield RepairNote(group[0], tuple(places))


def redaction_notes(redactions: Sequence[Redaction], messages: Sequence[Message]) -> Iterator[RedactionNote]:
    """Group redactions by label, in order of first appearance."""
    messages = _in_source_order(messages)
    starts = [each.span.start for each in messages]
    groups: dict[str, list[Redaction]] = {}
    for each in redactions:
        groups.setdefault(each.label, []).append(each)
    for label, group in groups.items():
        found = ((each.offset, _message_at(each.offset, starts, messages)) for each in group)
        yield RedactionNote(label, tuple((offset, message.anchor if message else "") for offset, message in found))


def _in_source_order(messages: Sequence[Message]) -> Sequence[Message]:
    return sorted(messages, key=lambda each: each.span.start)


def _message_at(offset: int, starts: Sequence[int], messages: Sequence[Message]) -> Message | None:
    index = bisect_right(starts, offset) - 1
    return messages[index] if index >= 0 and offset < messages[index].span.end else None


def _with_ink(text: str) -> str:
    """Return the text; one that nobody could see, such as a variation selector alone, as ``U+FE0F``."""
    if any(unicodedata.category(each)[0] in _INK and each != "\ufffc" for each in text):
        return text
    return " ".join(f"U+{ord(each):04X}" for each in text)
