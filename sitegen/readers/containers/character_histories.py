"""Cut a file of CAI Tools with all chats with one character of Character.AI: ``histories.histories[]``."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from sitegen.readers.containers import ConversationPart
from sitegen.text.regular_files import MAX_FILE_BYTES, open_regular_file


def accepts(file: Path, head: bytes) -> bool:
    """Return whether the text is JSON with the name of the list in its first bytes, and not too large."""
    return head.lstrip()[:1] == b"{" and b'"histories"' in head and file.stat().st_size <= MAX_FILE_BYTES


def parts(file: Path) -> Iterator[ConversationPart]:
    """Yield the chats of the file; none if there is only one."""
    chats = _chats_of(file)
    if len(chats) > 1:
        for name in chats:
            yield ConversationPart(name, member=name)


def read(file: Path, part: ConversationPart) -> bytes:
    """Return the file with this chat only."""
    return _chats_of(file).get(part.member, b"")


def _chats_of(file: Path) -> Mapping[str, bytes]:
    status = file.stat()
    return _chats(file, (status.st_size, status.st_mtime_ns, status.st_ino))


@lru_cache(maxsize=1)
def _chats(file: Path, stamp: tuple[int, ...]) -> Mapping[str, bytes]:
    """Return the file with each of its chats, by the id of the chat. Those of the last file are kept for its parts."""
    del stamp
    with open_regular_file(file) as stream:
        data = stream.read()
    try:
        root = json.loads(data)
    except (ValueError, RecursionError):
        return {}  # read as one
    histories = root.get("histories") if isinstance(root, dict) else None
    rows = histories.get("histories") if isinstance(histories, dict) else None
    chats: dict[str, bytes] = {}
    for number, row in enumerate(rows if isinstance(rows, list) else (), 1):
        if isinstance(row, dict):
            name = str(row.get("external_id") or number)
            chats[f"{name}-{number}" if name in chats else name] = _alone(root, row)
    return chats


def _alone(root: dict[str, Any], row: dict[str, Any]) -> bytes:
    value = {**root, "histories": {"histories": [row]}}
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
