"""N2 of the quote algorithm: the same words with the same signs, however they were set.

Quotation marks, dashes, ellipses, compatibility characters, entities and Markdown's signs are no difference; a
comma is. Both sides of a comparison go through the same steps, so that a sign which is dropped here is dropped there.
"""

import html
import re
from collections.abc import Iterator, Sequence

from sitegen.model import Span
from sitegen.text.offset_map import Edit, Folded, bounded_marks, visible

_QUOTES = "'‘’‚‛′`´ʼ\"“”„‟″‴«»‹›"
_DASHES = "‐‑‒–—―−"
_SIGN = re.compile(f"[{_QUOTES[1:]}{_DASHES}…]")
_FOLDED_SIGNS = (
    dict.fromkeys(_QUOTES, "'") | dict.fromkeys(_DASHES, "-") | {"…": "...", "″": "''", "‴": "'''"}
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Five dashes and more are a rule or part of a drawing, as are more than four dots: their number is kept.
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
    | (?P<signs>  \*+ | _+ )
    """,
    re.MULTILINE | re.VERBOSE,
)


def typographic(text: str, code: Sequence[Span] = (), markdown: bool = True) -> Folded:
    """N2 of a text. What stands in ``code`` (spans in order) is no Markdown, nor is anything if not ``markdown``.

    All quotation marks are one: by the custom of most languages those inside a quotation change their form.
    """
    folded = Folded(text)
    if markdown:
        folded = folded.edited(_without_markdown(text, code))
    folded = bounded_marks(folded).replaced(_ENTITY, lambda found: html.unescape(found[0]))
    folded = _signs(folded)
    composed = folded.normalized("NFKC")
    folded = composed if composed is folded else _signs(composed)
    return visible(folded).spaced().replaced(_RUN, lambda found: _run(found[0]))


def _signs(folded: Folded) -> Folded:
    return folded.replaced(_SIGN, lambda found: _FOLDED_SIGNS[found[0]])


def _run(signs: str) -> str:
    if "-" in signs:
        return "-"
    return "." * min(signs.count("."), 4) if "." in signs else "'"


def _without_markdown(text: str, code: Sequence[Span]) -> Iterator[Edit]:
    kept = iter(code)
    block = next(kept, None)
    for found in _MARKDOWN.finditer(text):
        start, end = found.span()
        while block and block.end <= start:
            block = next(kept, None)
        is_fence = found["line"] is not None and found["line"].lstrip()[0] in "`~"
        if block and block.start < end and not is_fence:
            continue
        if found["escaped"]:
            yield start, end, found["escaped"]
        elif found["signs"] is None or not _is_meant(text, start, end):
            yield start, end, ""


def _is_meant(text: str, start: int, end: int) -> bool:
    """Whether the asterisks or underscores there are a product, a name or a gap rather than emphasis."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before.isalnum() and after.isalnum():
        return text[start] == "_" or end - start == 1 or (before.isdigit() and after.isdigit())
    return (not before or before.isspace()) and (not after or after.isspace())
