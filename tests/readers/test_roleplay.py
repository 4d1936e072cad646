"""Chats with characters: of SillyTavern, and of the programs whose chats it imports."""

import json
from pathlib import Path
from typing import Any

import pytest

from sitegen.model import MessagePart
from sitegen.readers.containers import find_parts, read_part
from sitegen.readers.detection import Reader, find_reader
from sitegen.readers.parsed import LeftOut, Markup, ParsedMessage, ParsedTranscript
from sitegen.readers.roleplay import character_chat, sillytavern
from sitegen.text.source import Source, read_source
from tests.readers.damaged_texts import assert_covers_damaged

SILLYTAVERN: list[dict[str, Any]] = [
    {"user_name": "Rosa", "character_name": "Lantern", "create_date": "2026-01-02@21h39m05s", "chat_metadata": {"a": 1}},
    {
        "name": "Lantern", "is_user": False, "is_system": False, "send_date": "January 2, 2026 9:40pm",
        "mes": "*flickers* Hello!", "extra": {},
        "swipe_id": 1, "swipes": ["Good evening.", "*flickers* Hello!"], "swipe_info": [],
    },
    {"name": "Rosa", "is_user": True, "send_date": "2026-01-02T21:41:00.000Z", "mes": "Is it \"lit\"?", "extra": {}},
    {
        "name": "Lantern", "is_user": False, "send_date": 1767390120000, "mes": "Since dusk.",
        "extra": {"api": "openai", "model": "gpt-4o", "reasoning": "She asks for the lamp.", "image": "pics/lamp.png"},
        "swipe_id": 0, "swipes": ["Since dusk.", "Perhaps.", "Who knows?"],
        "swipe_info": [
            {"send_date": 1767390120000, "extra": {"reasoning": "She asks for the lamp."}},
            {"send_date": 1767390130000, "extra": {"model": "gpt-4o-mini", "reasoning": "Hm."}},
        ],
    },
    {"name": "SillyTavern System", "is_user": False, "is_system": True, "mes": "Try /help", "extra": {"type": "help"}},
    {"name": "Narrator", "is_user": False, "is_system": True, "mes": "Fog.", "extra": {"type": "narrator"}},
    {"name": "Rosa", "is_user": True, "mes": "Bonsoir", "extra": {"display_text": "Good evening"}},
]  # fmt: skip
AGNAI = {
    "name": "The pier",
    "messages": [
        {"_id": "m1", "userId": "u1", "name": "Rosa", "msg": "hi", "createdAt": "2026-01-02T21:40:00.000Z"},
        {"_id": "m2", "characterId": "c1", "msg": "hello", "createdAt": "2026-01-02T21:41:00.000Z"},
        {"_id": "m3", "characterId": "c2", "handle": "Ida", "msg": "evening", "retries": ["morning", ""]},
        {"_id": "m4", "characterId": "c2", "msg": "", "extra": 1},
    ],
}
HISTORIES = {
    "info": {"name": "Lantern"},
    "histories": {
        "histories": [
            {
                "external_id": "h1",
                "msgs": [
                    {"src": {"name": "Lantern", "is_human": False}, "text": "hello", "created": "2026-01-02T21:40:00"}
                ],
            },
            {"msgs": [{"src": {"is_human": True}, "text": "hi"}, {"src": {"is_human": True}}]},
        ]
    },
}
TURNS = {
    "turns": [
        {"author": {"name": "Rosa", "is_human": True}, "candidates": [{"candidate_id": "a", "raw_content": "hi"}]},
        {
            "author": {"name": "Lantern"}, "primary_candidate_id": "c",
            "candidates": [
                {"candidate_id": "b", "raw_content": "hm"},
                {"candidate_id": "c", "raw_content": "hello", "create_time": "2026-01-02T21:40:00.5Z"},
            ],
        },
    ]
}  # fmt: skip
PAIRS = {
    "data": [["<|BEGIN-VISIBLE-CHAT|>", "hello"], ['is it "lit"?', "since dusk"]],
    "data_visible": [["", "hello"], ["is it &quot;lit&quot;?", "since dusk"]],
}
KOBOLD = {
    "savedsettings": {"chatname": "Rosa", "chatopponent": "Lantern||$||Ida"},
    "prompt": '{{[INPUT]}}is it "lit"?{{[OUTPUT]}}since\ndusk',
    "actions": ["{{[INPUT_END]}}{{[OUTPUT]}} and still", "{{[INPUT]}}good{{[OUTPUT]}}"],
}
RISU = {
    "type": "risuChat",
    "data": {
        "message": [
            {"role": "user", "data": "hi", "time": 1767390000000},
            {
                "role": "char",
                "name": "Lantern",
                "data": "hello",
                "time": 1767390060000,
                "chatId": "x",
                "generationInfo": {"model": "haiku"},
            },
        ]
    },
}

