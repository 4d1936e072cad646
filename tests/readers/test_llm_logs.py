"""Logs of the command `llm`: Markdown, JSON, and its database with the tables of two generations."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from sitegen.model import Usage
from sitegen.readers.containers import find_parts, llm_database, read_part
from sitegen.readers.detection import Reader, find_reader
from sitegen.readers.llm_logs import json_log, markdown_log
from sitegen.readers.parsed import ParsedMessage, ParsedTranscript
from sitegen.text.source import Source, read_source
from tests.readers.damaged_texts import assert_covers_damaged

MARKDOWN = """\
# 2026-01-02T21:40:00    conversation: 01abc id: 01aaa

Model: **gpt-4o-mini** (resolved: **gpt-4o-mini-2024-07-18**)

## Prompt

Is the lamp lit?

```
## Response
```

## Options

- temperature: 0.5

## System

Be brief.

### Attachments

1. **image/png**: `pics/lamp.png`
2. **text/plain**: https://tides.example/six.txt

## Reasoning

She asks for the lamp.

## Response

### Tool calls

- **look**: `call_1`  
    where:
    ```
    pier
    ```

Let me look.

## Token usage

1,012 input, 5 output

# 2026-01-02T21:41:00    conversation: 01abc id: 01bbb

Model: **gpt-4o-mini**

## Prompt

-- none --

### Tool results

- **look**: `call_1`  
    ```
    lit
    ```

## Response

Since dusk.

"""  # noqa: W291  # as the program writes it
CURRENT = """\
# 2026-01-02T21:40:00    conversation: 01abc id: 01aaa

Model: **haiku**

## Prompt

hi

## Response

hello

# 2026-01-02T21:41:00

## Prompt

and now?

## Response

## Response

is a heading.

