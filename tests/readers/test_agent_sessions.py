"""Sessions of Codex CLI, Gemini CLI and pi."""

import json
from types import ModuleType
from typing import Any

import pytest

from sitegen.model import Usage
from sitegen.readers import codex, gemini_cli, pi_session
from sitegen.readers.detection import find_reader
from sitegen.readers.parsed import Markup, ParsedTranscript
from sitegen.text.source import Source, read_source
from tests.readers.damaged_texts import assert_covers_damaged
from tests.readers.message_rows import message_rows

Record = dict[str, Any]


def lines(*records: Record) -> Source:
    text = "\n".join(json.dumps(each, ensure_ascii=False) for each in records) + "\n"
    return read_source("rollout.jsonl", text.encode())


def left_out(parsed: ParsedTranscript) -> list[str]:
    return [each.reason.value for each in parsed.pieces if isinstance(each, Markup) and each.reason]


def codex_line(kind: str, **payload: Any) -> Record:
    return {"timestamp": "2026-01-18T21:40:00.000Z", "type": kind, "payload": payload}


def item(kind: str, **fields: Any) -> Record:
    return codex_line("response_item", type=kind, **fields)


def said(role: str, *texts: str) -> Record:
    kind = "output_text" if role == "assistant" else "input_text"
    return item("message", role=role, content=[{"type": kind, "text": text} for text in texts])


CODEX = (
    codex_line("session_meta", id="s1", cwd="/pier", originator="codex_cli_rs"),
    codex_line("turn_context", model="gpt-5-codex"),
    said("developer", "Be brief."),
    said("user", "<environment_context>\n  <cwd>/pier</cwd>\n</environment_context>"),
    said("user", "# AGENTS.md instructions for /pier", "Light the lamp."),
    codex_line("event_msg", type="user_message", message="Light the lamp."),
    item("reasoning", summary=[{"type": "summary_text", "text": "**Looking for oil**"}], encrypted_content="x"),
    codex_line("event_msg", type="agent_reasoning", text="**Looking for oil**"),
    said("assistant", "I look for oil."),
    item("function_call", name="shell", arguments='{"command":["ls"]}', call_id="c1"),
    item("function_call_output", call_id="c1", output='{"output":"oil\\n","metadata":{"exit_code":1}}'),
    codex_line("event_msg", type="token_count", info={"total_token_usage": {"total_tokens": 9},
                                                      "last_token_usage": {"input_tokens": 7, "output_tokens": 2}}),
    codex_line("event_msg", type="token_count", info={"total_token_usage": {"total_tokens": 9},
                                                      "last_token_usage": {"input_tokens": 7, "output_tokens": 2}}),
    item("custom_tool_call", name="apply_patch", input="*** Begin Patch", call_id="c2"),
    item("custom_tool_call_output", call_id="c2", output="Done"),
    said("assistant", "It burns."),
    codex_line("event_msg", type="token_count", info={"total_token_usage": {"total_tokens": 12}}),
    item("function_call_output", call_id="c9", output="late"),
    codex_line("event_msg", type="agent_message", message="Only told here."),
    codex_line("compacted", message="We lit a lamp."),
)  # fmt: skip

GEMINI = {
    "sessionId": "g1",
    "projectHash": "abc",
    "startTime": "2026-01-18T21:40:00Z",
    "lastUpdated": "2026-01-18T21:45:00Z",
    "messages": [
        {"id": "1", "timestamp": "2026-01-18T21:40:00Z", "type": "user", "content": [{"text": "Light the lamp."}]},
        {"id": "2", "timestamp": "2026-01-18T21:41:00Z", "type": "info", "content": "Request cancelled."},
        {
            "id": "3", "timestamp": "2026-01-18T21:42:00Z", "type": "gemini", "content": "It burns.",
            "thoughts": [{"subject": "Oil", "description": "Is there any?"}],
            "tokens": {"input": 7, "output": 2, "total": 9}, "model": "gemini-2.5-pro",
            "toolCalls": [
                {"id": "t", "name": "read_file", "args": {"path": "lamp"}, "status": "success",
                 "result": [{"functionResponse": {"id": "t", "name": "read_file", "response": {"output": "brass"}}}]},
                {"id": "u", "name": "run", "status": "error", "resultDisplay": "no match"},
            ],
        },
        {"id": "4", "timestamp": "2026-01-18T21:43:00Z", "type": "gemini", "content": ""},
    ],
}  # fmt: skip


def pi_line(entry: str, parent: str | None, role: str, content: Any, **more: Any) -> Record:
    message = {"role": role, "content": content, **more}
    return {"type": "message", "id": entry, "parentId": parent, "timestamp": "2026-01-18T21:40:00Z", "message": message}