Row = tuple[int, str | None, str, str | None, str, str, list[tuple[str, str]]]


def lines(*values: dict[str, Any]) -> str:
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in values)


def source(text: str) -> Source:
    return read_source("chat.json", text.encode())


def part(each: MessagePart) -> tuple[str, str]:
    return each.kind.value, each.text or each.asset


def row(each: ParsedMessage) -> Row:
    role = each.role.value if each.role else None
    parts = [part(each) for each in each.parts] or [("", each.text or "")]
    return (each.branch, each.time, each.speaker, role, each.model, each.native_id, parts)


def read(text: str, reader: Reader) -> ParsedTranscript:
    transcript = source(text)
    assert find_reader(transcript) is reader
    return reader.read(transcript)


def prose(*texts: str) -> list[tuple[str, str]]:
    return [("prose", each) for each in texts]


def test_a_chat_of_sillytavern_has_swipes_as_branches_and_reasoning_as_thinking():
    text = lines(*SILLYTAVERN)
    parsed = read(text, sillytavern)
    model = "gpt-4o"
    assert [row(each) for each in parsed.messages] == [
        (0, "2026-01-02T21:40", "Lantern", "assistant", "", "", prose("*flickers* Hello!")),
        (0, "2026-01-02T21:41:00+00:00", "Rosa", "user", "", "", prose('Is it "lit"?')),
        (
            0, "2026-01-02T21:42:00+00:00", "Lantern", "assistant", model, "",
            [("thinking", "She asks for the lamp."), ("prose", "Since dusk."), ("image", "pics/lamp.png")],
        ),
        (0, None, "Narrator", "system", "", "", prose("Fog.")),
        (0, None, "Rosa", "user", "", "", [("prose", "Good evening"), ("attachment", "Bonsoir")]),
        (1, None, "Lantern", "assistant", "", "", prose("Good evening.")),
        (
            2, "2026-01-02T21:42:10+00:00", "Lantern", "assistant", "gpt-4o-mini", "",
            [("thinking", "Hm."), ("prose", "Perhaps.")],
        ),
        (3, None, "Lantern", "assistant", "", "", prose("Who knows?")),
    ]  # fmt: skip
    assert (parsed.branch_points, parsed.title, parsed.started) == ((-1, 1, 1), "Lantern", "2026-01-02T21:40")
    assert [each.position for each in parsed.messages] == list(range(8))
    left_out = [
        (each.reason, each.span.of(text)[:40])
        for each in parsed.pieces
        if isinstance(each, Markup) and each.reason in (LeftOut.NOISE, LeftOut.DUPLICATE)
    ]
    assert left_out == [
        (LeftOut.DUPLICATE, '"*flickers* Hello!"'),
        (LeftOut.DUPLICATE, '"Since dusk."'),
        (LeftOut.DUPLICATE, '"She asks for the lamp."'),
        (LeftOut.NOISE, '{"name": "SillyTavern System", "is_user"'),
    ]


def test_lines_of_other_programs_have_no_header_or_words_in_objects():
    bare = [
        {"name": name, "is_user": name == "You", "mes": name, "send_date": 1767390000000} for name in ("Ida", "You")
    ]
    parsed = read(lines(*bare, *bare), sillytavern)
    assert [(each.speaker, each.text, each.time) for each in parsed.messages] == [
        ("Ida", "Ida", None),
        ("You", "You", None),
        ("Ida", "Ida", None),
        ("You", "You", None),
    ]
    chub = {"name": "Ida", "is_user": False, "mes": {"message": "hi"}, "swipes": [{"message": "hi"}, {"message": "ho"}]}
    parsed = read(lines(SILLYTAVERN[0], chub), sillytavern)
    assert [(each.branch, each.text) for each in parsed.messages] == [(0, "hi"), (1, "ho")]
    assert parsed.started == "2026-01-02T21:39:05"


