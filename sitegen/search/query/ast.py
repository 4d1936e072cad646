"""What a query asks for, as a tree."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Word:
    """A word, in any of its English forms."""

    term: str
    at: int
    """In characters of the query, as everywhere here."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Exactly these terms, side by side; at least one."""

    terms: tuple[str, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any term that begins so."""

    term: str
    at: int


@dataclass(frozen=True, slots=True)
class Field:
    """A filter such as ``speaker:ada``; of ``has``, ``before``, ``after`` and ``on`` the value is a valid one."""

    field: str
    value: str
    at: int


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All of them; at least two."""

    nodes: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """One of them; at least two."""

    nodes: "tuple[Node, ...]"


Node = Word | Phrase | Prefix | Field | Not | And | Or


def joined(kind: type[And] | type[Or], nodes: Sequence[Node | None]) -> Node | None:
    """The nodes that there are, as one."""
    found = tuple(node for node in nodes if node is not None)
    return kind(found) if len(found) > 1 else found[0] if found else None


def node_to_json(node: Node) -> dict[str, Any]:
    """The node as the browser's half has it."""
    match node:
        case Not():
            return {"type": "not", "node": node_to_json(node.node)}
        case And() | Or():
            kind = "and" if isinstance(node, And) else "or"
            return {"type": kind, "nodes": [node_to_json(each) for each in node.nodes]}
        case Word() | Prefix():
            kind = "word" if isinstance(node, Word) else "prefix"
            return {"type": kind, "term": node.term, "at": node.at}
        case Phrase():
            return {"type": "phrase", "terms": list(node.terms), "at": node.at}
        case Field():
            return {"type": "field", "field": node.field, "value": node.value, "at": node.at}
