"""The reader of JSON and JSON Lines of any program."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.model import Role, Usage
from sitegen.model.problems import Problem
from sitegen.readers.detection import find_reader
from sitegen.readers.parsed import Confidence, Detection, LeftOut, Markup, ParsedMessage, ParsedTranscript
from sitegen.readers.records import json_records
from sitegen.readers.records.field_names import FieldNames
from sitegen.text.source import Source, read_source
from tests.readers.json_tiles import assert_json_tiles
from tests.shared import SHARED, needs_shared

U, A, S, T = Role.USER, Role.ASSISTANT, Role.SYSTEM, Role.TOOL


def source(value: Any) -> Source:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
    return read_source("log.json", text.encode())


def lines(*values: Any) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


def read(value: Any) -> ParsedTranscript:
    transcript = source(value)
    parsed = json_records.read(transcript)
    assert_json_tiles(transcript, parsed)
    return parsed


def said(parsed: ParsedTranscript) -> list[tuple[Any, ...]]:
    """Return who says what, with the model if there is one."""
    rows = [(each.speaker, each.role, each.text, each.model) for each in parsed.messages]
    return [row if row[3] else row[:3] for row in rows]


def parts(message: ParsedMessage) -> list[tuple[str, ...]]:
    rows = [(each.kind.value, each.text, each.name, each.argument) for each in message.parts]
    return [row[: max(n + 1 for n, value in enumerate(row) if value)] for row in rows]


TALK = [("User", U, "Is the tide in?"), ("Assistant", A, "Not yet.")]


@pytest.mark.parametrize(
    ("value", "messages"),
    [
        ([{"role": "user", "content": "Is the tide in?"}, {"role": "assistant", "content": "Not yet."}], TALK),
        (lines({"role": "user", "content": "Is the tide in?"}, {"role": "assistant", "content": "Not yet."}), TALK),
        ({"conversations": [{"from": "human", "value": "Is the tide in?"}, {"from": "gpt", "value": "Not yet."}]}, TALK),
        ({"history": [{"type": "human", "data": {"content": "Is the tide in?"}},
                      {"type": "ai", "data": {"content": "Not yet."}}]}, TALK),
        ({"contents": [{"role": "user", "parts": [{"text": "Is the tide in?"}]},
                       {"role": "model", "parts": [{"text": "Not yet."}]}]}, TALK),
        ({"rounds": [{"prompt": "Is the tide in?", "response": "Not yet."}]}, TALK),
        ({"history": [["Is the tide in?", "Not yet."]]}, TALK),
        (lines({"title": "Pier", "model": "m"}, *[{"role": "user", "content": "a"}, {"role": "bot", "content": "b"}] * 3),
         [("User", U, "a"), ("Assistant", A, "b", "m")] * 3),
        ({"chat_history": [{"role": "assistant", "name": "keeper", "content": "a"},
                           {"role": "user", "name": "assistant", "content": "b"}]},
         [("keeper", None, "a"), ("assistant", A, "b")]),
        ({"log": {"turns": [{"user": "Is the tide in?", "assistant": "Not yet."}]}}, TALK),
        ([{"id": 7, "messages": [{"role": "user", "content": "Is the tide in?"},
                                 {"role": "bot", "text": "Not yet."}]}], TALK),
        ({"messages": [[{"role": "ada", "content": "Tide?"}, {"role": "bob", "content": "No."}],
                       [{"role": "ada", "content": "Now?"}, {"role": "bob", "content": ""}]]},
         [("ada", None, "Tide?"), ("bob", None, "No."), ("ada", None, "Now?"), ("bob", None, "")]),
        ({"messages": [{"author": {"name": "Rosa", "role": "user"}, "content": {"parts": ["Tide?", "Sea?"]}},
                       {"author": {"role": "assistant"}, "content": {"parts": ["No."]}}]},
         [("Rosa", U, "Tide?\n\nSea?"), ("Assistant", A, "No.")]),
        ({"messages": [{"role": "user", "name": "Rosa", "content": "Tide?"}, {"role": "Claude", "content": "No."}]},
         [("Rosa", U, "Tide?"), ("Claude", A, "No.")]),
        ({"model": "kimi-k2", "messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]},
         [("User", U, "a"), ("Assistant", A, "b", "kimi-k2")]),
        ({"messages": [{"speaker": "A", "model": "x/y", "content": "a"}, {"speaker": "B", "model": "z", "content": "b"}]},
         [("A", A, "a", "x/y"), ("B", A, "b", "z")]),
        ({"messages": [{"agent": "Ida", "output": "a"}, {"agent": "Kai", "output": "b"}, {"sender": "Ida", "output": ""}]},
         [("Ida", A, "a"), ("Kai", A, "b"), ("Ida", A, "")]),
        ({"model": "m", "full_conversation": [{"speaker": "A", "content": "a"}, {"speaker": "B", "content": "b"},
                                              {"speaker": "A", "content": "c"}]},
         [("A", A, "a", "m"), ("B", A, "b", "m"), ("A", A, "c", "m")]),
        ({"participants": {"ada": "x/one", "bob": "x/two"},
          "messages": [{"role": "ada", "content": "a"}, {"role": "bob", "content": "b"}]},
         [("ada", A, "a", "x/one"), ("bob", A, "b", "x/two")]),
        ({"system_prompt": "Be brief.", "messages": [{"role": "user", "content": "a"}]},
         [("System", S, "Be brief."), ("User", U, "a")]),
        ({"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "a"}],
          "system": "Be brief."}, [("System", S, "Be brief."), ("User", U, "a")]),
        ({"messages": [{"role": "user", "content": "a"}, {"content": "b"}, *[{"role": "user", "content": "c"}] * 3]},
         [("User", U, "a"), ("Unknown", None, "b"), *[("User", U, "c")] * 3]),
    ],
)  # fmt: skip
def test_messages_are_found_under_many_names(value: Any, messages: list[Any]):
    assert said(read(value)) == messages
    detection = json_records.detect(source(value))
    assert detection
    assert detection.confidence < Confidence.CERTAIN


def test_a_dialogue_of_two_models_is_what_its_markdown_says():
    value = {
        "model_a": "kimi", "model_b": "4o", "initial_message": " ",
        "messages": [
            {"role": "user", "content": " ", "speaker": "kimi"},
            {"role": "assistant", "content": "You sent a blank.", "speaker": "4o"},
            {"role": "assistant", "content": "I did.", "speaker": "kimi"},
        ],
        "started_at": "2031-02-03T04:05:06.789", "ended_at": "2031-02-03T04:06:00",
    }  # fmt: skip
    parsed = read(value)
    assert said(parsed) == [
        ("kimi", A, " ", "kimi"), ("4o", A, "You sent a blank.", "4o"), ("kimi", A, "I did.", "kimi"),
    ]  # fmt: skip
    assert (parsed.title, parsed.started, parsed.ended) == (
        "kimi ↔ 4o", "2031-02-03T04:05:06", "2031-02-03T04:06:00",
    )  # fmt: skip
    reasons = [piece.reason for piece in parsed.pieces if isinstance(piece, Markup) and piece.reason]
    assert reasons.count(LeftOut.DUPLICATE) == 1  # the initial message


def test_thinking_tools_pictures_and_files_are_parts():
    value = {"messages": [
        {"role": "user", "content": [
            {"type": "text", "text": "Look."},
            {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGk="}},
            {"type": "document", "title": "tide.txt", "source": {"type": "text", "data": "high", "media_type": "text/plain"}},
        ]},
        {"role": "assistant", "content": [
            {"type": "thinking", "thinking": "A pier."},
            {"type": "text", "text": "I look it up."},
            {"type": "tool_use", "id": "t1", "name": "search", "input": {"q": "pier"}},
            {"type": "tool_use", "id": "t2", "name": "read", "input": {}},
        ]},
        {"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": "t2", "content": [{"type": "text", "text": "no file"}], "is_error": True},
            {"type": "tool_result", "tool_use_id": "t1", "content": "three piers"},
        ]},
        {"role": "assistant", "content": [{"type": "strange", "x": 1}]},
    ]}  # fmt: skip
    parsed = read(value)
    assert [(each.speaker, each.role, parts(each)) for each in parsed.messages] == [
        ("User", U, [
            ("prose", "Look."), ("image", "", "", "image/png"), ("attachment", "high", "tide.txt", "text/plain"),
        ]),
        ("Assistant", A, [
            ("thinking", "A pier."), ("prose", "I look it up."),
            ("tool_call", '{\n  "q": "pier"\n}', "search"), ("tool_result", "three piers"),
            ("tool_call", "{}", "read"), ("tool_result", "no file", "", "error"),
        ]),
        ("Assistant", A, [("attachment", '{\n  "type": "strange",\n  "x": 1\n}', "strange", "application/json")]),
    ]  # fmt: skip
    assert parsed.messages[0].parts[1].asset == "data:image/png;base64,aGk="


def test_the_log_of_a_request_ends_with_its_answers():
    call = {"id": "c1", "type": "function", "function": {"name": "tide", "arguments": '{"at": "noon"}'}}
    value = {
        "request": {"model": "gpt-5", "messages": [
            {"role": "user", "content": "Tide?"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c1", "content": "high"},
        ]},
        "response": {"created": 1900000000, "choices": [
            {"message": {"role": "assistant", "content": "High.", "reasoning_content": "Noon."}},
            {"message": {"role": "assistant", "content": "It is high."}},
        ], "usage": {"prompt_tokens": 5, "completion_tokens": 2}},
    }  # fmt: skip
    parsed = read(value)
    assert [(each.speaker, each.branch, each.model, each.text, parts(each)) for each in parsed.messages] == [
        ("User", 0, "", "Tide?", []),
        ("Assistant", 0, "gpt-5", '{\n  "at": "noon"\n}\n\nhigh', [
            ("tool_call", '{\n  "at": "noon"\n}', "tide"), ("tool_result", "high"),
        ]),
        ("Assistant", 0, "gpt-5", "Noon.\n\nHigh.", [("thinking", "Noon."), ("prose", "High.")]),
        ("Assistant", 1, "gpt-5", "It is high.", []),
    ]  # fmt: skip
    assert parsed.branch_points == (1,)


@pytest.mark.parametrize(
    ("value", "messages"),
    [
        # Google AI Studio: thoughts are chunks of their own
        ({"runSettings": {"model": "models/x"}, "chunkedPrompt": {"chunks": [
            {"role": "user", "text": "Tide?"}, {"role": "model", "text": "Noon.", "isThought": True},
            {"role": "model", "text": "High."}]}},
         [("User", "", [("prose", "Tide?")]), ("Assistant", "models/x", [("thinking", "Noon."), ("prose", "High.")])]),
        # OpenAI: a thread, the newest message first, and the Responses API
        ({"object": "list", "data": [
            {"role": "assistant", "created_at": 1900000060, "content": [{"type": "text", "text": {"value": "High."}}]},
            {"role": "user", "created_at": 1900000000, "content": [{"type": "text", "text": {"value": "Tide?"}}]}]},
         [("User", "", [("prose", "Tide?")]), ("Assistant", "", [("prose", "High.")])]),
        ({"model": "x", "input": [{"role": "user", "content": [{"type": "input_text", "text": "Tide?"}]}], "output": [
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Noon."}]},
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "High."}]}]},
         [("User", "", [("prose", "Tide?")]), ("Assistant", "x", [("thinking", "Noon."), ("prose", "High.")])]),
        # Bedrock
        ({"messages": [{"role": "user", "content": [{"text": "Tide?"}]},
                       {"role": "assistant", "content": [{"toolUse": {"toolUseId": "t", "name": "tide", "input": {}}}]},
                       {"role": "user", "content": [{"toolResult": {"toolUseId": "t", "content": [{"text": "high"}]}}]}],
          "output": {"message": {"role": "assistant", "content": [{"text": "High."}]}}},
         [("User", "", [("prose", "Tide?")]), ("Assistant", "", [("tool_call", "{}", "tide"), ("tool_result", "high")]),
          ("Assistant", "", [("prose", "High.")])]),
        # AI SDK of Vercel: `content` repeats a part
        ([{"id": "1", "role": "user", "content": "Tide?", "parts": [{"type": "text", "text": "Tide?"}]},
          {"id": "2", "role": "assistant", "content": "High.", "parts": [
              {"type": "tool-invocation", "toolInvocation": {
                  "toolCallId": "t", "toolName": "tide", "args": {}, "result": "high"}},
              {"type": "text", "text": "High."}]}],
         [("User", "", [("prose", "Tide?")]),
          ("Assistant", "", [("tool_call", "{}", "tide"), ("tool_result", "high", "tide"), ("prose", "High.")])]),
        # Telegram: words with marks in one text, and notices without a speaker
        ({"name": "Pier", "messages": [
            {"from": "Rosa", "text": ["The ", {"type": "bold", "text": "tide"}, "?"]}, {"from": "Kai", "text": "In."},
            *[{"from": "Rosa", "text": "Ah."}] * 3, {"type": "service", "action": "pin", "text": ""}]},
         [("Rosa", "", [("prose", "The tide?")]), ("Kai", "", [("prose", "In.")]),
          *[("Rosa", "", [("prose", "Ah.")])] * 3]),
    ],
)  # fmt: skip
def test_what_known_programs_write_is_read(value: Any, messages: list[Any]):
    shown = [
        (each.speaker, each.model, parts(each) or [("prose", each.text)]) for each in read(value).messages
    ]  # fmt: skip
    assert shown == messages


def test_messages_that_name_their_parents_have_branches():
    value = {"messages": [
        {"messageId": "a", "parentMessageId": "0", "sender": "User", "text": "Tide?"},
        {"messageId": "b", "parentMessageId": "a", "sender": "Claude", "text": "No."},
        {"messageId": "c", "parentMessageId": "a", "sender": "Claude", "text": "Yes."},
        {"messageId": "d", "parentMessageId": "c", "sender": "User", "text": "When?"},
    ], "system": "Be brief."}  # fmt: skip
    parsed = read(value)
    assert [(each.branch, each.speaker, each.text) for each in parsed.messages] == [
        (0, "System", "Be brief."), (0, "User", "Tide?"), (0, "Claude", "Yes."), (0, "User", "When?"), (1, "Claude", "No."),
    ]  # fmt: skip
    assert parsed.branch_points == (1,)
    cycle = {"messages": [{"id": n, "parent": 1 - n, "role": "user", "content": str(n)} for n in range(2)]}
    assert [each.text for each in read(cycle).messages] == ["0", "1"]


def test_times_ids_tokens_and_costs_are_kept_as_stated():
    value = {
        "title": "The lamp", "conversation_id": "conv-00000001", "created_at": 1900000000,
        "messages": [
            {"id": 1, "role": "user", "content": "a", "timestamp": 1900000000.5},
            {"id": "msg-00000002", "role": "assistant", "content": "b", "timestamp": 1900000060000,
             "usage": {"input_tokens": 3, "output_tokens": 4, "cost": 0.5}, "model": "haiku"},
        ],
        "message_count": 3,
    }  # fmt: skip
    parsed = read(value)
    assert (parsed.title, parsed.native_id, parsed.started) == (
        "The lamp", "conv-00000001", "2030-03-17T17:46:40+00:00",
    )  # fmt: skip
    assert [(each.native_id, each.time, each.model, each.usage) for each in parsed.messages] == [
        ("", "2030-03-17T17:46:40+00:00", "", None),
        ("msg-00000002", "2030-03-17T17:47:40+00:00", "haiku", Usage(3, 4, 0.5)),
    ]
    assert parsed.problems == (Problem("message-count-differs", "log.json", found=2, stated=3),)


def test_texts_without_a_speaker_are_a_problem():
    talk = [{"role": "user", "content": "a"}, "stray", None, {"role": "assistant", "content": "b"}, ["x", "y", "z"]]
    parsed = read({"messages": talk})
    assert [each.text for each in parsed.messages] == ["a", "b"]
    assert parsed.problems == (Problem("loose-texts", "log.json", 7, count=4),)


@pytest.mark.parametrize("content", [5, True, [7]])
def test_a_content_that_is_no_text_leaves_the_others_readable(content: Any):
    talk = [
        {"role": "user", "content": "a"},
        {"role": "assistant", "content": "b"},
        {"role": "user", "content": content},
    ]
    parsed = read({"messages": talk})
    assert [each.text for each in parsed.messages] == ["a", "b", ""]
    assert parsed.problems == (Problem("unreadable-texts", "log.json", 13, count=1),)


def test_another_view_of_the_same_talk_is_left_out_and_another_talk_is_a_problem():
    talk = [{"speaker": "A", "content": "a"}, {"speaker": "B", "content": "b"}]
    view = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
    assert read({"full_conversation": talk, "history": view}).problems == ()
    parsed = read({"full_conversation": talk, "history": [{"role": "user", "content": "c"}]})
    assert [each.text for each in parsed.messages] == ["a", "b"]
    assert parsed.problems == (
        Problem("json-other-messages", "log.json", 12, count=1, field="history", read="full_conversation"),
    )


@pytest.mark.parametrize(
    "value",
    [
        {"name": "demo", "version": "1.0", "dependencies": {"a": "1"}},
        [{"name": "PATH", "value": "/bin"}, {"name": "HOME", "value": "/"}],
        [{"author": "Rosa", "message": "Fix the tide", "commit": "ab12"}, {"author": "Kai", "message": "Undo"}],
        {"messages": [{"from": "a@b.example", "to": "c@d.example", "subject": "Tide", "body": "Hi"}] * 3},
        [{"filePath": "a.js", "messages": [{"ruleId": "semi", "severity": 2, "message": "Missing"}]}],
        [{"question_id": 1, "choices": [{"index": 0, "turns": ["true."]}]}] * 2,
        [{"title": "a", "text": "b"}, {"title": "c", "text": "d"}],
        [{"type": "convention", "module": "a", "line": 1, "message": "Missing"}] * 3,
        {"openapi": "3.1.0", "paths": {"/chat": {"post": {"parameters": [{"name": "role", "content": {}}]}}}},
        "[12:34] <nick> text", "{}", "[]", '["a", "b"]', "{", "", "null", "12",
    ],
)  # fmt: skip
def test_other_json_is_no_transcript(value: Any):
    assert json_records.detect(source(value)) is None
    assert isinstance(find_reader(source(value)), Problem)


keys = st.sampled_from(
    ["role", "speaker", "content", "text", "messages", "parts", "type", "tool_calls", "model", "usage", "id"]
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["user", "assistant", "a", "tool_use", "tool_result", ""]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=30,
)


@settings(deadline=None, max_examples=150)
@given(values, st.integers(0, 400))
def test_any_json_even_cut_off_is_covered_by_its_pieces(value: Any, cut: int):
    for text in (json.dumps(value), json.dumps({"messages": value})[:cut], lines(value, {"role": "user", "text": "a"})):
        read(text)


@pytest.mark.parametrize("text", ['{"messages":' * 5000, '[{"role":"user","content":' * 5000, '{"a":[' * 9000])
def test_deep_nesting_is_read(text: str):
    read(text)


def test_the_reason_names_the_list_and_its_fields():
    assert json_records.detect(source({"messages": [{"role": "user", "content": "a"}]})) == Detection(
        Confidence.LIKELY, "`messages` is a list of objects with `role` and `content`"
    )


UNCLEAR = {"log": [{"who": "Rosa", "says": "Is the tide in yet?", "at": "2031-02-03 04:05"},
                   {"who": "Kai", "says": "It comes at noon, I think.", "at": "2031-02-03 04:06"}] * 3}  # fmt: skip


def test_unclear_fields_are_a_problem_with_the_setting_that_names_them():
    value = {"log": [{"x": each["who"], "y": each["says"]} for each in UNCLEAR["log"]]}
    problem = find_reader(source(value))
    assert problem == Problem(
        "unclear-fields", "log.json", 3, count=6, place="`log`", speaker="x", text="y", match='"log.json"',
        setting='fields = { messages = "log", speaker = "x", text = "y" }',
    )  # fmt: skip


def test_fields_in_the_settings_are_read():
    names = FieldNames(messages="log", speaker="who", text="says", time="at")
    reader = find_reader(source(UNCLEAR), fields=names)
    assert not isinstance(reader, Problem)
    parsed = reader.read(source(UNCLEAR))
    assert_json_tiles(source(UNCLEAR), parsed)
    assert [(each.speaker, each.text, each.time) for each in parsed.messages[:2]] == [
        ("Rosa", "Is the tide in yet?", "2031-02-03T04:05"), ("Kai", "It comes at noon, I think.", "2031-02-03T04:06"),
    ]  # fmt: skip
    nested = {"a": {"b": [{"from": {"nick": "Rosa"}, "body": {"plain": "Hi."}}, {"from": {}, "body": {"plain": "a"}}]}}
    names = FieldNames(messages="a.b", speaker="from.nick", text="body.plain")
    reader = find_reader(source(nested), fields=names)
    assert not isinstance(reader, Problem)
    assert [(each.speaker, each.text) for each in reader.read(source(nested)).messages] == [
        ("Rosa", "Hi."),
        ("Unknown", "a"),
    ]
    missing = find_reader(source(nested), fields=FieldNames(messages="a.c", text="x"))
    assert missing == Problem("named-fields-missing", "log.json", fields=("a.c", "x"))


def test_columns_in_the_settings_are_read():
    table = read_source("a.csv", b"Who Says;What Is Said\nRosa;Hi.\nKai;Hm.\n")
    reader = find_reader(table, fields=FieldNames(speaker="Who Says", text="What Is Said"))
    assert not isinstance(reader, Problem)
    assert [(each.speaker, each.text) for each in reader.read(table).messages] == [("Rosa", "Hi."), ("Kai", "Hm.")]


def test_messages_of_several_conversations_on_one_page_are_a_problem():
    talk = [{"session_id": n % 2, "role": "user", "content": "a"} for n in range(4)]
    assert read({"messages": talk}).problems == (Problem("mixed-conversations", "log.json", count=2),)
    assert read({"messages": talk[::2]}).problems == ()


def test_the_json_of_browser_extensions_for_chatgpt_and_claude_is_read():
    messages = [
        {"role": "Prompt", "say": "High tide?", "time": "2031-02-03 04:05:06"},
        {"role": "Response", "say": "6."},
    ]
    parsed = read({"metadata": {"title": "Tides", "powered_by": "an extension"}, "messages": messages})
    assert said(parsed) == [("Prompt", U, "High tide?"), ("Response", A, "6.")]
    assert (parsed.title, parsed.messages[0].time) == ("Tides", "2031-02-03T04:05:06")


@needs_shared
def test_real_dialogues_say_what_their_markdown_says():
    def said_in(path: Path) -> list[tuple[Any, ...]]:
        transcript = read_source(path.name, path.read_bytes())
        reader = find_reader(transcript)
        assert not isinstance(reader, Problem)
        parsed = reader.read(transcript)
        texts = [each.span.of(transcript.text) if each.text is None else each.text for each in parsed.messages]
        people = [(each.speaker, each.role, each.model) for each in parsed.messages]
        return [(parsed.title, parsed.started, parsed.ended), *people, *(text.split() for text in texts)]

    twins = [
        path for path in sorted((SHARED / "corpus").glob("nielsrolf*/**/*.json")) if path.with_suffix(".md").exists()
    ]
    assert len(twins) > 200
    for path in twins[::15]:
        assert said_in(path) == said_in(path.with_suffix(".md")), path.name
