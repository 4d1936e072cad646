"""Cut JSON Lines with one conversation in each line, such as data sets and the logs of an API."""

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from sitegen.readers.containers import ConversationPart, json_array
from sitegen.text.regular_files import open_regular_file

_MAX_EXAMPLES = 20
read = json_array.read


def accepts(file: Path, head: bytes) -> bool:
    """Return whether the text begins with an object."""
    del file
    return head.lstrip()[:1] == b"{"


def parts(file: Path) -> Iterator[ConversationPart]:
    """Yield the conversations of the file; none if its lines are no conversations, or if it has one line only."""
    lines = _lines(file)
    first = list(islice(lines, _MAX_EXAMPLES))
    if len(first) < 2 or not all(json_array.is_conversation(data) for _, data in first[:2]):
        return
    for start, data in chain(first, lines):
        yield ConversationPart(json_array.conversation_id(data), start, start + len(data))


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    offset = 0
    with open_regular_file(file) as stream:
        for line in stream:
            if data := line.strip():
                yield offset + line.index(data[:1]), data
            offset += len(line)
