"""A query → the documents it matches. The browser's half is ``theme/static/search/evaluate.js``."""

from dataclasses import dataclass

from sitegen.search.filters import filtered
from sitegen.search.index import Index
from sitegen.search.leaves import MOST_TERMS, Leaf, Leaves
from sitegen.search.matches import Matches, all_of, any_of, none_of
from sitegen.search.query import And, Field, Node, Not, Or, Phrase, Prefix, Problem, Query, Word
from sitegen.search.tokens import is_unspaced


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
