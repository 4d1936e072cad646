"""Cut the chat history of aider into its sessions. One without a prompt belongs to the next that has one."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sitegen.readers.containers import AIDER_HISTORY, ConversationPart, json_array
from sitegen.text.regular_files import open_regular_file

_START = re.compile(rb"# aider chat started at (\d{4}-\d\d-\d\d) (\d\d):(\d\d):(\d\d)\s*")
_PROMPT = re.compile(rb"#### .*  \r?\n?")
_EMPTY_PROMPT = b"#### <blank>"
read = json_array.read


def accepts(file: Path, head: bytes) -> bool:
    """Return whether the file has the name and the first line of a history."""
    return file.name.endswith(AIDER_HISTORY) and _START.match(head.lstrip()) is not None


def parts(file: Path) -> Iterator[ConversationPart]:
    """Yield the sessions, named by when they began. The last one has everything to the end of the file."""
    name, start, position = "", 0, 0
    has_prompt = False
    last: ConversationPart | None = None
    with open_regular_file(file) as stream:
        for line in stream:
            if line.startswith(b"# ") and (match := _START.fullmatch(line)):
                if has_prompt:
                    if last:
                        yield last
                    last = ConversationPart(name, start, position)
                    start, has_prompt = position, False
                day, hour, minute, second = (each.decode() for each in match.groups())
                name = f"{day}-{hour}{minute}{second}"
            elif line.startswith(b"#### ") and not line.startswith(_EMPTY_PROMPT):
                has_prompt = has_prompt or _PROMPT.fullmatch(line) is not None
            position += len(line)
    if last and not has_prompt:
        yield replace(last, end=position)
    else:
        if last:
            yield last
        yield ConversationPart(name, start, position)
