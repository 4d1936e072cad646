"""Write shards, the index files that the search page loads.

A shard is a script that passes JSON to a function, because a page opened from a folder can load nothing else. Its
name is a hash of its content, so that the page notices when a file is missing or outdated.
"""

import json
from importlib.resources import files as files_of_package
from typing import Any

from sitegen.model import OutputFile
from sitegen.permalinks import urls


def make_shard(kind: str, content: Any) -> OutputFile:
    """Return a shard of a kind with JSON content."""
    return script_shard(kind, json.dumps(content, ensure_ascii=True, separators=(",", ":")))


def script_shard(kind: str, text: str) -> OutputFile:
    """Return a shard of a kind with the value of a JavaScript expression, in ASCII."""
    path = urls.shard(kind, text.encode("ascii"))
    return OutputFile(path, _script(shard_name(path), text))


def meta_shard(content: Any) -> OutputFile:
    """Return the shard that the page loads first, which has a fixed name."""
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return OutputFile(urls.SEARCH_META, _script(shard_name(urls.SEARCH_META), text))


def shard_name(shard: OutputFile | str) -> str:
    """Return the name by which the page and other shards refer to a shard, given the file or its path."""
    path = shard if isinstance(shard, str) else shard.path
    return path.removeprefix(f"{urls.SHARDS}/").removesuffix(".js")


def shard_path(name: str) -> str:
    """Return the path of a shard with this name."""
    return f"{urls.SHARDS}/{name}.js"


def _script(name: str, text: str) -> bytes:
    return f'sitegenShard("{name}",{text});\n'.encode("ascii")


def stemmer_script(language: str) -> str:
    """Return the stemmer of a language in JavaScript: an expression for a function from a word to its stem."""
    folder = files_of_package("sitegen.search") / "stemmers"
    base, script = ((folder / f"{name}.js").read_text("ascii") for name in ("base_stemmer", language))
    return script.replace("// BaseStemmer\n", base, 1)
