"""Parse the lines that open and close fenced code (CommonMark 0.31, section 4.5).

A line of tildes may also be part of a drawing: `sitegen.blocks.tilde_fences` decides.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

# A backtick after the opening backticks makes the line inline code. The text after tildes must be a language, as in
# "~~~ c++", "~~~ {.r}" and "~~~js{1,3}": "~~~~|~~~~" and "~~~ <- the sea" are drawings. CommonMark is less strict.
_LANGUAGE = r"\.?[^\W_](?:[\w+#.:/={},\"'-]*[\w+#}\"'])?(?:[ \t](?:[^~\n]|~/)*+)?|\{[^~\n]*+"
_FENCE = re.compile(
    r"(?m)^(?P<indent> {0,3})(?:(?P<ticks>`{3,}+)(?=[^`\n]*$)"
    rf"|(?P<tildes>~{{3,}}+)(?=[^\S\n]*+(?:{_LANGUAGE})?[^\S\n]*$))(?P<info>[^\n]*)$"
)


@dataclass(frozen=True, slots=True)
class Fence:
    """A line that opens or closes fenced code."""

    start: int
    """Offset of the line."""
    indent: int
    char: str
    length: int
    info: str
    """Text after the marks, stripped; a line with any cannot close a fence."""

    def closes(self, opener: "Fence") -> bool:
        """Return whether this line closes the code that ``opener`` opened."""
        return not self.info and self.char == opener.char and self.length >= opener.length


def find_fences(text: str) -> Iterator[Fence]:
    """Yield every line of ``text`` that could be a fence; which ones are depends on the lines before."""
    return map(_fence, _FENCE.finditer(text))


def parse_fence(text: str, start: int = 0, end: int = sys.maxsize) -> Fence | None:
    """Parse the line from ``start`` to ``end`` (without its newline); return None if it is no fence."""
    match = _FENCE.match(text, start, end)
    return _fence(match) if match else None


def _fence(match: re.Match[str]) -> Fence:
    marks = match["ticks"] or match["tildes"]
    info = match["info"].strip()
    return Fence(match.start(), len(match["indent"]), marks[0], len(marks), info)
