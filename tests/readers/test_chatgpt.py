"""Conversations of ChatGPT: every kind of content, branches, what is left out, and damaged exports."""

import json
from collections.abc import Iterable, Mapping

import pytest

from sitegen.model import Role, Span
from sitegen.readers.chatgpt import conversation as reader
from sitegen.readers.detection import find_reader
from sitegen.readers.parsed import Markup, ParsedTranscript
from sitegen.text.source import Source
from tests.readers.damaged_texts import assert_covers_damaged
from tests.readers.parsed_texts import part_texts, source
from tests.readers.test_tiling import assert_tiles
from tests.shared import SHARED, needs_shared

Json = Mapping[str, object]


def message(name: str, role: str, content: Json | str, to: str = "all", **metadata: object) -> Json:
    return {
        "id": name,
        "author": {"role": role, "name": metadata.pop("author", None), "metadata": {}},
        "create_time": metadata.pop("time", None),
        "content": {"content_type": "text", "parts": [content]} if isinstance(content, str) else content,
        "recipient": to,
        "metadata": metadata,
    }


def export(nodes: Iterable[tuple[str | None, Json | None]], current: object = "", **fields: object) -> Source:
    """Return an export; a node is (name of its parent, message), and its name is the id of the message, or ``root``."""
    mapping = {
        str(message["id"]) if message else "root": {"parent": parent, "message": message, "children": []}
        for parent, message in nodes
    }
    conversation = {"title": "The pier", "create_time": 2e9, "mapping": mapping, "conversation_id": "c-1", **fields}
    return source(json.dumps({**conversation, "current_node": current or list(mapping)[-1]}, indent=1))


def chain(*messages: Json, **fields: object) -> Source:
    """Return an export without branches."""
    parents = [None, "root", *(str(each["id"]) for each in messages[:-1])]
    return export(zip(parents, (None, *messages), strict=True), **fields)


def said(transcript: Source) -> list[tuple[str, int, list[tuple[str, ...]]]]:
    """Return each message as (speaker, branch, parts), after checking that nothing of the source is missing."""
    parsed = reader.read(transcript)
    assert_tiles(transcript, reader, parsed)
    return [(each.speaker, each.branch, part_texts(each)) for each in parsed.messages]


def problems(parsed: ParsedTranscript) -> list[tuple[str, int | None]]:
    return [(each.code, each.line) for each in parsed.problems]


def test_a_conversation_has_its_title_id_models_and_times():
    transcript = chain(
        message("a", "user", "Is it open?", time=2e9),
        message("b", "assistant", "Yes.", time=2000000060.9, model_slug="gpt-4o"),
        message("c", "assistant", "No model.", time=1e30, model_slug="auto"),
        message("d", "user", "No time.", time=0),
    )
    parsed = reader.read(transcript)
    assert find_reader(transcript) is reader
    assert (parsed.title, parsed.has_fixed_title, parsed.native_id) == ("The pier", False, "c-1")
    assert (parsed.started, parsed.branch_points, parsed.problems) == ("2033-05-18T03:33:20+00:00", (), ())
    assert [(m.speaker, m.role, m.model, m.time, m.native_id, m.text, m.position) for m in parsed.messages] == [
        ("User", Role.USER, "", "2033-05-18T03:33:20+00:00", "a", "Is it open?", None),
        ("ChatGPT", Role.ASSISTANT, "gpt-4o", "2033-05-18T03:34:20+00:00", "b", "Yes.", None),
        ("ChatGPT", Role.ASSISTANT, "", None, "c", "No model.", None),
        ("User", Role.USER, "", None, "d", "No time.", None),
    ]


@pytest.mark.parametrize("title", [None, "", "New chat", 7])
def test_a_title_of_the_program_is_known_as_one(title: object):
    assert reader.read(chain(message("a", "user", "hi"), title=title)).has_fixed_title


def test_a_shared_copy_has_the_id_of_its_conversation():
    assert reader.read(chain(message("a", "user", "hi"), backing_conversation_id="c-2")).native_id == "c-2"
    assert reader.read(chain(message("a", "user", "hi"), conversation_id=None, id="c-3")).native_id == "c-3"


