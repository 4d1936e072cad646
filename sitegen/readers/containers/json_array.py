"""Cut a JSON file with an array of conversations, such as ``conversations.json`` of ChatGPT and Claude.

The array is the whole file, or a member of its object. The file is read in pieces and not parsed: only brackets and
strings are looked at, so that damage in one conversation leaves the others whole.
"""

import json
import re
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from sitegen.readers.containers import ConversationPart
from sitegen.text.json_tree import parse_json
from sitegen.text.regular_files import open_regular_file

BOM = b"\xef\xbb\xbf"
_LIST_KEYS = frozenset(
    {"conversations", "chats", "threads", "sessions", "dialogues", "dialogs", "experiments", "runs", "results", "data",
     "items", "samples", "records", "history", "logs"}
)  # fmt: skip
"""Members of a whole file that may be its conversations."""
_SPEAKER_KEYS = frozenset(
    {
        "role",
        "speaker",
        "sender",
        "author",
        "from",
        "name",
        "user",
        "agent",
        "who",
        "is_user",
        "type",
        "participant",
        "character",
    }
)
_CONTENT_KEYS = frozenset(
    {"content", "text", "message", "value", "body", "msg", "mes", "parts", "utterance", "output", "data"}
)
_EXPORT_KEYS = frozenset({"mapping", "chat_messages"})
"""Members that only exports of ChatGPT and Claude have; they may be empty."""
_TOOL_KEYS = frozenset({"tool_calls", "tool_results", "tools"})
"""Members of one answer whose elements have names and outputs, too."""
_MAX_EXAMPLES = 20
_CHUNK = 1_000_000  # bytes