def test_the_shown_words_are_those_of_the_message_whatever_the_number_of_the_swipe_says():
    swiped = {"name": "Ida", "is_user": False, "mes": "edited", "swipe_id": 7, "swipes": ["one", "two"]}
    parsed = read(lines(SILLYTAVERN[0], swiped), sillytavern)
    assert [(each.branch, each.text) for each in parsed.messages] == [(0, "edited"), (1, "one"), (2, "two")]


@pytest.mark.parametrize(
    ("written", "role"),
    [
        (True, "user"), ("true", "user"), ("True", "user"), (1, "user"), ("1", "user"),
        (False, "assistant"), ("false", "assistant"), (0, "assistant"), ("0", "assistant"),
    ],
)  # fmt: skip
def test_a_flag_that_is_a_word_or_a_number_is_read_as_a_flag(written: bool | int | str, role: str):
    chat = lines({"name": "Ida", "is_user": written, "mes": "hi"}, {"name": "Bo", "is_user": written, "mes": "ho"})
    turns = json.dumps({"turns": [{"author": {"is_human": written}, "candidates": [{"raw_content": "hi"}]}]})
    for text, reader in ((chat, sillytavern), (turns, character_chat)):
        parsed = read(text, reader)
        assert ({each.role for each in parsed.messages}, parsed.problems) == ({role}, ())


def test_the_name_decides_where_the_flag_says_nothing():
    said = [
        ("Rosa", None),
        ("Lantern", "?"),
        ("Ida", True),
        ("Ida", []),
        ("Bo", False),
        ("Bo", 7),
        ("You", ""),
        ("Al", 2),
    ]
    rows = [{"name": name, "is_user": flag, "mes": name} for name, flag in said]
    parsed = read(lines(SILLYTAVERN[0], *rows), sillytavern)
    roles = ["user", "assistant", "user", "user", "assistant", "assistant", "user", None]
    assert [each.role for each in parsed.messages] == roles
    assert [str(each)[:80] for each in parsed.problems] == [
        "chat.json:2: 6 messages say nothing clear in `is_user`, which tells the person f"
    ]


@pytest.mark.parametrize(
    ("value", "roles"),
    [
        (
            {"turns": [
                {"author": {"name": "Ida", "is_human": "maybe"}, "candidates": [{"raw_content": "hi"}]},
                {"author": {"name": "Ida", "is_human": "true"}, "candidates": [{"raw_content": "ho"}]},
            ]},
            ["user", "user"],
        ),
        (
            {"data": {"message": [{"role": "User", "data": "hi"}, {"role": "x", "data": "ho"}]}},
            ["user", None],
        ),
    ],
)  # fmt: skip
def test_an_unclear_flag_of_another_program_is_reported(value: dict[str, Any], roles: list[str | None]):
    parsed = read(json.dumps(value), character_chat)
    assert [each.role for each in parsed.messages] == roles
    assert [each.code for each in parsed.problems] == ["unclear-speaker-flag"]


def test_the_ids_of_agnai_may_be_numbers_and_one_without_ids_has_no_role():
    value = {"messages": [{"userId": 7, "msg": "hi"}, {"characterId": 0, "msg": "ho"}, {"name": "Ida", "msg": "hm"}]}
    parsed = read(json.dumps(value), character_chat)
    assert [(each.speaker, each.role) for each in parsed.messages] == [
        ("User", "user"),
        ("Character 1", "assistant"),
        ("Ida", None),
    ]


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("July 27, 2025 3:04pm", "2025-07-27T15:04"),
        ("2025-07-27@15h04m05s", "2025-07-27T15:04:05"),
        ("2025-7-27 @15h 4m 5s 123ms", "2025-07-27T15:04:05"),
        ("2025-07-27@15h04m", "2025-07-27T15:04"),
        ("2025-07-27T15:04:05.123Z", "2025-07-27T15:04:05+00:00"),
        (1753628645123, "2025-07-27T15:04:05+00:00"),
        ("1753628645123", "2025-07-27T15:04:05+00:00"),
        (1753628645, "2025-07-27T15:04:05+00:00"),
        (-5, None),
        (10**30, None),
        ("2025-13-27@15h04m05s", None),
        ("soon", None),
        (True, None),
    ],
)
def test_times_are_written_in_many_ways(written: str | int, time: str | None):
    line = {"name": "Ida", "is_user": False, "mes": "hi", "send_date": written}
    assert [each.time for each in read(lines(SILLYTAVERN[0], line), sillytavern).messages] == [time]


