"""The lines that open and close fenced code (CommonMark 0.31, section 4.5): the one place that knows them.

Whether a line of tildes opens code its look alone cannot tell: `tildes` does.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

# A back-tick after back-ticks makes the line code in a sentence. What follows tildes must be a language, as in
# "~~~ c++", "~~~ {.r}" and "~~~js{1,3}": "~~~~|~~~~" and "~~~ <- the sea" are drawn. CommonMark asks for less.
_LANGUAGE = r"\.?[^\W_](?:[\w+#.:/={},\"'-]*[\w+#}\"'])?(?:[ \t](?:[^~\n]|~/)*+)?|\{[^~\n]*+"
_FENCE = re.compile(
    r"(?m)^(?P<indent> {0,3})(?:(?P<ticks>`{3,}+)(?=[^`\n]*$)"
    rf"|(?P<tildes>~{{3,}}+)(?=[^\S\n]*+(?:{_LANGUAGE})?[^\S\n]*$))(?P<info>[^\n]*)$"
)


@dataclass(frozen=True, slots=True)
class Fence:
    """A line that opens a stretch of code, or closes one."""

    start: int
    """Where the line begins."""
    indent: int
    char: str
    length: int
    info: str
    """What follows the marks, without the blanks around it; a line with any closes nothing."""

    def closes(self, opener: "Fence") -> bool:
        """Whether the code that ``opener`` opened ends here."""
        return not self.info and self.char == opener.char and self.length >= opener.length


def find_fences(text: str) -> Iterator[Fence]:
    """Every line of ``text`` that could be a fence, in order; which ones are depends on those before."""
    return map(_fence, _FENCE.finditer(text))


def read_fence(text: str, start: int = 0, end: int = sys.maxsize) -> Fence | None:
    """The fence that the line from ``start`` to ``end`` (without its newline) is, or None."""
    match = _FENCE.match(text, start, end)
    return _fence(match) if match else None


def _fence(match: re.Match[str]) -> Fence:
    marks = match["ticks"] or match["tildes"]
    info = match["info"].strip()
    return Fence(match.start(), len(match["indent"]), marks[0], len(marks), info)