"""
ROWS: list[dict[str, Any]] = [
    {
        "id": "01aaa", "model": "gpt-4o-mini", "resolved_model": "gpt-4o-mini-2024-07-18", "prompt": "Is it lit?",
        "system": "Be brief.", "prompt_json": None, "options_json": {"temperature": 0.5}, "response": "Let me look.",
        "response_json": None, "reasoning": "She asks.", "conversation_id": "01abc", "duration_ms": 9,
        "datetime_utc": "2026-01-02T21:40:00.123456+00:00", "input_tokens": 12, "output_tokens": 5,
        "conversation_name": "Is it lit?", "schema_json": None, "prompt_fragments": [
            {"hash": "f00d", "content": "six o'clock", "aliases": ["tides"]}],
        "system_fragments": [], "tool_calls": [{"name": "look", "arguments": {"where": "pier"}, "tool_call_id": "c1"}],
        "tool_results": [], "attachments": [{"type": "image/png", "path": "pics/lamp.png", "url": None}],
    },
    {
        "id": "01bbb", "model": "gpt-4o-mini", "prompt": "", "system": "Be brief.", "response": "Since dusk.",
        "conversation_id": "01abc", "datetime_utc": "2026-01-02T21:41:00", "input_tokens": None, "output_tokens": None,
        "tool_calls": [], "tool_results": [
            {"name": "look", "output": "lit", "tool_call_id": "c1", "exception": None},
            {"name": "ask", "output": "", "tool_call_id": "c9", "exception": "Nobody: there"}],
    },
]  # fmt: skip

Row = tuple[str | None, str, str, str, list[tuple[str, str, str, str]]]


def source(text: str) -> Source:
    return read_source("log", text.encode())


def row(each: ParsedMessage) -> Row:
    parts = [(part.kind.value, part.text, part.name, part.argument) for part in each.parts]
    return (each.time, each.speaker, each.model, each.native_id, parts)


def read(text: str, reader: Reader) -> ParsedTranscript:
    transcript = source(text)
    assert find_reader(transcript) is reader
    return reader.read(transcript)


def prose(text: str) -> tuple[str, str, str, str]:
    return ("prose", text, "", "")


FIRST, SECOND = "2026-01-02T21:40:00+00:00", "2026-01-02T21:41:00+00:00"


def test_markdown_has_a_message_for_each_section_that_somebody_says():
    parsed = read(MARKDOWN, markdown_log)
    assert [row(each) for each in parsed.messages] == [
        (FIRST, "System", "", "", [prose("Be brief.")]),
        (
            FIRST,
            "User",
            "",
            "",
            [
                prose("Is the lamp lit?\n\n```\n## Response\n```"),
                ("attachment", "- temperature: 0.5", "Options", "text/markdown"),
                ("image", "", "lamp.png", "image/png"),
                ("attachment", "https://tides.example/six.txt", "six.txt", "text/plain"),
            ],
        ),
        (
            FIRST,
            "Assistant",
            "gpt-4o-mini-2024-07-18",
            "01aaa",
            [
                ("thinking", "She asks for the lamp.", "", ""),
                prose("Let me look."),
                ("tool_call", "where:\n```\npier\n```", "look", ""),
                ("tool_result", "lit", "look", ""),
            ],
        ),
        (SECOND, "Assistant", "gpt-4o-mini", "01bbb", [prose("Since dusk.")]),
    ]
    assert [each.usage for each in parsed.messages] == [None, None, Usage(1012, 5), None]
    assert (parsed.native_id, parsed.started, parsed.problems) == ("01abc", FIRST, ())


def test_a_log_of_one_conversation_names_it_only_once():
    parsed = read(CURRENT, markdown_log)
    assert [(each.time, each.speaker, each.model, each.text) for each in parsed.messages] == [
        (FIRST, "User", "", "hi"),
        (FIRST, "Assistant", "haiku", "hello"),
        (SECOND, "User", "", "and now?"),
        (SECOND, "Assistant", "haiku", "## Response\n\nis a heading."),
    ]
    assert [(each.code, each.line) for each in parsed.problems] == [("second-answer-heading", 21)]


def test_several_conversations_in_one_log_are_noted():
    other = MARKDOWN.replace("01abc id: 01bbb", "01xyz id: 01bbb")
    parsed = read(other, markdown_log)
    assert [(each.code, each.line) for each in parsed.problems] == [("several-conversations", 46)]
    assert parsed.native_id == ""


def test_json_has_results_behind_their_calls():
    parsed = read(json.dumps(ROWS[::-1], indent=2), json_log)
    assert [row(each) for each in parsed.messages] == [
        (FIRST, "System", "", "", [prose("Be brief.")]),
        (
            FIRST,
            "User",
            "",
            "",
            [
                prose("Is it lit?"),
                ("attachment", "six o'clock", "tides", "text/plain"),
                ("image", "", "lamp.png", "image/png"),
                ("attachment", '{\n  "temperature": 0.5\n}', "Options", "application/json"),
            ],
        ),
        (
            FIRST,
            "Assistant",
            "gpt-4o-mini-2024-07-18",
            "01aaa",
            [
                ("thinking", "She asks.", "", ""),
                prose("Let me look."),
                ("tool_call", '{\n  "where": "pier"\n}', "look", ""),
                ("tool_result", "lit", "look", ""),
            ],
        ),
        (SECOND, "Tool", "", "", [("tool_result", "Nobody: there", "ask", "error")]),
        (SECOND, "Assistant", "gpt-4o-mini", "01bbb", [prose("Since dusk.")]),
    ]
    assert [each.usage for each in parsed.messages] == [None, None, Usage(12, 5), None, None]
    assert (parsed.title, parsed.native_id, parsed.problems) == ("Is it lit?", "01abc", ())


def texts(parsed: ParsedTranscript) -> list[tuple[str, str, list[str]]]:
    return [(each.speaker, each.model, [part.text for part in each.parts]) for each in parsed.messages]


def conversations(file: Path) -> dict[str, list[tuple[str, str, list[str]]]]:
    found = {}
    for part in find_parts(file):
        transcript = read_source(f"{file.name}#{part.name}", read_part(file, part))
        assert find_reader(transcript) is json_log
        found[part.name] = texts(json_log.read(transcript))
    return found


def test_json_with_several_conversations_is_cut_into_them(tmp_path: Path):
    rows = [{**ROWS[0], "id": str(n), "conversation_id": f"c{n % 2}", "prompt": f"word {n}"} for n in range(4)]
    file = tmp_path / "log.json"
    file.write_text(json.dumps(rows), "utf-8")
    found = conversations(file)
    assert {name: [part[2][0] for part in each if part[0] == "User"] for name, each in found.items()} == {
        "c0": ["word 0", "word 2"],
        "c1": ["word 1", "word 3"],
    }
    file.write_text(json.dumps(ROWS), "utf-8")
    assert find_parts(file) == ()


OLD_TABLES = """
    CREATE TABLE conversations (id TEXT PRIMARY KEY, name TEXT, model TEXT);
    CREATE TABLE responses (id TEXT PRIMARY KEY, model TEXT, prompt TEXT, system TEXT, options_json TEXT, response TEXT,
        conversation_id TEXT, datetime_utc TEXT, input_tokens INTEGER, output_tokens INTEGER, reasoning TEXT);
    CREATE TABLE attachments (id TEXT PRIMARY KEY, type TEXT, path TEXT, url TEXT, content BLOB);
    CREATE TABLE prompt_attachments (response_id TEXT, attachment_id TEXT, "order" INTEGER);
    CREATE TABLE fragments (id INTEGER PRIMARY KEY, hash TEXT, content TEXT, source TEXT);
    CREATE TABLE prompt_fragments (response_id TEXT, fragment_id INTEGER, "order" INTEGER);
    CREATE TABLE tool_calls (id INTEGER PRIMARY KEY, response_id TEXT, name TEXT, arguments TEXT, tool_call_id TEXT);
    CREATE TABLE tool_results (id INTEGER PRIMARY KEY, response_id TEXT, name TEXT, output TEXT, tool_call_id TEXT);
    INSERT INTO conversations VALUES ('c1', 'Is it lit?', 'haiku');
    INSERT INTO responses VALUES
        ('r2', 'haiku', '', NULL, '{}', 'Since dusk.', 'c1', '2026-01-02T21:41:00', 3, 4, NULL),
        ('r1', 'haiku', 'Is it lit?', 'Be brief.', '{}', '', 'c1', '2026-01-02T21:40:00', 1, 2, 'She asks.'),
        ('r3', 'haiku', 'Alone', NULL, NULL, 'Yes', NULL, '2026-01-01T00:00:00', NULL, NULL, NULL);
    INSERT INTO attachments VALUES ('a1', 'image/png', NULL, NULL, x'89504e47');
    INSERT INTO prompt_attachments VALUES ('r1', 'a1', 0);
    INSERT INTO fragments VALUES (1, 'f00d', 'six o''clock', 'tides.txt');
    INSERT INTO prompt_fragments VALUES ('r1', 1, 0);
    INSERT INTO tool_calls VALUES (1, 'r1', 'look', '{"where": "pier"}', 't1');
    INSERT INTO tool_results VALUES (1, 'r2', 'look', 'lit', 't1');
