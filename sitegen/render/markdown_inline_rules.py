"""Inline rules for markdown-it that replace CommonMark rules which drop or change text.

Each has markdown-it's signature: it moves ``state.pos`` behind what it matches, and adds tokens unless ``silent``.
"""

import re
import string
from collections.abc import Container
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import autolink as _autolink
from markdown_it.rules_inline import backtick as _backtick
from markdown_it.rules_inline import image as _image

from sitegen.blocks import cjk_emphasis
from sitegen.render.formulas import end_of_formula, is_formula, mathml

_MATH = {"\\(": "\\)", "\\[": "\\]", "$$": "$$"}
"""Opening and closing delimiters of formulas; a single dollar may also be money."""
_MIN_IN_BRACKETS = 3
_PUNCTUATION = frozenset(string.punctuation)
_REST_OF_URL = re.compile(r"://[^\s<>\[\]`\"\\|]+")
_NOT_URL_END = "*_~.,;:!?'\")"
_WORD_CHARACTERS = frozenset(string.ascii_letters + string.digits)
_NAME = re.compile(r"(?:_{1,2}[A-Za-z0-9]++(?:_+[A-Za-z0-9]++)++_{1,2}|__[a-z][a-z0-9]*+__)(?!\w)")
_DRAWN_CODE = re.compile(r"[!-/:-@\[-`{-~\s]*$")
"""Only signs and white space."""
_GAP = re.compile(r" {3}|\n {2}")
_STROKES = frozenset("/\\|^=")
_NOT_EMAIL = re.compile(r"<[^\s<>@:]*+@[^\s<>.]*+>")


def add_to(parser: MarkdownIt) -> None:
    """Replace CommonMark's rules by these."""
    rules = parser.inline.ruler
    rules.at("newline", newline)
    rules.at("escape", backslash)
    rules.at("backticks", code)
    rules.at("emphasis", emphasis)
    rules.at("autolink", autolink)
    rules.at("image", image)
    rules.before("newline", "url", url)
    rules.before("escape", "maths", math)


def newline(state: StateInline, silent: bool) -> bool:
    """Render every newline as a line break, and keep the indentation of the next line (verse)."""
    if state.src[state.pos] != "\n":
        return False
    if not silent:
        state.pending = state.pending.rstrip(" ")
        state.push("hardbreak", "br", 0)
    state.pos += 1
    return True


def url(state: StateInline, silent: bool) -> bool:
    """Keep underscores and asterisks in bare URLs."""
    pos = state.pos
    if state.src[pos] != ":" or not state.src[max(pos - 5, 0) : pos].lower().endswith(("http", "https")):
        return False
    match = _REST_OF_URL.match(state.src, pos, state.posMax)
    return match is not None and _add_text(state, pos + len(match[0].rstrip(_NOT_URL_END)), silent)


def math(state: StateInline, silent: bool) -> bool:
    """Match formulas in TeX; what is between their delimiters, but no formula, is text."""
    opener = state.src[state.pos : state.pos + 2]
    if opener not in _MATH:
        end = end_of_formula(state.src, state.pos, state.posMax) if opener[:1] == "$" else 0
        return end > 0 and _add_formula(state, end, silent)
    closer = _MATH[opener]
    if state.html_terminator_last(closer) < state.pos + 2:  # cached: searching each time is quadratic
        return False
    end = state.src.index(closer, state.pos + 2) + 2
    if end > state.posMax:
        return False
    tex = state.src[state.pos + 2 : end - 2]
    is_box = opener == "\\[" and len(tex.strip()) < _MIN_IN_BRACKETS  # ``\[x\]`` is one with a tick
    if is_box or not is_formula(tex):
        return _add_text(state, end, silent)
    return _add_formula(state, end, silent)


def _add_formula(state: StateInline, end: int, silent: bool) -> bool:
    """Add a formula, or its text if it cannot be set."""
    source = state.src[state.pos : end]
    html = "" if silent else state.env.get("set_formula", mathml)(source)
    if not html:
        return _add_text(state, end, silent)
    token = state.push("formula", "", 0)
    token.content, token.meta = source, {"mathml": html}
    state.pos = end
    return True


