"""Add rules for tildes to markdown-it: for fences, with `tilde_fences`, and for strikethrough.

The context of a fence is its block: the lines of a quote without their ``>``.
"""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import fence as markdown_fence
from markdown_it.rules_inline import StateInline

from sitegen.blocks import cjk_emphasis
from sitegen.blocks.tilde_fences import TildeFences
from sitegen.text.fences import parse_fence

_INTERRUPTS = ["paragraph", "reference", "blockquote", "list"]
_LONG_RUN = re.compile(r"~{3,}+")
_ROW = re.compile(r" *`{3,} *")
_ENV_KEY = "tildes"
_MAX_LINES_ABOVE = 50
"""Maximum number of lines above the first tildes of a block, so that many blocks in one paragraph stay cheap."""


def add_tilde_rules(parser: MarkdownIt, only_nested: bool = False) -> None:
    """Replace the rules of markdown-it; enable ``strikethrough`` separately.

    ``only_nested``: tildes and backticks without a language never open code outside quotes and lists, because those
    fences were removed from the text; what is left is drawn.
    """

    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        is_nested = state.level > 0 and state.sCount[start] >= state.blkIndent
        if state.src.startswith("~~~", state.bMarks[start] + state.tShift[start]):
            if (only_nested and not is_nested) or not _opens_code(state, start):
                return False
        elif only_nested and not is_nested and _ROW.fullmatch(_line(state, start)):
            return False
        return markdown_fence(state, start, end, silent)

    parser.block.ruler.at("fence", rule, {"alt": _INTERRUPTS})
    parser.inline.ruler.at("strikethrough", strikethrough)


def strikethrough(state: StateInline, silent: bool) -> bool:
    """Parse two tildes as strikethrough; three and more are text, as on GitHub: ``~~~~|~~~~``."""
    run = _LONG_RUN.match(state.src, state.pos, state.posMax)
    if run is None:
        return cjk_emphasis.strikethrough(state, silent)
    if not silent:
        state.append_pending(run[0])
    state.pos = run.end()
    return True


@dataclass(slots=True)
class _Block:
    """The lines of a quote, a list item or the text, from one line to the last."""

    first: int
    end: int
    tildes: TildeFences


def _opens_code(state: StateBlock, start: int) -> bool:
    fence = parse_fence(_line(state, start).lstrip(" "))
    if fence is None:
        return False
    indent = max(0, min(state.blkIndent, state.sCount[start]))
    blocks: dict[tuple[int, int], _Block] = state.env.setdefault(_ENV_KEY, {})
    block = blocks.get((state.level, indent))
    if not block or not block.first <= start < block.end <= state.lineMax:
        block = blocks[state.level, indent] = _block(state, start, indent)
    return block.tildes.opens_code(fence, start - block.first)


def _block(state: StateBlock, start: int, indent: int) -> _Block:
    """Return the block around a line, in time linear in its length; called once per block."""
    first, end = start, start + 1
    while (
        first > start - _MAX_LINES_ABOVE
        and first
        and not state.isEmpty(first - 1)
        and state.sCount[first - 1] >= indent
    ):
        first -= 1
    while end < state.lineMax and (state.isEmpty(end) or state.sCount[end] >= indent):
        end += 1
    lines = [_line(state, line)[indent:] for line in range(first, end)]
    return _Block(first, end, TildeFences(lines))


def _line(state: StateBlock, line: int) -> str:
    """Return a line of its block, without the ``>`` of the quotes around it."""
    return " " * state.sCount[line] + state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
