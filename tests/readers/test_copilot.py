"""Chats of VS Code with GitHub Copilot."""

import json
from typing import Any

import pytest

from sitegen.readers import copilot_chat, copilot_text
from sitegen.readers.detection import find_reader
from sitegen.readers.parsed import Confidence
from sitegen.text.source import Source, read_source
from tests.readers.damaged_texts import assert_covers_damaged
from tests.readers.message_rows import message_rows
from tests.readers.parsed_texts import source

REQUEST: dict[str, Any] = {
    "requestId": "request_1",
    "message": {"text": "Light the lamp.", "parts": []},
    "variableData": {"variables": [{"kind": "file", "name": "lamp.md"}, {"kind": "promptFile", "name": "rules"}]},
    "timestamp": 1768772400123,
    "modelId": "copilot/claude-opus-4.5",
    "responseId": "response_1",
    "response": [
        {"kind": "mcpServersStarting"},
        {"kind": "thinking", "value": ["Is there", "oil?"]},
        {"value": "I look into "},
        {"kind": "inlineReference", "name": "shed", "inlineReference": {"path": "/pier/shed"}},
        {"value": "."},
        {"kind": "prepareToolInvocation", "toolName": "copilot_readFile"},
        {"kind": "toolInvocationSerialized", "toolId": "copilot_readFile", "pastTenseMessage": {"value": "Read shed"},
         "resultDetails": [{"path": "/pier/shed"}, {"path": "/pier/shed"}]},
        {"kind": "toolInvocationSerialized", "toolId": "run_in_terminal",
         "toolSpecificData": {"kind": "terminal", "commandLine": {"original": "ls"}, "terminalCommandOutput": {"text": "oil"}}},
        {"value": "\n```\n"},
        {"kind": "textEditGroup", "uri": {"path": "/pier/lamp"}, "edits": [[{"text": "on"}], []]},
        {"value": "\n```\n"},
        {"value": "It burns."},
    ],
    "result": {"errorDetails": {"message": "The wind came."}},
}  # fmt: skip
SESSION = {"responderUsername": "GitHub Copilot", "requesterUsername": "rosa", "sessionId": "s1", "requests": [REQUEST]}
ROWS = [
    ("rosa", "Light the lamp.", "[attachment lamp.md]"),
    (
        "GitHub Copilot",
        "[thinking] Is there\n\noil?",
        "I look into `shed`.",
        "[tool_call readFile] Read shed",
        "[tool_result readFile] /pier/shed",
        '[tool_call run_in_terminal] {\n  "command": "ls"\n}',
        "[tool_result run_in_terminal] oil",
        '[tool_call edit] {\n  "file_path": "/pier/lamp",\n  "edits": [\n    "on"\n  ]\n}',
        "It burns.",
    ),
    ("GitHub Copilot", "[event] The wind came."),
]
TEXT = """\
rosa: Light the lamp.

And quote this:
````markdown
kai: Hello?

GitHub Copilot: Ahoy.
````

GitHub Copilot: I look for oil.

Searched text for `oil`, 2 results

Read [](file:///pier/shed#1-2), lines 1 to 2

Ran terminal command: ls shed

Ran Open the door
Completed with input: {
  "door": 1
}

Using "Replace"


```

```
It burns:

```
rosa: 1

GitHub Copilot: 2
```

Read the sign.

rosa: Thanks.

GitHub Copilot: Good night.
"""


def session(*lines: dict[str, Any]) -> Source:
    return read_source("a.json", "\n".join(json.dumps(each) for each in lines).encode())


def test_an_exported_chat_has_words_thinking_tools_and_edits():
    parsed = copilot_chat.read(session(SESSION))
    assert message_rows(parsed) == ROWS
    answer = parsed.messages[1]
    assert (answer.model, answer.time, answer.native_id) == (
        "claude-opus-4.5",
        "2026-01-18T21:40:00+00:00",
        "response_1",
    )
    assert parsed.native_id == "s1"


def test_a_log_of_changes_gives_the_last_state():
    empty = SESSION | {"requests": []}
    lines = (
        {"kind": 0, "v": empty},
        {"kind": 2, "k": ["requests"], "v": [REQUEST | {"response": [{"value": "wrong"}], "result": None}]},
        {"kind": 2, "k": ["requests", 0, "response"], "v": REQUEST["response"][:4], "i": 0},
        {"kind": 1, "k": ["customTitle"], "v": "Lamps"},
        {"kind": 1, "k": ["requests", 0, "result"], "v": REQUEST["result"]},
        {"kind": 2, "k": ["requests", 0, "response"], "v": REQUEST["response"][4:]},
        {"kind": 3, "k": ["sessionId"]},
        {"kind": 1, "k": ["requests", 7, "result"], "v": 1},
        {"kind": 1, "k": [], "v": 1},
    )
    transcript = session(*lines)
    for _ in range(2):  # reading changes nothing
        parsed = copilot_chat.read(transcript)
        assert (message_rows(parsed), parsed.title, parsed.native_id) == (ROWS, "Lamps", "")
    assert getattr(find_reader(transcript), "NAME", "") == "copilot"
    assert_covers_damaged(copilot_chat, transcript.text, "a.jsonl", step=61)


def test_copied_text_has_the_same_parts():
    assert message_rows(copilot_text.read(source(TEXT))) == [
        ("rosa", "[speech] None"),
        (
            "GitHub Copilot",
            "I look for oil.",
            "[tool_call Searched text] for `oil`, 2 results",
            "[tool_call Read] [](file:///pier/shed#1-2), lines 1 to 2",
            '[tool_call terminal] {\n  "command": "ls shed"\n}',
            '[tool_call Open the door] {\n  "door": 1\n}',
            "[tool_call Replace]",
            "```\n\n```\nIt burns:\n\n```\nrosa: 1\n\nGitHub Copilot: 2\n```\n\nRead the sign.",
        ),
        ("rosa", "[speech] None"),
        ("GitHub Copilot", "Good night."),
    ]
    assert [each.code for each in copilot_text.read(source(TEXT)).problems] == ["marker-in-code-fence"]


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        (TEXT, Confidence.CERTAIN),
        ("rosa: Hello.\n\nGitHub Copilot: Ahoy.\n", Confidence.LIKELY),
        ("Tools we use: many.\n\nGitHub Copilot: for code.\n", None),
        ("Note: it helps.\nGitHub Copilot: for code.\n", None),
    ],
)
def test_copied_text_is_recognised_by_its_names(text: str, confidence: Confidence | None):
    found = copilot_text.detect(source(text))
    assert (found.confidence if found else None) == confidence


def test_every_character_of_damaged_text_is_part_of_a_piece():
    assert_covers_damaged(copilot_text, TEXT, step=5)
    assert_covers_damaged(copilot_chat, json.dumps(SESSION), "a.json", step=61)
