"""The query language: a text → what it asks for, and what in it could not be understood.

``docs/searching.md`` tells it to users; ``theme/static/search/parser.js`` is the browser's half, function by
function the same. Whatever the text is, its words are found; the time is in proportion to its length.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sitegen.search.query.ast import And, Field, Node, Not, Or, Phrase, Prefix, Word, joined, node_to_json
from sitegen.search.query.lexer import Kind, Lexeme, lexemes
from sitegen.search.query.operands import FIELDS, operand

__all__ = [
    "FIELDS",
    "LONGEST",
    "MOST_LEAVES",
    "And",
    "Field",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Prefix",
    "Problem",
    "Query",
    "Word",
    "parse",
    "to_json",
]

LONGEST = 1000
"""Characters of a query that are read."""
MOST_LEAVES = 64
"""Words, phrases and filters of a query."""
_DEEPEST = 50
"""Parentheses within parentheses; deeper ones are passed over, and not what is in them."""
_MOST_PROBLEMS = 20
_NO_OPERAND = ("and", "or", "close", "end")


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be understood, and where."""

    at: int
    length: int
    """Both in characters."""
    message: str


@dataclass(frozen=True, slots=True)
class Query:
    """What a text asks for."""

    text: str
    node: Node | None
    """None where there is nothing to look for."""
    sort: Literal["rank", "date"] = "rank"
    problems: tuple[Problem, ...] = ()


def parse(text: str) -> Query:
    """The query in a text. Never raises."""
    parser = _Parser()
    if len(text) > LONGEST:
        parser.blame(LONGEST, len(text) - LONGEST, f"only the first {LONGEST:,} characters are read")
    node = parser.whole(lexemes(text[:LONGEST]))
    if node is None and parser.lexemes and not (parser.is_sorted or parser.problems):
        parser.blame(0, len(text), "there is no word in this to look for")
    problems = tuple(sorted(parser.problems, key=lambda problem: problem.at))
    return Query(text, node, "date" if parser.is_sorted else "rank", problems)


def to_json(query: Query) -> dict[str, Any]:
    """The query as the browser's half has it."""
    return {
        "text": query.text,
        "node": node_to_json(query.node) if query.node else None,
        "sort": query.sort,
        "problems": [{"at": p.at, "length": p.length, "message": p.message} for p in query.problems],
    }


@dataclass
class _Parser:
    """Recursive descent: or, and, not, parentheses, leaves."""

    lexemes: Sequence[Lexeme] = ()
    next: int = 0
    leaves: int = 0
    is_sorted: bool = False
    problems: list[Problem] = field(default_factory=list)

    def blame(self, at: int, length: int, message: str) -> None:
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(Problem(at, length, message))

    def whole(self, found: Sequence[Lexeme]) -> Node | None:
        self.lexemes = self._without_depths(found)
        nodes = []
        while self.next < len(self.lexemes):
            nodes.append(self._or())
            if self._peek() == "close":
                self._blame_lexeme(self._take(), "no parenthesis is open here")
        return joined(And, nodes)

    def _without_depths(self, found: Sequence[Lexeme]) -> list[Lexeme]:
        """Parentheses that are too deep are left out, both of a pair, so that the others keep their meaning."""
        kept = []
        depth = deepest = 0
        for lexeme in found:
            depth += lexeme.kind == "open"
            if depth <= _DEEPEST or lexeme.kind not in ("open", "close"):
                kept.append(lexeme)
            elif depth > deepest and deepest <= _DEEPEST:
                self._blame_lexeme(
                    lexeme, f"no more than {_DEEPEST} parentheses are followed into each other"
                )
            deepest = max(deepest, depth)
            depth = max(depth - (lexeme.kind == "close"), 0)
        return kept

    def _peek(self) -> Kind | Literal["end"]:
        return self.lexemes[self.next].kind if self.next < len(self.lexemes) else "end"

    def _take(self) -> Lexeme:
        self.next += 1
        return self.lexemes[self.next - 1]

    def _blame_lexeme(self, lexeme: Lexeme, message: str) -> None:
        self.blame(lexeme.at, lexeme.length, message)

    def _or(self) -> Node | None:
        start = self.next
        nodes = [self._and()]
        while self._peek() == "or":
            is_first = self.next == start
            sign = self._take()
            if is_first or self._peek() in _NO_OPERAND:
                self._blame_lexeme(sign, "OR needs something to look for on both sides")
            start = self.next
            nodes.append(self._and())
        return joined(Or, nodes)

    def _and(self) -> Node | None:
        start = self.next
        nodes = []
        while self._peek() not in ("or", "close", "end"):
            if self._peek() != "and":
                nodes.append(self._not())
                continue
            is_first = self.next == start
            sign = self._take()
            if is_first or self._peek() in _NO_OPERAND:
                self._blame_lexeme(sign, "AND needs something to look for on both sides")
        return joined(And, nodes)

    def _not(self) -> Node | None:
        is_not, sign = False, None
        while self._peek() == "not":
            is_not, sign = not is_not, self._take()
        if sign and self._peek() in _NO_OPERAND:
            self._blame_lexeme(sign, "NOT needs something after it")
            return None
        node = self._operand()
        return Not(node) if is_not and node else node

    def _operand(self) -> Node | None:
        lexeme = self._take()
        if lexeme.kind == "open":
            node = self._or()
            if self._peek() == "close":
                self._take()
            else:
                self._blame_lexeme(lexeme, "this parenthesis is not closed")
            return node
        if self.leaves >= MOST_LEAVES:
            if self.leaves == MOST_LEAVES:
                self._blame_lexeme(lexeme, f"no more than {MOST_LEAVES} words and filters are looked for")
            self.leaves += 1
            return None
        return self._leaf(lexeme)

    def _leaf(self, lexeme: Lexeme) -> Node | None:
        if not lexeme.is_closed:
            self._blame_lexeme(lexeme, "this quotation is not closed")
        found = operand(lexeme)
        if found.complaint:
            self._blame_lexeme(lexeme, found.complaint)
        self.is_sorted |= found.is_sorted
        self.leaves += found.node is not None
        return found.node
