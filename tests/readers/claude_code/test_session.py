"""Sessions of Claude Code, as JSON Lines."""

import json
from typing import Any

import pytest

from sitegen.model import Usage
from sitegen.readers import detection
from sitegen.readers.claude_code import session
from sitegen.readers.parsed import Markup
from sitegen.text.source import Source, read_source
from tests.readers.damaged_texts import assert_covers_damaged
from tests.readers.message_rows import message_rows
from tests.shared import SHARED, needs_shared

Line = dict[str, Any]


def line(uuid: str, parent: str | None, message: Line | str, **more: Any) -> Line:
    """Return a line: a text is a prompt, a dictionary an answer."""
    said = {"role": "user", "content": message} if isinstance(message, str) else {"role": "assistant", **message}
    return {
        "parentUuid": parent,
        "type": said["role"],
        "message": said,
        "uuid": uuid,
        "sessionId": "s1",
        "isSidechain": False,
        "timestamp": "2026-01-18T21:40:00.123Z",
        **more,
    }


def answer(*blocks: Line | str, **more: Any) -> Line:
    return {"content": [{"type": "text", "text": each} if isinstance(each, str) else each for each in blocks], **more}


def call(call_id: str, name: str, **arguments: Any) -> Line:
    return {"type": "tool_use", "id": call_id, "name": name, "input": arguments}


def result(uuid: str, parent: str, call_id: str, text: Any, **more: Any) -> Line:
    block = {"type": "tool_result", "tool_use_id": call_id, "content": text, **more}
    return line(uuid, parent, "") | {"message": {"role": "user", "content": [block]}}


def source(*lines: Line | str) -> Source:
    rows = [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in lines]
    return read_source("s.jsonl", "\n".join([*rows, ""]).encode())


def left_out(transcript: Source) -> list[str]:
    return [each.reason.value for each in session.read(transcript).pieces if isinstance(each, Markup) and each.reason]


