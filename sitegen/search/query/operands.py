"""Parse one word, quotation or filter of a query."""

from collections.abc import Sequence
from typing import NamedTuple

from sitegen.model import SEARCHABLE_KINDS
from sitegen.search.dates import is_period
from sitegen.search.query.ast import KIND_GROUPS, And, Field, Node, Phrase, Prefix, Word, join_nodes
from sitegen.search.query.lexer import QueryToken, is_blank, tokenize
from sitegen.search.query.problems import QueryProblem
from sitegen.text.tokens import Token, is_unspaced, tokens

FIELDS = ("speaker", "model", "in", "has", "before", "after", "on")


class Operand(NamedTuple):
    """A parsed operand."""

    node: Node | None
    """None where there is nothing to search for."""
    problem: QueryProblem | None = None
    sorts_by_date: bool = False


def problem_at(token: QueryToken, code: str, **parameters: str | int) -> QueryProblem:
    """Return a problem of this token."""
    return QueryProblem(code, token.at, token.length, parameters)


def parse_operand(token: QueryToken) -> Operand:
    """Parse a word or a quotation."""
    if token.field in FIELDS:
        return _filter_operand(token)
    if token.field == "sort":
        return _sort_operand(token)
    if token.field:
        return _unknown_filter_operand(token)
    if token.kind == "quoted":
        return Operand(_adjacent_node(tokens(token.text), token.at))
    if token.text == "-":
        return Operand(None, problem_at(token, "lone-minus"))
    if "*" in token.text:
        return _prefix_operand(token)
    return Operand(_word_node(token.text, token.at))


def operand_text(query: str, at: int) -> str:
    """Return the word or quotation at an offset of a query, as it was typed."""
    token = operand_token(query, at)
    return query[at : at + token.length].removesuffix(":")


def operand_token(query: str, at: int) -> QueryToken:
    """Return the token at the offset of a node."""
    return next(token for token in tokenize(query) if token.at == at)


def quoted_node(text: str) -> Node | None:
    """Return the node for a text in quotation marks."""
    return _adjacent_node(tokens(text), 0)


def _filter_operand(token: QueryToken) -> Operand:
    name, value = token.field, token.text
    if is_blank(value):
        return _missing_value(token)
    if name == "has":
        value = value.lower()
        if value not in SEARCHABLE_KINDS and value not in KIND_GROUPS:
            kinds = ", ".join((*SEARCHABLE_KINDS, *KIND_GROUPS))
            return Operand(None, problem_at(token, "unknown-kind", kinds=kinds))
    if name in ("before", "after", "on") and not is_period(value):
        return Operand(None, problem_at(token, "invalid-date", filter=name))
    return Operand(Field(name, value, token.at))


def _sort_operand(token: QueryToken) -> Operand:
    if is_blank(token.text):
        return _missing_value(token)
    if token.text != "date":
        return Operand(None, problem_at(token, "unknown-order"))
    return Operand(None, sorts_by_date=True)


def _missing_value(token: QueryToken) -> Operand:
    return Operand(None, problem_at(token, "missing-value", filter=token.field))


def _unknown_filter_operand(token: QueryToken) -> Operand:
    """Parse ``author:ada``, and also plain words before a colon, as in ``Note: …``."""
    name, value, at = token.field, token.text, token.at
    if token.kind == "word" and not value:
        return Operand(_word_node(name, at))
    filters = ", ".join(f"{each}:" for each in (*FIELDS, "sort"))
    problem = problem_at(token, "unknown-filter", filter=name, filters=filters)
    if token.kind == "quoted":
        node = join_nodes(And, [_word_node(name, at), _adjacent_node(tokens(value), at)])
    else:
        node = _word_node(f"{name}:{value}", at)
    return Operand(node, problem)


def _prefix_operand(token: QueryToken) -> Operand:
    base, at = token.text.rstrip("*"), token.at
    problem = problem_at(token, "inner-star") if "*" in base else None
    if base == token.text:
        return Operand(_word_node(base, at), problem)
    words = tokens(base)
    if not words:
        return Operand(None, problem_at(token, "lone-star"))
    last = words[-1].term
    if is_unspaced(last):
        return Operand(_word_node(base, at), problem)  # these are prefix searches anyway
    if len(last) < 2:
        return Operand(_word_node(base, at), problem_at(token, "short-prefix"))
    preceding = _phrase_node([each.term for each in words[:-1]], at)
    return Operand(join_nodes(And, [preceding, Prefix(last, at)]), problem)


def _word_node(text: str, at: int) -> Node | None:
    """Return a node for text without quotes: one word in any form, or several adjacent ones."""
    words = tokens(text)
    if len(words) == 1 and not is_unspaced(words[0].term):
        return Word(words[0].term, at)
    return _adjacent_node(words, at)


def _adjacent_node(words: Sequence[Token], at: int) -> Node | None:
    """Return the terms as a phrase.

    A single character of an unspaced script is a term only at the end of a text. So at the end of a phrase it is
    dropped where the pair before it has it, else it is the prefix of a pair.
    """
    terms = [word.term for word in words]
    if not words or not is_unspaced(terms[-1]) or len(terms[-1]) > 1:
        return _phrase_node(terms, at)
    if len(words) > 1 and is_unspaced(terms[-2]) and words[-2].end >= words[-1].end:
        return _phrase_node(terms[:-1], at)
    return join_nodes(And, [_phrase_node(terms[:-1], at), Prefix(terms[-1], at)])


def _phrase_node(terms: Sequence[str], at: int) -> Node | None:
    return Phrase(tuple(terms), at) if terms else None
