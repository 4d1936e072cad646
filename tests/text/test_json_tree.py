import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.text.json_tree import MAX_DEPTH, JsonNode, parse_json, parse_json_lines, tidy
from sitegen.text.source import read_source

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)
OBJECTS = st.dictionaries(st.text(max_size=5), VALUES, min_size=1, max_size=4)


def faults(text: str) -> list[tuple[str, int]]:
    return [(each.code, each.offset) for each in parse_json(text).faults]


def assert_nested(node: JsonNode) -> None:
    """Assert that the range of each node contains those below it, in order."""
    value = node.value
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    for each in inner:
        assert node.start < each.start < each.end < node.end
        assert_nested(each)


@given(OBJECTS, st.sampled_from([None, 1]), st.booleans())
def test_valid_json_has_the_values_of_the_standard_library(value: object, indent: int | None, ascii_only: bool):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    (node,) = parse_json(text).nodes
    assert node.plain() == json.loads(text.encode("utf-8", "replace").decode()) or ascii_only
    assert json.loads(text[node.start : node.end]) == json.loads(text)
    assert json.loads(tidy(node)) == node.plain()
    assert_nested(node)


@given(OBJECTS, st.data())
def test_a_text_cut_anywhere_is_a_fault_and_never_an_error(value: object, data: st.DataObject):
    text = json.dumps(value)
    cut = data.draw(st.integers(0, len(text) - 1))
    document = parse_json(text[:cut])
    assert document.nodes == () or [each.code for each in document.faults][-1] == "json-cut-off"


@given(st.lists(OBJECTS, min_size=2, max_size=4), st.data())
def test_a_broken_line_costs_nothing_but_itself(values: list[object], data: st.DataObject):
    lines = [json.dumps(each) for each in values]
    broken = data.draw(st.integers(1, len(lines) - 1))
    lines[broken] = lines[broken][: data.draw(st.integers(1, len(lines[broken]) - 1))]
    document = parse_json_lines("\n".join(lines))
    good = [json.loads(each) for n, each in enumerate(lines) if n != broken]
    assert [json.loads(json.dumps(each.plain())) for each in document.nodes] == good or document.faults[0].code != (
        "json-broken-line"
    )
    assert ("json-broken-line", sum(len(each) + 1 for each in lines[:broken])) in [
        (each.code, each.offset) for each in document.faults
    ]


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ('{"a": "tide', {"a": "tide"}, [("json-cut-off", 6)]),
        ('{"a": "tide\\', {"a": "tide"}, [("json-cut-off", 6)]),
        ('{"a": "tide\\u00', {"a": "tide"}, [("json-cut-off", 6)]),
        ('[{"a": [1, 2', [{"a": [1, 2]}], [("json-cut-off", 11)]),
        ('[{"a": 1}, {"b" 2}]', [{"a": 1}, {}], [("json-invalid", 16)]),
        ('[{"a": 1} {"b": 2}]', [{"a": 1}], [("json-invalid", 10)]),
        ('{"a": 1, "a": 2}', {"a": 2}, [("json-duplicate-key", 9)]),
        ('{"a": NaN, "b": -Infinity}', {"a": None, "b": None}, [("json-not-a-number", 6), ("json-not-a-number", 16)]),
        ('{"a": 1e999}', {"a": "1e999"}, [("json-huge-number", 6)]),
        (f'{{"a": {"9" * 5000}}}', {"a": "9" * 5000}, [("json-huge-number", 6)]),
        ('{"a": "\\ud83d\\ude00 \\ud83d!"}', {"a": "😀 \ufffd!"}, [("json-lone-surrogate", 6)]),
        ('{"a": "\\q\\u12 \\n"}', {"a": "\\q\\u12 \n"}, [("json-invalid", 6)]),
        (
            '{"a": "\\q", "b": "a\\n", "c": "\\x", "d": "cut',
            {"a": "\\q", "b": "a\n", "c": "\\x", "d": "cut"},
            [("json-invalid", 6), ("json-invalid", 29), ("json-cut-off", 40)],
        ),
        ('{"a": "two\nlines"}', {"a": "two\nlines"}, []),
        ('{"a": 1,}', {"a": 1}, []),
    ],
)  # fmt: skip
def test_damaged_json_is_read_as_far_as_it_goes(text: str, value: object, expected: list[tuple[str, int]]):
    (node,) = parse_json(text).nodes
    assert (node.plain(), faults(text)) == (value, expected)


@pytest.mark.parametrize(
    "text",
    ["", "tide", "[12:34] <rosa> tide", "[x] a\n", "{tide}", "[1, 2]", '{"a": 1} and more', '{"a": 1}\n{"b": 2}'],
)
def test_other_texts_are_no_json(text: str):
    assert parse_json(text).nodes == ()


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000, '[{"a":1}' + ",[" * 200_000, '"' * 200_000])
def test_deep_nesting_is_read_without_recursion(text: str):
    document = parse_json(text)
    assert document.nodes == () or document.faults


def test_what_is_nested_too_deeply_is_text():
    inner = "[" * 300 + "]" * 300
    (node,) = parse_json(f'{{"a": {inner}, "b": 1}}').nodes
    for _ in range(MAX_DEPTH - 1):
        node_a = node.get("a") if isinstance(node.value, dict) else node.get(0)
        node = node_a
    assert node.get(0).value == "[" * (301 - MAX_DEPTH) + "]" * (301 - MAX_DEPTH)


def test_a_missing_value_is_false_at_any_depth():
    root = read_source("a.json", b'{"a": {"b": [1, "x", null]}}').json
    assert root is not None
    assert [bool(root.get("a", "b", n)) for n in (0, 1, 2, 3, -1, -4)] == [True, True, False, False, False, False]
    assert (root.string("a", "b", 1), root.string("a", "b", 0), root.number("a", "b", 0)) == ("x", "", 1)
    assert (root.array("a"), root.object("a", "b"), root.get("a", "b", "c").span) == ((), {}, root.get("z").span)


@pytest.mark.parametrize(
    "text",
    ['{"a": {"b": 1}}', '\n {"a": "\\n"} \n\n', '{"a": 1', '{"a": {"b": 1}', '{"a": 1} x', '{"a": NaN}', "[1]", '[{"a": 1}]',
     '{"a": 1}\n{"a": 2}', '{"a": 1}\nx', "{}", "text"],
)  # fmt: skip
def test_one_object_in_one_line_is_json_lines_too(text: str):
    source = read_source("a.json", text.encode())
    assert [each.plain() for each in source.json_lines] == [
        each.plain() for each in parse_json_lines(source.text).nodes
    ]
    assert source.json_lines_document.unread == parse_json_lines(source.text).unread


def test_one_object_in_one_line_is_parsed_once():
    source = read_source("a.json", b'{"a": [1, 2]}\n')
    assert source.json_lines[0] is source.json
