"""Problems of a query: a code, a place in the query and parameters.

The sentence is made where the problem is shown: here in English, on pages in the language of the site.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


def _n(message: str) -> str:
    """Mark a message for translators."""
    return message


QUERY_MESSAGES: Mapping[str, str] = {
    "long-query": _n("Only the first {number} characters of a query are read."),
    "no-words": _n("There is no word here to search for."),
    "unopened-parenthesis": _n("There is no open parenthesis to close here."),
    "unclosed-parenthesis": _n("This parenthesis is not closed."),
    "deep-parentheses": _n("Parentheses can be nested {number} deep; deeper ones are ignored."),
    "too-many-words": _n("A query can have {number} words and filters; the rest is ignored."),
    "or-without-operand": _n("OR needs a word or a filter on both sides."),
    "and-without-operand": _n("AND needs a word or a filter on both sides."),
    "not-without-operand": _n("NOT needs a word or a filter after it."),
    "unclosed-quotation": _n("This quotation is not closed."),
    "lone-minus": _n("Put - directly before the word to exclude."),
    "unknown-kind": _n("has: takes one of {kinds}."),
    "invalid-date": _n("{filter}: needs a date such as 2026, 2026-01 or 2026-01-31."),
    "missing-value": _n("{filter}: needs a value directly after it."),
    "unknown-order": _n("sort: takes only date."),
    "unknown-filter": _n("There is no filter {filter}:, only {filters}. It was searched as words."),
    "inner-star": _n("Put * only at the end of a word."),
    "lone-star": _n("Put * directly after the start of a word."),
    "short-prefix": _n("* needs at least two letters before it."),
    "common-prefix": _n("{number} words start like this; only the {limit} most common ones were searched."),
}
"""English sentences by code. A number in braces is shown with the grouping of the language."""


@dataclass(frozen=True, slots=True)
class QueryProblem:
    """A part of a query that was not understood."""

    code: str
    """A key of `QUERY_MESSAGES`."""
    at: int
    length: int
    """Both in characters."""
    parameters: Mapping[str, str | int] = field(default_factory=dict, hash=False)

    @property
    def message(self) -> str:
        """Return the problem as an English sentence."""
        values = {name: f"{value:,}" if isinstance(value, int) else value for name, value in self.parameters.items()}
        return QUERY_MESSAGES[self.code].format(**values)
