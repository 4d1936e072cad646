"""Conversations of Claude.ai: every kind of content, branches, and damaged exports."""

import json
from collections.abc import Mapping

import pytest

from sitegen.model import Role
from sitegen.readers.claude_web import conversation as reader
from sitegen.readers.detection import find_reader
from sitegen.text.source import Source
from tests.readers.damaged_texts import assert_covers_damaged
from tests.readers.parsed_texts import part_texts, source
from tests.readers.test_tiling import assert_tiles
from tests.shared import SHARED, needs_shared

Json = Mapping[str, object]
NO_PARENT = "00000000-0000-4000-8000-000000000000"


def message(name: str, sender: str, content: object, parent: str | None = None, **fields: object) -> Json:
    blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
    parents = {"parent_message_uuid": parent} if parent else {}
    return {"uuid": name, "sender": sender, "text": "", "content": blocks, **parents, **fields}


def export(*messages: Json, **fields: object) -> Source:
    conversation = {"uuid": "c-1", "name": "The pier", "created_at": "2033-05-18T03:33:20.5+00:00", **fields}
    return source(json.dumps({**conversation, "chat_messages": messages}, indent=1))


def said(transcript: Source) -> list[tuple[str, int, list[tuple[str, ...]]]]:
    """Return each message as (speaker, branch, parts), after checking that nothing of the source is missing."""
    parsed = reader.read(transcript)
    assert_tiles(transcript, reader, parsed)
    return [(each.speaker, each.branch, part_texts(each)) for each in parsed.messages]


def test_a_conversation_has_its_title_id_times_and_an_inferred_model():
    transcript = export(
        message("a", "human", "Is it open?", created_at="2033-05-18T03:33:21.25Z"),
        message("b", "assistant", "Yes."),
        message("c", "assistant", "No.", model="claude-3-haiku"),
        message("d", "gull", "Kri!"),
        model="claude-opus-4",
    )
    parsed = reader.read(transcript)
    assert find_reader(transcript) is reader
    assert (parsed.title, parsed.has_fixed_title, parsed.native_id) == ("The pier", False, "c-1")
    assert (parsed.started, parsed.branch_points, parsed.problems) == ("2033-05-18T03:33:20+00:00", (), ())
    assert [(m.speaker, m.role, m.model, m.is_model_inferred, m.time, m.native_id) for m in parsed.messages] == [
        ("User", Role.USER, "", False, "2033-05-18T03:33:21+00:00", "a"),
        ("Claude", Role.ASSISTANT, "claude-opus-4", True, None, "b"),
        ("Claude", Role.ASSISTANT, "claude-3-haiku", False, None, "c"),
        ("gull", None, "", False, None, "d"),
    ]


@pytest.mark.parametrize("name", [None, "", "Untitled"])
def test_a_title_of_the_program_is_known_as_one(name: object):
    assert reader.read(export(message("a", "human", "hi"), name=name)).has_fixed_title


def test_a_shared_copy_has_the_title_and_the_id_of_its_conversation():
    parsed = reader.read(export(message("a", "human", "hi"), name=None, snapshot_name="Pier", conversation_uuid="c-2"))
    assert (parsed.title, parsed.native_id, parsed.has_fixed_title) == ("Pier", "c-2", False)


