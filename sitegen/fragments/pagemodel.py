"""The text of a page as a browser searches it."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from sitegen.fragments.folding import fold, folded_length, is_blank, unfolded_offset

BETWEEN = "\n"
"""Between two blocks, in `PageModel.text` and in `PageModel.folded`."""


@dataclass(frozen=True, slots=True)
class Block:
    """Text that no block boundary and no ``<br>`` divides, without white space at its edges."""

    text: str
    anchor: str
    """The id of its message; empty outside of messages."""
    is_said: bool
    """Is it of a message's body, and not a caption of ours?"""
    drawing: str = ""
    """The id of the drawing that it is."""
    is_closed: bool = False
    """Is it hidden until its ``<details>`` is opened? Browsers find it, but do not see it beside what is not."""
    breaks: tuple[int, ...] = ()
    """Offsets inside where some browser, at some width, has a boundary: a term never goes over them."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a page."""

    start: int
    """In characters of `PageModel.text`, as ``end``, which is behind the last one."""
    end: int
    anchor: str
    """The id of the message in which it begins; empty outside of messages."""
    last_anchor: str
    """That of the message in which it ends."""


@dataclass(frozen=True)
class PageModel:
    """The blocks of a page, in order, and both of their texts as a whole."""

    blocks: tuple[Block, ...]

    @cached_property
    def text(self) -> str:
        """As it was written, blocks divided by a newline."""
        return BETWEEN.join(block.text for block in self.blocks)

    @cached_property
    def folded(self) -> str:
        """As it is searched, blocks divided by a newline, the only ones in it."""
        return BETWEEN.join(self._folds)

    @cached_property
    def starts(self) -> Sequence[int]:
        """Of each block, the offset in `text`."""
        return tuple(_starts(block.text for block in self.blocks))

    @cached_property
    def _folds(self) -> Sequence[str]:
        return tuple(fold(block.text) for block in self.blocks)

    @cached_property
    def _folded_starts(self) -> Sequence[int]:
        return tuple(_starts(self._folds))

    def block_at(self, offset: int) -> int:
        """The index of the block that holds the character at ``offset`` of `text`, or the newline before it."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def folded_offset(self, offset: int) -> int:
        """Where ``offset`` of `text` is in `folded`."""
        n = self.block_at(offset)
        return self._folded_starts[n] + folded_length(self.blocks[n].text, offset - self.starts[n])

    def unfolded_offset(self, offset: int) -> int:
        """Where ``offset`` of `folded` is in `text`."""
        n = max(bisect_right(self._folded_starts, offset) - 1, 0)
        return self.starts[n] + unfolded_offset(self.blocks[n].text, offset - self._folded_starts[n])

    def passage(self, start: int, end: int) -> Passage | None:
        """The characters from ``start`` to ``end`` of `text`, less white space at both ends; None if that is all."""
        text = self.text
        while start < end and is_blank(text[start]):
            start += 1
        while start < end and is_blank(text[end - 1]):
            end -= 1
        if start >= end:
            return None
        first, last = self.blocks[self.block_at(start)], self.blocks[self.block_at(end - 1)]
        return Passage(start, end, first.anchor, last.anchor)

    def words(self, passage: Passage) -> str:
        """The text of ``passage``."""
        return self.text[passage.start : passage.end]


def _starts(texts: "Sequence[str] | Iterator[str]") -> Iterator[int]:
    at = 0
    for text in texts:
        yield at
        at += len(text) + len(BETWEEN)
