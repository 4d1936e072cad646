"""Suggest a spelling for words of a query that few messages have or none: "Did you mean …?"

The suggestions are words of the archive with the first or the second letter of the word as their first.
"""

from collections.abc import Iterable, Iterator, Sequence

from sitegen.search.frequent_words import frequency_class, has_spelling, is_frequent
from sitegen.search.query.ast import And, Node, Or, Word
from sitegen.search.query.evaluator import Evaluator
from sitegen.search.query.operands import operand_token
from sitegen.search.whoosh_index.index import Index

MAX_FEW_HITS = 2
"""Number of hits of a query, and of a word, up to which another spelling is suggested."""
_MIN_LENGTH = 4
"""Shortest word that may be wrong, in characters."""
_LONG = 6
"""Length from which two errors are possible; below it is one."""
_MORE_FREQUENT = 5
"""Frequency class that an error costs, and by which a suggestion must exceed a word that has hits: 32 times."""


def corrected_query(evaluator: Evaluator) -> str:
    """Return the query with other spellings of words that have few hits; empty if there are none."""
    query = evaluator.query
    text, end = query.text, len(query.text)
    for word in sorted(_words(query.node), key=lambda each: -each.at):
        token = operand_token(query.text, word.at)
        hit_count = len(evaluator.visible(evaluator.evaluate(word).matches).hits)
        other = _suggestion(evaluator.index, word.term, hit_count) if word.at + token.length <= end else ""
        if other:
            text, end = text[: word.at] + other + text[word.at + token.length :], word.at
    return text if text != query.text else ""


def _words(node: Node | None) -> Iterator[Word]:
    """Yield the words that hits should have."""
    match node:
        case Word():
            yield node
        case And() | Or():
            for each in node.nodes:
                yield from _words(each)


def _suggestion(index: Index, term: str, hit_count: int) -> str:
    """Return a better spelling of a word; empty if there is none."""
    if hit_count > MAX_FEW_HITS or len(term) < _MIN_LENGTH or not has_spelling(term):
        return ""
    count = index.columns.count
    found = (
        (other, frequency_class(df))
        for first in dict.fromkeys(term[:2])
        for other, df in index.terms(first)
        if has_spelling(other) and is_frequent(df, count)
    )
    least = frequency_class(hit_count) + _MORE_FREQUENT if hit_count else 0
    return best_spelling(term, ((other, class_) for other, class_ in found if class_ >= least))


def best_spelling(term: str, words: Iterable[tuple[str, int]]) -> str:
    """Return the most frequent of the words with their classes that differ by one or two errors; empty if none does.

    A word that is not typed to its end has one error.
    """
    limit = 2 if len(term) >= _LONG else 1
    found = []
    for other, class_ in words:
        if other == term:
            continue
        is_near = abs(len(other) - len(term)) <= limit
        errors = 1 if other.startswith(term) else distance(term, other) if is_near else limit + 1
        if errors <= limit:
            found.append((_MORE_FREQUENT * errors - class_, errors, other))
    return min(found)[2] if found else ""


def distance(one: str, other: str) -> int:
    """Return the number of letters to insert, delete, replace or swap with the next one."""
    before: Sequence[int] = ()
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        before, last, row = row, before, [n]
        for k, other_letter in enumerate(other, 1):
            cost = min(before[k] + 1, row[k - 1] + 1, before[k - 1] + (letter != other_letter))
            if n > 1 and k > 1 and letter == other[k - 2] and one[n - 2] == other_letter:
                cost = min(cost, last[k - 2] + 1)
            row.append(cost)
    return row[-1]
