"""One word, quotation or filter of a query → what it asks for. The browser's half is ``operands.js``."""

from collections.abc import Sequence
from typing import NamedTuple

from sitegen.search.block_flags import KINDS
from sitegen.search.dates import is_period
from sitegen.search.query.ast import And, Field, Node, Phrase, Prefix, Word, joined
from sitegen.search.query.lexer import Lexeme, is_empty
from sitegen.text.tokens import Token, is_unspaced, tokens

FIELDS = ("speaker", "model", "in", "has", "before", "after", "on")


class Operand(NamedTuple):
    """What is asked for, if anything, and what is wrong with the way it is written, if anything."""

    node: Node | None
    complaint: str = ""
    is_sorted: bool = False
    """Whether it asks for the newest first."""


def operand(lexeme: Lexeme) -> Operand:
    """What the lexeme asks for, a word or a quotation."""
    if lexeme.field in FIELDS:
        return _field(lexeme)
    if lexeme.field == "sort":
        return _sort(lexeme.text)
    if lexeme.field:
        return _unknown(lexeme)
    if lexeme.kind == "quoted":
        return Operand(_side_by_side(tokens(lexeme.text), lexeme.at))
    if lexeme.text == "-":
        return Operand(None, "a minus stands right before what it leaves out")
    if "*" in lexeme.text:
        return _starred(lexeme)
    return Operand(_word(lexeme.text, lexeme.at))


def _field(lexeme: Lexeme) -> Operand:
    name, value = lexeme.field, lexeme.text
    if is_empty(value):
        return _valueless(name)
    if name == "has":
        value = value.lower()
        if value not in KINDS:
            return Operand(None, f"has: knows {', '.join(KINDS)}")
    if name in ("before", "after", "on") and not is_period(value):
        return Operand(None, f"{name}: needs a date such as 2026, 2026-01 or 2026-01-31")
    return Operand(Field(name, value, lexeme.at))


def _sort(value: str) -> Operand:
    if is_empty(value):
        return _valueless("sort")
    return Operand(None, is_sorted=True) if value == "date" else Operand(None, "sort: knows only date")


def _valueless(name: str) -> Operand:
    return Operand(None, f"{name}: needs a value right after it")


def _unknown(lexeme: Lexeme) -> Operand:
    """``author:ada``, and mere words before a colon, as in ``Note: …``."""
    name, value, at = lexeme.field, lexeme.text, lexeme.at
    if lexeme.kind == "word" and not value:
        return Operand(_word(name, at))
    known = ", ".join(f"{each}:" for each in (*FIELDS, "sort"))
    complaint = f"there is no {name}:, only {known}; it is looked for as words"
    if lexeme.kind == "quoted":
        node = joined(And, [_word(name, at), _side_by_side(tokens(value), at)])
    else:
        node = _word(f"{name}:{value}", at)
    return Operand(node, complaint)


def _starred(lexeme: Lexeme) -> Operand:
    base, at = lexeme.text.rstrip("*"), lexeme.at
    complaint = "a star stands only at the end of a word" if "*" in base else ""
    if base == lexeme.text:
        return Operand(_word(base, at), complaint)
    words = tokens(base)
    if not words:
        return Operand(None, "a star needs the beginning of a word before it")
    last = words[-1].term
    if is_unspaced(last):
        return Operand(_word(base, at), complaint)  # these are looked for by their beginnings anyway
    if len(last) < 2:
        return Operand(_word(base, at), "a star needs at least two letters before it")
    before = _exact([each.term for each in words[:-1]], at)
    return Operand(joined(And, [before, Prefix(last, at)]), complaint)


def _word(text: str, at: int) -> Node | None:
    """What was written without quotes: one word in any form, or several side by side."""
    words = tokens(text)
    if len(words) == 1 and not is_unspaced(words[0].term):
        return Word(words[0].term, at)
    return _side_by_side(words, at)


def _side_by_side(words: Sequence[Token], at: int) -> Node | None:
    """The terms as a phrase. The last character of an unspaced script stands alone only where a text ends, so
    it is left out where the pair before it says it, and is the beginning of a pair where none does.
    """
    found = [word.term for word in words]
    if not words or not is_unspaced(found[-1]) or len(found[-1]) > 1:
        return _exact(found, at)
    if len(words) > 1 and is_unspaced(found[-2]) and words[-2].end >= words[-1].end:
        return _exact(found[:-1], at)
    return joined(And, [_exact(found[:-1], at), Prefix(found[-1], at)])


def _exact(found: Sequence[str], at: int) -> Node | None:
    return Phrase(tuple(found), at) if found else None