IMAGE = {
    "content_type": "image_asset_pointer",
    "asset_pointer": "file-service://file-7",
    "metadata": {"dalle": {"prompt": "a red pier"}},
}
SOUND = {"content_type": "audio_asset_pointer", "asset_pointer": "sediment://file_9", "format": "wav"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"content_type": "text", "parts": ["one\r\ntwo", "", "three"]}, [("prose", "one\ntwo"), ("prose", "three")]),
        (
            {"content_type": "multimodal_text", "parts": [IMAGE, "words"]},
            [("image", "", "", "a red pier", "file-service://file-7"), ("prose", "words")],
        ),
        (
            {
                "content_type": "multimodal_text",
                "parts": [
                    {"content_type": "audio_transcription", "text": "spoken"},
                    {"content_type": "real_time_user_audio_video_asset_pointer", "audio_asset_pointer": SOUND},
                ],
            },
            [("prose", "spoken"), ("attachment", "", "file_9", "audio/wav", "sediment://file_9")],
        ),
        ({"content_type": "code", "language": "python", "text": "a\n```"}, [("prose", "````python\na\n```\n````")]),
        ({"content_type": "code", "language": "unknown", "text": "a"}, [("prose", "```\na\n```")]),
        (
            {"content_type": "thoughts", "thoughts": [{"summary": "Tide", "content": "High."}, {"content": "Low."}]},
            [("thinking", "**Tide**\n\nHigh."), ("thinking", "Low.")],
        ),
        ({"content_type": "thoughts", "thoughts": "High."}, [("thinking", "High.")]),
        ({"content_type": "reasoning_recap", "content": "Thought for 9 seconds"}, [("thinking", "Thought for 9 seconds")]),
        ({"content_type": "song", "notes": [1]}, [("attachment", '{\n  "content_type": "song",\n  "notes": [\n    1\n  ]\n}', "song", "application/json")]),
    ],
)  # fmt: skip
def test_an_answer_has_parts(content: Json, expected: list[tuple[str, ...]]):
    assert said(chain(message("a", "assistant", content))) == [("ChatGPT", 0, expected)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"content_type": "execution_output", "text": "42\n"}, [("tool_result", "42\n", "python")]),
        (
            {"content_type": "tether_quote", "title": "Tides", "url": "https://a.example", "text": "High."},
            [("tool_result", "Tides\nhttps://a.example\n\nHigh.", "python")],
        ),
        ({"content_type": "tether_browsing_display", "result": "# found"}, [("tool_result", "# found", "python")]),
        ({"content_type": "sonic_webpage", "title": "T", "snippet": "S"}, [("tool_result", "T\n\nS", "python")]),
        (
            {"content_type": "computer_output", "screenshot": {"asset_pointer": "sediment://file_5"}},
            [("image", "", "", "", "sediment://file_5")],
        ),
        ({"content_type": "system_error", "name": "Lost", "text": "no"}, [("tool_result", "Lost: no", "python", "error")]),
    ],
)  # fmt: skip
def test_the_result_of_a_tool_follows_its_call_in_one_message(content: Json, expected: list[tuple[str, ...]]):
    call = message("a", "assistant", {"content_type": "code", "text": "6 * 7"}, to="python")
    transcript = chain(call, message("b", "tool", content, author="python"), message("c", "assistant", "Done."))
    assert said(transcript) == [
        ("ChatGPT", 0, [("tool_call", "6 * 7", "python"), *expected]),
        ("ChatGPT", 0, [("prose", "Done.")]),
    ]
    first = reader.read(transcript).messages[0]
    assert [each.of(transcript.text)[:10] for each in first.more_spans] == ['{\n    "id"']


def test_a_failed_run_is_an_error_and_its_pictures_are_shown():
    result = {"status": "failed_with_in_kernel_exception", "messages": [{"image_url": "file-service://file-3"}]}
    output = {"content_type": "execution_output", "text": "no"}
    assert said(chain(message("a", "tool", output, author="python", aggregate_result=result))) == [
        ("Tool", 0, [("tool_result", "no", "python", "error"), ("image", "", "", "", "file-service://file-3")])
    ]


def test_pages_that_a_search_found_are_before_the_answer():
    entries = [{"title": "Tides", "url": "https://t.example", "snippet": "High. "}, {"url": "https://u.example"}]
    transcript = chain(message("a", "assistant", "At six.", search_result_groups=[{"entries": entries}, {}]))
    result = ("tool_result", "Tides\nhttps://t.example\nHigh.\n\nhttps://u.example", "web_search")
    assert said(transcript) == [("ChatGPT", 0, [result, ("prose", "At six.")])]