"""
NEW_TABLES = """
    CREATE TABLE messages (hash TEXT PRIMARY KEY, parent_hash TEXT, role TEXT);
    CREATE TABLE parts (id INTEGER PRIMARY KEY, message_hash TEXT, position INTEGER, type TEXT, tool_name TEXT, text TEXT,
        payload TEXT);
    CREATE TABLE fragments (id INTEGER PRIMARY KEY, hash TEXT, content TEXT, source TEXT);
    CREATE TABLE threads (id TEXT PRIMARY KEY, name TEXT, tip_message_hash TEXT, forked_from TEXT, datetime_utc TEXT);
    CREATE TABLE turns (id TEXT PRIMARY KEY, thread_id TEXT, parent_message_hash TEXT, tip_message_hash TEXT, model TEXT,
        resolved_model TEXT, options_json TEXT, input_tokens INTEGER, output_tokens INTEGER, datetime_utc TEXT);
    INSERT INTO messages VALUES ('s', NULL, 'system'), ('u1', 's', 'user'), ('a1', 'u1', 'assistant'),
        ('t1', 'a1', 'user'), ('a2', 't1', 'assistant'), ('u3', 'a1', 'user'), ('a3', 'u3', 'assistant');
    INSERT INTO parts VALUES (1, 's', 0, 'text', NULL, 'Be brief.', NULL),
        (2, 'u1', 0, 'text', NULL, NULL, '{"text_ref": [{"fragment": 1}, {"literal": "\\nIs it lit?"}, 3]}'),
        (3, 'a1', 0, 'reasoning', NULL, 'She asks.', NULL),
        (4, 'a1', 1, 'tool_call', 'look', NULL, '{"name": "look", "arguments": {"where": "pier"}, "tool_call_id": "t1"}'),
        (5, 't1', 0, 'tool_result', 'look', NULL, '{"name": "look", "output": "lit", "tool_call_id": "t1"}'),
        (6, 'a2', 0, 'text', NULL, 'Since dusk.', NULL),
        (7, 'u3', 0, 'text', NULL, 'And the other?', NULL), (8, 'a3', 0, 'text', NULL, 'No.', NULL);
    INSERT INTO fragments VALUES (1, 'f00d', 'six o''clock', 'tides.txt');
    INSERT INTO threads VALUES ('th1', 'Is it lit?', 'a2', NULL, '2026'), ('th2', 'And', 'a3', 'th1', '2026');
    INSERT INTO turns VALUES
        ('x1', 'th1', 'u1', 'a1', 'haiku', 'haiku-4.5', '{}', 1, 2, '2026-01-02T21:40:00'),
        ('x2', 'th1', 't1', 'a2', 'haiku', NULL, NULL, 3, 4, '2026-01-02T21:41:00'),
        ('x3', 'th2', 'u3', 'a3', 'haiku', NULL, NULL, 5, 6, '2026-01-02T21:42:00');
