"""The query language."""

from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.search.query.ast import And, Field, Node, Not, Or, Phrase, Prefix, Word
from sitegen.search.query.operands import FIELDS
from sitegen.search.query.parser import MAX_OPERANDS, MAX_QUERY_LENGTH, Query, parse
from sitegen.search.query.problems import QUERY_MESSAGES, QueryProblem
from tests.search.queries import QUERIES
from tests.search.query_json import query_json

PIECES = st.sampled_from(
    ["light", "don't", "東京", "猫", "🙂", "a", "AND", "OR", "NOT", "-", "(", ")", '"', "“", "*", "li*", "speaker:", "in:x", "has:art",
     "on:2026", "before:x", "foo:bar", "sort:date", " ", "  ", ":", "\n", "\u0301", "\ud800"]
)  # fmt: skip


def parse_node(text: str) -> Node | None:
    """Parse a query without problems."""
    query = parse(text)
    assert query.problems == ()
    return query.node


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Light", Word("light", 0)),
        ("  light", Word("light", 2)),
        ("🙂", Word("🙂", 0)),
        ("light tide", And((Word("light", 0), Word("tide", 6)))),
        ("don't", Phrase(("don", "t"), 0)),
        ("4.5", Phrase(("4", "5"), 0)),
        ("12:30", Phrase(("12", "30"), 0)),
        ("http://x.org", Phrase(("http", "x", "org"), 0)),
        ("std::vector", Phrase(("std", "vector"), 0)),
        ("Note: light", And((Word("note", 0), Word("light", 6)))),
        ("light and tide", And((Word("light", 0), Word("and", 6), Word("tide", 10)))),
        ('"Light"', Phrase(("light",), 0)),
        ('"the light"', Phrase(("the", "light"), 0)),
        ("“the light”", Phrase(("the", "light"), 0)),
        ("„the light“", Phrase(("the", "light"), 0)),
        ("«the light»", Phrase(("the", "light"), 0)),
        ('a"b c"d', And((Word("a", 0), Phrase(("b", "c"), 1), Word("d", 6)))),
        ("li*", Prefix("li", 0)),
        ("LÉ*", Prefix("le", 0)),
        ("snake_ca*", And((Phrase(("snake",), 0), Prefix("ca", 0)))),
        ('"li*"', Phrase(("li",), 0)),
        ("", None),
        (" \t\n\u3000", None),
    ],
)
def test_words_phrases_and_prefixes(text: str, expected: Node | None):
    assert parse_node(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("猫", Prefix("猫", 0)),
        ("猫*", Prefix("猫", 0)),
        ('"猫"', Prefix("猫", 0)),
        ("東京", Phrase(("東京",), 0)),
        ("東京*", Phrase(("東京",), 0)),
        ("東京都", Phrase(("東京", "京都"), 0)),
        ("灯台lamp", Phrase(("灯台", "台", "lamp"), 0)),
        ("lamp猫", And((Phrase(("lamp",), 0), Prefix("猫", 0)))),
        ('"東京 猫"', And((Phrase(("東京", "京"), 0), Prefix("猫", 0)))),
        ("ไทย", Phrase(("ไท", "ทย"), 0)),
    ],
)
def test_unspaced_scripts_are_searched_by_pairs_or_prefixes(text: str, expected: Node):
    assert parse_node(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a OR b", Or((Word("a", 0), Word("b", 5)))),
        ("a b OR c AND d", Or((And((Word("a", 0), Word("b", 2))), And((Word("c", 7), Word("d", 13)))))),
        ("a (b OR c)", And((Word("a", 0), Or((Word("b", 3), Word("c", 8)))))),
        ("((a))", Word("a", 2)),
        ("-a", Not(Word("a", 1))),
        ("NOT a", Not(Word("a", 4))),
        ("NOT NOT a", Word("a", 8)),
        ("-(-a)", Not(Not(Word("a", 3)))),
        ("a -b", And((Word("a", 0), Not(Word("b", 3))))),
        ("a AND NOT b", And((Word("a", 0), Not(Word("b", 10))))),
        ("a OR -b c", Or((Word("a", 0), And((Not(Word("b", 6)), Word("c", 8)))))),
        ('-"a b"', Not(Phrase(("a", "b"), 1))),
        ("-(a b)", Not(And((Word("a", 2), Word("b", 4))))),
        ("-li*", Not(Prefix("li", 1))),
        ("-speaker:ada", Not(Field("speaker", "ada", 1))),
    ],
)
def test_and_binds_more_than_or_and_not_binds_most(text: str, expected: Node):
    assert parse_node(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((f"{field}:x", Field(field, "x", 0)) for field in ("speaker", "model", "in")),
        *((f"{field}:2024-02-29", Field(field, "2024-02-29", 0)) for field in ("before", "after", "on")),
        ("on:2026", Field("on", "2026", 0)),
        ("on:2026-12", Field("on", "2026-12", 0)),
        ("has:Art", Field("has", "art", 0)),
        ("SPEAKER:Ada", Field("speaker", "Ada", 0)),
        ('speaker:"Ada Quill"', Field("speaker", "Ada Quill", 0)),
        ("speaker:„Ada“", Field("speaker", "Ada", 0)),
        ("speaker:a:b", Field("speaker", "a:b", 0)),
        ("model:anthropic/claude-haiku-4.5", Field("model", "anthropic/claude-haiku-4.5", 0)),
        ("speaker:???", Field("speaker", "???", 0)),
        ("(in:x)", Field("in", "x", 1)),
        ("in:x OR in:y", Or((Field("in", "x", 0), Field("in", "y", 8)))),
        ('speaker:"a"b', And((Field("speaker", "a", 0), Word("b", 11)))),
    ],
)
def test_filters(text: str, expected: Node):
    assert parse_node(text) == expected