STREAMED = (
    line("1", None, "Light the lamp."),
    line("2", "1", answer({"type": "thinking", "thinking": "Is there oil?", "signature": "x"}, id="m1", model="claude-opus-4-5",
                          usage={"input_tokens": 5, "cache_read_input_tokens": 100, "output_tokens": 1})),
    line("3", "2", answer("I look for oil.", id="m1", model="claude-opus-4-5",
                          usage={"input_tokens": 5, "cache_read_input_tokens": 100, "output_tokens": 7})),
    line("4", "3", answer(call("t1", "Bash", command="ls oil"), id="m1", model="claude-opus-4-5",
                          usage={"input_tokens": 5, "cache_read_input_tokens": 100, "output_tokens": 40})),
    line("5", "4", answer(call("t2", "Read", file_path="/lamp"), id="m1", model="claude-opus-4-5",
                          usage={"input_tokens": 5, "cache_read_input_tokens": 100, "output_tokens": 40})),
    result("6", "4", "t1", "no such file", is_error=True) | {"toolUseResult": {"stdout": "no such file"}},
    result("7", "5", "t2", [{"type": "text", "text": "brass"},
                            {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AA=="}}]),
    line("8", "7", answer("It is empty.", id="m2", model="claude-opus-4-5")),
)  # fmt: skip


def test_streamed_lines_and_the_results_of_tools_are_one_message():
    transcript = source(*STREAMED)
    parsed = session.read(transcript)
    assert message_rows(parsed) == [
        ("User", "Light the lamp."),
        (
            "Claude",
            "[thinking] Is there oil?",
            "I look for oil.",
            '[tool_call Bash] {\n  "command": "ls oil"\n}',
            "[tool_result Bash error] no such file",
            '[tool_call Read] {\n  "file_path": "/lamp"\n}',
            "[tool_result Read] brass",
            "[image Read image/png data:image/png;base64,AA==]",
        ),
        ("Claude", "It is empty."),
    ]
    assert [(each.native_id, each.model, each.usage) for each in parsed.messages] == [
        ("1", "", None),
        ("m1", "claude-opus-4-5", Usage(105, 40)),
        ("m2", "claude-opus-4-5", None),
    ]
    assert (parsed.started, parsed.ended, parsed.native_id) == (*["2026-01-18T21:40:00+00:00"] * 2, "s1")
    assert (parsed.branch_points, parsed.problems, left_out(transcript)) == ((), (), ["duplicate"])


def test_the_order_is_that_of_the_parents_also_with_lines_that_are_not_shown():
    hook = {"type": "progress", "uuid": "h", "parentUuid": "1", "timestamp": "2026-01-18T21:40:01Z"}
    lines = (
        line("3", "2", "And now?", timestamp="2026-01-18T21:42:00Z"),
        line("2", "h", answer("Yes."), timestamp="2026-01-18T21:41:00Z"),
        hook,
        line("1", None, "Is it lit?"),
    )
    assert message_rows(session.read(source(*lines))) == [
        ("User", "Is it lit?"),
        ("Claude", "Yes."),
        ("User", "And now?"),
    ]


def test_edits_and_retries_are_branches():
    parsed = session.read(
        source(
            line("1", None, "Name a bird."),
            line("2", "1", answer("An owl.")),
            line("3", "2", "Another?"),
            line("4", "3", answer("A wren.")),
            line("3b", "2", "A smaller one?"),
            line("4b", "3b", answer("A goldcrest.")),
            line("4c", "3b", answer("A firecrest.")),
            line("0", None, "Name a fish."),
        )
    )
    assert message_rows(parsed) == [
        ("User", "Name a fish."),
        ("User #1", "Name a bird."),
        ("Claude #1", "An owl."),
        ("User #1", "Another?"),
        ("Claude #1", "A wren."),
        ("User #2", "A smaller one?"),
        ("Claude #2", "A goldcrest."),
        ("Claude #3", "A firecrest."),
    ]
    assert parsed.branch_points == (-1, 2, 5)


LATER = {"timestamp": "2026-01-18T21:50:00.123Z"}


@pytest.mark.parametrize(
    ("prompt", "second", "speakers", "problems"),
    [
        ("Name a bird.", line("3", None, "How deep is the sea?", **LATER), ["User", "Claude", "User", "Claude"], 1),
        ("Name a bird.", line("3", None, "Name a fish.", **LATER), ["User", "Claude", "User #1", "Claude #1"], 0),
        ("Name a bird.", line("3", None, "How deep is the sea?"), ["User", "Claude", "User #1", "Claude #1"], 0),
    ],
    ids=["another talk", "an edit", "at the same time"],
)
def test_a_second_prompt_without_parent_is_an_edit_or_another_talk(
    prompt: str, second: Line, speakers: list[str], problems: int
):
    parsed = session.read(
        source(
            line("1", None, prompt), line("2", "1", answer("An owl.")), second, line("4", "3", answer("So."), **LATER)
        )
    )
    assert [speaker for speaker, *_ in message_rows(parsed)] == speakers
    assert [(each.code, each.line) for each in parsed.problems] == [("session-continues", 3)] * problems


def test_a_file_whose_lines_name_no_parents_is_in_the_order_of_lines():
    parsed = session.read(source(*(line(str(n), None, f"Wave {n}.") for n in range(3))))
    assert (message_rows(parsed), parsed.branch_points) == ([("User", f"Wave {n}.") for n in range(3)], ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<command-name>/clear</command-name>\n<command-message>clear</command-message>\n<command-args></command-args>",
         [("User", "/clear")]),
        ("<command-message>dive</command-message><command-name>dive</command-name><command-args>ten feet</command-args>",
         [("User", "/dive ten feet")]),
        ("<bash-input>ls pier</bash-input>", [("User", "[tool_call Bash] ls pier")]),
        ("<local-command-stdout>Two lamps</local-command-stdout>", [("User", "Hello.", "[tool_result] Two lamps")]),
        ("<bash-stdout>a</bash-stdout><bash-stderr>b</bash-stderr>", [("User", "Hello.", "[tool_result] a\nb")]),
        ("<local-command-stdout></local-command-stdout>", []),
        ("<local-command-caveat>Caveat: …</local-command-caveat>", []),
        ("<system-reminder>Be brief.</system-reminder>", []),
        ("Row on.\n<system-reminder>Be brief.</system-reminder>",
         [("User", "Row on.", "[tool_result system-reminder] Be brief.")]),
        ("[Request interrupted by user for tool use]", [("Claude Code", "[event] [Request interrupted by user for tool use]")]),
        ("<task-notification>done</task-notification>", [("Claude Code", "[tool_result task-notification] done")]),
        ("<command-name>never closed", [("User", "<command-name>never closed")]),
        ("<b>bold</b> words", [("User", "<b>bold</b> words")]),
    ],
)  # fmt: skip
def test_words_of_the_program_are_not_those_of_the_person(text: str, expected: list[tuple[str, ...]]):
    rows = message_rows(session.read(source(line("1", None, "Hello."), line("2", "1", text))))
    first = [] if expected and "Hello." in expected[0] else [("User", "Hello.")]
    assert rows == ([*first, *expected] if expected else [("User", "Hello.")])


def test_lines_of_the_program_are_left_out_with_a_reason_or_told():
    transcript = source(
        {"type": "file-history-snapshot", "messageId": "x", "snapshot": {}},
        line("1", None, "Hello."),
        line("2", "1", "a long description of a command", isMeta=True),
        line("3", "2", answer("No response requested.", model="<synthetic>")),
        line("4", "3", answer("API Error: overloaded", model="<synthetic>")),
        line("5", "4", answer({"type": "thinking", "thinking": "", "signature": "x"})),
        {"type": "system", "subtype": "turn_duration", "uuid": "6", "parentUuid": "5", "content": ""},
        {"type": "system", "subtype": "compact_boundary", "uuid": "7", "parentUuid": None, "logicalParentUuid": "6",
         "content": "Conversation compacted"},
        line("8", "7", "We spoke about lamps.", isCompactSummary=True),
        {"type": "harbour-state", "content": "calm"},
        line("9", "8", "Go on."),
    )  # fmt: skip
    parsed = session.read(transcript)
    assert message_rows(parsed) == [
        ("User", "Hello."),
        ("Claude Code", "API Error: overloaded"),
        ("Claude Code", "[event] Conversation compacted"),
        ("Claude Code", "[thinking summary of the earlier conversation] We spoke about lamps."),
        ("User", "Go on."),
    ]
    assert left_out(transcript) == ["noise", "system", "noise", "empty", "noise", "noise"]
    assert parsed.branch_points == ()
    assert [str(each) for each in parsed.problems] == [
        "s.jsonl:10: 1 line is of a kind that sitegen does not know (harbour-state), the first here; not shown. "
        "If they hold words of the conversation, please report it with an example."
    ]


def test_messages_that_are_written_again_after_a_compaction_make_no_branch():
    boundary = {"type": "system", "subtype": "compact_boundary", "uuid": "c", "parentUuid": None,
                "logicalParentUuid": "3", "content": "Conversation compacted"}  # fmt: skip
    summary = line("s", "c", "We spoke of birds.", isCompactSummary=True)
    opening = (line("1", None, "Name a bird."), line("2", "1", answer("An owl.")))
    kept = line("3", "2", "Another?")
    rows = [
        ("User", "Name a bird."),
        ("Claude", "An owl."),
        ("User", "Another?"),
        ("Claude Code", "[event] Conversation compacted"),
        ("Claude Code", "[thinking summary of the earlier conversation] We spoke of birds."),
        ("Claude", "A wren."),
    ]
    copied = source(*opening, kept, boundary, summary, kept | {"parentUuid": "s"}, line("4", "3", answer("A wren.")))
    parsed = session.read(copied)
    assert (message_rows(parsed), parsed.problems, left_out(copied)) == (rows, (), ["duplicate"])
    moved = source(*opening, boundary, summary, kept | {"parentUuid": "s"}, line("4", "3", answer("A wren.")))
    parsed = session.read(moved)
    assert (message_rows(parsed), parsed.problems) == ([*rows[:2], *rows[3:5], rows[2], rows[5]], ())


def test_the_program_may_say_which_path_is_current():
    talk = (line("1", None, "Name a bird."), line("2", "1", answer("An owl.")), line("3", "2", "Another?"))
    for last in ({"type": "last-prompt", "leafUuid": "2"}, {"type": "last-prompt", "leafUuid": "2", "lastPrompt": "x"}):
        parsed = session.read(source(*talk, last))
        assert message_rows(parsed) == [("User", "Name a bird."), ("Claude", "An owl."), ("User #1", "Another?")]
    outdated = session.read(source(talk[0], talk[1], {"type": "last-prompt", "leafUuid": "1"}, talk[2]))
    assert outdated.branch_points == ()


def test_what_was_typed_while_the_model_worked_is_shown_once():
    transcript = source(
        line("1", None, "Row."),
        line("2", "1", answer(call("t", "Bash", command="row"))),
        {"type": "queue-operation", "operation": "enqueue", "content": "Faster!", "sessionId": "s1"},
        {"type": "queue-operation", "operation": "remove", "content": "Faster!", "sessionId": "s1"},
        result("3", "2", "t", "rowed"),
        {"type": "queue-operation", "operation": "remove", "content": "Stop!", "sessionId": "s1"},
        {
            "type": "attachment",
            "uuid": "4",
            "parentUuid": "3",
            "attachment": {"type": "queued_command", "prompt": "Stop!"},
        },
        line("5", "4", answer("We are there.")),
    )
    assert message_rows(session.read(transcript)) == [
        ("User", "Row."),
        ("Claude", '[tool_call Bash] {\n  "command": "row"\n}', "[tool_result Bash] rowed"),
        ("User", "Faster!"),
        ("User", "Stop!"),
        ("Claude", "We are there."),
    ]
    assert left_out(transcript) == ["noise", "duplicate"]


def test_files_that_the_person_names_are_attachments_of_the_prompt():
    file = {"type": "file", "filename": "tide.md", "content": {"type": "text", "file": {"content": "Low at six."}}}
    picture = {"type": "image", "source": {"type": "base64", "media_type": "image/jpeg", "data": "AA"}}
    prompt = line("1", None, "") | {
        "message": {"role": "user", "content": [{"type": "text", "text": "Look."}, picture]}
    }
    transcript = source(
        prompt,
        {"type": "attachment", "uuid": "2", "parentUuid": "1", "attachment": file},
        {"type": "attachment", "uuid": "3", "parentUuid": "2", "attachment": {"type": "todo_reminder", "content": []}},
        line("4", "3", answer("Low at six.")),
    )
    assert message_rows(session.read(transcript)) == [
        ("User", "Look.", "[image image/jpeg data:image/jpeg;base64,AA]", "[attachment tide.md] Low at six."),
        ("Claude", "Low at six."),
    ]


def test_a_sub_agent_is_part_of_the_call_that_started_it():
    side = {"isSidechain": True}
    transcript = source(
        line("1", None, "Count the boats."),
        line("2", "1", answer(call("t", "Task", prompt="Count them.", description="count"))),
        line("w", None, "Warmup", **side),
        line("w2", "w", answer("I am ready."), **side),
        line("a", None, "Count them.", **side),
        line("b", "a", answer("I count.", call("u", "Bash", command="ls"), id="m", usage={"output_tokens": 3}), **side),
        result("c", "b", "u", "seven") | side,
        line("d", "c", answer("Seven boats."), **side),
        result("3", "2", "t", [{"type": "text", "text": "Seven boats."}]),
        line("x", None, "Who asked?", **side),
        line("4", "3", answer("There are seven.")),
    )
    parsed = session.read(transcript)
    assert message_rows(parsed) == [
        ("User", "Count the boats."),
        (
            "Claude",
            '[tool_call Task] {\n  "prompt": "Count them.",\n  "description": "count"\n}',
            "[tool_result sub-agent] I count.",
            '[tool_call Bash] {\n  "command": "ls"\n}',
            "[tool_result Bash] seven",
            "[tool_result Task] Seven boats.",
            "[tool_result sub-agent] Who asked?",
        ),
        ("Claude", "There are seven."),
    ]
    assert parsed.messages[1].usage == Usage(None, 3)
    assert left_out(transcript) == ["noise", "noise", "duplicate"]


def test_a_sub_agent_is_found_by_the_id_in_its_result():
    side = {"isSidechain": True}
    transcript = source(
        line("1", None, "Count the boats."),
        line("2", "1", answer(call("t", "Agent", prompt="Count…"), call("u", "Bash", command="ls"))),
        line("a", None, answer("I count."), **side),
        result("b", "a", "x", "seven") | side | {"agentId": "a7"},
        result("3", "2", "t", "Seven.") | {"agentId": "a7"},
    )
    assert message_rows(session.read(transcript))[1][1:4] == (
        '[tool_call Agent] {\n  "prompt": "Count…"\n}',
        "[tool_result sub-agent] I count.",
        "[tool_result] seven",
    )


def test_the_session_of_a_sub_agent_is_a_conversation():
    side = {"isSidechain": True, "agentId": "a7"}
    parsed = session.read(source(line("1", None, "Count them.", **side), line("2", "1", answer("Seven."), **side)))
    assert message_rows(parsed) == [("Main agent", "Count them."), ("Claude", "Seven.")]
    assert parsed.native_id == "a7"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ([], ""),
        ([{"type": "summary", "summary": "Lamps", "leafUuid": "1"}], "Lamps"),
        ([{"type": "summary", "summary": "Another session", "leafUuid": "99"}], ""),
        ([{"type": "summary", "summary": "Lamps", "leafUuid": "1"}, {"type": "ai-title", "aiTitle": "Oil"}], "Oil"),
        ([{"type": "custom-title", "customTitle": "Mine"}, {"type": "ai-title", "aiTitle": "Oil"}], "Mine"),
        ([{"type": "ai-title", "aiTitle": "Oil"}, {"type": "ai-title", "aiTitle": "Oil lamps"}], "Oil lamps"),
    ],
)
def test_the_title_of_the_person_wins(lines: list[Line], title: str):
    assert session.read(source(*lines, line("1", None, "Hello."))).title == title


