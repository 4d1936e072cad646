"""The JSON export holds each text once."""

import json
from dataclasses import replace

import pytest

from sitegen.model import BlockKind, PageContext
from sitegen.render.json_export import json_export
from tests.render.samples import LYRA, block, conversation, everything, message


def exported_blocks(found) -> list[list[dict]]:
    return [each["blocks"] for each in json.loads(json_export(found, PageContext("lamps")).data)["messages"]]


def test_blocks_are_ranges_of_the_text_of_their_message():
    found = everything()
    for each, blocks in zip(found.messages, exported_blocks(found), strict=True):
        assert all("text" not in block for block in blocks)
        assert [each.text[slice(*block["range"])] for block in blocks] == [block.text for block in each.blocks]


def test_a_text_is_in_the_file_once():
    found = conversation(message(1, LYRA, block(BlockKind.PROSE, "Sälz 🜔 lamp"), block(BlockKind.CODE, "tide()")))
    data = json_export(found, PageContext("lamps")).data
    assert data.count("Sälz 🜔 lamp".encode()) == data.count(b"tide()") == 1


def test_equal_blocks_have_ranges_of_their_own():
    found = conversation(message(1, LYRA, *[block(BlockKind.PROSE, "ack")] * 3))
    starts = [block["range"][0] for block in exported_blocks(found)[0]]
    assert len(set(starts)) == 3
    assert starts == sorted(starts)


def test_a_block_that_is_not_in_the_text_of_its_message_has_its_own():
    said = message(1, LYRA, block(BlockKind.PROSE, "one"), block(BlockKind.CODE, "two"))
    found = conversation(replace(said, text="other words and two"))
    assert [block.get("text") for block in exported_blocks(found)[0]] == ["one", None]


@pytest.mark.parametrize(
    ("text", "info", "code", "start"),
    [
        ("```python\npython\n```", "python", "python", 10),
        ("```a b\na\n```", "a", "a", 7),
        ("~~~ sh ~\n~\n~~~", "sh", "~", 9),
        ("  ```sh\n  sh  \n  ```", "sh", "sh", 10),
    ],
)
def test_the_range_of_code_is_not_in_the_line_of_its_fence(text: str, info: str, code: str, start: int):
    said = message(1, LYRA, replace(block(BlockKind.CODE, code), language=info))
    found = conversation(replace(said, text=text))
    assert [each["range"] for each in exported_blocks(found)[0]] == [[start, start + len(code)]]
