"""Highlight source code with Pygments, and make the style sheet for it, light and dark."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from markupsafe import Markup, escape
from pygments import format as format_
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from sitegen.render import ansi
from sitegen.render.invisible_characters import Mark, mark_invisible
from sitegen.text.invisible import is_visible, spell_out_invisible

MAX_CHARACTERS = 30_000
MAX_LINE_LENGTH = 1_000
MAX_LANGUAGE_NAME = 30
# All colours of both have a contrast of at least 4.5:1 (measured by tests/browser/test_reading.py).
_LINE_END = re.compile("(\n)")
LIGHT, DARK = "xcode", "github-dark"


def highlight_code(text: str, language: str, mark: Mark = str) -> Markup:
    """Return the content of ``<pre><code>``, highlighted if the language is known and the text not too large.

    The text is unchanged, except that invisible characters are spelled out, and that the colours of a terminal become
    classes.
    """
    if ansi.has_colours(text):
        return ansi.coloured(text, mark)
    lexer = _lexer(language.lower()) if 0 < len(language) <= MAX_LANGUAGE_NAME else None
    is_plain = is_visible(text)
    text = text if is_plain else spell_out_invisible(text)
    if lexer is None or _is_too_large(text):
        html = str(escape(mark(text)))
    else:
        tokens = lexer.get_tokens(text)
        html = format_(tokens if mark is str else _mark_tokens(tokens, mark), _formatter())
        if not text.endswith("\n"):  # Pygments ends every line
            html = html.removesuffix("\n")
    return Markup(html) if is_plain else mark_invisible(html)  # noqa: S704  # escaped by Pygments or above


def _mark_tokens(tokens: Iterable[tuple[Any, str]], mark: Mark) -> Iterator[tuple[Any, str]]:
    for type_, text in tokens:
        for line in _LINE_END.split(text):  # the formatter closes elements at the end of a line
            yield type_, mark(line)


def stylesheet() -> str:
    """Return rules for the class names inside ``.code``, for the light and the dark colour scheme."""
    light, dark = ("\n".join(_rules(style)) for style in (LIGHT, DARK))
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


def _is_too_large(text: str) -> bool:
    """Return whether highlighting may take too long: some lexers take quadratic time."""
    return len(text) > MAX_CHARACTERS or max(map(len, text.split("\n"))) > MAX_LINE_LENGTH


@lru_cache(maxsize=256)
def _lexer(language: str) -> Lexer | None:
    """Return the lexer of a language. Cached: finding a lexer is slower than highlighting most code blocks."""
    try:
        # Pygments strips blank lines at both ends otherwise.
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@cache
def _formatter() -> HtmlFormatter[str]:
    return HtmlFormatter(nowrap=True)


def _rules(style: str) -> Iterator[str]:
    rules: list[str] = HtmlFormatter(style=style).get_token_style_defs(".code")  # type: ignore[no-untyped-call]
    for rule in rules:
        # No boxes around unknown tokens, no colours for white space.
        if not rule.startswith((".code .err", ".code .w ")):
            yield rule
