"""Syntax tree of a query. All offsets (``at``) are in characters of the query."""

from collections.abc import Sequence
from dataclasses import dataclass

from sitegen.model import BlockKind

KIND_GROUPS = {"tool": (BlockKind.TOOL_CALL, BlockKind.TOOL_RESULT)}
"""Values of ``has:`` that are several kinds."""
FOLDED_KINDS = frozenset([*(kind for kind in BlockKind if not kind.is_spoken), *KIND_GROUPS])
"""Values of ``has:`` that a page folds."""


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


@dataclass(frozen=True, slots=True)
class Scope:
    """Words that a query searches besides the talk."""

    has_folds: bool = False
    """What pages fold: thinking, the use of tools, attached files."""
    has_branches: bool = False
    """Other versions of messages."""


def scope_of(node: Node | None) -> Scope:
    """Return what a query asks for; what it excludes does not count."""
    match node:
        case Field(field="in", value="all"):
            return Scope(has_folds=True, has_branches=True)
        case Field(field="in", value="branches"):
            return Scope(has_branches=True)
        case Field(field="has", value=value):
            return Scope(has_folds=value in FOLDED_KINDS)
        case And() | Or():
            parts = [scope_of(each) for each in node.nodes]
            return Scope(any(each.has_folds for each in parts), any(each.has_branches for each in parts))
    return Scope()


def join_nodes(kind: type[And] | type[Or], nodes: Sequence[Node | None]) -> Node | None:
    """Return the nodes that are not None, joined into one."""
    present = tuple(node for node in nodes if node is not None)
    return kind(present) if len(present) > 1 else present[0] if present else None
