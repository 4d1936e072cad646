"""Shards: the files that the search page loads.

Each is a script that calls one function with its content, because a page that was opened from a folder can
load nothing else. The name of a shard comes from its content: where one is missing, the page sees it.
"""

import json
from typing import Any

from sitegen import permalinks
from sitegen.model import OutputFile


def shard(kind: str, content: Any) -> OutputFile:
    """The shard of a kind with this content, as JSON has it."""
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    path = permalinks.shard(kind, text.encode("ascii"))
    return OutputFile(path, _script(name_of(path), text))


def meta(content: Any) -> OutputFile:
    """The one shard that a page knows without having loaded another."""
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return OutputFile(permalinks.SEARCH_META, _script(name_of(permalinks.SEARCH_META), text))


def name_of(path: str) -> str:
    """What pages and other shards call the shard at ``path``."""
    return path.removeprefix(f"{permalinks.SHARDS}/").removesuffix(".js")


def _script(name: str, text: str) -> bytes:
    return f'sitegenShard("{name}",{text});\n'.encode("ascii")
