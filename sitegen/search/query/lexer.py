"""Split a query into words, quotations, parentheses and operators."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

TokenKind = Literal["open", "close", "and", "or", "not", "word", "quoted"]

_QUOTES = '"“”„«»'
_SPACE = " \\t\\n\\v\\f\\r\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
_SPACES = re.compile(f"[{_SPACE}\\ufeff]+")  # a byte order mark is invisible inside a word
_BLANK = re.compile(f"[{_SPACE}\\ufeff]*")
_WORD = re.compile(f"[^{_SPACE}(){_QUOTES}]+")
_QUOTED = re.compile(f"[{_QUOTES}]([^{_QUOTES}]*)([{_QUOTES}]?)")
_FIELD = re.compile(r"([A-Za-z]{2,20}):(?![:/\\])")
_OPERATORS: dict[str, TokenKind] = {"AND": "and", "OR": "or", "NOT": "not"}
_PARENTHESES: dict[str, TokenKind] = {"(": "open", ")": "close"}


class QueryToken(NamedTuple):
    """A token of a query."""

    kind: TokenKind
    at: int
    length: int
    text: str = ""
    """Text of a word or a quotation, without field and quotes."""
    field: str = ""
    """Name before a colon, in lower case; empty where there is none. May be unknown."""
    is_closed: bool = True


def tokenize(text: str) -> list[QueryToken]:
    """Return the tokens in order."""
    return list(_scan(text))


def is_blank(text: str) -> bool:
    """Return whether the text has only white space."""
    return _BLANK.fullmatch(text) is not None


def _scan(text: str) -> Iterator[QueryToken]:
    at = 0
    while at < len(text):
        if match := _SPACES.match(text, at):
            at = match.end()
            continue
        if kind := _PARENTHESES.get(text[at]):
            token = QueryToken(kind, at, 1)
        elif match := _QUOTED.match(text, at):
            token = QueryToken("quoted", at, len(match[0]), match[1], is_closed=bool(match[2]))
        else:
            token = _scan_word(text, at)
        yield token
        at += token.length


def _scan_word(text: str, at: int) -> QueryToken:
    match = _WORD.match(text, at)
    assert match is not None, "every character starts a token"
    word = match[0]
    if kind := _OPERATORS.get(word):
        return QueryToken(kind, at, len(word))
    next_char = text[at + 1 : at + 2]
    if word[0] == "-" and next_char and next_char not in "-)" and not _SPACES.match(next_char):
        return QueryToken("not", at, 1)
    if field_match := _FIELD.match(word):
        field, value = field_match[1].lower(), word[field_match.end() :]
        quoted = None if value else _QUOTED.match(text, match.end())
        if quoted:
            return QueryToken("quoted", at, quoted.end() - at, quoted[1], field, bool(quoted[2]))
        return QueryToken("word", at, len(word), value, field)
    return QueryToken("word", at, len(word), word)
