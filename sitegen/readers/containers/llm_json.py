"""Cut the output of `llm logs --json` with several conversations: each entry names its own."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from sitegen.readers.containers import ConversationPart, json_array
from sitegen.text.regular_files import open_regular_file

_KEYS = (b'"model"', b'"prompt"')


def accepts(file: Path, head: bytes) -> bool:
    """Return whether the text begins like an array of calls of models."""
    del file
    return head.lstrip()[:1] == b"[" and all(each in head for each in _KEYS)


def parts(file: Path) -> Iterator[ConversationPart]:
    """Yield the conversations of the file; none if there is only one."""
    ranges = _ranges_of(file)
    if len(ranges) > 1:
        for name, spans in ranges.items():
            yield ConversationPart(name, spans[0][0], spans[-1][1], name)


def read(file: Path, part: ConversationPart) -> bytes:
    """Return the entries of a conversation, as an array."""
    spans = _ranges_of(file).get(part.member, ())
    with open_regular_file(file) as stream:
        entries = []
        for start, end in spans:
            stream.seek(start)
            entries.append(stream.read(end - start))
    return b"[" + b",\n".join(entries) + b"]\n"


def _ranges_of(file: Path) -> Mapping[str, list[tuple[int, int]]]:
    status = file.stat()
    return _ranges(file, (status.st_size, status.st_mtime_ns, status.st_ino))


@lru_cache(maxsize=1)
def _ranges(file: Path, stamp: tuple[int, ...]) -> Mapping[str, list[tuple[int, int]]]:
    """Return the ranges of bytes of the entries by conversation. Those of the last file are kept for its parts."""
    del stamp
    ranges: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    with open_regular_file(file) as stream:
        for start, data in json_array.array_elements(stream):
            if not (data.startswith(b"{") and b'"conversation_id"' in data and b'"response"' in data):
                return {}
            ranges[json_array.conversation_id(data)].append((start, start + len(data)))
    return ranges