def test_a_session_on_the_web_is_one_json_object():
    lines = [
        {"type": "user", "message": {"role": "user", "content": "Hello."}},
        {"type": "assistant", "message": {"role": "assistant", **answer("Ahoy.")}},
    ]
    transcript = read_source("a.json", json.dumps({"loglines": lines}).encode())
    assert message_rows(session.read(transcript)) == [("User", "Hello."), ("Claude", "Ahoy.")]
    assert getattr(detection.find_reader(transcript), "NAME", None) == "claude-code"


def test_the_output_of_the_command_line_is_a_session():
    def said(message: Line, parent: str | None = None) -> Line:
        return {"type": message["role"], "message": message, "parent_tool_use_id": parent, "session_id": "s9"}

    def returned(call_id: str, text: str) -> Line:
        return {"role": "user", "content": [{"type": "tool_result", "tool_use_id": call_id, "content": text}]}

    agents = answer(call("t", "Task", prompt="a"), call("u", "Task", prompt="b"), role="assistant")
    transcript = source(
        {"type": "system", "subtype": "init", "session_id": "s9", "model": "claude-opus-4-5"},
        said(agents),
        said({"role": "assistant", **answer("I am b.")}, "u"),
        said({"role": "assistant", **answer("I am a.")}, "t"),
        said(returned("t", "A.")),
        said(returned("u", "B.")),
        said({"role": "assistant", **answer("Both are done.")}),
        {"type": "result", "result": "Both are done.", "total_cost_usd": 0.25, "session_id": "s9"},
    )
    parsed = session.read(transcript)
    assert message_rows(parsed) == [
        (
            "Claude",
            '[tool_call Task] {\n  "prompt": "a"\n}',
            "[tool_result sub-agent] I am a.",
            "[tool_result Task] A.",
            '[tool_call Task] {\n  "prompt": "b"\n}',
            "[tool_result sub-agent] I am b.",
            "[tool_result Task] B.",
        ),
        ("Claude", "Both are done."),
    ]
    assert (parsed.native_id, parsed.usage, left_out(transcript)) == ("s9", Usage(cost=0.25), ["noise", "duplicate"])


