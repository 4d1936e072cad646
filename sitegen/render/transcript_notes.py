"""Group repairs and redactions for the notes of a conversation's page."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sitegen.model import Message, Redaction, Repair


@dataclass(frozen=True, slots=True)
class RepairNote:
    """All repairs of the same characters by the same method."""

    repair: Repair
    locations: tuple[tuple[int, str], ...]
    """Offset in the source and anchor of its message; the anchor is empty outside messages."""

    @property
    def count(self) -> int:
        """Return the number of repairs."""
        return len(self.locations)


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
        locations = tuple((each.offset, _anchor_at(each.offset, starts, messages)) for each in group)
        yield RepairNote(group[0], locations)


def redaction_notes(redactions: Sequence[Redaction], messages: Sequence[Message]) -> Iterator[RedactionNote]:
    """Group redactions by label, in order of first appearance."""
    messages = _in_source_order(messages)
    starts = [each.span.start for each in messages]
    groups: dict[str, list[Redaction]] = {}
    for each in redactions:
        groups.setdefault(each.label, []).append(each)
    for label, group in groups.items():
        locations = tuple((each.offset, _anchor_at(each.offset, starts, messages)) for each in group)
        yield RedactionNote(label, locations)


def _in_source_order(messages: Sequence[Message]) -> Sequence[Message]:
    return sorted(messages, key=lambda each: each.span.start)


def _anchor_at(offset: int, starts: Sequence[int], messages: Sequence[Message]) -> str:
    index = bisect_right(starts, offset) - 1
    return messages[index].anchor if index >= 0 and offset < messages[index].span.end else ""
