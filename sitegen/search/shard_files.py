"""Shards: the files that the search page loads.

Each is a script that calls one function with its content, because a page that was opened from a folder can
load nothing else. The name of a shard comes from its content: where one is missing, the page sees it.
"""

import json
from itertools import pairwise
from typing import Any

from sitegen.model import OutputFile
from sitegen.permalinks import urls
from sitegen.permalinks.urls import TEXT_SHARD
from sitegen.search.documents import ConversationDocuments


def shard(kind: str, content: Any) -> OutputFile:
    """The shard of a kind with this content, as JSON has it."""
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    path = urls.shard(kind, text.encode("ascii"))
    return OutputFile(path, _script(name_of(path), text))


def meta(content: Any) -> OutputFile:
    """The one shard that a page knows without having loaded another."""
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return OutputFile(urls.SEARCH_META, _script(name_of(urls.SEARCH_META), text))


def name_of(path: str) -> str:
    """What pages and other shards call the shard at ``path``."""
    return path.removeprefix(f"{urls.SHARDS}/").removesuffix(".js")


def _script(name: str, text: str) -> bytes:
    return f'sitegenShard("{name}",{text});\n'.encode("ascii")


def text_shards(documents: ConversationDocuments) -> tuple[OutputFile, ...]:
    """A shard for each group of texts, in order: for each message its anchor and its text."""
    said = list(zip(documents.anchors, documents.texts, strict=True))
    ends = (*documents.head.groups, len(said))
    return tuple(shard(TEXT_SHARD, said[first:end]) for first, end in pairwise(ends))
