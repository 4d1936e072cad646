"""Rewriting the links of an essay, and nothing else."""

from collections.abc import Iterable
from urllib.parse import quote

from sitegen.model import Span

_SAFE = "!#$%&*+,-./:;=?@_~"
"""What a URL may hold that ends neither a destination in Markdown nor an attribute in HTML."""


def fixed(source: str, replacements: Iterable[tuple[Span, str]]) -> str:
    """The essay with new URLs in these spans (`Quotation.span`). Characters that would end a URL where it stands
    are percent-encoded. A definition that serves several links, which should now lead to different places, stays.
    """
    wanted: dict[Span, set[str]] = {}
    for span, url in replacements:
        wanted.setdefault(span, set()).add(quote(url, safe=_SAFE, errors="surrogatepass"))
    parts: list[str] = []
    done = 0
    for span in sorted(wanted, key=lambda each: each.start):
        if len(wanted[span]) > 1 or span.start < done:
            continue
        parts += (source[done : span.start], *wanted[span])
        done = span.end
    return "".join(parts) + source[done:]
