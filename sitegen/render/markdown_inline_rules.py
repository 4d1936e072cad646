"""Rules for what stands inside a paragraph, where CommonMark's own would drop what somebody wrote.

Each has markdown-it's signature: it moves ``state.pos`` behind what it takes, and writes unless ``silent``.
"""

import re
import string

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import autolink as _autolink
from markdown_it.rules_inline import backtick as _backtick
from markdown_it.rules_inline.emphasis import tokenize as _emphasis

_MATHS = {"\\(": "\\)", "\\[": "\\]", "$$": "$$"}
"""What opens a formula, and what closes it. A single dollar is money."""
_PUNCTUATION = frozenset(string.punctuation)
_REST_OF_URL = re.compile(r"://[^\s<>\[\]`\"\\|]+")
_ENDS_NO_URL = "*_~.,;:!?'\")"
_WORD = frozenset(string.ascii_letters + string.digits)
_NAME = re.compile(r"(?:_{1,2}[A-Za-z0-9]++(?:_+[A-Za-z0-9]++)++_{1,2}|__[a-z][a-z0-9]*+__)(?!\w)")
_NO_MAIL = re.compile(r"<[^\s<>@:]*+@[^\s<>.]*+>")


def add_to(parser: MarkdownIt) -> None:
    """Puts these rules in the places of CommonMark's."""
    rules = parser.inline.ruler
    rules.at("newline", newline)
    rules.at("escape", backslash)
    rules.at("backticks", code)
    rules.at("emphasis", emphasis)
    rules.at("autolink", autolink)
    rules.before("newline", "url", url)
    rules.before("escape", "maths", maths)


def newline(state: StateInline, silent: bool) -> bool:
    """Every newline breaks the line, and what indents the next line stays (verse)."""
    if state.src[state.pos] != "\n":
        return False
    if not silent:
        state.pending = state.pending.rstrip(" ")
        state.push("hardbreak", "br", 0)
    state.pos += 1
    return True


def url(state: StateInline, silent: bool) -> bool:
    """An address that is not a link keeps its underscores and asterisks."""
    pos = state.pos
    if state.src[pos] != ":" or not state.src[max(pos - 5, 0) : pos].lower().endswith(("http", "https")):
        return False
    found = _REST_OF_URL.match(state.src, pos, state.posMax)
    return found is not None and _say(state, pos + len(found[0].rstrip(_ENDS_NO_URL)), silent)


def maths(state: StateInline, silent: bool) -> bool:
    """A formula in TeX stays as it is: its signs mean something else there."""
    opener = state.src[state.pos : state.pos + 2]
    if opener not in _MATHS:
        return False
    closer = _MATHS[opener]
    if state.html_terminator_last(closer) < state.pos + 2:  # remembered: looking again each time is quadratic
        return False
    end = state.src.index(closer, state.pos + 2) + 2
    return end <= state.posMax and _say(state, end, silent)


def backslash(state: StateInline, silent: bool) -> bool:
    """A backslash takes the meaning from the sign after it, and both are shown."""
    end = state.pos + 2
    is_escape = state.src[state.pos] == "\\" and end <= state.posMax and state.src[end - 1] in _PUNCTUATION
    return is_escape and _say(state, end, silent)


def code(state: StateInline, silent: bool) -> bool:
    """Like CommonMark's, but a newline inside stays one."""
    start = state.pos
    if not _backtick(state, silent):
        return False
    token = state.tokens[-1] if state.tokens and not silent else None
    if token and token.type == "code_inline" and not state.pending:
        marks = len(token.markup)
        text = state.src[start + marks : state.pos - marks]
        if "\n" in text:
            has_margin = text[0] in " \n" and text[-1] in " \n" and not text.isspace()
            token.content = text[1:-1] if has_margin else text
    return True


def emphasis(state: StateInline, silent: bool) -> bool:
    """Like CommonMark's, but ``__name__`` and ``_A_TABLE_`` are names, ``^_^`` a face, ``a*b`` a product."""
    start = state.pos
    sign, before = state.src[start], state.src[start - 1] if start else " "
    if sign == "_" and not before.isalnum() and before != "_":
        name = _NAME.match(state.src, start, state.posMax)
        if name:
            return _say(state, name.end(), silent)
    if not _emphasis(state, silent):
        return False
    after = state.src[state.pos : state.pos + 1]
    delimiters = state.delimiters[start - state.pos :]
    if sign == "_" and (before == after or before + after == "><"):
        for each in delimiters:
            each.open = each.close = False
    elif before in _WORD and (len(delimiters) == 1 or (before.isdigit() and after.isdigit())):
        for each in delimiters:
            each.open = False
    return True


def autolink(state: StateInline, silent: bool) -> bool:
    """Like CommonMark's, but ``<puts@plt>`` is no address of mail."""
    return not _NO_MAIL.match(state.src, state.pos) and _autolink(state, silent)


def _say(state: StateInline, end: int, silent: bool) -> bool:
    """Takes the text up to ``end`` as it is."""
    if not silent:
        first, *more = state.src[state.pos : end].split("\n")
        state.append_pending(first)
        for line in more:
            state.push("hardbreak", "br", 0)
            state.append_pending(line)
    state.pos = end
    return True
