"""A parsed query as JSON, as the parser of the browser returns it."""

from dataclasses import asdict
from typing import Any

from sitegen.search.query.ast import And, Field, Node, Not, Or, Phrase, Prefix, Word
from sitegen.search.query.parser import Query


def query_json(query: Query) -> dict[str, Any]:
    return {
        "text": query.text,
        "node": _node_json(query.node) if query.node else None,
        "sort": query.sort,
        "problems": [asdict(each) for each in query.problems],
    }


def _node_json(node: Node) -> dict[str, Any]:
    match node:
        case Not():
            return {"type": "not", "node": _node_json(node.node)}
        case And() | Or():
            kind = "and" if isinstance(node, And) else "or"
            return {"type": kind, "nodes": [_node_json(each) for each in node.nodes]}
        case Word() | Prefix():
            kind = "word" if isinstance(node, Word) else "prefix"
            return {"type": kind, "term": node.term, "at": node.at}
        case Phrase():
            return {"type": "phrase", "terms": list(node.terms), "at": node.at}
        case Field():
            return {"type": "field", "field": node.field, "value": node.value, "at": node.at}
