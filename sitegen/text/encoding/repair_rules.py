"""Infer the original character of each mojibake run from its context.

A rule resolves a run only if its evidence is conclusive; unresolved runs stay proposals.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sitegen.model.message import RepairMethod
from sitegen.text.encoding.box_drawing import Grid, line_character
from sitegen.text.encoding.code_pages import (
    KEYCAP,
    VARIATION_SELECTOR_15,
    VARIATION_SELECTOR_16,
    ZERO_WIDTH_JOINER,
    MojibakeRun,
    is_emoji,
    is_text_style,
)

_AI = r"AI-\d{1,3}"
_MODEL = r"(?: \([^\n]{1,120}\))?"
_SPEAKER = rf"\[{_AI}{_MODEL}\]: "
_FAILED, _INFO = "❌", "ℹ"

PRODUCER_LINES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(rf" {line}"), emoji)
    for line, emoji in (
        (rf"{_SPEAKER}!image\b", ("🎨", _FAILED)),
        (rf"{_AI}{_MODEL} created an image", ("🎨",)),
        (rf"{_SPEAKER}!video\b", ("🎬", _FAILED)),
        (rf"{_SPEAKER}!search\b", ("🔍", _FAILED)),
        (rf"{_SPEAKER}!prompt\b", ("💭", _FAILED)),
        (rf"{_SPEAKER}!temperature\b", ("🌡", _FAILED)),
        (rf"{_SPEAKER}!add_ai\b", ("✨", _FAILED, _INFO)),
        (rf"{_SPEAKER}!remove_ai\b", ("🗳", _FAILED)),
        (rf"{_AI} voted to remove\b", ("🗳",)),
        (rf"{_SPEAKER}!mute_self\b", ("🔇", _FAILED)),
        (r"Available models:", ("📋",)),
    )
)
"""The text after the emoji that starts a line, and the emoji that the program prints there."""


def _emoji_of_line(text: str, end: int) -> tuple[str, ...]:
    """Return the emoji that may start the line of ``text`` that continues at ``end``."""
    return next((emoji for line, emoji in PRODUCER_LINES if line.match(text, end)), ())


_OPENING_QUOTE, _CLOSING_QUOTE = "“”"
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
_RARE_SPACES = frozenset("\u2000\u2001\u2004\u2005\u2006\u2008")
"""Spaces that no keyboard and no model types, unlike the en, em and thin space."""
_MIN_ROW_LENGTH = 6
"""Longer than five, because people write ratings as rows of five stars or rings."""


@dataclass(slots=True)
class DamagedText:
    """A text with mojibake while it is repaired: its runs in order, and their characters as far as known."""

    text: str
    runs: Sequence[MojibakeRun]
    values: list[str] = field(init=False)
    """The restored character of each run; empty while unknown."""
    methods: list[RepairMethod] = field(init=False)

    def __post_init__(self) -> None:
        self.values = [each.candidates[0] if each.is_lossless else "" for each in self.runs]
        self.methods = [RepairMethod.LOSSLESS] * len(self.runs)

    def unknown(self) -> list[int]:
        """Return the indices of the unresolved runs."""
        return [index for index, value in enumerate(self.values) if not value]

    def resolve(self, index: int, value: str, method: RepairMethod) -> None:
        """Set the character of run ``index``."""
        self.values[index] = value
        self.methods[index] = method

    def char_before(self, index: int) -> str:
        """Return the restored character before a run; empty at the start or if unknown."""
        start = self.runs[index].start
        if index and self.runs[index - 1].end == start:
            return self.values[index - 1]
        return self.text[start - 1 : start] if start else ""

    def char_after(self, index: int) -> str:
        """Return the restored character after a run; empty at the end or if unknown."""
        end = self.runs[index].end
        if index + 1 < len(self.runs) and self.runs[index + 1].start == end:
            return self.values[index + 1]
        return self.text[end : end + 1]


def infer_repairs(damaged: DamagedText) -> None:
    """Resolve every run that a rule decides, the safest rules first."""
    for rule in (
        _only_candidates,
        _variation_selectors,
        _box_neighbours,
        _rules,
        _box_neighbours,  # again, because resolved rows give more context
        _quote_pairs,
        _joiners,
        _producer_lines,
    ):
        rule(damaged)


def _only_candidates(damaged: DamagedText) -> None:
    for index in damaged.unknown():
        candidates = [char for char in damaged.runs[index].candidates if char not in _RARE_SPACES]
        if len(candidates) == 1:
            damaged.resolve(index, candidates[0], RepairMethod.ONLY_CANDIDATE)


def _variation_selectors(damaged: DamagedText) -> None:
    for index in damaged.unknown():
        before = damaged.char_before(index)
        if VARIATION_SELECTOR_16 in damaged.runs[index].candidates and before and is_text_style(before):
            is_keycap = damaged.char_after(index) == KEYCAP
            if is_keycap if before.isascii() else _cannot_be_text_style(damaged, index):
                damaged.resolve(index, VARIATION_SELECTOR_16, RepairMethod.VARIATION_SELECTOR)


def _cannot_be_text_style(damaged: DamagedText, index: int) -> bool:
    """Return whether text style is impossible: ``♥`` is written with its selector, but never a thermometer."""
    is_old_symbol = damaged.char_before(index) <= "\uffff"
    return not is_old_symbol or VARIATION_SELECTOR_15 not in damaged.runs[index].candidates


def _box_neighbours(damaged: DamagedText) -> None:
    grid = _grid(damaged)
    waiting = sorted(grid.cells, reverse=True)
    while waiting:
        index = waiting.pop()
        if damaged.values[index]:
            continue
        char = grid.best(index)
        if char:
            damaged.resolve(index, char, RepairMethod.BOX_NEIGHBOURS)
            grid.put(index, char)
            waiting += grid.unknown_neighbours(index)


def _grid(damaged: DamagedText) -> Grid:
    return Grid.around(damaged.text, damaged.runs, damaged.values, damaged.unknown())


def _rules(damaged: DamagedText) -> None:
    """Resolve horizontal rules that are not next to a drawing, where only neighbours can decide."""
    grid = _grid(damaged)
    drawn = grid.lines_with_boxes()
    for row in _equal_rows(damaged):
        char = line_character(damaged.runs[row[0]].candidates)
        if len(row) < _MIN_ROW_LENGTH or not char:
            continue
        line, _ = grid.cells[row[0]]
        if drawn.isdisjoint((line - 1, line, line + 1)):
            for index in row:
                damaged.resolve(index, char, RepairMethod.RUN)


def _equal_rows(damaged: DamagedText) -> list[list[int]]:
    """Return the rows of adjacent unknown runs with the same damage."""
    rows: list[list[int]] = []
    last: MojibakeRun | None = None
    for index in damaged.unknown():
        run = damaged.runs[index]
        if last and last.end == run.start and last.damaged == run.damaged:
            rows[-1].append(index)
        else:
            rows.append([index])
        last = run
    return rows


def _quote_pairs(damaged: DamagedText) -> None:
    """Resolve a mark after a word as closing if a quotation is open in this paragraph."""
    breaks = [match.start() for match in _PARAGRAPH_END.finditer(damaged.text)]
    breaks.append(len(damaged.text))
    paragraph, is_open = 0, False
    for index, run in enumerate(damaged.runs):
        while breaks[paragraph] < run.start:
            paragraph, is_open = paragraph + 1, False
        if is_open and not damaged.values[index] and _can_close(damaged, index):
            damaged.resolve(index, _CLOSING_QUOTE, RepairMethod.QUOTE_PAIR)
        if damaged.values[index] in (_OPENING_QUOTE, _CLOSING_QUOTE):
            is_open = damaged.values[index] == _OPENING_QUOTE


def _can_close(damaged: DamagedText, index: int) -> bool:
    before, after = damaged.char_before(index), damaged.char_after(index)
    follows_word = bool(before) and not before.isspace()
    return follows_word and not after.isalnum() and _CLOSING_QUOTE in damaged.runs[index].candidates


def _joiners(damaged: DamagedText) -> None:
    for index in damaged.unknown():
        before, after = damaged.char_before(index), damaged.char_after(index)
        follows_emoji = bool(before) and (before == VARIATION_SELECTOR_16 or is_emoji(before))
        if follows_emoji and after and is_emoji(after) and ZERO_WIDTH_JOINER in damaged.runs[index].candidates:
            damaged.resolve(index, ZERO_WIDTH_JOINER, RepairMethod.ZWJ)


def _producer_lines(damaged: DamagedText) -> None:
    for index in damaged.unknown():
        run = damaged.runs[index]
        if run.start and damaged.text[run.start - 1] != "\n":
            continue
        printed = [char for char in _emoji_of_line(damaged.text, run.end) if char in run.candidates]
        if len(printed) == 1:
            damaged.resolve(index, printed[0], RepairMethod.PRODUCER)
