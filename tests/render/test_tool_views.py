"""The calls of known tools, as their input says what they do."""

import json
from typing import Any

import pytest

from sitegen.render.tool_views import Section, SectionKind, Task, ToolView, address_ranges, result_section, view_call


def code(text: str, language: str = "") -> Section:
    return Section(SectionKind.CODE, text, language)


def rest(**arguments: Any) -> Section:
    return code(json.dumps(arguments, indent=2), "json")


PATCH = "*** Begin Patch\n*** Update File: quay.py\n-old\n+new\n*** End Patch"
TODOS = [{"content": "rope", "status": "completed"}, {"content": "salt", "status": "in_progress"}, {"content": "oil"}]

VIEWS: list[tuple[str, dict[str, Any], ToolView]] = [
    ("Bash", {"command": "ls\npwd"}, ToolView((code("ls\npwd", "bash"),), preview="ls")),
    (
        "Bash",
        {"command": "ls", "description": "List", "timeout": 5},
        ToolView((code("ls", "bash"), rest(timeout=5)), "List", "ls"),
    ),
    ("shell", {"command": ["bash", "-lc", "ls | wc"]}, ToolView((code("ls | wc", "bash"),), preview="ls | wc")),
    ("shell", {"command": ["ls", "-l"]}, ToolView((code("ls -l", "bash"),), preview="ls -l")),
    ("shell", {"command": ["apply_patch", PATCH]}, ToolView((code(PATCH, "diff"),), preview="quay.py")),
    ("repl", {"code": "6 * 7"}, ToolView((code("6 * 7", "javascript"),), preview="6 * 7")),
    (
        "artifacts",
        {"command": "update", "id": "poem", "old_str": "a", "new_str": "b"},
        ToolView((code("-a\n+b", "diff"), rest(id="poem")), ""),
    ),
    ("run_terminal_cmd", {"command": "ls"}, ToolView((code("ls", "bash"),), preview="ls")),
    ("functions.exec_command", {"cmd": "ls"}, ToolView((code("ls", "bash"),), preview="ls")),
    (
        "Edit",
        {"file_path": "a.py", "old_string": "one\ntwo\nthree", "new_string": "one\n2\nthree", "replace_all": True},
        ToolView((code(" one\n-two\n+2\n three", "diff"), rest(replace_all=True)), "a.py"),
    ),
    (
        "MultiEdit",
        {"file_path": "a.py", "edits": [{"old_string": "a", "new_string": "b"}, {"old_string": "", "new_string": "c"}]},
        ToolView((code("-a\n+b\n+c", "diff"),), "a.py"),
    ),
    (
        "str_replace_based_edit_tool",
        {"command": "create", "path": "a.rs", "file_text": "fn a() {}"},
        ToolView((code("fn a() {}", "rust"),), "a.rs"),
    ),
    ("Write", {"file_path": "a.py", "content": "x = 1"}, ToolView((code("x = 1", "python"),), "a.py")),
    ("Read", {"file_path": "a.py", "offset": 3}, ToolView((rest(offset=3),), "a.py", result_language="python")),
    (
        "WebSearch",
        {"query": "tides"},
        ToolView((Section(SectionKind.LINKS, "tides"),), preview="tides", result_kind=SectionKind.LINKS),
    ),
    (
        "TodoWrite",
        {"todos": TODOS},
        ToolView(
            (Section(SectionKind.TASKS, tasks=(Task("rope", "done"), Task("salt", "active"), Task("oil", "open"))),),
            preview="1/3",
        ),
    ),
    (
        "update_plan",
        {"plan": [{"step": "rope", "status": "pending"}], "explanation": "Begin."},
        ToolView(
            (Section(SectionKind.PROSE, "Begin."), Section(SectionKind.TASKS, tasks=(Task("rope", "open"),))),
            preview="0/1",
        ),
    ),
    (
        "Task",
        {"description": "Look", "prompt": "Look **well**.", "subagent_type": "scout"},
        ToolView((Section(SectionKind.PROSE, "Look **well**."), rest(subagent_type="scout")), "Look", "Look **well**."),
    ),
    ("read_gauge", {"place": "Brel", "query": "tide"}, ToolView((rest(place="Brel", query="tide"),), preview="tide")),
]


@pytest.mark.parametrize(("name", "arguments", "view"), VIEWS, ids=[f"{each[0]}-{n}" for n, each in enumerate(VIEWS)])
def test_a_known_tool_has_a_view(name: str, arguments: dict[str, Any], view: ToolView):
    assert view_call(name, json.dumps(arguments, indent=2)) == view


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Bash", '{"command": 5}'),
        ("Bash", '{"command": ["ls", 5]}'),
        ("Edit", '{"edits": [5]}'),
        ("Edit", '{"edits": []}'),
        ("TodoWrite", '{"todos": [{"content": 5}]}'),
        ("Task", "[1, 2]"),
        ("Write", "[" * 100_000),
        ("Write", '{"file_path": "a.py"}'),
        ("Read", '{"file_path": '),
        ("local_shell_call", '{"action": {"command": {}}}'),
    ],
)
def test_an_unexpected_input_is_shown_as_it_is(name: str, text: str):
    view = view_call(name, text)
    assert [each.text for each in view.sections] == [text]


def test_plain_text_is_shown_as_what_the_tool_takes():
    assert [
        view_call("Bash", "ls -l"),
        view_call("Read", "a.py\nb.py"),
        view_call("Read", ""),
        view_call("x", "[1]"),
    ] == [
        ToolView((code("ls -l", "bash"),), preview="ls -l"),
        ToolView((code("a.py\nb.py"),), preview="a.py"),
        ToolView(()),
        ToolView((code("[1]", "json"),)),
    ]


def test_a_result_is_shown_as_its_call_says():
    read = view_call("Read", '{"file_path": "a.py"}')
    search = view_call("WebSearch", '{"query": "tides"}')
    assert [
        result_section("x = 1", read),
        result_section("     1→x = 1", read),
        result_section("see https://x.org", search),
        result_section('{"a": 1}', None),
        result_section("{not JSON", None),
        result_section("see https://x.org", None, "web_search"),
    ] == [
        code("x = 1", "python"),
        code("     1→x = 1"),
        Section(SectionKind.LINKS, "see https://x.org"),
        code('{"a": 1}', "json"),
        code("{not JSON"),
        Section(SectionKind.LINKS, "see https://x.org"),
    ]


def test_a_program_is_code_in_its_language():
    assert view_call("python", "6 * 7\n").sections == (code("6 * 7\n", "python"),)


def test_addresses_end_before_punctuation():
    text = "(https://a.org/b), http://c.org/d. https://"
    assert [text[start:end] for start, end in address_ranges(text)] == ["https://a.org/b", "http://c.org/d"]
