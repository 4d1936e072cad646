"""Cut text from the terminal of Claude Code into blocks: lines that begin with one mark, such as ``❯`` or ``⏺``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from sitegen.model import Span
from sitegen.text.line_index import line_starts

SAY = re.compile(r" ?(?P<mark>[⏺●])(?: |$)")
RESULT = re.compile(r"[ \t]{1,6}⎿[ \t\u00a0]*")
PROMPT = re.compile(r"❯(?:[ \u00a0]|$)")
OLD_PROMPT = re.compile(r">(?:[ \u00a0]|$)")
_BOXED_PROMPT = re.compile(r"│ [>❯][ \u00a0]")
BOX_EDGE = re.compile(r"[╭╰][─━]{5,}.*[╮╯]")
_THINKING = re.compile(r"[✻✽✶✢✳∴] Thinking\b(?!.*\besc to interrupt)")
_COMPACTED = re.compile(r"[\s✻═─]*Conversation compacted\b")
_STATE = re.compile(
    r"[✻✽✶✢✳] .*|\s*\? for shortcuts\b.*|\s*⏵⏵ .*|[─━]{20,}|[═ ]{20,}|\s{10,}(?:Context left|Thinking o|Bypassing).*"
)
# Only words: what the terminal draws may be wider than its text.
_WORDS = re.compile(r"(?:[⏺●❯] |  )(?=[^\n]*[a-z])[^─━═│|╭╰┌└├_=*]+$")
_OWN_LINE = re.compile(r" *(?:[-*•+] |\d+[.)] |#+ |[|│├└┌─━═☐☒✓✔✗>`])")
"""The start of a line that begins something new, such as an item of a list."""
_OWN_LINE_BEFORE = re.compile(r"[─━═|│]$")
_MIN_WIDTH = 40  # of a terminal


class TerminalMark(Enum):
    """The meaning of the mark that begins a block."""

    OPENING = auto()
    PROMPT = auto()
    SPEECH = auto()
    THINKING = auto()
    RESULT = auto()
    EVENT = auto()
    STATE = auto()


@dataclass(slots=True)
class TerminalBlock:
    """Lines ``first`` to ``end`` (half-open) that begin with one mark."""

    kind: TerminalMark
    first: int
    end: int
    margin: int = 2
    """Characters before the text of its first line."""


class TerminalText:
    """The lines of a text, and their blocks."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self._starts = line_starts(lines)
        self._is_new_style = any(PROMPT.match(line) for line in lines)
        self._mark = "⏺" if any(line.lstrip(" ").startswith("⏺") for line in lines) else "●"
        self.unmarked: list[int] = []
        """Lines that begin an answer without its mark."""
        self.blocks = [*self._blocks()]
        """The blocks of all lines that are not blank."""
        self._widths: dict[TerminalMark, int] = {}
        """Of the lines of each kind of block, at most; those of prompts are shorter."""
        for each in self.blocks:
            words = (len(line.rstrip()) for line in lines[each.first : each.end] if _WORDS.match(line))
            self._widths[each.kind] = max(self._widths.get(each.kind, _MIN_WIDTH), *words, _MIN_WIDTH)

    def span(self, block: TerminalBlock) -> Span:
        """Return the range of a block in the text."""
        return Span(self._starts[block.first], self._starts[block.end] - 1)

    def text(self, block: TerminalBlock) -> str:
        """Return the words of a block without its mark and margin."""
        lines = [line.rstrip() for line in self.lines[block.first : block.end]]
        if _BOXED_PROMPT.match(lines[0]):
            lines = [line.rstrip("│").rstrip() for line in lines]
            return "\n".join([lines[0][block.margin :], *(line[1:].strip() for line in lines[1:])]).strip()
        margin = {TerminalMark.RESULT: block.margin, TerminalMark.PROMPT: 2 * self._is_new_style}.get(block.kind, 2)
        # Lines that the terminal wrapped have less margin.
        rest = [line[min(margin, len(line) - len(line.lstrip(" "))) :] for line in lines[1:]]
        if block.kind is TerminalMark.RESULT or (block.kind is TerminalMark.PROMPT and not self._is_new_style):
            return "\n".join([lines[0][block.margin :], *rest]).strip("\n")
        return _unwrapped(lines, [lines[0][block.margin :], *rest], self._widths[block.kind]).strip("\n")

    def _blocks(self) -> Iterator[TerminalBlock]:
        """Yield the blocks of all lines that are not blank."""
        block: TerminalBlock | None = None
        is_after_blank = True
        for n, line in enumerate(self.lines):
            if not line.strip():
                is_after_blank = True
                continue
            started = self._start(line, block, is_after_blank=is_after_blank)
            if (
                started is None
                and block
                and (block.kind is TerminalMark.EVENT or (block.kind is TerminalMark.STATE and line.startswith("  ")))
            ):
                started = TerminalMark.SPEECH, 2  # goes on after a line of the program
            if started is None and block is None:
                started = TerminalMark.OPENING, 0
            if started:
                if block:
                    yield block
                kind, margin = started
                block = TerminalBlock(kind, n, n + 1, margin)
                if kind is TerminalMark.SPEECH and not SAY.match(line):
                    self.unmarked.append(n)
            elif block:
                block.end = n + 1
            is_after_blank = False
        if block:
            yield block

    def _start(
        self, line: str, block: TerminalBlock | None, *, is_after_blank: bool
    ) -> tuple[TerminalMark, int] | None:
        """Return the kind of block that a line begins, and the characters before its text; None if it goes on."""
        first = line[0]
        if (match := SAY.match(line)) and match["mark"] == self._mark:
            return TerminalMark.SPEECH, match.end()
        if "⎿" in line[:8] and (match := RESULT.match(line)) and block:
            return TerminalMark.RESULT, match.end()
        if first == "❯" and (match := PROMPT.match(line)):
            return TerminalMark.PROMPT, match.end()
        if first == ">" and not self._is_new_style and is_after_blank and (match := OLD_PROMPT.match(line)):
            return TerminalMark.PROMPT, match.end()
        if first == "│" and (match := _BOXED_PROMPT.match(line)):
            return TerminalMark.PROMPT, match.end()
        if block is None:
            return None
        if _COMPACTED.match(line):
            return TerminalMark.EVENT, 0
        if first in "✻✽✶✢✳∴" and _THINKING.match(line):
            return TerminalMark.THINKING, len(line)
        if _STATE.fullmatch(line.rstrip()) or (first in "╭╰" and BOX_EDGE.match(line)):
            return TerminalMark.STATE, 0
        is_answer = (
            block.kind is TerminalMark.PROMPT and not self._is_new_style and is_after_blank and line.startswith("  ")
        )
        return (TerminalMark.SPEECH, 2) if is_answer else None


def _unwrapped(lines: list[str], texts: list[str], width: int) -> str:
    """Join the lines of a paragraph: a line was wrapped if the next word does not fit into it.

    ``lines`` are as wide as in the terminal, ``texts`` are without their margin.
    """
    joined = [texts[0]]
    for line, text, following in zip(lines, texts, texts[1:], strict=False):
        word = following.lstrip(" ").partition(" ")[0]
        is_wrapped = text and following and len(line) + 1 + len(word) > width
        if is_wrapped and not (_OWN_LINE.match(following) or _OWN_LINE_BEFORE.search(text)):
            joined += (" ", following.lstrip(" "))
        else:
            joined += ("\n", following)
    return "".join(joined)
