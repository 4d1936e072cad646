"""Write shards, the index files that the search page loads.

A shard is a script that passes JSON to a function, because a page opened from a folder can load nothing else. Its
name is a hash of its content, so that the page notices when a file is missing or outdated.
"""

import json
from itertools import pairwise
from typing import Any

from sitegen.model import OutputFile
from sitegen.permalinks import urls
from sitegen.permalinks.urls import TEXT_SHARD
from sitegen.search.documents import ConversationDocuments


def make_shard(kind: str, content: Any) -> OutputFile:
    """Return a shard of a kind with JSON content."""
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    path = urls.shard(kind, text.encode("ascii"))
    return OutputFile(path, _script(shard_name(path), text))


def meta_shard(content: Any) -> OutputFile:
    """Return the shard that the page loads first, which has a fixed name."""
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return OutputFile(urls.SEARCH_META, _script(shard_name(urls.SEARCH_META), text))


def shard_name(path: str) -> str:
    """Return the name by which the page and other shards refer to a shard."""
    return path.removeprefix(f"{urls.SHARDS}/").removesuffix(".js")


def _script(name: str, text: str) -> bytes:
    return f'sitegenShard("{name}",{text});\n'.encode("ascii")


def text_shards(documents: ConversationDocuments) -> tuple[OutputFile, ...]:
    """Return a shard for each group of texts: for each message its anchor and its text."""
    messages = list(zip(documents.anchors, documents.texts, strict=True))
    ends = (*documents.header.group_starts, len(messages))
    return tuple(make_shard(TEXT_SHARD, messages[first:end]) for first, end in pairwise(ends))
