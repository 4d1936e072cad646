"""What a filter of a query (``speaker:``, ``has:``, ``on:`` …) matches.
The browser's half is ``theme/static/search/filters.js``.
"""

from collections.abc import Iterator

from sitegen.search.columns import Columns
from sitegen.search.days import period
from sitegen.search.kinds import KINDS
from sitegen.search.matches import Matches
from sitegen.search.names import models, speakers
from sitegen.search.query import Field
from sitegen.search.tokens import terms


def filtered(columns: Columns, node: Field) -> Matches:
    """The documents that pass the filter."""
    return Matches(neutral=set(_passing(columns, node.field, node.value)))


def _passing(columns: Columns, field: str, value: str) -> Iterator[int]:
    match field:
        case "speaker":
            who = speakers(value, columns.participants)
            return (doc for doc, each in enumerate(columns.participant) if each in who)
        case "model":
            who = models(value, columns.participants, columns.models)
            return (doc for doc, each in enumerate(columns.participant) if each in who)
        case "in":
            where = _conversations(columns, value)
            return (doc for doc, each in enumerate(columns.conversation) if each in where)
        case "has":
            bit = 1 << KINDS.index(value)
            return (doc for doc, kinds in enumerate(columns.kinds) if kinds & bit)
    first, last = period(value)
    match field:
        case "before":
            return (doc for doc, day in enumerate(columns.day) if 0 <= day < first)
        case "after":
            return (doc for doc, day in enumerate(columns.day) if day >= 0 and day > last)
    return (doc for doc, day in enumerate(columns.day) if day >= 0 and first <= day <= last)


def _conversations(columns: Columns, value: str) -> set[int]:
    """Those with this slug; if there is none, those with these words in the title or the slug."""
    exact = {number for number, head in enumerate(columns.heads) if head.slug == value}
    words = set(terms(value))
    if exact or not words:
        return exact
    return {
        number
        for number, head in enumerate(columns.heads)
        if words.issubset(terms(head.title)) or words.issubset(terms(head.slug))
    }
