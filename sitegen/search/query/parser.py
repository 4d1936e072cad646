"""Parse a query (docs/searching.md) into a syntax tree, and report what was not understood.

Any text is a query: problems never stop the parser. Runs in linear time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from sitegen.search.query.ast import And, Node, Not, Or, Scope, join_nodes, scope_of
from sitegen.search.query.lexer import QueryToken, TokenKind, tokenize
from sitegen.search.query.operands import parse_operand, problem_at
from sitegen.search.query.problems import QueryProblem

MAX_QUERY_LENGTH = 1000
"""In characters; the rest is ignored."""
MAX_OPERANDS = 64
"""Maximum number of words, phrases and filters."""
_MAX_DEPTH = 50
"""Maximum nesting of parentheses. Deeper ones are ignored, but not their content."""
_MAX_PROBLEMS = 20
_NOT_OPERANDS = ("and", "or", "close", "end")


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query."""

    text: str
    node: Node | None
    """None where there is nothing to search for."""
    sort: Literal["rank", "date"] = "rank"
    problems: tuple[QueryProblem, ...] = ()

    @property
    def scope(self) -> Scope:
        """Return what it searches besides the talk."""
        return scope_of(self.node)


def parse(text: str) -> Query:
    """Parse a query. Never raises."""
    parser = _Parser()
    if len(text) > MAX_QUERY_LENGTH:
        rest = len(text) - MAX_QUERY_LENGTH
        parser.report(QueryProblem("long-query", MAX_QUERY_LENGTH, rest, {"number": MAX_QUERY_LENGTH}))
    node = parser.parse(tokenize(text[:MAX_QUERY_LENGTH]))
    if node is None and parser.tokens and not (parser.sorts_by_date or parser.problems):
        parser.report(QueryProblem("no-words", 0, len(text)))
    problems = tuple(sorted(parser.problems, key=lambda problem: problem.at))
    return Query(text, node, "date" if parser.sorts_by_date else "rank", problems)


@dataclass
class _Parser:
    """A recursive descent parser: OR, AND, NOT, parentheses, operands."""

    tokens: Sequence[QueryToken] = ()
    position: int = 0
    operand_count: int = 0
    sorts_by_date: bool = False
    problems: list[QueryProblem] = field(default_factory=list)

    def report(self, problem: QueryProblem) -> None:
        if len(self.problems) < _MAX_PROBLEMS:
            self.problems.append(problem)

    def parse(self, tokens: Sequence[QueryToken]) -> Node | None:
        self.tokens = self._limit_depth(tokens)
        nodes = []
        while self.position < len(self.tokens):
            nodes.append(self._or())
            if self._peek() == "close":
                self.report(problem_at(self._take(), "unopened-parenthesis"))
        return join_nodes(And, nodes)

    def _limit_depth(self, tokens: Sequence[QueryToken]) -> list[QueryToken]:
        """Return the tokens without parentheses that are too deep, always both of a pair."""
        kept = []
        depth = deepest = 0
        for token in tokens:
            depth += token.kind == "open"
            if depth <= _MAX_DEPTH or token.kind not in ("open", "close"):
                kept.append(token)
            elif depth > deepest and deepest <= _MAX_DEPTH:
                self.report(problem_at(token, "deep-parentheses", number=_MAX_DEPTH))
            deepest = max(deepest, depth)
            depth = max(depth - (token.kind == "close"), 0)
        return kept

    def _peek(self) -> TokenKind | Literal["end"]:
        return self.tokens[self.position].kind if self.position < len(self.tokens) else "end"

    def _take(self) -> QueryToken:
        self.position += 1
        return self.tokens[self.position - 1]

    def _or(self) -> Node | None:
        start = self.position
        nodes = [self._and()]
        while self._peek() == "or":
            is_first = self.position == start
            operator = self._take()
            if is_first or self._peek() in _NOT_OPERANDS:
                self.report(problem_at(operator, "or-without-operand"))
            start = self.position
            nodes.append(self._and())
        return join_nodes(Or, nodes)

    def _and(self) -> Node | None:
        start = self.position
        nodes = []
        while self._peek() not in ("or", "close", "end"):
            if self._peek() != "and":
                nodes.append(self._not())
                continue
            is_first = self.position == start
            operator = self._take()
            if is_first or self._peek() in _NOT_OPERANDS:
                self.report(problem_at(operator, "and-without-operand"))
        return join_nodes(And, nodes)

    def _not(self) -> Node | None:
        is_not, operator = False, None
        while self._peek() == "not":
            is_not, operator = not is_not, self._take()
        if operator and self._peek() in _NOT_OPERANDS:
            self.report(problem_at(operator, "not-without-operand"))
            return None
        node = self._operand()
        return Not(node) if is_not and node else node

    def _operand(self) -> Node | None:
        token = self._take()
        if token.kind == "open":
            node = self._or()
            if self._peek() == "close":
                self._take()
            else:
                self.report(problem_at(token, "unclosed-parenthesis"))
            return node
        if self.operand_count >= MAX_OPERANDS:
            if self.operand_count == MAX_OPERANDS:
                self.report(problem_at(token, "too-many-words", number=MAX_OPERANDS))
            self.operand_count += 1
            return None
        return self._word_or_filter(token)

    def _word_or_filter(self, token: QueryToken) -> Node | None:
        if not token.is_closed:
            self.report(problem_at(token, "unclosed-quotation"))
        operand = parse_operand(token)
        if operand.problem:
            self.report(operand.problem)
        self.sorts_by_date |= operand.sorts_by_date
        self.operand_count += operand.node is not None
        return operand.node