PI = (
    {"type": "session", "version": 3, "id": "p1", "timestamp": "2026-01-18T21:40:00Z", "cwd": "/pier"},
    {"type": "model_change", "id": "0", "parentId": None, "modelId": "x"},
    pi_line("1", "0", "user", "Light the lamp."),
    pi_line("2", "1", "assistant", [{"type": "thinking", "thinking": "Oil?"}, {"type": "text", "text": "I look."},
                                    {"type": "toolCall", "id": "t", "name": "read", "arguments": {"path": "lamp"}}],
            model="claude-sonnet-4-5",
            usage={"input": 5, "output": 2, "cacheRead": 100, "cost": {"total": 0.25}}),
    pi_line("3", "2", "toolResult", [{"type": "text", "text": "brass"}], toolCallId="t", toolName="read", isError=True),
    pi_line("4", "3", "assistant", [{"type": "text", "text": "It burns."}], model="claude-sonnet-4-5"),
    pi_line("5", "3", "assistant", [{"type": "text", "text": "It is lit."}], model="claude-sonnet-4-5"),
    {"type": "compaction", "id": "6", "parentId": "5", "timestamp": "2026-01-18T21:41:00Z", "summary": "We lit a lamp."},
    {"type": "session_info", "id": "7", "parentId": "6", "timestamp": "2026-01-18T21:42:00Z", "name": "Lamps"},
)  # fmt: skip
GEMINI_SOURCE = read_source("session.json", json.dumps(GEMINI, indent=1).encode())


def test_codex_answers_have_their_tools_and_repetitions_are_left_out():
    parsed = codex.read(lines(*CODEX))
    assert message_rows(parsed) == [
        ("User", "[tool_result context] # AGENTS.md instructions for /pier", "Light the lamp."),
        (
            "Codex",
            "[thinking] **Looking for oil**",
            "I look for oil.",
            '[tool_call shell] {\n  "command": [\n    "ls"\n  ]\n}',
            "[tool_result shell error] oil",
        ),
        ("Codex", "[tool_call apply_patch] *** Begin Patch", "[tool_result apply_patch] Done"),
        ("Codex", "It burns."),
        ("Tool", "[tool_result] late"),
        ("Codex", "Only told here."),
        ("Codex CLI", "[thinking summary of the earlier conversation] We lit a lamp."),
    ]
    assert [(each.model, each.usage) for each in parsed.messages[:4]] == [
        ("", None),
        ("gpt-5-codex", Usage(7, 2)),
        ("gpt-5-codex", None),
        ("gpt-5-codex", None),
    ]
    reasons = ["metadata", "metadata", "system", "system", "duplicate", "duplicate", "noise", "noise", "noise"]
    assert left_out(parsed) == reasons
    assert (parsed.native_id, parsed.started) == ("s1", "2026-01-18T21:40:00+00:00")


def test_codex_prompts_go_on_after_the_data_that_the_program_put_before_them():
    added = "<environment_context>\n<cwd>/pier</cwd>\n</environment_context>"
    other = "<user_instructions>Be brief.</user_instructions>"
    parsed = codex.read(
        lines(
            CODEX[0],
            said("user", f"{added}\n\nLight the lamp."),
            codex_line("event_msg", type="user_message", message="Light the lamp."),
            said("user", f"{added}\n{other}\n"),
            said("user", f"{added}{other} Go on."),
        )
    )
    assert message_rows(parsed) == [
        ("User", f"[tool_result context] {added}", "Light the lamp."),
        ("User", f"[tool_result context] {added}{other}", "Go on."),
    ]


def test_codex_prompts_that_were_taken_back_are_a_branch():
    parsed = codex.read(
        lines(
            CODEX[0],
            said("user", "Name a bird."),
            said("assistant", "An owl."),
            said("user", "Another?"),
            said("assistant", "A wren."),
            codex_line("event_msg", type="thread_rolled_back", num_turns=1),
            said("user", "A fish?"),
            said("assistant", "A dab."),
        )
    )
    assert message_rows(parsed) == [
        ("User", "Name a bird."),
        ("Codex", "An owl."),
        ("User", "A fish?"),
        ("Codex", "A dab."),
        ("User #1", "Another?"),
        ("Codex #1", "A wren."),
    ]
    assert parsed.branch_points == (1,)


def test_codex_sessions_of_old_versions_are_items_of_the_api():
    old = [each["payload"] for each in (said("user", "Hello."), said("assistant", "Ahoy."))]
    transcript = lines({"id": "s0", "timestamp": "2025-05-01T10:00:00Z"}, {"record_type": "state"}, *old)
    found = find_reader(transcript)
    assert getattr(found, "NAME", found) == "codex"
    parsed = codex.read(transcript)
    assert (message_rows(parsed), parsed.native_id) == ([("User", "Hello."), ("Codex", "Ahoy.")], "s0")