_ROLE_TAG = re.compile(r"\[(USER|HUMAN|ASSISTANT|SYSTEM)\]\r?\n(?s:.*)\[/\1\]")
_SPACE = re.compile(rb"[\s,]*+")
_FLAT = re.compile(rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_SCALAR = re.compile(rb"[^\s,\]}]*+")


class _Ids(msgspec.Struct):
    """The members that may be the vendor's id of a conversation."""

    conversation_id: str | int | None = None
    uuid: str | int | None = None
    id: str | int | None = None


_decode_ids = msgspec.json.Decoder(_Ids).decode


class _References(msgspec.Struct):
    """The members of a message that may be the id of its conversation."""

    conversation_id: str | int | None = None
    session_id: str | int | None = None
    thread_id: str | int | None = None
    chat_id: str | int | None = None


_decode_references = msgspec.json.Decoder(_References).decode


def accepts(file: Path, head: bytes) -> bool:
    """Return whether the text begins like JSON."""
    del file
    return head.removeprefix(BOM).lstrip()[:1] in (b"[", b"{")


def parts(file: Path) -> Iterator[ConversationPart]:
    """Yield the conversations of the file; none if it is no list of conversations."""
    with open_regular_file(file) as stream:
        yield from conversation_parts(stream)


def read(file: Path, part: ConversationPart) -> bytes:
    """Return the bytes of a conversation."""
    with open_regular_file(file) as stream:
        stream.seek(part.start)
        return stream.read(part.end - part.start)


def conversation_parts(stream: BinaryIO) -> Iterator[ConversationPart]:
    """Yield the conversations in a stream of JSON; none if it is no list of conversations."""
    elements = _Scanner(stream).elements()
    first = list(islice(elements, _MAX_EXAMPLES))
    if not any(is_conversation(data) for _, data in first):
        return
    for start, data in chain(first, elements):
        if data.startswith(b"{"):
            yield ConversationPart(conversation_id(data), start, start + len(data))


def array_elements(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the offset and bytes of each element of the array in a stream of JSON, or of the lists in its object."""
    yield from _Scanner(stream).elements()


def conversation_id(data: bytes) -> str:
    """Return the vendor's id of a conversation; empty if it has none."""
    try:
        ids = _decode_ids(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    return next((str(each) for each in (ids.conversation_id, ids.uuid, ids.id) if each not in (None, "")), "")


def conversation_of_message(data: bytes) -> str:
    """Return the id of the conversation that a message names; empty if it names none."""
    try:
        ids = _decode_references(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    each = (ids.conversation_id, ids.session_id, ids.thread_id, ids.chat_id)
    return next((str(value) for value in each if value not in (None, "")), "")


def _decoded(data: bytes) -> Any:
    """Return a JSON value, also if it is damaged; None if it is cut off."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        document = parse_json(data.decode("utf-8", "replace"))
        is_cut_off = any(each.code == "json-cut-off" for each in document.faults)
        return None if is_cut_off or not document.nodes else document.nodes[0].plain()


def is_message(data: bytes) -> bool:
    """Return whether a JSON value is an object that names a speaker and has a content."""
    value = _decoded(data)
    return isinstance(value, dict) and bool(value.keys() & _SPEAKER_KEYS and value.keys() & _CONTENT_KEYS)


def is_conversation(data: bytes) -> bool:
    """Return whether a JSON value is an object that holds messages, and is no message itself."""
    value = _decoded(data)
    if not isinstance(value, dict) or (value.keys() & _SPEAKER_KEYS and value.keys() & _CONTENT_KEYS):
        return False
    lists = (each for key, each in value.items() if key not in _TOOL_KEYS)
    return bool(value.keys() & _EXPORT_KEYS) or any(map(_holds_messages, lists))


def _holds_messages(value: Any) -> bool:
    """Return whether a value is a list of objects that name a speaker and have a content, or text with role tags."""
    if isinstance(value, str):
        return bool(_ROLE_TAG.match(value))
    if not isinstance(value, list) or not value or not isinstance(value[0], dict):
        return False
    keys = value[0].keys()
    return bool(keys & _SPEAKER_KEYS and keys & _CONTENT_KEYS)


class _Scanner:
    """Find the elements of an array in a stream, with a buffer that holds one element."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._buffer = b""
        self._offset = 0
        """Of the buffer in the stream."""
        self._position = 0
        """In the buffer."""
        self._is_at_end = False

    def elements(self) -> Iterator[tuple[int, bytes]]:
        """Yield the offset and bytes of each element of the array, or of the lists in the object around them."""
        self._fill()
        if self._buffer.startswith(BOM):
            self._position = len(BOM)
        opening = self._next()
        self._position += 1
        if opening == b"[":
            yield from self._array()
            return
        while self._next() == b'"':
            _, key = self._value()
            if self._next() != b":":
                return
            self._position += 1
            value = self._next()
            if value == b"[" and key.strip(b'"').decode("utf-8", "replace") in _LIST_KEYS:
                self._position += 1
                yield from self._array()
            else:
                self._value()

    def _array(self) -> Iterator[tuple[int, bytes]]:
        """Yield the elements up to the end of the array, which is passed as well."""
        while (char := self._next()) and char != b"]":
            start = self._offset + self._position
            end, data = self._value()
            if end == start:  # damaged: a colon or a closing brace
                self._position += 1
            else:
                yield start, data
        self._position += 1

    def _fill(self) -> bool:
        """Read more, and drop what is before the position; return False at the end of the stream."""
        if self._is_at_end:
            return False
        self._buffer = self._buffer[self._position :]
        self._offset += self._position
        self._position = 0
        # At least as much as there is, so that a long element is not scanned again and again.
        more = self._stream.read(max(_CHUNK, len(self._buffer)))
        self._is_at_end = not more
        self._buffer += more
        return bool(more)

    def _next(self) -> bytes:
        """Return the next character that is neither space nor comma; empty at the end."""
        while True:
            self._position = _SPACE.match(self._buffer, self._position).end()  # type: ignore[union-attr]
            if self._position < len(self._buffer):
                return self._buffer[self._position : self._position + 1]
            if not self._fill():
                return b""

    def _value(self) -> tuple[int, bytes]:
        """Return the end offset and the bytes of the value at the position; up to the end if it is cut off."""
        depth, scanned = 0, 0
        """``scanned``: bytes of the value that were looked at."""
        while True:
            position = self._position + scanned
            char = self._buffer[position : position + 1]
            if depth == 0 and char not in (b"[", b"{"):
                match = (_STRING if char == b'"' else _SCALAR).match(self._buffer, position)
                end = match.end() if match else -1
                if end < 0 or (end == len(self._buffer) and char != b'"'):
                    if self._fill():
                        continue
                    end = len(self._buffer)
            else:
                end, depth = self._container_end(position, depth)
                if depth:
                    scanned = end - self._position
                    if self._fill():
                        continue
                    end = len(self._buffer)
            data = self._buffer[self._position : end]
            self._position = end
            return self._offset + end, data

    def _container_end(self, position: int, depth: int) -> tuple[int, int]:
        """Return where scanning ends, and the depth there: 0 after the closing bracket."""
        buffer = self._buffer
        while True:
            position = _FLAT.match(buffer, position).end()  # type: ignore[union-attr]
            char = buffer[position : position + 1]
            if char in (b"", b'"'):
                return position, depth
            depth += 1 if char in (b"[", b"{") else -1
            position += 1
            if depth == 0:
                return position, 0
