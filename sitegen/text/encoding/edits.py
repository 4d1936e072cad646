"""Apply and undo edits of a text, and map offsets between the text before and after."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from sitegen.model import Span


class Edit(NamedTuple):
    """One replacement. Neither side is empty, so that every offset has exactly one counterpart."""

    offset: int
    """Characters, in the text before."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EditMap:
    """Edits in order of their offset, not overlapping."""

    edits: tuple[Edit, ...] = ()
    _starts: "array[int]" = field(init=False, repr=False, compare=False)
    """Offset of each edit in the text after."""

    def __post_init__(self) -> None:
        starts, growth = array("q"), 0
        for edit in self.edits:
            starts.append(edit.offset + growth)
            growth += len(edit.after) - len(edit.before)
        object.__setattr__(self, "_starts", starts)

    def apply(self, before: str) -> str:
        """Return the text after the edits."""
        return _replace_all(before, ((edit.offset, edit.before, edit.after) for edit in self.edits))

    def undo(self, after: str) -> str:
        """Return the text before the edits."""
        pairs = zip(self._starts, self.edits, strict=True)
        return _replace_all(after, ((start, edit.after, edit.before) for start, edit in pairs))

    def span_before(self, span: Span) -> Span:
        """Convert a span of the text after to the text before; an edit cut by the span is included whole."""
        if not self.edits:  # most transcripts
            return span
        return Span(self._offset_before(span.start, round_up=False), self._offset_before(span.end, round_up=True))

    def offset_after(self, offset: int) -> int:
        """Convert an offset of the text before to one of the text after."""
        index = bisect_right(self.edits, offset, key=lambda edit: edit.offset) - 1
        if index < 0:
            return offset
        edit, start = self.edits[index], self._starts[index]
        beyond = offset - edit.offset - len(edit.before)
        return start + len(edit.after) + beyond if beyond >= 0 else start

    def _offset_before(self, offset: int, *, round_up: bool) -> int:
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return offset
        edit = self.edits[index]
        inside = offset - self._starts[index]
        beyond = inside - len(edit.after)
        if beyond >= 0:
            return edit.offset + len(edit.before) + beyond
        if len(edit.before) == len(edit.after):
            return edit.offset + inside
        return edit.offset + (len(edit.before) if round_up and inside else 0)


NO_EDITS = EditMap()


def _replace_all(text: str, replacements: Iterable[tuple[int, str, str]]) -> str:
    """Return ``text`` with each (offset, old, new) replaced."""
    parts: list[str] = []
    position = 0
    for offset, old, new in replacements:
        parts += (text[position:offset], new)
        position = offset + len(old)
    parts.append(text[position:])
    return "".join(parts)