"""
CALL = '{\n  "where": "pier"\n}'


def database(file: Path, script: str) -> Path:
    connection = sqlite3.connect(file)
    connection.executescript(script)
    connection.close()
    return file


def test_the_older_tables_of_the_database(tmp_path: Path):
    file = database(tmp_path / "logs.db", OLD_TABLES)
    before = file.read_bytes()
    assert conversations(file) == {
        "r3": [("User", "", ["Alone"]), ("Assistant", "haiku", ["Yes"])],
        "c1": [
            ("System", "", ["Be brief."]),
            ("User", "", ["Is it lit?", "six o'clock", ""]),
            ("Assistant", "haiku", ["She asks.", CALL, "lit"]),
            ("Assistant", "haiku", ["Since dusk."]),
        ],
    }
    assert (file.read_bytes(), [each.name for each in tmp_path.iterdir()]) == (before, ["logs.db"])


def test_the_newer_tables_of_the_database_share_messages(tmp_path: Path):
    talk = [
        ("System", "", ["Be brief."]),
        ("User", "", ["Is it lit?", "six o'clock"]),
    ]
    assert conversations(database(tmp_path / "logs.db", NEW_TABLES)) == {
        "th1": [
            *talk,
            ("Assistant", "haiku-4.5", ["She asks.", CALL, "lit"]),
            ("Assistant", "haiku", ["Since dusk."]),
        ],
        "th2": [
            *talk,
            ("Assistant", "", ["She asks.", CALL]),
            ("User", "", ["And the other?"]),
            ("Assistant", "haiku", ["No."]),
        ],
    }


def test_both_generations_of_tables_are_read(tmp_path: Path):
    new = NEW_TABLES.replace("CREATE TABLE fragments", "CREATE TABLE IF NOT EXISTS fragments")
    new = "\n".join(line for line in new.split("\n") if "INTO fragments" not in line)
    found = conversations(database(tmp_path / "logs.db", OLD_TABLES + new))
    assert list(found) == ["r3", "c1", "th1", "th2"]


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE notes (id)",
        "CREATE VIEW responses AS WITH RECURSIVE t(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM t) SELECT id FROM t",
        "CREATE TABLE responses (id, prompt)",
        "CREATE TABLE responses (id, conversation_id, datetime_utc)",
    ],
)
def test_other_databases_have_no_conversations(tmp_path: Path, script: str):
    assert find_parts(database(tmp_path / "a.db", script)) == ()


def test_cycles_and_values_of_other_types_are_read(tmp_path: Path):
    script = """
        UPDATE messages SET parent_hash = 'a2' WHERE hash = 's';
        UPDATE parts SET payload = '{"text_ref": 7}' WHERE id = 2;
        UPDATE parts SET payload = '[1]', text = x'ff41' WHERE id = 6;
        UPDATE turns SET datetime_utc = 7, model = x'41' WHERE id = 'x2';
    """
    found = conversations(database(tmp_path / "logs.db", NEW_TABLES + script))
    assert sorted(found) == ["th1", "th2"]
    said = [part for each in found["th1"] for part in each[2]]
    assert sorted(said) == sorted(["\ufffdA", "lit", "She asks.", CALL, "Be brief."])


def test_a_damaged_database_is_an_error_of_its_file(tmp_path: Path):
    file = database(tmp_path / "logs.db", OLD_TABLES)
    data = bytearray(file.read_bytes())
    for offset in range(100, len(data), 97):
        data[offset] = 0xFF
    file.write_bytes(data)
    with pytest.raises(OSError, match="the database is damaged"):
        list(llm_database.parts(file))
    file.write_bytes(b"SQLite format 3\0")
    with pytest.raises(OSError, match="the database is damaged"):
        list(llm_database.parts(file))


@pytest.mark.parametrize(
    ("reader", "text"),
    [(markdown_log, MARKDOWN), (markdown_log, CURRENT), (json_log, json.dumps(ROWS, indent=1))],
)
def test_every_character_of_a_damaged_log_is_part_of_a_piece(reader: Reader, text: str):
    assert_covers_damaged(reader, text)