def test_a_document_of_the_canvas_is_an_attachment():
    document = json.dumps({"name": "Poem", "type": "document", "content": "# Pier\n"})
    transcript = chain(
        message("a", "assistant", {"content_type": "code", "text": document}, to="canmore.create_textdoc"),
        message("b", "assistant", '{"updates": []}', to="canmore.update_textdoc"),
    )
    assert said(transcript) == [
        ("ChatGPT", 0, [("attachment", "# Pier\n", "Poem", "document")]),
        ("ChatGPT", 0, [("tool_call", '{"updates": []}', "canmore.update_textdoc")]),
    ]


def test_attached_files_are_named_and_pictures_are_not_repeated():
    files = [
        {"id": "file-7", "name": "pier.png", "mime_type": "image/png"},
        {"id": "file-8", "name": "tides.pdf", "mime_type": "application/pdf"},
    ]
    content = {"content_type": "multimodal_text", "parts": [IMAGE, "Look."]}
    assert said(chain(message("a", "user", content, attachments=files))) == [
        (
            "User",
            0,
            [
                ("image", "", "pier.png", "a red pier", "file-service://file-7"),
                ("prose", "Look."),
                ("attachment", "", "tides.pdf", "application/pdf", "file-8"),
            ],
        )
    ]


def test_a_picture_without_file_name_has_the_title_that_was_made_for_it():
    content = {"content_type": "multimodal_text", "parts": [IMAGE]}
    assert said(chain(message("a", "tool", content, author="dalle", image_gen_title="Red pier"))) == [
        ("Tool", 0, [("image", "", "Red pier", "a red pier", "file-service://file-7")])
    ]


def test_thinking_belongs_to_the_answer_after_it():
    transcript = chain(
        message("a", "user", "When?"),
        message("b", "assistant", {"content_type": "thoughts", "thoughts": [{"content": "Tides."}]}),
        message("c", "tool", "Moon.", author="x7", finished_text="Thought for 2 seconds"),
        message("d", "assistant", "At six.", model_slug="o3"),
        message("e", "assistant", {"content_type": "reasoning_recap", "content": "Thought"}),
        message("f", "user", "Thanks"),
    )
    assert said(transcript) == [
        ("User", 0, [("prose", "When?")]),
        ("ChatGPT", 0, [("thinking", "Tides."), ("thinking", "Moon."), ("prose", "At six.")]),
        ("ChatGPT", 0, [("thinking", "Thought")]),
        ("User", 0, [("prose", "Thanks")]),
    ]
    assert [each.native_id for each in reader.read(transcript).messages] == ["a", "d", "e", "f"]


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        (message("x", "system", ""), "empty"),
        (message("x", "assistant", {"content_type": "text", "parts": ["", " "]}), "empty"),
        (message("x", "system", "You are kind."), "system"),
        (message("x", "user", "secret", is_visually_hidden_from_conversation=True), "hidden"),
        (message("x", "user", {"content_type": "user_editable_context", "user_profile": "Rosa"}), "hidden"),
        (message("x", "tool", "Saved.", author="bio"), "noise"),
    ],
)
def test_what_chatgpt_does_not_show_is_left_out_with_its_reason(node: Json, reason: str):
    transcript = chain(message("a", "user", "hi"), node, message("b", "assistant", "hello"))
    assert said(transcript) == [("User", 0, [("prose", "hi")]), ("ChatGPT", 0, [("prose", "hello")])]
    pieces = [piece for piece in reader.read(transcript).pieces if isinstance(piece, Markup) and piece.reason]
    assert [str(piece.reason) for piece in pieces if piece.reason != "metadata"] == [reason]
    assert reader.read(transcript).problems == ()


def test_instructions_that_the_person_wrote_as_system_message_are_shown():
    assert said(chain(message("a", "system", "Be brief.", is_user_system_message=True))) == [
        ("System", 0, [("prose", "Be brief.")])
    ]


CITE = "\ue200cite\ue202turn0search3\ue201"