def test_codex_lets_the_main_agent_and_the_program_speak_for_themselves():
    parent, start = "2026-01-18T21:00:00Z", "2026-01-18T21:30:00Z"
    head = codex_line("session_meta", id="s2", timestamp=start, source={"subagent": {"thread_spawn": {}}})
    parsed = codex.read(
        lines(
            head,
            said("user", "Count the boats.") | {"timestamp": parent},
            said("user", "Count those in the shed."),
            said("user", "<known_boats>\nseven\n</known_boats>"),
            said("assistant", "Seven."),
        )
    )
    assert message_rows(parsed) == [
        ("User", "Count the boats."),
        ("Main agent", "Count those in the shed."),
        ("Main agent", "[tool_result context] <known_boats>\nseven\n</known_boats>"),
        ("Codex", "Seven."),
    ]


def test_gemini_messages_have_thoughts_tools_and_tokens():
    parsed = gemini_cli.read(GEMINI_SOURCE)
    assert message_rows(parsed) == [
        ("User", "Light the lamp."),
        ("Gemini CLI", "[event] Request cancelled."),
        (
            "Gemini",
            "[thinking] **Oil**\n\nIs there any?",
            "It burns.",
            '[tool_call read_file] {\n  "path": "lamp"\n}',
            "[tool_result read_file] brass",
            "[tool_call run]",
            "[tool_result run error] no match",
        ),
    ]
    last = parsed.messages[-1]
    assert (last.model, last.usage, last.native_id) == ("gemini-2.5-pro", Usage(7, 2), "3")
    assert (parsed.native_id, parsed.started, parsed.ended) == (
        "g1",
        "2026-01-18T21:40:00+00:00",
        "2026-01-18T21:45:00+00:00",
    )
    assert "empty" in left_out(parsed)


def test_gemini_messages_with_one_id_are_all_kept_in_json():
    talk = [{"id": "1", "type": "user", "content": each} for each in ("Light it.", "Which?", "Light it.")]
    parsed = gemini_cli.read(read_source("a.json", json.dumps({"sessionId": "g", "messages": talk}).encode()))
    assert message_rows(parsed) == [("User", "Which?"), ("User", "Light it.")]


def test_gemini_sessions_in_lines_have_the_last_version_of_a_message():
    head = {key: value for key, value in GEMINI.items() if key != "messages"}
    question, *_ = GEMINI["messages"]  # type: ignore[misc]
    answer = {"id": "2", "type": "gemini", "content": "It b"}
    transcript = lines(head, question, answer, {"$set": {"lastUpdated": "x"}}, answer | {"content": "It burns."})
    parsed = gemini_cli.read(transcript)
    assert message_rows(parsed) == [("User", "Light the lamp."), ("Gemini", "It burns.")]
    assert left_out(parsed) == ["metadata", "duplicate", "metadata"]


def test_pi_entries_are_a_tree():
    parsed = pi_session.read(lines(*PI))
    assert message_rows(parsed) == [
        ("User", "Light the lamp."),
        (
            "Pi",
            "[thinking] Oil?",
            "I look.",
            '[tool_call read] {\n  "path": "lamp"\n}',
            "[tool_result read error] brass",
        ),
        ("Pi", "It is lit."),
        ("pi", "[thinking summary of the earlier conversation] We lit a lamp."),
        ("Pi #1", "It burns."),
    ]
    assert parsed.messages[1].usage == Usage(105, 2, 0.25)
    assert (parsed.branch_points, parsed.title, parsed.native_id, parsed.problems) == ((1,), "Lamps", "p1", ())


def test_pi_keeps_pictures_that_stand_beside_their_type():
    picture = {"type": "image", "data": "iVBORw0KGgo=", "mimeType": "image/png"}
    parsed = pi_session.read(lines(PI[0], pi_line("1", None, "user", [{"type": "text", "text": "Look."}, picture])))
    assert message_rows(parsed) == [("User", "Look.", "[image image/png data:image/png;base64,iVBORw0KGgo=]")]


@pytest.mark.parametrize(
    ("reader", "transcript"),
    [(codex, lines(*CODEX)), (gemini_cli, GEMINI_SOURCE), (pi_session, lines(*PI))],
    ids=lambda each: each.NAME if isinstance(each, ModuleType) else "",
)
def test_sessions_are_recognised_and_read_also_if_damaged(reader: Any, transcript: Source):
    found = find_reader(transcript)
    assert getattr(found, "NAME", found) == reader.NAME
    assert_covers_damaged(reader, transcript.text, "s.jsonl", step=41)