def test_sorting_is_no_word():
    assert parse("sort:date") == Query("sort:date", None, "date")
    assert parse("a sort:date b") == Query("a sort:date b", And((Word("a", 0), Word("b", 12))), "date")


OR = "or-without-operand"
AND = "and-without-operand"
NOT = "not-without-operand"
MINUS = "lone-minus"
OPEN = "unclosed-parenthesis"
CLOSE = "unopened-parenthesis"
QUOTE = "unclosed-quotation"
NOTHING = "no-words"
VALUE = "missing-value"
FILTER = "unknown-filter"
TOO_SHORT = "short-prefix"
STAR = "inner-star"
NO_STAR = "lone-star"
AUTHOR = {"filter": "author", "filters": "speaker:, model:, in:, has:, before:, after:, on:, sort:"}


@pytest.mark.parametrize(
    ("text", "expected", "problems"),
    [
        ('a "b c', And((Word("a", 0), Phrase(("b", "c"), 2))), [(QUOTE, 2, 4)]),
        ('a"', Word("a", 0), [(QUOTE, 1, 1)]),
        ('speaker:"ada b', Field("speaker", "ada b", 0), [(QUOTE, 0, 14)]),
        ("(a", Word("a", 1), [(OPEN, 0, 1)]),
        ("((a) b", And((Word("a", 2), Word("b", 5))), [(OPEN, 0, 1)]),
        ("a) b", And((Word("a", 0), Word("b", 3))), [(CLOSE, 1, 1)]),
        ("a OR b) c", And((Or((Word("a", 0), Word("b", 5))), Word("c", 8))), [(CLOSE, 6, 1)]),
        ("a OR", Word("a", 0), [(OR, 2, 2)]),
        ("OR a", Word("a", 3), [(OR, 0, 2)]),
        ("a OR OR b", Or((Word("a", 0), Word("b", 8))), [(OR, 2, 2), (OR, 5, 2)]),
        ("(a OR) b", And((Word("a", 1), Word("b", 7))), [(OR, 3, 2)]),
        ("a AND", Word("a", 0), [(AND, 2, 3)]),
        ("AND a", Word("a", 4), [(AND, 0, 3)]),
        ("a AND AND b", And((Word("a", 0), Word("b", 10))), [(AND, 2, 3)]),
        ("a NOT", Word("a", 0), [(NOT, 2, 3)]),
        ("a NOT AND b", And((Word("a", 0), Word("b", 10))), [(NOT, 2, 3)]),
        ("a -", Word("a", 0), [(MINUS, 2, 1)]),
        ("a - b", And((Word("a", 0), Word("b", 4))), [(MINUS, 2, 1)]),
        ("OR", None, [(OR, 0, 2)]),
        ("AND NOT", None, [(AND, 0, 3), (NOT, 4, 3)]),
        ("()", None, [(NOTHING, 0, 2)]),
        (" ?!", None, [(NOTHING, 0, 3)]),
        ('""', None, [(NOTHING, 0, 2)]),
        ("a*", Word("a", 0), [(TOO_SHORT, 0, 2)]),
        ("*", None, [(NO_STAR, 0, 1)]),
        ("a * b", And((Word("a", 0), Word("b", 4))), [(NO_STAR, 2, 1)]),
        ("l*ght", Phrase(("l", "ght"), 0), [(STAR, 0, 5)]),
        ("author:ada", Phrase(("author", "ada"), 0), [(FILTER, 0, 10, AUTHOR)]),
        (
            'author:"a b"',
            And((Word("author", 0), Phrase(("a", "b"), 0))),
            [(FILTER, 0, 12, AUTHOR)],
        ),
        ("speaker: ada", Word("ada", 9), [(VALUE, 0, 8, {"filter": "speaker"})]),
        ('in:" " ada', Word("ada", 7), [(VALUE, 0, 6, {"filter": "in"})]),
        ("has:x a", Word("a", 6), [("unknown-kind", 0, 5, {"kinds": "art, code, image, command, event, thinking, tool_call, tool_result, attachment, tool"})]),
        ("sort:up a", Word("a", 8), [("unknown-order", 0, 7)]),
        ("sort: a", Word("a", 6), [(VALUE, 0, 5, {"filter": "sort"})]),
        *((f"on:{day} a", Word("a", len(day) + 4), [("invalid-date", 0, len(day) + 3, {"filter": "on"})])
          for day in ("2026-13", "2025-02-29", "2026-1", "20260101", "0000", "x", "٢٠٢٥", "2026-01-01T00:00")),
    ],
)  # fmt: skip
def test_a_broken_query_reports_problems_and_keeps_its_words(
    text: str, expected: Node | None, problems: list[tuple[Any, ...]]
):
    assert parse(text) == Query(text, expected, "rank", tuple(QueryProblem(*each) for each in problems))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a" * 1001, "Only the first 1,000 characters of a query are read."),
        ("?", "There is no word here to search for."),
        ("a)", "There is no open parenthesis to close here."),
        ("(a", "This parenthesis is not closed."),
        ("(" * 51 + "a" + ")" * 51, "Parentheses can be nested 50 deep; deeper ones are ignored."),
        ("a " * 65, "A query can have 64 words and filters; the rest is ignored."),
        ("a OR", "OR needs a word or a filter on both sides."),
        ("a AND", "AND needs a word or a filter on both sides."),
        ("a NOT", "NOT needs a word or a filter after it."),
        ('"a', "This quotation is not closed."),
        ("a -", "Put - directly before the word to exclude."),
        (
            "has:x",
            "has: takes one of art, code, image, command, event, thinking, tool_call, tool_result, attachment, tool.",
        ),
        ("on:x", "on: needs a date such as 2026, 2026-01 or 2026-01-31."),
        ("in:", "in: needs a value directly after it."),
        ("sort:up", "sort: takes only date."),
        (
            "author:ada",
            "There is no filter author:, only speaker:, model:, in:, has:, before:, after:, on:, sort:. "
            "It was searched as words.",
        ),
        ("l*ght", "Put * only at the end of a word."),
        ("*", "Put * directly after the start of a word."),
        ("a*", "* needs at least two letters before it."),
    ],
)
def test_a_problem_is_one_english_sentence(text: str, message: str):
    assert [each.message for each in parse(text).problems] == [message]


