"""Rules for paragraphs, quotes, lists, headings and tables, stricter than CommonMark's.

What is hardly meant as Markdown, or would lose something, stays text. Each has markdown-it's signature: a
rule that takes lines writes tokens for them, unless ``silent``, and moves ``state.line`` behind them.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import blockquote as _quote
from markdown_it.rules_block import heading as _heading
from markdown_it.rules_block import list_block as _list
from markdown_it.rules_block import table as _table

# A lone "-" is a dash, "007." a name and "1984." a year: lists would show a dot, a 7, and half of the year.
_ITEM = re.compile(r"(?:[-+*]|(?:0|[1-9]\d{0,2})[.)])[ \t]++[^ \t\n]")
_HEADING = re.compile(r"#{1,6}[ \t][ \t#]*+[^ \t#\n]")
_DISPLAYED_MATHS = {"\\[": "\\]", "$$": "$$"}
_MOST_LINES_OF_MATHS = 50


def add_to(parser: MarkdownIt) -> None:
    """Puts these rules in the places of CommonMark's; ``table`` is enabled by those who want it."""
    rules = parser.block.ruler
    # The second half says which blocks a rule may interrupt.
    rules.at("table", table, {"alt": ["paragraph"]})
    rules.at("code", indented)
    rules.at("blockquote", quote, {"alt": ["paragraph", "blockquote", "list"]})
    rules.at("list", list_, {"alt": ["paragraph", "blockquote"]})
    rules.at("heading", heading, {"alt": ["paragraph", "blockquote"]})
    rules.at("paragraph", paragraph)


def indented(_state: StateBlock, _start: int, _end: int, _silent: bool) -> bool:
    """Takes nothing: models fence their code, and what they indent is verse.

    While a rule of this name is active, all others leave lines alone that four blanks indent.
    """
    return False


def paragraph(state: StateBlock, start: int, _end: int, _silent: bool) -> bool:
    """Lines up to a blank one or another block, with the white space that indents the first."""
    outer, state.parentType = state.parentType, "paragraph"
    line = _after_maths(state, start)
    while line < state.lineMax and not state.isEmpty(line) and not _is_interrupted(state, line):
        line = _after_maths(state, line)
    state.parentType = outer
    state.line = line
    state.push("paragraph_open", "p", 1).map = [start, line]
    token = state.push("inline", "", 0)
    token.content = state.getLines(start, line, state.blkIndent, False).rstrip()
    token.map = [start, line]
    token.children = []
    state.push("paragraph_close", "p", -1)
    return True


def _is_interrupted(state: StateBlock, line: int) -> bool:
    if state.sCount[line] - state.blkIndent > 3:  # indented text continues the paragraph
        return False
    rules = state.md.block.ruler.getRules("paragraph")
    return any(rule(state, line, state.lineMax, True) for rule in rules)


def _after_maths(state: StateBlock, line: int) -> int:
    """The line after ``line``, or after the formula that it opens: its ``+`` and ``-`` begin no list."""
    text = _text(state, line)
    closer = _DISPLAYED_MATHS.get(text[:2])
    if closer and closer not in text[2:]:
        for later in range(line + 1, min(line + _MOST_LINES_OF_MATHS, state.lineMax)):
            if state.isEmpty(later) or state.sCount[later] < state.blkIndent:
                break
            if closer in _text(state, later):
                return later + 1
    return line + 1


def quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lines that begin with ``> ``, and lone ``>`` between them; ``>_<`` is a face, ``>>> x`` a prompt.

    A line without the sign is outside: whoever answers a quote does not say it.
    """
    if not state.src.startswith(">", state.bMarks[start] + state.tShift[start]) or state.is_code_block(start):
        return False
    if silent:
        return _text(state, start)[:2] in ("> ", ">\t")
    line, says_something = start, False
    while line < end and _is_quoted(state, line):
        says_something = says_something or _text(state, line) != ">"
        line += 1
    if not says_something:
        return False
    outer, state.lineMax = state.lineMax, line
    _quote(state, start, line, False)
    state.lineMax = outer
    return True


def _is_quoted(state: StateBlock, line: int) -> bool:
    return _text(state, line)[:2] in ("> ", ">\t", ">") and state.sCount[line] >= state.blkIndent


def list_(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Like CommonMark's, if its first item says something and has a number that a list can show."""
    begins = _ITEM.match(state.src, state.bMarks[start] + state.tShift[start], state.eMarks[start])
    return begins is not None and _list(state, start, end, silent)


def heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Like CommonMark's, if it says something."""
    begins = _HEADING.match(state.src, state.bMarks[start] + state.tShift[start], state.eMarks[start])
    return begins is not None and _heading(state, start, end, silent)


def table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Like GitHub's, if all that was written stands in its cells; after one that would lose some, none."""
    before = len(state.tokens)
    if "cells_lost" in state.env or not _table(state, start, end, silent):
        return False
    if silent or _keeps_cells(state, start, before):
        return True
    del state.tokens[before:]
    state.line = start
    state.env["cells_lost"] = True  # each look at a table may go to the end of the text
    return False


def _keeps_cells(state: StateBlock, start: int, before: int) -> bool:
    """A row longer than the heading loses its end, an escaped ``|`` its backslash."""
    rows = (_text(state, line) for line in range(start, state.line) if line != start + 1)
    cells = (token.content for token in state.tokens[before:] if token.type == "inline")
    return sum(map(_ink, rows)) == sum(map(_ink, cells))


def _ink(text: str) -> int:
    return len("".join(text.split()).replace("|", ""))


def _text(state: StateBlock, line: int) -> str:
    """A line without the white space around it."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip(" \t")
