"""A talk as text in JSON, with tags around what each one says."""

import json
from pathlib import Path

from sitegen.readers import role_tags
from sitegen.readers.containers import find_parts, read_part
from sitegen.readers.detection import find_reader
from sitegen.text.source import read_source
from tests.readers.damaged_texts import assert_covers_damaged

TALK = {
    "id": "c-1",
    "title": "The lamp",
    "summary": "about [USER] and a lamp",
    "text": '[USER]\r\nis it "lit"?\r\n\r\nnow?\r\n[/USER]\r\n\r\n[ASSISTANT]\r\nsince dusk [/ASSISTANT]\r\n[/ASSISTANT]\r\n\r\n'
    "[USER]\r\ngood\r\n[/USER]",
    "created_at": "2026-01-02T21:40:00.876Z",
}
ROWS = [
    ("User", "user", 'is it "lit"?\n\nnow?'),
    ("Assistant", "assistant", "since dusk [/ASSISTANT]"),
    ("User", "user", "good"),
]


def test_each_tag_holds_a_message():
    source = read_source("a.json", json.dumps(TALK, indent=1).encode())
    assert find_reader(source) is role_tags
    parsed = role_tags.read(source)
    assert [(each.speaker, each.role, each.text) for each in parsed.messages] == ROWS
    assert (parsed.title, parsed.started, parsed.native_id) == ("The lamp", "2026-01-02T21:40:00+00:00", "c-1")


def test_a_list_of_talks_is_cut_into_them(tmp_path: Path):
    file = tmp_path / "talks.json"
    file.write_text(json.dumps([TALK, {**TALK, "id": "c-2"}, {**TALK, "id": "c-3", "text": ""}]), "utf-8")
    found = []
    for part in find_parts(file):
        source = read_source(part.name, read_part(file, part))
        found.append((part.name, len(role_tags.read(source).messages)))
    assert found == [("c-1", 3), ("c-2", 3), ("c-3", 0)]


def test_other_texts_with_tags_are_no_talks():
    for text in ("[USER]\nnever closed", "see [USER]\nhi\n[/USER]", "[USER] hi [/USER]"):
        assert role_tags.detect(read_source("a.json", json.dumps({"text": text}).encode())) is None


def test_every_character_of_a_damaged_talk_is_part_of_a_piece():
    assert_covers_damaged(role_tags, json.dumps(TALK, indent=1), step=3)
