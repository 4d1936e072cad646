"""A query → the documents it matches. The browser's half is ``theme/static/search/evaluator.js``."""

from collections.abc import Iterator
from dataclasses import dataclass

from sitegen.search.block_flags import KINDS
from sitegen.search.columns import Columns
from sitegen.search.dates import period
from sitegen.search.matches import Matches, all_of, any_of, none_of
from sitegen.search.participants import models, speakers
from sitegen.search.query.ast import And, Field, Node, Not, Or, Phrase, Prefix, Word
from sitegen.search.query.parser import Problem, Query
from sitegen.search.query.terms import MOST_TERMS, Leaf, Leaves
from sitegen.search.whoosh_index.index import Index
from sitegen.text.tokens import is_unspaced, terms


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


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a query, or a part of one, came to."""

    matches: Matches
    terms: frozenset[str] = frozenset()
    """The words that were looked for, in all forms; not those of NOT."""
    problems: tuple[Problem, ...] = ()


def evaluate(index: Index, query: Query) -> Evaluation:
    """The documents that the query matches; none where it asks for nothing."""
    return _Evaluator(index, query.text).found(query.node) if query.node else Evaluation(Matches())


class _Evaluator:
    def __init__(self, index: Index, text: str) -> None:
        self._columns = index.columns
        self._text = text
        self._leaves = Leaves(index)

    def found(self, node: Node) -> Evaluation:
        match node:
            case Word(term=term):
                return _of_leaf(self._leaves.word(term))
            case Phrase(terms=terms):
                return _of_leaf(self._leaves.phrase(terms))
            case Prefix():
                leaf = self._leaves.prefix(node.term)
                return _of_leaf(leaf, self._too_many(node, leaf))
            case Field():
                return Evaluation(filtered(self._columns, node))
            case Not():
                part = self.found(node.node)
                return Evaluation(none_of(part.matches, self._columns.count), problems=part.problems)
            case And() | Or():
                parts = [self.found(each) for each in node.nodes]
                join = all_of if isinstance(node, And) else any_of
                return Evaluation(
                    join([part.matches for part in parts]),
                    frozenset().union(*(part.terms for part in parts)),
                    tuple(problem for part in parts for problem in part.problems),
                )

    def _too_many(self, node: Prefix, leaf: Leaf) -> tuple[Problem, ...]:
        """What to say where not all terms with a prefix were looked for."""
        if not leaf.left_out:
            return ()
        star = self._text.find("*", node.at)
        length = star + 1 - node.at if star >= 0 and not is_unspaced(node.term) else len(node.term)
        number = MOST_TERMS + leaf.left_out
        message = f"{number} words begin so; only the {MOST_TERMS} that most messages have were looked for"
        return (Problem(node.at, length, message),)


def _of_leaf(leaf: Leaf, problems: tuple[Problem, ...] = ()) -> Evaluation:
    return Evaluation(leaf.matches, leaf.terms, problems)
