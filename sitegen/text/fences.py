"""Parse the lines that open and close fenced code (CommonMark 0.31, section 4.5), and pair them as the writer meant.

A line of tildes may also be part of a drawing: `sitegen.blocks.tilde_fences` decides.
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

# A backtick after the opening backticks makes the line inline code. The text after tildes must be a language, as in
# "~~~ c++", "~~~ {.r}" and "~~~js{1,3}": "~~~~|~~~~" and "~~~ <- the sea" are drawings. CommonMark is less strict.
_LANGUAGE = r"\.?[^\W_](?:[\w+#.:/={},\"'-]*[\w+#}\"'])?(?:[ \t](?:[^~\n]|~/)*+)?|\{[^~\n]*+"
_MARKS = (
    r"(?:(?P<ticks>`{3,}+)(?=[^`\n]*$)"
    rf"|(?P<tildes>~{{3,}}+)(?=[^\S\n]*+(?:{_LANGUAGE})?[^\S\n]*$))(?P<info>[^\n]*)$"
)
_FENCE = re.compile(rf"(?m)^(?P<indent> {{0,3}}){_MARKS}")
_FENCE_IN_LIST = re.compile(rf"(?m)^(?P<indent> {{0,12}})(?P<item>(?:[-*+]|\d{{1,9}}[.)]) {{1,4}})?{_MARKS}")
_THREE_MARKS = re.compile("```|~~~")
_MAX_LENGTH = 64  # longer fences count as this long when they are paired, which bounds the time
_MAX_INDENT = 3  # outside lists; a deeper line is indented code


class Fence(NamedTuple):
    """A line that opens or closes fenced code."""

    start: int
    """Offset of the line."""
    indent: int
    char: str
    length: int
    info: str
    """Text after the marks, stripped; a line with any cannot close a fence."""
    is_item: bool = False
    """On the first line of a list item, as in ``- ```py``, so that it cannot close a fence."""

    @property
    def is_in_list(self) -> bool:
        """Return whether the line is a fence only in a list."""
        return self.is_item or self.indent > _MAX_INDENT

    @property
    def only_opens(self) -> bool:
        """Return whether the line cannot close a fence."""
        return self.is_item or bool(self.info)

    def closes(self, opener: "Fence") -> bool:
        """Return whether this line closes the code that ``opener`` opened."""
        return not self.only_opens and self.may_follow(opener)

    def nests_in(self, opener: "Fence") -> bool:
        """Return whether this line opens code inside the code that ``opener`` opened."""
        return self.only_opens and self.may_follow(opener)

    def may_follow(self, opener: "Fence") -> bool:
        """Return whether this line is more than code inside the code that ``opener`` opened."""
        return self.char == opener.char and self.length >= opener.length


def find_fences(text: str) -> Iterator[Fence]:
    """Yield every line of ``text`` that could be a fence, in list items too; `FencePairs` tells which ones are."""
    is_in_item = False
    for match in filter(None, map(partial(_FENCE_IN_LIST.match, text), _lines_with_marks(text))):
        indent, item, ticks, tildes, info = match.groups()
        fence = _fence(match.start(), indent, ticks or tildes, info, is_item=item is not None)
        if not fence.is_in_list or fence.is_item or (is_in_item and not fence.info):
            is_in_item = fence.is_item
            yield fence


def _lines_with_marks(text: str) -> Iterator[int]:
    """Yield the offsets of the lines with three backticks or tildes."""
    position = 0
    while mark := _THREE_MARKS.search(text, position):
        yield text.rfind("\n", position, mark.start()) + 1 or position
        end = text.find("\n", mark.end())
        position = len(text) if end < 0 else end + 1


def parse_fence(text: str, start: int = 0, end: int = sys.maxsize) -> Fence | None:
    """Parse the line from ``start`` to ``end`` (without its newline); return None if it is no fence."""
    match = _FENCE.match(text, start, end)
    if match is None:
        return None
    indent, ticks, tildes, info = match.groups()
    return _fence(match.start(), indent, ticks or tildes, info)


def _fence(start: int, indent: str, marks: str, info: str, *, is_item: bool = False) -> Fence:
    return Fence(start, len(indent), marks[0], len(marks), info.strip(), is_item)


def _always(_: int) -> bool:
    return True


class FencePairs:
    """Which fences of a message open code, and which close it; linear in their number.

    In CommonMark the first bare fence closes the code, and lines such as ```` ```text ```` in it are code. But people
    and models put fenced blocks into a ```` ```markdown ```` block. So fences nest where they can: one with text after
    its marks opens code inside code, and a bare one closes the innermost. Of all readings the one counts that leaves
    no fence open, if there is one, and that takes the fewest lines which can only open for mere code.
    """

    def __init__(
        self, fences: Sequence[Fence], opens: Callable[[int], bool] = _always, closes: Callable[[int], bool] = _always
    ) -> None:
        """Pair ``fences``.

        ``opens`` tells whether the one with this index can open code outside code, ``closes`` whether it can close
        code if it has no text after its marks.
        """
        self._fences = fences
        nested, plain = _ends(fences, closes)
        self.ends: list[int | None] = [None] * len(fences)
        """For each fence, if it opens code, the index of the fence that closes it; None if none does."""
        self.is_nested: list[bool] = [False] * len(fences)
        """For each fence, if it opens code, whether fences inside it are paired too."""
        self.opens: list[bool] = [opens(n) for n in range(len(fences))]
        """For each fence, whether it can open code outside code."""
        self.costs: list[tuple[int, int]] = [(0, 0)] * (len(fences) + 1)
        """For the fences from each one on: how many stay open, and how many blocks hold a line that should open."""
        for n in range(len(fences) - 1, -1, -1):
            self.costs[n], self.ends[n] = self._best_end(n, nested[n], plain[n])
            self.is_nested[n] = self.ends[n] is not None and self.ends[n] != plain[n]

    def __iter__(self) -> Iterator[tuple[int, int | None]]:
        """Yield the indexes of the fences that open code outside code, with those that close it."""
        n = 0
        while n < len(self._fences):
            if not self.opens[n]:
                n += 1
                continue
            end = self.ends[n]
            yield n, end
            n = len(self._fences) if end is None else end + 1

    def _best_end(self, n: int, nested: int | None, plain: int | None) -> tuple[tuple[int, int], int | None]:
        if not self.opens[n]:
            return self.costs[n + 1], nested if nested is not None else plain
        if plain is None:
            return (1, 0), None
        open_count, forced = self.costs[plain + 1]
        if nested == plain:
            return (open_count, forced), plain
        choices = [((open_count, forced + 1), plain)]
        if nested is not None:
            choices.append((self.costs[nested + 1], nested))
        return min(choices, key=lambda choice: choice[0])


def _ends(fences: Sequence[Fence], closes: Callable[[int], bool]) -> tuple[list[int | None], list[int | None]]:
    """Return for each fence the one that closes it if fences nest, and the first that can close it."""
    nested: list[int | None] = [None] * len(fences)
    plain: list[int | None] = [None] * len(fences)
    kinds = [(fence.char, min(fence.length, _MAX_LENGTH)) for fence in fences]
    # For each kind of open fence and each place: the fence that closes it from there on.
    after: dict[tuple[str, int], tuple[list[int | None], list[int | None]]] = {
        kind: ([None] * (len(fences) + 1), [None] * (len(fences) + 1)) for kind in set(kinds)
    }
    for n in range(len(fences) - 1, -1, -1):
        char, length = kinds[n]
        nested[n], plain[n] = (ends[n + 1] for ends in after[kinds[n]])
        inner = nested[n]
        only_opens = fences[n].only_opens
        is_drawn = not only_opens and not closes(n)
        for (open_char, open_length), (nested_after, plain_after) in after.items():
            if is_drawn or char != open_char or length < open_length:  # code
                nested_after[n], plain_after[n] = nested_after[n + 1], plain_after[n + 1]
            elif only_opens:
                nested_after[n] = None if inner is None else nested_after[inner + 1]
                plain_after[n] = plain_after[n + 1]
            else:
                nested_after[n] = plain_after[n] = n
    return nested, plain