def test_codes_and_sentences_are_unique():
    assert len(set(QUERY_MESSAGES.values())) == len(QUERY_MESSAGES)


def test_places_count_characters_not_halves():
    assert parse("🙂𠮷 b OR") == Query(
        "🙂𠮷 b OR",
        And((And((Phrase(("🙂",), 0), Prefix("𠮷", 0))), Word("b", 3))),
        "rank",
        (QueryProblem(OR, 5, 2),),
    )


def test_only_the_beginning_of_a_long_query_is_read():
    text = "a" * 999 + " " + "b" * 500
    found = parse(text)
    assert found == Query(
        text,
        Word("a" * 64, 0),
        "rank",
        (QueryProblem("long-query", 1000, 500, {"number": 1000}),),
    )


def test_words_beyond_the_limit_are_left_out():
    words = [f"{chr(97 + n // 26)}{chr(97 + n % 26)}q" for n in range(MAX_OPERANDS + 3)]
    at = len(" ".join(words[:MAX_OPERANDS])) + 1
    found = parse(" ".join(words))
    assert isinstance(found.node, And)
    assert [term_of(each) for each in found.node.nodes] == words[:MAX_OPERANDS]
    assert found.problems == (QueryProblem("too-many-words", at, 3, {"number": 64}),)


def test_parentheses_beyond_the_limit_are_ignored_in_pairs():
    text = "(" * 60 + "a" + ")" * 60 + " OR b"
    problem = QueryProblem("deep-parentheses", 50, 1, {"number": 50})
    assert parse(text) == Query(text, Or((Word("a", 60), Word("b", 125))), "rank", (problem,))


