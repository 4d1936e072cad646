"""Find the messages that say a phrase, and its place in a text.

A phrase is found as in a query in quotation marks: punctuation, case and accents make no difference.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sitegen.model import Span
from sitegen.search.query.ast import And, Field
from sitegen.search.query.evaluator import evaluate
from sitegen.search.query.operands import quoted_node
from sitegen.search.query.parser import Query
from sitegen.search.whoosh_index.index import Index
from sitegen.text.tokens import FOLDS_MARK, is_unspaced, tokens

_MAX_TERMS = 30
"""Terms of a phrase that the index is asked for; the text is compared with all of them."""
_FIRST_TERMS = 4
"""Terms that a message must have of a phrase that continues in the next one."""


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A message that says a phrase, or its beginning."""

    slug: str
    anchor: str
    words: str
    """As the message says them."""


def find_phrase(index: Index, phrase: str, limit: int) -> list[PhraseMatch]:
    """Return the messages that say a phrase, at most ``limit``; if there is none, those that end with its beginning.

    What pages fold, and other versions, are only searched if the talk does not have it.
    """
    attempts = (
        (_MAX_TERMS, phrase_span, False),
        (_MAX_TERMS, phrase_span, True),
        (_FIRST_TERMS, _beginning_span, False),
    )
    for count, find_span, is_everywhere in attempts:
        messages = _messages(index, phrase, count, limit, is_everywhere=is_everywhere)
        found = [
            PhraseMatch(slug, anchor, span.of(text))
            for slug, anchor, text in messages
            if (span := find_span(text, phrase))
        ]
        if found:
            return found
    return []


def _messages(
    index: Index, phrase: str, count: int, limit: int, *, is_everywhere: bool
) -> Iterator[tuple[str, str, str]]:
    """Yield slug, anchor and text of messages with the first terms of a phrase in their text, title or speaker."""
    wanted = tokens(phrase)
    beginning = phrase[: wanted[count - 1].end] if len(wanted) > count else phrase
    node = quoted_node(beginning)
    if node and is_everywhere:
        node = And((node, Field("in", "all", 0)))
    docs = sorted(evaluate(index, Query(beginning, node)).matches.hits)[:limit]
    for doc, (anchor, text) in index.texts(docs).items():
        searched = text if is_everywhere else text.partition(FOLDS_MARK)[0]
        yield index.columns.headers[index.columns.conversation[doc]].slug, anchor, searched


def _beginning_span(text: str, phrase: str) -> Span | None:
    """Return the end of a text with which a phrase begins."""
    found = tokens(text)
    terms, wanted = [each.term for each in found], [each.term for each in tokens(phrase)]
    for start in range(max(0, len(terms) - len(wanted) + 1), len(terms) - _FIRST_TERMS + 1):
        if terms[start] == wanted[0] and terms[start:] == wanted[: len(terms) - start]:
            return Span(found[start].start, found[-1].end)
    return None


def phrase_span(text: str, phrase: str) -> Span | None:
    """Return the first place of a phrase in a text; None if there is none, or the phrase has no words."""
    wanted, found = tokens(phrase), tokens(text)
    # The last character of an unspaced script is a term of its own only at the end of a text.
    ends_with_character = bool(wanted) and is_unspaced(wanted[-1].term) and len(wanted[-1].term) == 1
    if ends_with_character and len(wanted) > 1 and wanted[-2].end >= wanted[-1].end:  # the pair before has it
        wanted, ends_with_character = wanted[:-1], False
    if not wanted:
        return None
    *first_terms, last_term = (each.term for each in wanted)
    terms = [each.term for each in found]
    for last in range(len(first_terms), len(terms)):
        start = last - len(first_terms)
        is_last = terms[last].startswith(last_term) if ends_with_character else terms[last] == last_term
        if is_last and terms[start:last] == first_terms:
            is_pair = len(terms[last]) > len(last_term)
            return Span(found[start].start, found[last + 1].start if is_pair else found[last].end)
    return None
