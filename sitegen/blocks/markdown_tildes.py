"""Markdown-it's rules for tildes: for fences, which asks `tildes` whether a line of them opens code, and for what
is struck out.

What stands around a fence is looked at in its block: the lines of a quote without the sign before them.
"""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import fence as _fence
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.strikethrough import tokenize as _strikethrough

from sitegen.blocks.tilde_fences import Tildes
from sitegen.text.fences import read_fence

_INTERRUPTS = ["paragraph", "reference", "blockquote", "list"]
_WAVES = re.compile(r"~{3,}+")
_SEEN = "tildes"
_ABOVE = 50
"""Lines above a block's first tildes; no more are looked at, so that many blocks in one paragraph stay cheap."""


def add_to(parser: MarkdownIt, only_nested: bool = False) -> None:
    """Puts these rules in the places of markdown-it's; ``strikethrough`` is enabled by those who want it.

    ``only_nested``: no tildes outside quotes and lists open code, as all that do have been taken out of the text.
    """

    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if state.src.startswith("~~~", state.bMarks[start] + state.tShift[start]):
            is_nested = state.level > 0 and state.sCount[start] >= state.blkIndent
            if (only_nested and not is_nested) or not _opens(state, start):
                return False
        return _fence(state, start, end, silent)

    parser.block.ruler.at("fence", rule, {"alt": _INTERRUPTS})
    parser.inline.ruler.at("strikethrough", strikethrough)


def strikethrough(state: StateInline, silent: bool) -> bool:
    """Two tildes strike out; three and more are waves, as on GitHub: ``~~~~|~~~~``."""
    waves = _WAVES.match(state.src, state.pos, state.posMax)
    if waves is None:
        return _strikethrough(state, silent)
    if not silent:
        state.append_pending(waves[0])
    state.pos = waves.end()
    return True


@dataclass(slots=True)
class _Block:
    """The lines of a quote, a list item or the text, from one of them to the last."""

    first: int
    end: int
    tildes: Tildes


def _opens(state: StateBlock, start: int) -> bool:
    fence = read_fence(_line(state, start).lstrip(" "))
    if fence is None:
        return False
    indent = max(0, min(state.blkIndent, state.sCount[start]))
    blocks: dict[tuple[int, int], _Block] = state.env.setdefault(_SEEN, {})
    block = blocks.get((state.level, indent))
    if not block or not block.first <= start < block.end <= state.lineMax:
        block = blocks[state.level, indent] = _block(state, start, indent)
    return block.tildes.opens(fence, start - block.first)


def _block(state: StateBlock, start: int, indent: int) -> _Block:
    """The block around a line; linear in its length, and it is asked for once."""
    first, end = start, start + 1
    while (
        first > start - _ABOVE
        and first
        and not state.isEmpty(first - 1)
        and state.sCount[first - 1] >= indent
    ):
        first -= 1
    while end < state.lineMax and (state.isEmpty(end) or state.sCount[end] >= indent):
        end += 1
    lines = [_line(state, line)[indent:] for line in range(first, end)]
    return _Block(first, end, Tildes(lines))


def _line(state: StateBlock, line: int) -> str:
    """A line as its block has it: without the signs of the quotes around."""
    return " " * state.sCount[line] + state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
