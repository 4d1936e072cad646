"""Citation styles: each is a pure function from a passage, made safe by `facts.sanitize`, to text."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from sitegen.quotes.citations import bibliography, quoted_words
from sitegen.quotes.citations.facts import sanitize
from sitegen.quotes.passages import Passage


class CitationStyle(StrEnum):
    """A style for `cite`."""

    MARKDOWN = "markdown"
    HTML = "html"
    PLAIN = "plain"
    APA = "apa"
    MLA = "mla"
    CHICAGO = "chicago"
    BIBTEX = "bibtex"
    CSL_JSON = "csl-json"


def cite(passage: Passage, style: CitationStyle) -> str:
    """Return the citation, without a newline at its end.

    Markdown, HTML and plain text repeat the words, if the passage has any; the others are bibliography entries.
    Control and bidi characters are made visible (`invisible.spell_out_invisible`); apart from
    that and whitespace, readers see exactly the passage's characters.
    """
    return _STYLES[style](sanitize(passage))


_STYLES: Mapping[CitationStyle, Callable[[Passage], str]] = {
    CitationStyle.MARKDOWN: quoted_words.markdown,
    CitationStyle.HTML: quoted_words.html,
    CitationStyle.PLAIN: bibliography.plain,
    CitationStyle.APA: bibliography.apa,
    CitationStyle.MLA: bibliography.mla,
    CitationStyle.CHICAGO: bibliography.chicago,
    CitationStyle.BIBTEX: bibliography.bibtex,
    CitationStyle.CSL_JSON: bibliography.csl_json,
}
