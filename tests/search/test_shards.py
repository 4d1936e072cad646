"""Shard files: names, characters, reproducibility."""

import json
import re
from itertools import chain

from sitegen.search.shard_files import make_shard, text_shards
from tests.search.archives import LOADERS, conversation_of, documents_of, export_shards, memory_index

SCRIPT = re.compile(rb'sitegenShard\("([\w-]+)",(.*)\);\n')


def test_the_same_archive_gives_the_same_files():
    assert export_shards(LOADERS["generated"]()) == export_shards(LOADERS["generated"]())


def test_each_shard_is_ascii_and_calls_with_its_own_name_and_json():
    for path, data in export_shards(LOADERS["generated"]()).items():
        found = SCRIPT.fullmatch(data)
        assert found is not None
        assert (path, data.isascii()) == (f"search/{found[1].decode()}.js", True)
        json.loads(found[2])


def test_another_content_has_another_name():
    assert make_shard("t", ["a"]).path != make_shard("t", ["b"]).path
    assert make_shard("t", ["a"]).path == make_shard("t", ["a"]).path


def test_text_shards_have_groups_of_texts_with_anchors():
    made = documents_of(conversation_of("Long", *("word " * 300 for _ in range(7))), "long")
    found = [json.loads(SCRIPT.fullmatch(file.data)[2]) for file in text_shards(made)]  # type: ignore[index]
    assert [len(each) for each in found] == [3, 3, 1]
    assert list(chain.from_iterable(found)) == [list(pair) for pair in zip(made.anchors, made.texts, strict=True)]


def test_an_archive_without_messages_has_an_index_too():
    files = export_shards(LOADERS["generated"]().__class__((), {}))
    assert [path for path in files if not path.startswith("search/d-")] == ["search/meta.js"]


def test_the_order_of_conversations_is_by_time_and_then_by_address():
    index = memory_index(
        conversation_of("b", "x", started="2025-01-02"),
        conversation_of("a", "y", started=None),
        conversation_of("c", "z", started="2025-01-02"),
    )
    assert [head.title for head in index.columns.headers] == ["a", "b", "c"]
