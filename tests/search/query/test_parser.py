"""The query language."""

from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.search.query.ast import And, Field, Node, Not, Or, Phrase, Prefix, Word
from sitegen.search.query.operands import FIELDS
from sitegen.search.query.parser import LONGEST, MOST_LEAVES, Problem, Query, parse, to_json
from tests.search.queries import QUERIES

PIECES = st.sampled_from(
    ["light", "don't", "東京", "猫", "🙂", "a", "AND", "OR", "NOT", "-", "(", ")", '"', "“", "*", "li*", "speaker:", "in:x", "has:art",
     "on:2026", "before:x", "foo:bar", "sort:date", " ", "  ", ":", "\n", "\u0301", "\ud800"]
)  # fmt: skip


def node(text: str) -> Node | None:
    """What a text without a problem asks for."""
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
    assert node(text) == expected


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
def test_scripts_without_blanks_are_looked_for_by_pairs_or_by_their_beginning(text: str, expected: Node):
    assert node(text) == expected


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
    assert node(text) == expected


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
    assert node(text) == expected


def test_sorting_is_no_word():
    assert parse("sort:date") == Query("sort:date", None, "date")
    assert parse("a sort:date b") == Query("a sort:date b", And((Word("a", 0), Word("b", 12))), "date")


OR = "OR needs something to look for on both sides"
AND = "AND needs something to look for on both sides"
NOT = "NOT needs something after it"
MINUS = "a minus stands right before what it leaves out"
OPEN = "this parenthesis is not closed"
CLOSE = "no parenthesis is open here"
QUOTE = "this quotation is not closed"
NOTHING = "there is no word in this to look for"
DATE = "needs a date such as 2026, 2026-01 or 2026-01-31"
HAS = "has: knows art, code, image, command, event"
KNOWN = "only speaker:, model:, in:, has:, before:, after:, on:, sort:; it is looked for as words"
TOO_SHORT = "a star needs at least two letters before it"
STAR = "a star stands only at the end of a word"
NO_STAR = "a star needs the beginning of a word before it"


@pytest.mark.parametrize(
    ("text", "expected", "problems"),
    [
        ('a "b c', And((Word("a", 0), Phrase(("b", "c"), 2))), [(2, 4, QUOTE)]),
        ('a"', Word("a", 0), [(1, 1, QUOTE)]),
        ('speaker:"ada b', Field("speaker", "ada b", 0), [(0, 14, QUOTE)]),
        ("(a", Word("a", 1), [(0, 1, OPEN)]),
        ("((a) b", And((Word("a", 2), Word("b", 5))), [(0, 1, OPEN)]),
        ("a) b", And((Word("a", 0), Word("b", 3))), [(1, 1, CLOSE)]),
        ("a OR b) c", And((Or((Word("a", 0), Word("b", 5))), Word("c", 8))), [(6, 1, CLOSE)]),
        ("a OR", Word("a", 0), [(2, 2, OR)]),
        ("OR a", Word("a", 3), [(0, 2, OR)]),
        ("a OR OR b", Or((Word("a", 0), Word("b", 8))), [(2, 2, OR), (5, 2, OR)]),
        ("(a OR) b", And((Word("a", 1), Word("b", 7))), [(3, 2, OR)]),
        ("a AND", Word("a", 0), [(2, 3, AND)]),
        ("AND a", Word("a", 4), [(0, 3, AND)]),
        ("a AND AND b", And((Word("a", 0), Word("b", 10))), [(2, 3, AND)]),
        ("a NOT", Word("a", 0), [(2, 3, NOT)]),
        ("a NOT AND b", And((Word("a", 0), Word("b", 10))), [(2, 3, NOT)]),
        ("a -", Word("a", 0), [(2, 1, MINUS)]),
        ("a - b", And((Word("a", 0), Word("b", 4))), [(2, 1, MINUS)]),
        ("OR", None, [(0, 2, OR)]),
        ("AND NOT", None, [(0, 3, AND), (4, 3, NOT)]),
        ("()", None, [(0, 2, NOTHING)]),
        (" ?!", None, [(0, 3, NOTHING)]),
        ('""', None, [(0, 2, NOTHING)]),
        ("a*", Word("a", 0), [(0, 2, TOO_SHORT)]),
        ("*", None, [(0, 1, NO_STAR)]),
        ("a * b", And((Word("a", 0), Word("b", 4))), [(2, 1, NO_STAR)]),
        ("l*ght", Phrase(("l", "ght"), 0), [(0, 5, STAR)]),
        ("author:ada", Phrase(("author", "ada"), 0), [(0, 10, f"there is no author:, {KNOWN}")]),
        (
            'author:"a b"',
            And((Word("author", 0), Phrase(("a", "b"), 0))),
            [(0, 12, f"there is no author:, {KNOWN}")],
        ),
        ("speaker: ada", Word("ada", 9), [(0, 8, "speaker: needs a value right after it")]),
        ('in:" " ada', Word("ada", 7), [(0, 6, "in: needs a value right after it")]),
        ("has:x a", Word("a", 6), [(0, 5, HAS)]),
        ("sort:up a", Word("a", 8), [(0, 7, "sort: knows only date")]),
        ("sort: a", Word("a", 6), [(0, 5, "sort: needs a value right after it")]),
        *((f"on:{day} a", Word("a", len(day) + 4), [(0, len(day) + 3, f"on: {DATE}")])
          for day in ("2026-13", "2025-02-29", "2026-1", "20260101", "0000", "x", "٢٠٢٥", "2026-01-01T00:00")),
    ],
)  # fmt: skip
def test_a_broken_query_says_where_and_why_and_finds_its_words(
    text: str, expected: Node | None, problems: list[tuple[int, int, str]]
):
    assert parse(text) == Query(text, expected, "rank", tuple(Problem(*each) for each in problems))