ARTIFACT = {"command": "create", "id": "p", "title": "Poem", "type": "text/markdown", "content": "# Pier"}


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([{"type": "text", "text": "one\r\ntwo"}, {"type": "flag"}], [("prose", "one\ntwo")]),
        ([{"type": "thinking", "thinking": "Tides."}], [("thinking", "Tides.")]),
        ([{"type": "thinking", "thinking": "", "summaries": [{"summary": "Tides"}]}], [("thinking", "Tides")]),
        ([{"type": "voice_note", "title": "Note", "text": "Tides."}], [("prose", "Note\n\nTides.")]),
        (
            [{"type": "tool_use", "name": "artifacts", "input": ARTIFACT}, {"type": "tool_result", "name": "artifacts", "content": [{"type": "text", "text": "OK"}]}],
            [("attachment", "# Pier", "Poem", "text/markdown")],
        ),
        (
            [{"type": "tool_use", "name": "artifacts", "input": {"command": "update", "old_str": "a"}}],
            [("tool_call", '{\n  "command": "update",\n  "old_str": "a"\n}', "artifacts")],
        ),
        (
            [{"type": "tool_use", "name": "repl", "input": {}, "display_content": {"type": "json_block", "json_block": '{"language": "js", "code": "6 * 7"}'}}],
            [("tool_call", "6 * 7", "repl")],
        ),
        (
            [
                {"type": "tool_use", "name": "f", "id": "1", "input": {"n": 1}},
                {"type": "tool_use", "name": "f", "id": "2", "input": {"n": 2}},
                {"type": "tool_result", "name": "f", "tool_use_id": "1", "content": "one", "is_error": True},
                {"type": "tool_result", "name": "f", "tool_use_id": "2", "content": [{"type": "text", "text": "two"}]},
            ],
            [
                ("tool_call", '{\n  "n": 1\n}', "f"), ("tool_result", "one", "f", "error"),
                ("tool_call", '{\n  "n": 2\n}', "f"), ("tool_result", "two", "f"),
            ],
        ),
        (
            [
                {"type": "tool_use", "name": "f", "input": "one"}, {"type": "tool_use", "name": "f", "input": "two"},
                {"type": "tool_result", "name": "f", "content": "1"}, {"type": "tool_result", "name": "f", "content": "2"},
            ],
            [("tool_call", '"one"', "f"), ("tool_result", "1", "f"), ("tool_call", '"two"', "f"), ("tool_result", "2", "f")],
        ),
        (
            [{"type": "tool_result", "name": "web_search", "content": [{"type": "knowledge", "title": "Tides", "url": "https://t.example", "text": "High."}, {"type": "local_resource", "file_path": "/a.md"}]}],
            [("tool_result", "Tides\nhttps://t.example\n\nHigh.\n\n/a.md", "web_search")],
        ),
        (
            [{"type": "tool_result", "name": "bash_tool", "content": [{"type": "text", "text": '{"returncode":1,"stdout":"a\\n","stderr":"b"}'}]}],
            [("tool_result", "a\nb", "bash_tool", "error")],
        ),
        (
            [{"type": "tool_result", "name": "shot", "content": [{"type": "image", "source": {"media_type": "image/png", "data": "AAAA"}}]}],
            [("image", "", "", "image/png", "data:image/png;base64,AAAA")],
        ),
        ([{"type": "song", "n": 1}], [("attachment", '{\n  "type": "song",\n  "n": 1\n}', "song", "application/json")]),
    ],
)  # fmt: skip
def test_an_answer_has_parts(blocks: object, expected: list[tuple[str, ...]]):
    assert said(export(message("a", "assistant", blocks))) == [("Claude", 0, expected)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'Here:\n\n<antArtifact identifier="p" type="application/vnd.ant.code" language="python" title="Pier">\n6 * 7\n</antArtifact>\n\nDone.',
            [("prose", "Here:\n\n"), ("attachment", "6 * 7", "Pier", "application/vnd.ant.code; language=python"), ("prose", "\n\nDone.")],
        ),
        ("<antThinking>Tides.</antThinking>High.", [("thinking", "Tides."), ("prose", "High.")]),
        ('<antArtifact identifier="p">\n6 * 7', [("prose", '<antArtifact identifier="p">\n6 * 7')]),
    ],
)  # fmt: skip
def test_artifacts_and_thinking_in_text_are_parts(text: str, expected: list[tuple[str, ...]]):
    assert said(export(message("a", "assistant", text))) == [("Claude", 0, expected)]


def test_sources_are_links_after_the_passage_that_they_support():
    citations = [
        {"url": "https://t.example", "title": "T [1]", "end_index": 5},
        {"url": "https://t.example", "title": "T [1]", "end_index": 5},
        {"details": {"url": "https://www.u.example/a"}, "end_index": 99},
        {"url": "javascript:alert(1)", "end_index": 1},
    ]
    transcript = export(message("a", "assistant", [{"type": "text", "text": "Tides rise.", "citations": citations}]))
    text = r"Tides ([T \[1\]](<https://t.example>)) rise. ([u.example](<https://www.u.example/a>))"
    assert said(transcript) == [("Claude", 0, [("prose", text)])]


def test_files_come_first_and_are_named_once():
    files = [{"file_name": "pier.png", "file_kind": "image"}, {"file_name": "tides.txt"}, {"file_uuid": "f-1"}]
    transcript = export(
        message(
            "a",
            "human",
            "Look.",
            attachments=[{"file_name": "tides.txt", "file_type": "txt", "extracted_content": "High\r\n"}],
            files=files,
            files_v2=files,
        )
    )
    assert said(transcript) == [
        (
            "User",
            0,
            [
                ("attachment", "High\n", "tides.txt", "txt"),
                ("image", "", "pier.png", "image/png", "pier.png"),
                ("attachment", "", "f-1", "", "f-1"),
                ("prose", "Look."),
            ],
        )
    ]


def test_the_old_text_is_used_only_where_no_block_has_text():
    assert said(
        export(
            message("a", "human", [], text="old"),
            message("b", "human", "new", text="old"),
            message("c", "human", None, text=" "),
            message("d", "human", [], text="a\n```\nThis block is not supported on your current device yet.\n```\n"),
            {**message("e", "human", []), "content": "whole"},
        )
    ) == [
        ("User", 0, [("prose", "old")]),
        ("User", 0, [("prose", "new")]),
        ("User", 0, []),
        ("User", 0, [("prose", "a")]),
        ("User", 0, [("prose", "whole")]),
    ]


def test_words_of_other_conversations_are_noted():
    result = {"type": "tool_result", "name": "conversation_search", "content": "<chat>Tides</chat>"}
    parsed = reader.read(export(message("a", "assistant", [result, result])))
    assert [each.code for each in parsed.problems] == ["quoted-other-chats"]


def test_a_chat_that_was_opened_and_not_used_is_noted():
    assert [each.code for each in reader.read(export()).problems] == ["empty-conversation"]


