"""Shard files: names, characters, reproducibility."""

import json
import re
from typing import Any

from sitegen.search.documents import ConversationDocuments
from sitegen.search.groups import text_shards
from sitegen.search.segment_store import ConversationTexts
from sitegen.search.shard_files import make_shard
from tests.search.archives import LOADERS, conversation_of, documents_of, export_shards, memory_index

SCRIPT = re.compile(rb'sitegenShard\("([\w-]+)",(.*)\);\n')


def test_the_same_archive_gives_the_same_files():
    assert export_shards(LOADERS["generated"]()) == export_shards(LOADERS["generated"]())


def test_each_shard_is_ascii_and_calls_with_its_own_name_and_json():
    for path, data in export_shards(LOADERS["generated"]()).items():
        if path.startswith("search/f-"):
            assert data.startswith(f'sitegenShard("{path[7:-3]}",/*\nGenerated'.encode())
            assert data.isascii()
            continue
        found = SCRIPT.fullmatch(data)
        assert found is not None
        assert (path, data.isascii()) == (f"search/{found[1].decode()}.js", True)
        json.loads(found[2])


def test_another_content_has_another_name():
    assert make_shard("t", ["a"]).path != make_shard("t", ["b"]).path
    assert make_shard("t", ["a"]).path == make_shard("t", ["a"]).path


def text_parts(*conversations: ConversationDocuments) -> list[tuple[int, list[Any]]]:
    """Return the first message and the parts of each text shard."""
    shards = text_shards((each.header, ConversationTexts(each.anchors, each.texts)) for each in conversations)
    return [(first, json.loads(SCRIPT.fullmatch(file.data)[2])) for first, file in shards]  # type: ignore[index]


def test_text_shards_have_messages_with_what_a_hit_shows():
    made = documents_of(conversation_of("Long", *("word " * 600 for _ in range(7)), speakers=("Ada", "Zoe")), "long")
    found = text_parts(made)
    assert [first for first, _ in found] == [0, 2, 4, 6]
    assert [[*part[:2], part[3], len(part[4])] for _, parts in found for part in parts] == [
        ["long", "Long", 0, 2], ["long", "Long", 2, 2], ["long", "Long", 4, 2], ["long", "Long", 6, 1],
    ]  # fmt: skip
    messages = [message for _, parts in found for part in parts for message in part[4]]
    header = made.header
    assert [tuple(each) for each in messages] == list(
        zip(made.anchors, made.texts, header.speakers, header.days, header.kinds, strict=True)
    )
    assert found[0][1][0][2] == [["Ada", None, ""], ["Zoe", None, ""]]


def test_small_conversations_share_a_text_shard():
    made = [documents_of(conversation_of(f"Small {n}", "word " * 300), f"small-{n}") for n in range(6)]
    found = text_parts(*made)
    assert [(first, [part[0] for part in parts]) for first, parts in found] == [
        (0, ["small-0", "small-1"]), (2, ["small-2", "small-3"]), (4, ["small-4", "small-5"]),
    ]  # fmt: skip


def test_an_archive_without_messages_has_an_index_too():
    files = export_shards(LOADERS["generated"]().__class__((), {}))
    assert [path for path in files if not path.startswith(("search/d-", "search/s-"))] == ["search/meta.js"]


def test_the_order_of_conversations_is_by_time_and_then_by_address():
    index = memory_index(
        conversation_of("b", "x", started="2025-01-02"),
        conversation_of("a", "y", started=None),
        conversation_of("c", "z", started="2025-01-02"),
    )
    assert [head.title for head in index.columns.headers] == ["a", "b", "c"]