@pytest.mark.parametrize(
    ("text", "references", "expected"),
    [
        (f"\ue203Tides\ue204 {CITE}.", [{"matched_text": CITE, "alt": "([T](https://t.example))"}], "Tides ([T](https://t.example))."),
        (f"Tides{CITE}.", [{"matched_text": CITE, "title": "A [b]", "url": "https://t.example"}], r"Tides ([A \[b\]](<https://t.example>))."),
        (f"Tides{CITE}.", [{"matched_text": CITE, "title": "x", "url": "javascript:alert(1)"}], "Tides."),
        (f"Tides{CITE}.\ue200", [], "Tides."),
        ('In \ue200entity\ue202["city","Lowestoft","a town"]\ue201.', [], "In Lowestoft."),
        ("In \ue200entity\ue202[[\ue201.", [], "In ."),
        ("See \ue200url\ue202the pier\ue202turn0\ue201.", [], "See the pier."),
        ("Tides【7†source】.", [], "Tides【7†source】."),
        ("plain", [{"matched_text": "plain", "alt": "other"}], "plain"),
    ],
)  # fmt: skip
def test_marks_become_links_or_vanish(text: str, references: list[Json], expected: str):
    transcript = chain(message("a", "assistant", text, content_references=references))
    assert said(transcript) == [("ChatGPT", 0, [("prose", expected)])]


def test_older_citations_are_found_by_their_offsets():
    citations = [{"start_ix": 5, "end_ix": 15, "metadata": {"title": "T", "url": "https://t.example"}}]
    transcript = chain(message("a", "assistant", "Tides【7†source】.", citations=citations))
    assert said(transcript) == [("ChatGPT", 0, [("prose", "Tides ([T](<https://t.example>)).")])]


def test_edits_and_new_answers_are_branches():
    transcript = export(
        [
            (None, None),
            ("root", message("q1", "user", "first question")),
            ("q1", message("a1", "assistant", "first answer")),
            ("root", message("q2", "user", "edited question")),
            ("q2", message("a2", "assistant", "old answer")),
            ("q2", message("a3", "assistant", "new answer")),
        ],
        current="a3",
    )
    assert said(transcript) == [
        ("User", 0, [("prose", "edited question")]),
        ("ChatGPT", 0, [("prose", "new answer")]),
        ("User", 1, [("prose", "first question")]),
        ("ChatGPT", 1, [("prose", "first answer")]),
        ("ChatGPT", 2, [("prose", "old answer")]),
    ]
    parsed = reader.read(transcript)
    assert parsed.branch_points == (-1, 0)
    assert [each.position for each in parsed.messages] == [0, 1, 2, 3, 4]


def test_a_branch_of_hidden_messages_is_none():
    transcript = export(
        [
            (None, None),
            ("root", message("a", "user", "hi")),
            ("a", message("b", "system", "")),
            ("a", message("c", "assistant", "hello")),
            ("a", message("d", "assistant", "other")),
        ],
        current="c",
    )
    assert [(speaker, branch) for speaker, branch, _ in said(transcript)] == [
        ("User", 0),
        ("ChatGPT", 0),
        ("ChatGPT", 1),
    ]
    assert reader.read(transcript).branch_points == (0,)


def test_a_branch_that_parts_inside_a_message_begins_before_it():
    thoughts = {"content_type": "thoughts", "thoughts": [{"content": "Hm."}]}
    transcript = export(
        [
            (None, None),
            ("root", message("a", "user", "hi")),
            ("a", message("b", "assistant", thoughts)),
            ("b", message("c", "assistant", "one")),
            ("b", message("d", "assistant", "two")),
        ],
        current="d",
    )
    assert said(transcript)[1:] == [
        ("ChatGPT", 0, [("thinking", "Hm."), ("prose", "two")]),
        ("ChatGPT", 1, [("prose", "one")]),
    ]
    assert reader.read(transcript).branch_points == (0,)


@pytest.mark.parametrize(
    ("nodes", "current", "expected", "codes"),
    [
        ([("b", "a"), ("a", "b")], "b", ["a", "b"], ["message-cycle"]),
        ([("a", "a")], "a", ["a"], ["message-cycle"]),
        ([(None, "a"), ("lost", "b")], "b", ["b", "a"], ["missing-parent-message"]),
        ([(None, "a"), ("a", "b"), ("a", "c")], "lost", ["a", "c", "b"], ["missing-current-message"]),
    ],
)
def test_a_damaged_tree_is_read_whole(
    nodes: list[tuple[str | None, str]], current: str, expected: list[str], codes: list[str]
):
    transcript = export([(parent, message(name, "user", name)) for parent, name in nodes], current)
    parsed = reader.read(transcript)
    assert_tiles(transcript, reader, parsed)
    assert ([each.text for each in parsed.messages], [each.code for each in parsed.problems]) == (expected, codes)