def test_repeated_and_circular_lines_do_no_harm():
    first = line("1", "2", "Hello.")
    transcript = source(first, line("2", "1", answer("Ahoy.")), first, line("3", "3", "And?"))
    parsed = session.read(transcript)
    assert message_rows(parsed) == [("User", "And?"), ("User #1", "Hello."), ("Claude #1", "Ahoy.")]
    assert left_out(transcript) == ["duplicate"]
    assert [(each.code, each.parameters) for each in parsed.problems] == [("message-cycle", {"count": 2, "id": "1"})]


def test_the_good_lines_of_a_damaged_file_are_read():
    transcript = source(STREAMED[0], '{"type": "user", "uuid": "x", "mess', *STREAMED[1:3])
    assert message_rows(session.read(transcript)) == [
        ("User", "Light the lamp."),
        ("Claude", "[thinking] Is there oil?", "I look for oil."),
    ]
    assert [each.code for each in transcript.json_faults] == ["json-broken-line"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (json.dumps(STREAMED[0]), "claude-code"),
        ('{"type": "summary", "summary": "x", "leafUuid": "1"}', "claude-code"),
        ('{"type": "user", "content": "x"}\n{"type": "user", "content": "y"}', None),
        ('{"type": "message", "message": {"role": "user", "content": "x"}}', None),
    ],
)
def test_a_session_is_recognised_by_its_lines(text: str, name: str | None):
    found = session.detect(read_source("a.txt", text.encode()))
    assert (found is not None) == (name is not None)


def test_every_character_of_a_damaged_session_is_part_of_a_piece():
    assert_covers_damaged(session, source(*STREAMED).text, "s.jsonl", step=37)


@needs_shared
@pytest.mark.parametrize(
    ("name", "messages", "parts"),
    [("fe5e1c67-53e7-4862-81ae-d0e013e3270b.jsonl", 11, 415), ("sample_session.json", 21, 39)],
)
def test_real_sessions_are_read_without_problems(name: str, messages: int, parts: int):
    path = next((SHARED / "corpus").rglob(name))
    transcript = read_source(path.name, path.read_bytes())
    parsed = session.read(transcript)
    found = len(parsed.messages), sum(len(each.parts) for each in parsed.messages)
    assert (found, parsed.problems, parsed.branch_points) == ((messages, parts), (), ())
