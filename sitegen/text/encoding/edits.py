"""Replaced stretches of a text, and the way between the text before and the text after."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from sitegen.model import Span


class Edit(NamedTuple):
    """One replaced stretch. Neither side is ever empty, so that every place has exactly one counterpart."""

    offset: int
    """Characters of the text before."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Edits:
    """Edits in order of their offset, none overlapping another."""

    items: tuple[Edit, ...] = ()
    _starts: "array[int]" = field(init=False, repr=False, compare=False)
    """Where each edit begins in the text after."""

    def __post_init__(self) -> None:
        starts, growth = array("q"), 0
        for edit in self.items:
            starts.append(edit.offset + growth)
            growth += len(edit.after) - len(edit.before)
        object.__setattr__(self, "_starts", starts)

    def apply(self, before: str) -> str:
        """The text after."""
        return _replaced(before, ((edit.offset, edit.before, edit.after) for edit in self.items))

    def undo(self, after: str) -> str:
        """The text before."""
        pairs = zip(self._starts, self.items, strict=True)
        return _replaced(after, ((start, edit.after, edit.before) for start, edit in pairs))

    def origin(self, span: Span) -> Span:
        """The range of the text before that became ``span``; whole edits where it cuts through one."""
        return Span(self._origin(span.start, up=False), self._origin(span.end, up=True))

    def image(self, offset: int) -> int:
        """Where the character at ``offset`` of the text before stands in the text after."""
        index = bisect_right(self.items, offset, key=lambda edit: edit.offset) - 1
        if index < 0:
            return offset
        edit, start = self.items[index], self._starts[index]
        beyond = offset - edit.offset - len(edit.before)
        return start + len(edit.after) + beyond if beyond >= 0 else start

    def _origin(self, offset: int, *, up: bool) -> int:
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return offset
        edit = self.items[index]
        inside = offset - self._starts[index]
        beyond = inside - len(edit.after)
        if beyond >= 0:
            return edit.offset + len(edit.before) + beyond
        if len(edit.before) == len(edit.after):
            return edit.offset + inside
        return edit.offset + (len(edit.before) if up and inside else 0)


NO_EDITS = Edits()


def _replaced(text: str, stretches: Iterable[tuple[int, str, str]]) -> str:
    """``text`` with each (offset, old, new) replaced."""
    parts: list[str] = []
    position = 0
    for offset, old, new in stretches:
        parts += (text[position:offset], new)
        position = offset + len(old)
    parts.append(text[position:])
    return "".join(parts)
