"""Normalize typography: N2 of the quote algorithm.

N2 ignores the form of quotation marks, dashes and ellipses, compatibility characters, entities and Markdown syntax,
but not other punctuation. Apply it to both sides of a comparison.
"""

import html
import re
from collections.abc import Iterator, Sequence

from sitegen.model import Span
from sitegen.text.offset_map import OffsetMap, Replacement, limit_combining_marks, strip_invisible

_QUOTES = "'‘’‚‛′`´ʼ\"“”„‟″‴«»‹›"
_DASHES = "‐‑‒–—―−"
_PUNCTUATION = re.compile(f"[{_QUOTES[1:]}{_DASHES}…]")
_FOLDED_PUNCTUATION = dict.fromkeys(_QUOTES, "'") | dict.fromkeys(_DASHES, "-") | {"…": "...", "″": "''", "‴": "'''"}
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Keep runs of five or more dashes, or of more than four dots: they are rules or parts of drawings.
_RUN = re.compile(r"(?<!-) ?-{1,4}(?!-) ?| ?(?<!\.)(?<!\. )(?:\.(?: \.){2,3}|\.{3,})(?! ?\.) ?|'{2,}")

_TARGET = r"\([^()\s]*+(?:[ ]\"[^\"\n]*+\")?\)"
_MARKDOWN = re.compile(
    rf"""
      (?P<line>   ^[ \t]*+(?:`{{3,}}[^`\n]*|~{{3,}}+[^`~\n]*|(?:[-*_=][ \t]*+){{3,}})$ )
    | (?P<lead>   ^[^\S\n]*+(?:(?:>|(?:\#{{1,6}}|[-+*•]|\d{{1,3}}[.)])(?=[^\S\n]))[^\S\n]*+)++ )
    | (?P<link>   !?\[(?=[^\[\]]*\]{_TARGET}) | \]{_TARGET} )
    | \\(?P<escaped> [!-/:-@\[-`{{-~] )
    | (?P<hard>   \\$ )
    | (?P<ticks>  `+ | ~~ )
    | (?P<emphasis> \*+ | _+ )
    """,
    re.MULTILINE | re.VERBOSE,
)


_INLINE_SIGNS = re.compile(r"[*_`~]+|!?\[|\].*|\\.?", re.DOTALL)


def typographic_map(text: str, code: Sequence[Span] = (), markdown: bool = True) -> OffsetMap:
    """Return N2 of a text. Spans in ``code`` (in order) hold no Markdown; nothing does if ``markdown`` is false.

    All quotation marks become one, because in most languages those inside a quotation change their form.
    """
    folded = OffsetMap(text)
    if markdown:
        folded = folded.apply(_markdown_syntax(text, code))
    folded = limit_combining_marks(folded).replace_matches(_ENTITY, lambda match: html.unescape(match[0]))
    folded = _fold_punctuation(folded)
    composed = folded.normalize("NFKC")
    folded = composed if composed is folded else _fold_punctuation(composed)
    return strip_invisible(folded).collapse_whitespace().replace_matches(_RUN, lambda match: _fold_run(match[0]))


def without_inline_markdown(text: str) -> str:
    """Return a text without the signs of Markdown that can be inside words: emphasis, code, links, escapes."""
    signs = (each for each in _markdown_syntax(text, ()) if _INLINE_SIGNS.fullmatch(text, each[0], each[1]))
    return OffsetMap(text).apply(signs).text


def _fold_punctuation(text: OffsetMap) -> OffsetMap:
    return text.replace_matches(_PUNCTUATION, lambda match: _FOLDED_PUNCTUATION[match[0]])


def _fold_run(marks: str) -> str:
    if "-" in marks:
        return "-"
    return "." * min(marks.count("."), 4) if "." in marks else "'"


def _markdown_syntax(text: str, code: Sequence[Span]) -> Iterator[Replacement]:
    blocks = iter(code)
    block = next(blocks, None)
    for match in _MARKDOWN.finditer(text):
        start, end = match.span()
        while block and block.end <= start:
            block = next(blocks, None)
        is_fence = match["line"] is not None and match["line"].lstrip()[0] in "`~"
        if block and block.start < end and not is_fence:
            continue
        if match["escaped"]:
            yield start, end, match["escaped"]
        elif match["emphasis"] is None or not _is_literal(text, start, end):
            yield start, end, ""


def _is_literal(text: str, start: int, end: int) -> bool:
    """Return whether these asterisks or underscores are a product, a name or a gap, not emphasis."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before.isalnum() and after.isalnum():
        return text[start] == "_" or end - start == 1 or (before.isdigit() and after.isdigit())
    return (not before or before.isspace()) and (not after or after.isspace())