@pytest.mark.parametrize(
    ("value", "rows", "points"),
    [
        (
            AGNAI,
            [
                (0, "2026-01-02T21:40:00+00:00", "Rosa", "user", "", "m1", prose("hi")),
                (0, "2026-01-02T21:41:00+00:00", "Character 1", "assistant", "", "m2", prose("hello")),
                (0, None, "Ida", "assistant", "", "m3", prose("evening")),
                (0, None, "Ida", "assistant", "", "m4", [("", "")]),
                (1, None, "Ida", "assistant", "", "", prose("morning")),
            ],
            (1,),
        ),
        (
            HISTORIES,
            [
                (0, "2026-01-02T21:40:00", "Lantern", "assistant", "", "", prose("hello")),
                (0, None, "User", "user", "", "", prose("hi")),
            ],
            (),
        ),
        (
            TURNS,
            [
                (0, None, "Rosa", "user", "", "a", prose("hi")),
                (0, "2026-01-02T21:40:00+00:00", "Lantern", "assistant", "", "c", prose("hello")),
                (1, None, "Lantern", "assistant", "", "b", prose("hm")),
            ],
            (0,),
        ),
        (
            PAIRS,
            [
                (0, None, "Assistant", "assistant", "", "", prose("hello")),
                (0, None, "User", "user", "", "", prose('is it "lit"?')),
                (0, None, "Assistant", "assistant", "", "", prose("since dusk")),
            ],
            (),
        ),
        (
            KOBOLD,
            [
                (0, None, "Rosa", "user", "", "", [("", 'is it "lit"?')]),
                (0, None, "Lantern", "assistant", "", "", [("", "since\ndusk")]),
                (0, None, "Lantern", "assistant", "", "", [("", "and still")]),
                (0, None, "Rosa", "user", "", "", [("", "good")]),
            ],
            (),
        ),
        (
            RISU,
            [
                (0, "2026-01-02T21:40:00+00:00", "User", "user", "", "", prose("hi")),
                (0, "2026-01-02T21:41:00+00:00", "Lantern", "assistant", "haiku", "x", prose("hello")),
            ],
            (),
        ),
    ],
    ids=["agnai", "histories", "turns", "pairs", "kobold", "risu"],
)
def test_each_program_has_its_own_list_of_messages(value: dict[str, Any], rows: list[Row], points: tuple[int, ...]):
    parsed = read(json.dumps(value, indent=1), character_chat)
    assert ([row(each) for each in parsed.messages], parsed.branch_points) == (rows, points)


def test_a_file_with_all_chats_of_a_character_is_cut_into_them(tmp_path: Path):
    file = tmp_path / "lantern.json"
    file.write_text(json.dumps(HISTORIES), "utf-8")
    found = []
    for each in find_parts(file):
        transcript = source(read_part(file, each).decode())
        assert find_reader(transcript) is character_chat
        found.append((each.name, [message.text for message in character_chat.read(transcript).messages]))
    assert found == [("h1", ["hello"]), ("2", ["hi"])]
    file.write_text(json.dumps(HISTORIES)[:-3], "utf-8")
    assert find_parts(file) == ()


def test_a_speaker_without_a_name_and_a_second_chat_are_noted():
    problems = [
        problem for each in (AGNAI, HISTORIES) for problem in character_chat.read(source(json.dumps(each))).problems
    ]
    assert [str(each) for each in problems] == [
        "chat.json:1: The file has no name for 'Character 1'. Name them under [[transcripts]] in sitegen.toml: "
        '`participants = {"Character 1" = {name = "Rosa"}}`.',
        "chat.json:1: The file holds 2 conversations, the second from this line on. They are shown on one page. "
        "To show them as a series, put each into a file of its own.",
    ]


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (sillytavern, lines(*SILLYTAVERN)),
        *((character_chat, json.dumps(each)) for each in (AGNAI, HISTORIES, TURNS, PAIRS, KOBOLD, RISU)),
    ],
)
def test_every_character_of_a_damaged_chat_is_part_of_a_piece(reader: Reader, text: str):
    assert_covers_damaged(reader, text, step=5)