def test_places_count_characters_not_halves():
    assert parse("🙂𠮷 b OR") == Query(
        "🙂𠮷 b OR",
        And((And((Phrase(("🙂",), 0), Prefix("𠮷", 0))), Word("b", 3))),
        "rank",
        (Problem(5, 2, OR),),
    )


def test_only_the_beginning_of_a_long_query_is_read():
    text = "a" * 999 + " " + "b" * 500
    found = parse(text)
    assert found == Query(
        text, Word("a" * 64, 0), "rank", (Problem(1000, 500, "only the first 1,000 characters are read"),)
    )


def test_words_beyond_the_limit_are_left_out():
    words = [f"w{n}" for n in range(MOST_LEAVES + 3)]
    at = len(" ".join(words[:MOST_LEAVES])) + 1
    message = "no more than 64 words and filters are looked for"
    found = parse(" ".join(words))
    assert isinstance(found.node, And)
    assert [leaf(each) for each in found.node.nodes] == words[:MOST_LEAVES]
    assert found.problems == (Problem(at, 3, message),)


def test_parentheses_beyond_the_limit_are_passed_over_with_their_ends():
    text = "(" * 60 + "a" + ")" * 60 + " OR b"
    message = "no more than 50 parentheses are followed into each other"
    assert parse(text) == Query(text, Or((Word("a", 60), Word("b", 125))), "rank", (Problem(50, 1, message),))


def test_the_first_problems_are_told_and_not_hundreds():
    found = parse(")" * 900)
    assert found.problems == tuple(Problem(n, 1, CLOSE) for n in range(20))


def test_json_is_what_the_browser_makes():
    assert to_json(parse('a "b c" OR -d* in:x sort:date OR')) == {
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
            {"at": 12, "length": 2, "message": TOO_SHORT},
            {"at": 30, "length": 2, "message": OR},
        ],
    }


def leaf(node: Node) -> str:
    assert isinstance(node, Word)
    return node.term


def leaves(node: dict[str, Any] | None) -> list[dict[str, Any]]:
    if node is None:
        return []
    inner = node["nodes"] if "nodes" in node else [node["node"]] if "node" in node else None
    return [node] if inner is None else [each for part in inner for each in leaves(part)]


def assert_sound(text: str) -> None:
    found = to_json(parse(text))
    told = leaves(found["node"])
    assert len(told) <= 2 * MOST_LEAVES  # a starred word may give a phrase and a prefix
    assert [each for each in told if not 0 <= each["at"] < min(len(text), LONGEST)] == []
    assert [each for each in told if each["type"] == "field" and each["field"] not in FIELDS] == []
    assert [
        each for each in told if "" in (each.get("term"), each.get("value")) or each.get("terms") == []
    ] == []
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
