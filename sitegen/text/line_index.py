"""Offsets of a text ↔ its lines, as Markdown and editors count them."""

import re
from bisect import bisect_right

_END = re.compile(r"\r\n?|\n")


class Lines:
    """Where the lines of a text begin and end."""

    def __init__(self, text: str) -> None:
        self.text = text
        ends = [*_END.finditer(text)]
        self._starts = [0, *(end.end() for end in ends)]
        self._ends = [*(end.start() for end in ends), len(text)]

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, line: int) -> str:
        """The line, counted from 0, without its end."""
        return self.text[self._starts[line] : self._ends[line]]

    def start(self, line: int) -> int:
        """Where the line begins, counted from 0; behind the last one the end of the text."""
        return self._starts[line] if line < len(self._starts) else len(self.text)

    def line(self, offset: int) -> int:
        """The line that holds the character, from 1."""
        return bisect_right(self._starts, offset)

    def column(self, offset: int) -> int:
        """The character's place in its line, from 1."""
        return offset - self._starts[self.line(offset) - 1] + 1