def test_the_number_of_problems_is_limited():
    found = parse(")" * 900)
    assert found.problems == tuple(QueryProblem(CLOSE, n, 1) for n in range(20))


def test_json_is_what_the_browser_makes():
    assert query_json(parse('a "b c" OR -d* in:x sort:date OR')) == {
        "text": 'a "b c" OR -d* in:x sort:date OR',
        "node": {
            "type": "or",
            "nodes": [
                {
                    "type": "and",
                    "nodes": [
                        {"type": "word", "term": "a", "at": 0},
                        {"type": "phrase", "terms": ["b", "c"], "at": 2},
                    ],
                },
                {
                    "type": "and",
                    "nodes": [
                        {"type": "not", "node": {"type": "word", "term": "d", "at": 12}},
                        {"type": "field", "field": "in", "value": "x", "at": 15},
                    ],
                },
            ],
        },
        "sort": "date",
        "problems": [
            {"code": TOO_SHORT, "at": 12, "length": 2, "parameters": {}},
            {"code": OR, "at": 30, "length": 2, "parameters": {}},
        ],
    }


def term_of(node: Node) -> str:
    assert isinstance(node, Word)
    return node.term


def leaf_nodes(node: dict[str, Any] | None) -> list[dict[str, Any]]:
    if node is None:
        return []
    inner = node["nodes"] if "nodes" in node else [node["node"]] if "node" in node else None
    return [node] if inner is None else [each for part in inner for each in leaf_nodes(part)]


def assert_sound(text: str) -> None:
    found = query_json(parse(text))
    nodes = leaf_nodes(found["node"])
    assert len(nodes) <= 2 * MAX_OPERANDS  # a starred word may give a phrase and a prefix
    assert [each for each in nodes if not 0 <= each["at"] < min(len(text), MAX_QUERY_LENGTH)] == []
    assert [each for each in nodes if each["type"] == "field" and each["field"] not in FIELDS] == []
    assert [each for each in nodes if "" in (each.get("term"), each.get("value")) or each.get("terms") == []] == []
    places = [(each["at"], each["length"]) for each in found["problems"]]
    assert [(at, length) for at, length in places if length < 1 or at + length > len(text)] == []
    assert places == sorted(places, key=lambda place: place[0])


@given(st.one_of(st.lists(PIECES, max_size=80).map("".join), st.text(max_size=200)))
def test_any_text_is_a_query(text: str):
    assert_sound(text)


@pytest.mark.parametrize("text", QUERIES, ids=lambda text: ascii(text[:20]))
def test_every_query_of_the_list_is_read_at_once(text: str):
    before = process_time()
    assert_sound(text)
    assert process_time() - before < 1
