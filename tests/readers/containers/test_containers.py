"""Files with many conversations are cut into parts, whatever else they hold."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.readers.containers import ConversationPart, find_parts, json_array, read_part, zip_archive

TALK = {"uuid": "t-1", "name": "Tide", "chat_messages": [{"sender": "human", "text": 'a "quoted" [bracket'}]}
LAMP = {"id": "l-2", "messages": [{"role": "user", "content": "{lamp}"}, {"role": "assistant", "content": "on"}]}
MAPPED = {"conversation_id": "m-3", "id": "other", "mapping": {}}
MESSAGE = {"role": "user", "content": [{"role": "x", "content": "y"}]}


def parts_of(path: Path, data: bytes) -> list[tuple[str, bytes]]:
    path.write_bytes(data)
    return [(each.name, read_part(path, each)) for each in find_parts(path)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([TALK, LAMP, MAPPED], [("t-1", TALK), ("l-2", LAMP), ("m-3", MAPPED)]),
        ([TALK], [("t-1", TALK)]),
        ([{**TALK, "chat_messages": []}, LAMP], [("t-1", {**TALK, "chat_messages": []}), ("l-2", LAMP)]),
        ({"version": [1], "conversations": [TALK, LAMP], "end": {}}, [("t-1", TALK), ("l-2", LAMP)]),
        ([TALK, TALK, {"chat_messages": []}], [("t-1", TALK), ("t-1-2", TALK), ("3", {"chat_messages": []})]),
        ([{**LAMP, "id": "../a"}, {**LAMP, "id": "a#b"}, {**LAMP, "id": 7}], [("1", None), ("2", None), ("7", None)]),
        ([MESSAGE, MESSAGE], []),
        ([], []),
        ([1, [2], "x"], []),
        (LAMP, []),
        ({"data": [MESSAGE]}, []),
        ({"messages": [TALK]}, []),
    ],
)
def test_a_list_of_conversations_is_cut_into_them(value: object, expected: list[tuple[str, object]], tmp_path: Path):
    found = parts_of(tmp_path / "a.json", json.dumps(value, indent=1).encode())
    assert [name for name, _ in found] == [name for name, _ in expected]
    assert all(json.loads(data) == each for (_, data), (_, each) in zip(found, expected, strict=True) if each)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('[{"uuid": "a", "chat_messages": []}, {"uuid": "b", "chat_messages": [{"te', ["a", "2"]),
        ('[{"uuid": "a", "chat_messages": []} {"uuid": "b", "chat_messages": []}]', ["a", "b"]),
        ('[{"uuid": "a", "chat_messages": []}, : , } {"uuid": "b", "chat_messages": []}', ["a", "b"]),
        ('\ufeff[{"uuid": "a", "chat_messages": []}]', ["a"]),
        ('[{"chat_messages": [], "x": NaN}, {"uuid": "b", "chat_messages": [], "x": "\\ud800"}]', ["1", "2"]),
        (f'[{{"uuid": "a", "chat_messages": [], "x": {"9" * 5000}}}, {{"chat_messages": [], "x": "a\nb"}}]', ["a", "2"]),
        (f'[{{"chat_messages": [], "x": {"[" * 9000}{"]" * 9000}}}, {{}}]', ["1", "2"]),
        ("[" * 100_000, []),
        ('{"conversations": [{"uuid": "a", "mapping": {}}', ["a"]),
        ("[12:34] <rosa> tide", []),
        ('{"a": ', []),
    ],
)  # fmt: skip
def test_damage_costs_only_what_is_damaged(data: str, expected: list[str], tmp_path: Path):
    assert [name for name, _ in parts_of(tmp_path / "a.json", data.encode())] == expected


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.lists(VALUES, max_size=5), st.sampled_from([1, 2, 7, 1000]), st.sampled_from([None, 2]))
def test_any_value_is_found_whatever_the_size_of_the_pieces(values: list[object], chunk: int, indent: int | None):
    text = json.dumps([TALK, *values], indent=indent).encode()
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(json_array, "_CHUNK", chunk)
        found = list(json_array.conversation_parts(io.BytesIO(text)))
    assert [json.loads(text[each.start : each.end]) for each in found] == [
        each for each in (TALK, *values) if isinstance(each, dict)
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([LAMP, {**LAMP, "id": "x"}], ["l-2", "x"]),
        ([LAMP], []),
        ([{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}], []),
    ],
)
def test_json_lines_of_conversations_are_cut_into_lines(lines: list[object], expected: list[str], tmp_path: Path):
    data = "\n".join(map(json.dumps, lines)).encode()
    assert [name for name, _ in parts_of(tmp_path / "a.jsonl", data)] == expected
    marked = data.replace(b"\n", b"\r\n")
    assert [name for name, _ in parts_of(tmp_path / "b.jsonl", b"\xef\xbb\xbf" + marked)] == expected


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["a", "a", "b"], [("a", ["0", "1"]), ("b", ["2"])]),
        ([7, 8], [("7", ["0"]), ("8", ["1"])]),
        (["a", "b", "a"], []), (["a", "a"], []), (["a", None], []), ([None, None], []),
    ],
)  # fmt: skip
def test_messages_that_name_their_conversation_are_cut_by_it(
    ids: list[str | int | None], expected: list[tuple[str, list[str]]], tmp_path: Path
):
    file = tmp_path / "log.jsonl"
    messages = [{"session_id": name, "role": "user", "text": str(n)} for n, name in enumerate(ids)]
    file.write_text("".join(json.dumps(each) + "\n\n" for each in messages))
    found = [(part.name, read_part(file, part).decode().split("\n\n")) for part in find_parts(file)]
    assert [(name, [json.loads(line)["text"] for line in lines]) for name, lines in found] == expected


def zipped(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return path


def test_a_zip_of_an_export_has_the_conversations_in_its_lists(tmp_path: Path):
    file = zipped(
        tmp_path / "export.zip",
        {
            "user.json": '{"email": "rosa@example.org"}',
            "export/conversations.json": json.dumps([TALK, LAMP]),
            "chat.html": "<p>tide</p>",
        },
    )
    assert [(each.name, json.loads(read_part(file, each))) for each in find_parts(file)] == [
        ("export/conversations.json/t-1", TALK),
        ("export/conversations.json/l-2", LAMP),
    ]


def test_a_zip_of_transcripts_has_each_file_that_may_be_one(tmp_path: Path):
    file = zipped(tmp_path / "a.zip", {"b/tide.md": "Tide", "pier.png": b"x", ".hidden.md": "x", "../up.md": "y"})
    assert [(each.name, read_part(file, each)) for each in find_parts(file)] == [("b/tide.md", b"Tide")]


def test_texts_beside_a_list_of_conversations_in_a_zip_are_named(tmp_path: Path):
    members: dict[str, str | bytes] = {"talk.md": "Tide", "log.jsonl": "{}", "user.json": "{}", "pier.png": b"x"}
    file = zipped(tmp_path / "a.zip", {"conversations.json": json.dumps([TALK] * 2), **members})
    assert zip_archive.unread_members(file, find_parts(file)).texts == ["talk.md", "log.jsonl"]
    file = zipped(tmp_path / "b.zip", {"talk.md": "Tide", "log.jsonl": "{}"})
    assert zip_archive.unread_members(file, find_parts(file)).texts == []


def test_a_damaged_zip_cannot_be_read(tmp_path: Path):
    file = zipped(tmp_path / "a.zip", {"conversations.json": json.dumps([TALK] * 50)})
    data = bytearray(file.read_bytes())
    data[60:70] = b"\xff" * 10
    file.write_bytes(data)
    with pytest.raises(OSError, match="the zip is damaged"):
        find_parts(file)
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(OSError, match="the zip is damaged"):
        find_parts(file)


def test_a_member_that_would_be_too_large_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sitegen.readers.containers.zip_archive.MAX_CONTAINER_BYTES", 100)
    file = zipped(tmp_path / "a.zip", {"conversations.json": json.dumps([TALK] * 50), "b.md": "Tide"})
    assert find_parts(file) == (ConversationPart("b.md", 0, 4, "b.md", "zip_archive"),)