def test_edits_and_new_answers_are_branches():
    transcript = export(
        message("q1", "human", "first question", NO_PARENT),
        message("a1", "assistant", "first answer", "q1"),
        message("q2", "human", "edited question", NO_PARENT),
        message("a2", "assistant", "old answer", "q2"),
        message("a3", "assistant", "new answer", "q2"),
        current_leaf_message_uuid="a2",
    )
    assert said(transcript) == [
        ("User", 0, [("prose", "edited question")]),
        ("Claude", 0, [("prose", "old answer")]),
        ("User", 1, [("prose", "first question")]),
        ("Claude", 1, [("prose", "first answer")]),
        ("Claude", 2, [("prose", "new answer")]),
    ]
    assert reader.read(transcript).branch_points == (-1, 0)


def test_an_export_without_parents_is_in_the_order_of_its_times():
    transcript = export(
        message("b", "assistant", "second", created_at="2033-05-18T03:33:22Z"),
        message("a", "human", "first", created_at="2033-05-18T03:33:21Z"),
        message("c", "human", "third", created_at="2033-05-18T03:33:22Z"),
    )
    parsed = reader.read(transcript)
    assert [(each.text, each.branch) for each in parsed.messages] == [("first", 0), ("second", 0), ("third", 0)]
    assert parsed.problems == ()


@pytest.mark.parametrize(
    ("messages", "current", "expected", "codes"),
    [
        ([("a", "b"), ("b", "a")], "b", ["0", "1"], ["message-cycle"]),
        ([("a", NO_PARENT), ("a", "a")], "a", ["0", "1"], ["duplicate-message-id"]),
        ([("a", NO_PARENT), ("b", "lost")], "b", ["1", "0"], ["missing-parent-message"]),
        ([("a", NO_PARENT), ("b", "a")], "lost", ["0", "1"], ["missing-current-message"]),
        ([("a", NO_PARENT), ("b", "a")], None, ["0", "1"], []),
    ],
)
def test_a_damaged_tree_is_read_whole(
    messages: list[tuple[str, str]], current: str | None, expected: list[str], codes: list[str]
):
    rows = (message(name, "human", str(n), parent) for n, (name, parent) in enumerate(messages))
    transcript = export(*rows, current_leaf_message_uuid=current)
    parsed = reader.read(transcript)
    assert_tiles(transcript, reader, parsed)
    assert ([each.text for each in parsed.messages], [each.code for each in parsed.problems]) == (expected, codes)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", '{"chat_messages": 1}', '{"chat_messages": [1, null, [], {"content": 1, "files": [1]}]}',
        '{"chat_messages": [{"sender": "human", "uuid": 7, "content": [null, {"type": "tool_use"}, {"type": "tool_result"}]}]}',
        '{"chat_messages": [{"sender": "human", "content": [{"type": "text", "text": "\\ud800\\u0000"}]}, {"sender": ["x"',
    ],
)  # fmt: skip
def test_nothing_that_looks_like_an_export_makes_the_reader_fail(text: str):
    transcript = source(text)
    assert_tiles(transcript, reader, reader.read(transcript))


def test_whatever_is_damaged_the_source_is_covered():
    files = [{"file_name": "tides.txt", "extracted_content": "High"}]
    sample = export(
        message("a", "human", "When?", NO_PARENT, attachments=files),
        message("b", "assistant", [{"type": "tool_use", "name": "artifacts", "input": ARTIFACT}], "a"),
        message("c", "assistant", "At six.", "a"),
        current_leaf_message_uuid="b",
    )
    assert_covers_damaged(reader, sample.text, step=23)


@pytest.mark.parametrize("tag", ["<antArtifact ", "<antArtifact>", "</antArtifact>", "<antArtifact></antThinking>"])
def test_unclosed_artifacts_take_linear_time(tag: str):
    said(export(message("a", "assistant", tag * 20_000)))


@pytest.mark.parametrize(
    ("text", "accepts"),
    [
        ('[{"chat_messages": [{"sender": "human"}]}]', True),
        ('{"uuid": "c", "created_at": "", "chat_messages": []}', True),
        ('{"chat_messages": []}', False),
        ('{"chat_messages": [{"role": "user"}]}', False),
    ],
)
def test_only_an_object_with_messages_that_have_senders_is_such_an_export(text: str, accepts: bool):
    assert (reader.detect(source(text)) is not None) == accepts


@needs_shared
def test_every_real_message_is_read():
    for path in sorted((SHARED / "corpus").glob("*/Claude Web/*.json")):
        transcript = source(path.read_text("utf-8"))
        parsed = reader.read(transcript)
        assert_tiles(transcript, reader, parsed)
        assert {each.code for each in parsed.problems} <= {"quoted-other-chats"}
        stated = json.loads(transcript.text)
        assert {each.native_id for each in parsed.messages} == {each["uuid"] for each in stated["chat_messages"]}
        current = [each for each in parsed.messages if each.branch == 0]
        assert current[-1].native_id == stated["current_leaf_message_uuid"]
