"""Syntax tree of a query. All offsets (``at``) are in characters of the query."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A word, in any of its English forms."""

    term: str
    at: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """One or more adjacent terms, in exactly these forms."""

    terms: tuple[str, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any term with this prefix."""

    term: str
    at: int


@dataclass(frozen=True, slots=True)
class Field:
    """A filter such as ``speaker:ada``. Values of ``has``, ``before``, ``after`` and ``on`` are valid."""

    field: str
    value: str
    at: int


@dataclass(frozen=True, slots=True)
class Not:
    """All documents that do not match."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """Two or more nodes that must all match."""

    nodes: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """Two or more nodes of which one must match."""

    nodes: "tuple[Node, ...]"


Node = Word | Phrase | Prefix | Field | Not | And | Or


def join_nodes(kind: type[And] | type[Or], nodes: Sequence[Node | None]) -> Node | None:
    """Return the nodes that are not None, joined into one."""
    present = tuple(node for node in nodes if node is not None)
    return kind(present) if len(present) > 1 else present[0] if present else None
