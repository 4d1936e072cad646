"""A `Passage` → how it is cited. Pure text to text: no style looks anything up, none knows the time.

A module per family of styles; each is a function from a passage that `facts.cleaned` has made safe to show.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from sitegen.quotes.citations import bibliography, bibtex, csl, html, markdown
from sitegen.quotes.citations.facts import cleaned
from sitegen.quotes.passages import Passage


class Style(StrEnum):
    """The forms that `cite` knows."""

    MARKDOWN = "markdown"
    HTML = "html"
    PLAIN = "plain"
    APA = "apa"
    MLA = "mla"
    CHICAGO = "chicago"
    BIBTEX = "bibtex"
    CSL_JSON = "csl-json"


def cite(passage: Passage, style: Style) -> str:
    """The citation, without a newline at its end.

    Markdown, HTML and plain text repeat the words, if the passage has any; the others are bibliography entries.
    Control and bidi characters are spelled out (`invisible.shown`); otherwise what a reader of the form sees
    are exactly the passage's characters, white space aside.
    """
    return _STYLES[style](cleaned(passage))


_STYLES: Mapping[Style, Callable[[Passage], str]] = {
    Style.MARKDOWN: markdown.citation,
    Style.HTML: html.citation,
    Style.PLAIN: bibliography.plain,
    Style.APA: bibliography.apa,
    Style.MLA: bibliography.mla,
    Style.CHICAGO: bibliography.chicago,
    Style.BIBTEX: bibtex.citation,
    Style.CSL_JSON: csl.citation,
}
