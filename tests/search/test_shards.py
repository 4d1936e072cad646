"""The shards as files: names, signs, and the same bytes for the same archive."""

import json
import re
from itertools import chain

from sitegen.model.page_context import Place
from sitegen.search.documents import documents
from sitegen.search.shard_files import shard, text_shards
from tests.search.archives import READ, by_hand, exported, said

SCRIPT = re.compile(rb'sitegenShard\("([\w-]+)",(.*)\);\n')


def test_the_same_archive_gives_the_same_files():
    assert exported(READ["made"]()) == exported(READ["made"]())


def test_each_shard_is_ascii_and_calls_with_its_own_name_and_json():
    for path, data in exported(READ["made"]()).items():
        found = SCRIPT.fullmatch(data)
        assert found is not None
        assert (path, data.isascii()) == (f"search/{found[1].decode()}.js", True)
        json.loads(found[2])


def test_another_content_has_another_name():
    assert shard("t", ["a"]).path != shard("t", ["b"]).path
    assert shard("t", ["a"]).path == shard("t", ["a"]).path


def test_the_texts_of_a_conversation_stand_in_groups_with_their_anchors():
    made = documents(said("Long", *("word " * 300 for _ in range(7))), Place("long"))
    found = [json.loads(SCRIPT.fullmatch(file.data)[2]) for file in text_shards(made)]  # type: ignore[index]
    assert [len(each) for each in found] == [3, 3, 1]
    assert list(chain.from_iterable(found)) == [
        list(pair) for pair in zip(made.anchors, made.texts, strict=True)
    ]


def test_an_archive_without_messages_has_an_index_too():
    files = exported(READ["made"]().__class__((), {}))
    assert [path for path in files if not path.startswith("search/d-")] == ["search/meta.js"]


def test_the_order_of_conversations_is_by_time_and_then_by_address():
    index = by_hand(
        said("b", "x", started="2025-01-02"),
        said("a", "y", started=None),
        said("c", "z", started="2025-01-02"),
    )
    assert [head.title for head in index.columns.heads] == ["a", "b", "c"]
