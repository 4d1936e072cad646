"""A query's text → its words, quotations, parentheses and operators. The browser's half is ``lexemes.js``."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["open", "close", "and", "or", "not", "word", "quoted"]

_QUOTES = '"“”„«»'
_SPACE = " \\t\\n\\v\\f\\r\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff"
_SPACES = re.compile(f"[{_SPACE}]+")
_BLANK = re.compile(f"[{_SPACE}]*")
_WORD = re.compile(f"[^{_SPACE}(){_QUOTES}]+")
_QUOTED = re.compile(f"[{_QUOTES}]([^{_QUOTES}]*)([{_QUOTES}]?)")
_FIELD = re.compile(r"([A-Za-z]{2,20}):(?![:/\\])")
_OPERATORS: dict[str, Kind] = {"AND": "and", "OR": "or", "NOT": "not"}
_PARENTHESES: dict[str, Kind] = {"(": "open", ")": "close"}


class Lexeme(NamedTuple):
    """A piece of a query."""

    kind: Kind
    at: int
    length: int
    text: str = ""
    """Of a word and a quotation what it says, without field and quotes."""
    field: str = ""
    """In small letters; empty where none is named. Not every name is one that there is."""
    is_closed: bool = True


def lexemes(text: str) -> list[Lexeme]:
    """The pieces in order."""
    return list(_lexemes(text))


def is_empty(text: str) -> bool:
    """Is there nothing in the text but white space?"""
    return _BLANK.fullmatch(text) is not None


def _lexemes(text: str) -> Iterator[Lexeme]:
    at = 0
    while at < len(text):
        if found := _SPACES.match(text, at):
            at = found.end()
            continue
        if kind := _PARENTHESES.get(text[at]):
            lexeme = Lexeme(kind, at, 1)
        elif found := _QUOTED.match(text, at):
            lexeme = Lexeme("quoted", at, len(found[0]), found[1], is_closed=bool(found[2]))
        else:
            lexeme = _word(text, at)
        yield lexeme
        at += lexeme.length


def _word(text: str, at: int) -> Lexeme:
    found = _WORD.match(text, at)
    assert found is not None, "every character begins something"
    word = found[0]
    if kind := _OPERATORS.get(word):
        return Lexeme(kind, at, len(word))
    after = text[at + 1 : at + 2]
    if word[0] == "-" and after and after not in "-)" and not _SPACES.match(after):
        return Lexeme("not", at, 1)
    if named := _FIELD.match(word):
        field, value = named[1].lower(), word[named.end() :]
        quoted = None if value else _QUOTED.match(text, found.end())
        if quoted:
            return Lexeme("quoted", at, quoted.end() - at, quoted[1], field, bool(quoted[2]))
        return Lexeme("word", at, len(word), value, field)
    return Lexeme("word", at, len(word), word)