def backslash(state: StateInline, silent: bool) -> bool:
    """Keep a backslash and the character that it escapes, both as text."""
    end = state.pos + 2
    is_escape = state.src[state.pos] == "\\" and end <= state.posMax and state.src[end - 1] in _PUNCTUATION
    return is_escape and _add_text(state, end, silent)


def code(state: StateInline, silent: bool) -> bool:
    """Match code spans as CommonMark does, but keep newlines inside, and backticks that are drawn."""
    start, count, pending = state.pos, len(state.tokens), state.pending
    if not _backtick(state, silent):
        return False
    token = state.tokens[-1] if len(state.tokens) > count else None
    if token is None or token.type != "code_inline":
        return True
    marks = len(token.markup)
    text = state.src[start + marks : state.pos - marks]
    if _is_drawn(text):
        end = state.pos
        del state.tokens[count:], state.tokens_meta[count:]
        state.pos, state.pending = start, pending
        return _add_text(state, end, silent)
    if "\n" in text:
        has_margin = text[0] in " \n" and text[-1] in " \n" and not text.isspace()
        token.content = text[1:-1] if has_margin else text
    return True


def _is_drawn(text: str) -> bool:
    """Return whether the text between backticks is part of a drawing: signs with spaces at the ends, or wide gaps."""
    if _DRAWN_CODE.match(text) and "`" not in text:
        return text[0].isspace() or text[-1].isspace() or "\n" in text
    return ("\n" in text and _GAP.search(text) is not None) or (text.startswith("  ") and text.endswith("  "))


def emphasis(state: StateInline, silent: bool) -> bool:
    r"""Match emphasis as CommonMark does, and next to CJK; not in ``__name__``, ``^_^``, ``_/\_`` and ``a*b``."""
    start = state.pos
    sign, before = state.src[start], state.src[start - 1] if start else " "
    if sign == "_" and not before.isalnum() and before != "_":
        name = _NAME.match(state.src, start, state.posMax)
        if name:
            return _add_text(state, name.end(), silent)
    if not cjk_emphasis.emphasis(state, silent):
        return False
    after = state.src[state.pos : state.pos + 1]
    delimiters = state.delimiters[start - state.pos :]
    if sign == "_" and (before == after or before + after == "><"):
        for each in delimiters:
            each.open = each.close = False
    elif sign == "_" and (before in _STROKES or after in _STROKES):  # a drawn line: _/\_
        for each in delimiters:
            each.open, each.close = each.open and after not in _STROKES, each.close and before not in _STROKES
    elif before in _WORD_CHARACTERS and (len(delimiters) == 1 or (before.isdigit() and after.isdigit())):
        for each in delimiters:
            each.open = False
    return True


def autolink(state: StateInline, silent: bool) -> bool:
    """Match autolinks as CommonMark does, except e-mail addresses without a dot, such as ``<puts@plt>``."""
    return not _NOT_EMAIL.match(state.src, state.pos) and _autolink(state, silent)


def image(state: StateInline, silent: bool) -> bool:
    """Match images as CommonMark does, also with a local path if the picture is there: ``env["pictures"]``."""
    if state.src[state.pos] != "!" or not state.env.get("pictures"):
        return _image(state, silent)
    parser = state.md
    state.md = _ParserWithPictures(parser, state.env["pictures"])  # type: ignore[assignment]
    try:
        return _image(state, silent)
    finally:
        state.md = parser


class _ParserWithPictures:
    """A parser that also allows the addresses of pictures."""

    def __init__(self, parser: MarkdownIt, pictures: Container[str]) -> None:
        self._parser, self._pictures = parser, pictures

    def __getattr__(self, name: str) -> Any:
        return getattr(self._parser, name)

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return url in self._pictures or self._parser.validateLink(url)


def _add_text(state: StateInline, end: int, silent: bool) -> bool:
    """Add the text up to ``end`` unchanged."""
    if not silent:
        first, *more = state.src[state.pos : end].split("\n")
        state.append_pending(first)
        for line in more:
            state.push("hardbreak", "br", 0)
            state.append_pending(line)
    state.pos = end
    return True
