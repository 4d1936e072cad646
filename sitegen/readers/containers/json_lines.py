"""Cut JSON Lines with many conversations, such as data sets and the logs of an API.

Each line is a conversation; or each is a message that names its conversation, whose messages follow one another.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from sitegen.readers.containers import ConversationPart, json_array
from sitegen.text.regular_files import open_regular_file

_MAX_EXAMPLES = 20
read = json_array.read


def accepts(file: Path, head: bytes) -> bool:
    """Return whether the text begins with an object."""
    del file
    return head.removeprefix(json_array.BOM).lstrip()[:1] == b"{"


def parts(file: Path) -> Iterator[ConversationPart]:
    """Yield the conversations of the file; none if its lines are no conversations, or if it holds one only."""
    lines = _lines(file)
    first = list(islice(lines, _MAX_EXAMPLES))
    if len(first) < 2:
        return
    if not all(json_array.is_conversation(data) for _, data in first[:2]):
        if all(json_array.is_message(data) for _, data in first[:2]):
            yield from _runs(chain(first, lines))
        return
    for start, data in chain(first, lines):
        yield ConversationPart(json_array.conversation_id(data), start, start + len(data))


def _runs(lines: Iterable[tuple[int, bytes]]) -> list[ConversationPart]:
    """Return the conversations whose messages these lines are; none if those of one are in several places."""
    found: list[ConversationPart] = []
    for start, data in lines:
        name, end = json_array.conversation_of_message(data), start + len(data)
        if found and name == found[-1].name:
            found[-1] = replace(found[-1], end=end)
        else:
            found.append(ConversationPart(name, start, end))
    names = {part.name for part in found}
    return found if len(names) == len(found) > 1 and "" not in names else []


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    offset = 0
    with open_regular_file(file) as stream:
        for line in stream:
            if data := (line if offset else line.removeprefix(json_array.BOM)).strip():
                yield offset + line.index(data[:1]), data
            offset += len(line)