@pytest.mark.parametrize("parents", [{}, {"b": "a"}, {"b": "lost"}, {"a": None, "b": 7}])
def test_parents_that_the_nodes_do_not_name_are_taken_from_their_children(parents: Json):
    children = {"a": ["b", "c"], "b": ["d", 5], "c": [], "d": []}
    mapping = {
        name: {"message": message(name, "user", name), "children": below}
        | ({"parent": parents[name]} if name in parents else {})
        for name, below in children.items()
    }
    parsed = reader.read(source(json.dumps({"mapping": mapping, "current_node": "d"})))
    rows = [("a", 0), ("b", 0), ("d", 0), ("c", 1)]
    assert [(each.text, each.branch) for each in parsed.messages] == rows
    assert (parsed.branch_points, parsed.problems) == ((0,), ())


def test_the_newest_version_is_current_if_the_export_does_not_say_which():
    nodes = [(None, message("a", "user", "new", time=2e9)), (None, message("b", "user", "old", time=1e9))]
    assert [each.text for each in reader.read(export(nodes, "lost")).messages] == ["new", "old"]


def test_whatever_is_damaged_the_source_is_covered():
    call = message("b", "assistant", {"content_type": "code", "text": "6 * 7"}, to="python")
    output = {"content_type": "execution_output", "text": "42"}
    sample = chain(
        message("a", "user", {"content_type": "multimodal_text", "parts": [IMAGE, "When?"]}),
        call,
        message("c", "tool", output, author="python"),
        message("d", "assistant", f"At six{CITE}.", content_references=[{"matched_text": CITE, "alt": "(x)"}]),
    )
    assert_covers_damaged(reader, sample.text, step=37)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "[1]", '{"mapping": 1}', '{"mapping": {}}', '{"mapping": {"a": 1, "b": null}, "current_node": 3}',
        '{"mapping": {"a": {"message": {"content": {"content_type": "text", "parts": [null, 1, {}, [[]]]}}}}}',
        '{"mapping": {"a": {"message": {"author": 1, "content": [], "metadata": "x", "create_time": "y"}}}}',
        '{"mapping": {"a": {"message": {"content": {"content_type": ["text"]}}, "parent": 1e999}}}',
        '{"mapping": {"a": {"message": {"content": {"content_type": "text", "parts": ["\\ud800 \\u0000"]}}}}}',
    ],
)  # fmt: skip
def test_nothing_that_looks_like_an_export_makes_the_reader_fail(text: str):
    transcript = source(text)
    assert_tiles(transcript, reader, reader.read(transcript))


def test_a_chain_of_five_thousand_messages_needs_no_recursion():
    transcript = chain(*(message(str(n), "user", "x") for n in range(5_000)))
    assert len(reader.read(transcript).messages) == 5_000


@pytest.mark.parametrize(
    ("text", "accepts"),
    [
        ('[{"mapping": {"a": {"message": null}}, "current_node": "a"}]', True),
        ('{"mapping": {"a": {"message": null}}}', True),
        ('{"mapping": {"a": {"type": "keyword"}}}', False),
        ('{"mapping": {"a": "b"}, "current_node": "a"}', False),
        ('[{"mapping": {"a": {"message": null}}}, {}]', False),
    ],
)
def test_only_an_object_with_a_tree_of_messages_is_such_an_export(text: str, accepts: bool):
    assert (reader.detect(source(text)) is not None) == accepts


@needs_shared
def test_every_real_message_is_shown_or_left_out_with_a_reason():
    for path in sorted((SHARED / "corpus").glob("sanand0__openai-conversations/samples/*.json")):
        transcript = source(path.read_text("utf-8"))
        parsed = reader.read(transcript)
        assert_tiles(transcript, reader, parsed)
        assert parsed.problems == ()
        nodes = json.loads(transcript.text)["mapping"].values()
        shown = [span for each in parsed.messages for span in (each.span, *each.more_spans)]
        others = [
            piece.span
            for piece in parsed.pieces
            if isinstance(piece, Markup) and piece.reason not in (None, "metadata")
        ]
        assert len(shown) + len(others) == sum(node["message"] is not None for node in nodes)
        assert not any("\ue200" <= char <= "\ue206" for each in parsed.messages for char in each.text or "")
        assert all(isinstance(span, Span) for span in shown)
