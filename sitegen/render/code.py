"""Source code → HTML with Pygments' class names, and the style sheet for them, light and dark."""

from collections.abc import Iterator
from functools import cache, lru_cache

from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from sitegen.render.invisible_characters import marked
from sitegen.text.invisible import is_shown, shown

MOST_CHARACTERS = 30_000
LONGEST_LINE = 1_000
LONGEST_NAME = 30
# Every colour of both is at least 4.5:1 on our grounds (tests/browser/test_reading.py measures it).
LIGHT, DARK = "xcode", "github-dark"


def coloured(text: str, language: str) -> Markup:
    """``text`` as the inside of ``<pre><code>``: coloured where the language is known and the size sensible.

    The characters are exactly those of ``text``, but that invisible ones are shown.
    """
    lexer = _lexer(language.lower()) if 0 < len(language) <= LONGEST_NAME else None
    plain = is_shown(text)
    text = text if plain else shown(text)
    if lexer is None or _is_too_large(text):
        html = str(escape(text))
    else:
        html = highlight(text, lexer, _formatter())
        if not text.endswith("\n"):  # Pygments ends every line
            html = html.removesuffix("\n")
    return Markup(html) if plain else marked(html)  # noqa: S704  # escaped by Pygments or above


def stylesheet() -> str:
    """Rules for the class names, below ``.code``; the dark ones for readers who ask for dark."""
    light, dark = ("\n".join(_rules(style)) for style in (LIGHT, DARK))
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


def _is_too_large(text: str) -> bool:
    """Some lexers take quadratic time; colours are not worth that."""
    return len(text) > MOST_CHARACTERS or max(map(len, text.split("\n"))) > LONGEST_LINE


@lru_cache(maxsize=256)
def _lexer(language: str) -> Lexer | None:
    """The lexer of a language, made once: finding one takes longer than most code blocks need."""
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
        # A box round what a lexer does not know says something about the lexer; white space has no colour.
        if not rule.startswith((".code .err", ".code .w ")):
            yield rule
