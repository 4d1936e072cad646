"""Convert between offsets and lines of a text, as Markdown and editors count lines."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

_LINE_END = re.compile(r"\r\n?|\n")


def line_starts(lines: Sequence[str], first: int = 0) -> list[int]:
    """Return the offset of each line of a text that was split at newlines, and where a further one would be."""
    return list(accumulate(map((1).__add__, map(len, lines)), initial=first))


class LineIndex:
    """The start and end offsets of the lines of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        ends = [*_LINE_END.finditer(text)]
        self._starts = [0, *(end.end() for end in ends)]
        self._ends = [*(end.start() for end in ends), len(text)]

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, line: int) -> str:
        """Return the line with this index (from 0), without its line end."""
        return self.text[self._starts[line] : self._ends[line]]

    def start(self, line: int) -> int:
        """Return the offset of the line with this index (from 0); after the last line the end of the text."""
        return self._starts[line] if line < len(self._starts) else len(self.text)

    def line_number(self, offset: int) -> int:
        """Return the number, from 1, of the line that holds the character."""
        return bisect_right(self._starts, offset)

    def column(self, offset: int) -> int:
        """Return the position of the character in its line, from 1."""
        return offset - self._starts[self.line_number(offset) - 1] + 1
