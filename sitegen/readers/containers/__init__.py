"""Files that hold many conversations, such as an export of all chats: cut each into parts, one for each conversation.

In: a file. Out: its `ConversationPart`s, and the bytes of one of them, which are then read as a transcript of its own.
A kind of container is a module like `Container` in `CONTAINER_MODULES`. A large file is read in pieces, to need little
memory.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Protocol, cast

from sitegen.text.regular_files import open_regular_file

CONTAINER_MODULES = (
    "zip_archive",
    "json_array",
    "json_lines",
    "llm_json",
    "llm_database",
    "character_histories",
    "aider_history",
)
"""The modules of all kinds in this package."""
SUFFIXES = frozenset({".db", ".json", ".jsonl", ".zip"})
"""Suffixes of files that may be containers; others are not opened to find out."""
AIDER_HISTORY = "aider.chat.history.md"
"""The end of the name of another one."""
MAX_CONTAINER_BYTES = 2_000_000_000
_HEAD_LENGTH = 4096  # bytes


@dataclass(frozen=True, slots=True)
class ConversationPart:
    """One conversation in a container."""

    name: str
    """Its name within the file, unique and the same in later exports: the vendor's id if there is one."""
    start: int = 0
    end: int = 0
    """Range of bytes in the file, or in the member of a zip."""
    member: str = ""
    """Name of a file in a zip, or the key in a database."""
    container: str = ""
    """Name of the module that reads it."""


class Container(Protocol):
    """The interface of a module for one kind of container."""

    def accepts(self, file: Path, head: bytes) -> bool:
        """Return whether the file may be of this kind, by its name and first bytes."""

    def parts(self, file: Path) -> Iterable[ConversationPart]:
        """Yield the conversations of the file; none if it holds no list of conversations. Raises `OSError`."""

    def read(self, file: Path, part: ConversationPart) -> bytes:
        """Return the bytes of a part. Raises `OSError`."""


@cache
def _module(name: str) -> Container:
    return cast("Container", import_module(f"sitegen.readers.containers.{name}"))


def may_be_container(name: str) -> bool:
    """Return whether a file with this name may hold many conversations."""
    return PurePosixPath(name).suffix.lower() in SUFFIXES or name.endswith(AIDER_HISTORY)


def find_parts(file: Path) -> tuple[ConversationPart, ...]:
    """Return the conversations in a file; none if it is read as a whole. Raises `OSError`."""
    with open_regular_file(file) as opened:
        head = opened.read(_HEAD_LENGTH)
    for name in CONTAINER_MODULES:
        module = _module(name)
        if module.accepts(file, head) and (parts := tuple(_named(module.parts(file), name))):
            return parts
    return ()


def read_part(file: Path, part: ConversationPart) -> bytes:
    """Return the bytes of a part. Raises `OSError`."""
    return _module(part.container).read(file, part)


def _named(parts: Iterable[ConversationPart], container: str) -> Iterator[ConversationPart]:
    """Yield the parts with names that are unique and fit into a path."""
    taken: set[str] = set()
    for number, part in enumerate(parts, 1):
        name = part.name if part.name and len(part.name) <= _MAX_NAME and _is_plain(part.name) else str(number)
        unique, n = name, 1
        while unique in taken:
            n += 1
            unique = f"{name}-{n}"
        taken.add(unique)
        yield ConversationPart(unique, part.start, part.end, part.member, part.container or container)


_MAX_NAME = 200


def _is_plain(name: str) -> bool:
    return name.isprintable() and not set(name) & set('#\\:*?"<>|') and ".." not in name
