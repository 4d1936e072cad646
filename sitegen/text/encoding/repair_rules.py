"""Which of its candidates a damaged stretch was: rules that look at what stands around it.

Every rule settles only what its evidence decides; what no rule settles stays a proposal.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sitegen.model.message import How
from sitegen.text.encoding.box_drawing import Grid, line_of
from sitegen.text.encoding.code_pages import (
    KEYCAP,
    VARIATION_SELECTOR_15,
    VARIATION_SELECTOR_16,
    ZERO_WIDTH_JOINER,
    Stretch,
    is_emoji,
    is_text_style,
)

_AI = r"AI-\d{1,3}"
_MODEL = r"(?: \([^\n]{1,120}\))?"
_SPEAKER = rf"\[{_AI}{_MODEL}\]: "
_FAILED, _KNOWN = "❌", "ℹ"

LINES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(rf" {line}"), emoji)
    for line, emoji in (
        (rf"{_SPEAKER}!image\b", ("🎨", _FAILED)),
        (rf"{_AI}{_MODEL} created an image", ("🎨",)),
        (rf"{_SPEAKER}!video\b", ("🎬", _FAILED)),
        (rf"{_SPEAKER}!search\b", ("🔍", _FAILED)),
        (rf"{_SPEAKER}!prompt\b", ("💭", _FAILED)),
        (rf"{_SPEAKER}!temperature\b", ("🌡", _FAILED)),
        (rf"{_SPEAKER}!add_ai\b", ("✨", _FAILED, _KNOWN)),
        (rf"{_SPEAKER}!remove_ai\b", ("🗳", _FAILED)),
        (rf"{_AI} voted to remove\b", ("🗳",)),
        (rf"{_SPEAKER}!mute_self\b", ("🔇", _FAILED)),
        (r"Available models:", ("📋",)),
    )
)
"""What follows the picture that begins a line, and the pictures that the program prints there."""


def emoji_of_line(text: str, end: int) -> tuple[str, ...]:
    """The pictures that may begin the line of ``text`` that goes on at ``end``."""
    return next((emoji for line, emoji in LINES if line.match(text, end)), ())


_OPENING_QUOTE, _CLOSING_QUOTE = "“”"
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
_SHORTEST_RUN = 6
"""Stars and rings stand in rows too, but of five: the marks out of five that people give."""


@dataclass(slots=True)
class Draft:
    """A damaged text while it is restored: its stretches in order and what is known of each."""

    text: str
    stretches: Sequence[Stretch]
    values: list[str] = field(init=False)
    """The restored character of each stretch; empty while it is unknown."""
    hows: list[How] = field(init=False)

    def __post_init__(self) -> None:
        self.values = [each.candidates[0] if each.is_lossless else "" for each in self.stretches]
        self.hows = [How.LOSSLESS] * len(self.stretches)

    def unknown(self) -> list[int]:
        """The stretches that are not settled."""
        return [index for index, value in enumerate(self.values) if not value]

    def settle(self, index: int, value: str, how: How) -> None:
        """Stretch ``index`` was ``value``."""
        self.values[index] = value
        self.hows[index] = how

    def char_before(self, index: int) -> str:
        """The restored character before a stretch; empty at the start or where it is unknown."""
        start = self.stretches[index].start
        if index and self.stretches[index - 1].end == start:
            return self.values[index - 1]
        return self.text[start - 1 : start] if start else ""

    def char_after(self, index: int) -> str:
        """The restored character behind a stretch; empty at the end or where it is unknown."""
        end = self.stretches[index].end
        if index + 1 < len(self.stretches) and self.stretches[index + 1].start == end:
            return self.values[index + 1]
        return self.text[end : end + 1]


def infer(draft: Draft) -> None:
    """Settles every stretch that a rule decides, the safest rules first."""
    for rule in (
        _only_candidates,
        _variation_selectors,
        _box_neighbours,
        _runs,
        _box_neighbours,  # a run that is known now tells more
        _quote_pairs,
        _joiners,
        _producer_lines,
    ):
        rule(draft)


def _only_candidates(draft: Draft) -> None:
    for index in draft.unknown():
        candidates = draft.stretches[index].candidates
        if len(candidates) == 1:
            draft.settle(index, candidates[0], How.ONLY_CANDIDATE)


def _variation_selectors(draft: Draft) -> None:
    for index in draft.unknown():
        before = draft.char_before(index)
        if VARIATION_SELECTOR_16 in draft.stretches[index].candidates and before and is_text_style(before):
            is_keycap = draft.char_after(index) == KEYCAP
            if is_keycap if before.isascii() else _cannot_be_text_style(draft, index):
                draft.settle(index, VARIATION_SELECTOR_16, How.VARIATION_SELECTOR)


def _cannot_be_text_style(draft: Draft, index: int) -> bool:
    """Some write ``♥`` with the selector that asks for text; nobody does that to a thermometer."""
    is_old_symbol = draft.char_before(index) <= "\uffff"
    return not is_old_symbol or VARIATION_SELECTOR_15 not in draft.stretches[index].candidates


def _box_neighbours(draft: Draft) -> None:
    grid = _grid(draft)
    waiting = sorted(grid.places, reverse=True)
    while waiting:
        index = waiting.pop()
        if draft.values[index]:
            continue
        char = grid.best(index)
        if char:
            draft.settle(index, char, How.BOX_NEIGHBOURS)
            grid.put(index, char)
            waiting += grid.unknown_neighbours(index)


def _grid(draft: Draft) -> Grid:
    return Grid.around(draft.text, draft.stretches, draft.values, draft.unknown())


def _runs(draft: Draft) -> None:
    """A rule by itself. Where a drawing is near, only its neighbours can decide."""
    grid = _grid(draft)
    drawn = grid.lines_with_boxes()
    for run in _rows_of_one(draft):
        char = line_of(draft.stretches[run[0]].candidates)
        if len(run) < _SHORTEST_RUN or not char:
            continue
        line, _ = grid.places[run[0]]
        if drawn.isdisjoint((line - 1, line, line + 1)):
            for index in run:
                draft.settle(index, char, How.RUN)


def _rows_of_one(draft: Draft) -> list[list[int]]:
    """Unknown stretches that look the same and adjoin one another, row by row."""
    rows: list[list[int]] = []
    last: Stretch | None = None
    for index in draft.unknown():
        stretch = draft.stretches[index]
        if last and last.end == stretch.start and last.damaged == stretch.damaged:
            rows[-1].append(index)
        else:
            rows.append([index])
        last = stretch
    return rows


def _quote_pairs(draft: Draft) -> None:
    """A quotation that was opened in this paragraph, and not closed, is closed behind a word."""
    breaks = [match.start() for match in _PARAGRAPH_END.finditer(draft.text)]
    breaks.append(len(draft.text))
    paragraph, is_open = 0, False
    for index, stretch in enumerate(draft.stretches):
        while breaks[paragraph] < stretch.start:
            paragraph, is_open = paragraph + 1, False
        if is_open and not draft.values[index] and _can_close(draft, index):
            draft.settle(index, _CLOSING_QUOTE, How.QUOTE_PAIR)
        if draft.values[index] in (_OPENING_QUOTE, _CLOSING_QUOTE):
            is_open = draft.values[index] == _OPENING_QUOTE


def _can_close(draft: Draft, index: int) -> bool:
    before, after = draft.char_before(index), draft.char_after(index)
    is_behind_a_word = bool(before) and not before.isspace()
    return is_behind_a_word and not after.isalnum() and _CLOSING_QUOTE in draft.stretches[index].candidates


def _joiners(draft: Draft) -> None:
    for index in draft.unknown():
        before, after = draft.char_before(index), draft.char_after(index)
        is_picture = bool(before) and (before == VARIATION_SELECTOR_16 or is_emoji(before))
        if (
            is_picture
            and after
            and is_emoji(after)
            and ZERO_WIDTH_JOINER in draft.stretches[index].candidates
        ):
            draft.settle(index, ZERO_WIDTH_JOINER, How.ZWJ)


def _producer_lines(draft: Draft) -> None:
    for index in draft.unknown():
        stretch = draft.stretches[index]
        if stretch.start and draft.text[stretch.start - 1] != "\n":
            continue
        printed = [char for char in emoji_of_line(draft.text, stretch.end) if char in stretch.candidates]
        if len(printed) == 1:
            draft.settle(index, printed[0], How.PRODUCER)
