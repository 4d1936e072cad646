"""Block rules for markdown-it (paragraphs, rules, quotes, lists, headings, tables), stricter than CommonMark's.

Text that is unlikely to be meant as Markdown, or would lose something, stays text. Each rule has markdown-it's
signature: it adds tokens for the lines it matches, unless ``silent``, and moves ``state.line`` behind them.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import blockquote as _quote
from markdown_it.rules_block import heading as _heading
from markdown_it.rules_block import hr as _hr
from markdown_it.rules_block import list_block as _list
from markdown_it.rules_block import table as _table

# A lone "-" is a dash, "007." a name and "1984." a year; as list items they would be shown wrongly.
_ITEM = re.compile(r"(?:[-+*]|(?:0|[1-9]\d{0,2})[.)])[ \t]++[^ \t\n]")
_HEADING = re.compile(r"#{1,6}[ \t]++(?!#+[ \t]|[^\n]*[ \t]#+[ \t]++#+[ \t]*$)[^\n]*\S")
_RULE = re.compile(r"([-*_])(?:[ \t]*\1){2,}")
_USUAL_RULE = re.compile(r"([-*_])(?:\1{2,}|(?:[ \t]\1){2})")
# Lines of signs, as in "- - - -", "* . *", "# . #" and "> ^ <", are drawn; "- ..." is a list item.
_SIGNS = "[!-/:-@\\[-`{-~]"
_DRAWN_ITEM = re.compile(rf"\S+[ \t]+(?:[-+*]|{_SIGNS}+(?:[ \t]+{_SIGNS}+)+)$")
_ONLY_SIGNS = re.compile(rf"(?:{_SIGNS}|[ \t])*$")
_DRAWN_QUOTE = re.compile(r"[<>^~|/\\*+=#_ \t-]*$")
_DISPLAY_MATH = {"\\[": "\\]", "$$": "$$"}
_MAX_MATH_LINES = 50


def add_to(parser: MarkdownIt) -> None:
    """Replace CommonMark's rules by these; ``table`` must be enabled separately."""
    rules = parser.block.ruler
    # `alt` lists the blocks that a rule may interrupt.
    rules.at("table", table, {"alt": ["paragraph"]})
    rules.at("code", indented_code)
    rules.at("hr", rule, {"alt": ["paragraph", "blockquote", "list"]})
    rules.at("blockquote", quote, {"alt": ["paragraph", "blockquote", "list"]})
    rules.at("list", list_, {"alt": ["paragraph", "blockquote"]})
    rules.at("heading", heading, {"alt": ["paragraph", "blockquote"]})
    rules.at("paragraph", paragraph)


def indented_code(_state: StateBlock, _start: int, _end: int, _silent: bool) -> bool:
    """Match nothing: models fence their code, and indented text is verse.

    While a rule of this name is active, all others skip lines that are indented by four spaces.
    """
    return False


def paragraph(state: StateBlock, start: int, _end: int, _silent: bool) -> bool:
    """Match lines up to a blank line or another block, and keep the indentation of the first."""
    outer, state.parentType = state.parentType, "paragraph"
    line = _after_math(state, start)
    while line < state.lineMax and not state.isEmpty(line) and not _is_interrupted(state, line):
        line = _after_math(state, line)
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


def _after_math(state: StateBlock, line: int) -> int:
    """Return the line after ``line``, or after the formula that begins there: ``+`` and ``-`` in it start no list."""
    text = _text(state, line)
    closer = _DISPLAY_MATH.get(text[:2])
    if closer and closer not in text[2:]:
        for later in range(line + 1, min(line + _MAX_MATH_LINES, state.lineMax)):
            if state.isEmpty(later) or state.sCount[later] < state.blkIndent:
                break
            if closer in _text(state, later):
                return later + 1
    return line + 1


def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Match ``---``, ``* * *`` and the like; not waves, as ``- - - -`` or one such line on another."""
    if not _USUAL_RULE.fullmatch(_text(state, start)):
        return False
    others = (line for line in (start - 1, start + 1) if 0 <= line < state.lineMax)
    return not any(_RULE.fullmatch(_text(state, line)) for line in others) and _hr(state, start, end, silent)


def quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Match lines that begin with ``> ``, and lone ``>`` between them; not ``>_<`` or the prompt ``>>> x``.

    There is no lazy continuation: a line without the sign is an answer to the quote.
    """
    if not state.src.startswith(">", state.bMarks[start] + state.tShift[start]) or state.is_code_block(start):
        return False
    if silent:
        return _text(state, start)[:2] in ("> ", ">\t")
    line, has_content = start, False
    while line < end and _is_quoted(state, line):
        has_content = has_content or not _DRAWN_QUOTE.match(_text(state, line))
        line += 1
    if not has_content:
        return False
    outer, state.lineMax = state.lineMax, line
    _quote(state, start, line, False)
    state.lineMax = outer
    return True


def _is_quoted(state: StateBlock, line: int) -> bool:
    return _text(state, line)[:2] in ("> ", ">\t", ">") and state.sCount[line] >= state.blkIndent


def list_(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Match lists as CommonMark does, if the first item has content that is not drawn, and a number HTML can show."""
    text = _text(state, start)
    return _ITEM.match(text) is not None and not _DRAWN_ITEM.match(text) and _list(state, start, end, silent)


def heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Match headings as CommonMark does, if they have content that is not drawn."""
    text = _text(state, start)
    return _HEADING.match(text) is not None and not _ONLY_SIGNS.match(text) and _heading(state, start, end, silent)


def table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Match tables as GitHub does, if no text is lost; after a table that would lose text, none."""
    before = len(state.tokens)
    if "cells_lost" in state.env or not _table(state, start, end, silent):
        return False
    if silent or _keeps_cells(state, start, before):
        return True
    del state.tokens[before:]
    state.line = start
    state.env["cells_lost"] = True  # each attempt may scan to the end of the text
    return False


def _keeps_cells(state: StateBlock, start: int, before: int) -> bool:
    """Return whether the cells hold all text: long rows lose cells, and escaped bars their backslash."""
    rows = (_text(state, line) for line in range(start, state.line) if line != start + 1)
    cells = (token.content for token in state.tokens[before:] if token.type == "inline")
    return sum(map(_visible_length, rows)) == sum(map(_visible_length, cells))


def _visible_length(text: str) -> int:
    return len("".join(text.split()).replace("|", ""))


def _text(state: StateBlock, line: int) -> str:
    """Return a line without surrounding white space."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip(" \t")
