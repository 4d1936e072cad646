"""Find the documents that match a query."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sitegen.model import SEARCHABLE_KINDS
from sitegen.search.columns import Columns
from sitegen.search.dates import period_bounds
from sitegen.search.documents import IN_BRANCH, WITHOUT_TALK
from sitegen.search.matches import Matches, all_of, any_of, none_of
from sitegen.search.participants import find_models, find_speakers
from sitegen.search.query.ast import KIND_GROUPS, And, Field, Node, Not, Or, Phrase, Prefix, Word
from sitegen.search.query.parser import Query
from sitegen.search.query.problems import QueryProblem
from sitegen.search.query.terms import MAX_PREFIX_TERMS, TermMatcher, TermMatches
from sitegen.search.whoosh_index.index import Index
from sitegen.text.tokens import is_unspaced, terms


def filter_documents(columns: Columns, node: Field) -> Matches:
    """Return the documents that pass a filter."""
    return Matches(neutral=set(_passing_documents(columns, node.field, node.value)))


def _passing_documents(columns: Columns, field: str, value: str) -> Iterator[int]:
    match field:
        case "speaker":
            participants = find_speakers(value, columns.participants)
            return (doc for doc, each in enumerate(columns.participant) if each in participants)
        case "model":
            participants = find_models(value, columns.participants, columns.models)
            return (doc for doc, each in enumerate(columns.participant) if each in participants)
        case "in" if value == "all":
            return iter(range(columns.count))
        case "in" if value == "branches":
            return (doc for doc, kinds in enumerate(columns.kinds) if kinds & IN_BRANCH)
        case "in":
            conversations = _find_conversations(columns, value)
            return (doc for doc, each in enumerate(columns.conversation) if each in conversations)
        case "has":
            wanted = (kind for kind in SEARCHABLE_KINDS if kind in KIND_GROUPS.get(value, (value,)))
            bits = sum(1 << SEARCHABLE_KINDS.index(kind) for kind in wanted)
            return (doc for doc, kinds in enumerate(columns.kinds) if kinds & bits)
    first, last = period_bounds(value)
    match field:
        case "before":
            return (doc for doc, day in enumerate(columns.day) if 0 <= day < first)
        case "after":
            return (doc for doc, day in enumerate(columns.day) if day >= 0 and day > last)
    return (doc for doc, day in enumerate(columns.day) if day >= 0 and first <= day <= last)


def _find_conversations(columns: Columns, value: str) -> set[int]:
    """Return the conversation with this slug, or if there is none, those with these words in title or slug."""
    exact = {number for number, header in enumerate(columns.headers) if header.slug == value}
    words = set(terms(value))
    if exact or not words:
        return exact
    return {
        number
        for number, header in enumerate(columns.headers)
        if words.issubset(terms(header.title)) or words.issubset(terms(header.slug))
    }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The result of a query or a part of it."""

    matches: Matches
    terms: frozenset[str] = frozenset()
    """Terms to highlight: all forms of the words, and phrases as in `TermMatches`, without those of NOT."""
    problems: tuple[QueryProblem, ...] = ()


def evaluate(index: Index, query: Query) -> Evaluation:
    """Return the documents that match the query; none for an empty query."""
    return Evaluator(index, query).result()


class Evaluator:
    """Evaluates a query and its parts, each once."""

    def __init__(self, index: Index, query: Query) -> None:
        self.index = index
        self.query = query
        self._columns = index.columns
        self._text = query.text
        scope = query.scope
        self._hidden = IN_BRANCH * (not scope.has_branches) + WITHOUT_TALK * (not scope.has_folds)
        self._matcher = TermMatcher(index, with_folds=scope.has_folds)
        self._known: dict[Node, Evaluation] = {}

    def result(self) -> Evaluation:
        """Return the documents that match the query; none for an empty query."""
        if self.query.node is None:
            return Evaluation(Matches())
        found = self.evaluate(self.query.node)
        return replace(found, matches=self.visible(found.matches))

    def visible(self, matches: Matches) -> Matches:
        """Return the matches in what the query searches."""
        if not self._hidden:
            return matches
        visible = {doc for doc in matches.everything if not self._columns.kinds[doc] & self._hidden}
        return all_of([matches, Matches(neutral=visible)])

    def evaluate(self, node: Node) -> Evaluation:
        """Return the documents that match a part of the query, also those that it does not search."""
        if node not in self._known:
            self._known[node] = self._evaluate(node)
        return self._known[node]

    def _evaluate(self, node: Node) -> Evaluation:
        match node:
            case Word(term=term):
                return _term_evaluation(self._matcher.word(term))
            case Phrase(terms=terms):
                return _term_evaluation(self._matcher.phrase(terms))
            case Prefix():
                matches = self._matcher.prefix(node.term)
                return _term_evaluation(matches, self._prefix_problems(node, matches))
            case Field():
                return Evaluation(filter_documents(self._columns, node))
            case Not():
                part = self.evaluate(node.node)
                return Evaluation(none_of(part.matches, self._columns.count), problems=part.problems)
            case And() | Or():
                parts = [self.evaluate(each) for each in node.nodes]
                join = all_of if isinstance(node, And) else any_of
                return Evaluation(
                    join([part.matches for part in parts]),
                    frozenset().union(*(part.terms for part in parts)),
                    tuple(problem for part in parts for problem in part.problems),
                )

    def _prefix_problems(self, node: Prefix, matches: TermMatches) -> tuple[QueryProblem, ...]:
        """Report where a prefix has too many terms."""
        if not matches.omitted_count:
            return ()
        star = self._text.find("*", node.at)
        length = star + 1 - node.at if star >= 0 and not is_unspaced(node.term) else len(node.term)
        parameters = {"number": MAX_PREFIX_TERMS + matches.omitted_count, "limit": MAX_PREFIX_TERMS}
        return (QueryProblem("common-prefix", node.at, length, parameters),)


def _term_evaluation(found: TermMatches, problems: tuple[QueryProblem, ...] = ()) -> Evaluation:
    return Evaluation(found.matches, found.terms, problems)
