"""Where the inverted conversations wait between two builds: files named by their content.

The Whoosh index and the shards of the page are put together from what stands here. Deleting the folder costs time,
nothing else.
"""

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, AnyStr, NamedTuple

from sitegen.model import serialization
from sitegen.search.documents import ConversationDocuments, Entry, Head
from sitegen.text.atomic_files import write_atomically

_TERMS, _TEXTS = ".terms", ".texts"


class Texts(NamedTuple):
    """What hits show of a conversation, by message."""

    anchors: tuple[str, ...]
    texts: tuple[str, ...]


class Lines(NamedTuple):
    """The words of a conversation as they stand in its file: of every `Entry` the term and its parts."""

    terms: Sequence[bytes]
    ids: Sequence[bytes]
    weights: Sequence[bytes]
    positions: Sequence[bytes]
    size: int
    """Of all, in bytes."""


class Box(NamedTuple):
    """The documents of a conversation as they are kept."""

    key: str
    """Of their content."""
    terms: bytes
    texts: bytes


def packed(documents: ConversationDocuments) -> Box:
    """The documents, ready to be put on a shelf."""
    terms = _terms_text(documents).encode("utf-8", "surrogatepass")
    texts = serialization.dump([documents.anchors, documents.texts])
    return Box(hashlib.sha256(terms + b"\0" + texts).hexdigest()[:32], terms, texts)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of inverted conversations."""

    folder: Path

    def put(self, box: Box) -> None:
        """Keeps the documents of one conversation."""
        self.folder.mkdir(parents=True, exist_ok=True)
        # The terms come last: where they stand, the texts do.
        for name, data in ((box.key + _TEXTS, box.texts), (box.key + _TERMS, box.terms)):
            write_atomically(self.folder / name, data)

    def stamp(self, key: str) -> tuple[int, ...]:
        """Sizes and times of change of the files under this key; empty where one is gone."""
        found: list[int] = []
        for name in (_TERMS, _TEXTS):
            try:
                stat = os.stat(f"{self.folder}/{key}{name}")  # noqa: PTH116  # a Path each would double the time
            except OSError:
                return ()
            found += (stat.st_size, stat.st_mtime_ns)
        return tuple(found)

    def head(self, key: str) -> Head:
        """All but words and texts. Raises `OSError` or `ValueError` where they are gone or damaged."""
        with (self.folder / (key + _TERMS)).open("rb") as file:
            return _head(json.loads(file.readline()))

    def entries(self, key: str) -> dict[str, Entry]:
        """The words. Raises `OSError` or `ValueError` where they are gone or damaged."""
        text = (self.folder / (key + _TERMS)).read_bytes().decode()
        terms, *parts = _columns(text.split("\n"))
        return dict(zip(terms, map(Entry._make, zip(*parts, strict=True)), strict=True))

    def lines(self, key: str) -> Lines:
        """The same, not taken apart."""
        data = (self.folder / (key + _TERMS)).read_bytes()
        terms, ids, weights, positions = _columns(data.split(b"\n"))
        return Lines(terms, ids, weights, positions, len(data))

    def texts(self, key: str) -> Texts:
        """The texts. Raises `OSError` or `ValueError` where they are gone or damaged."""
        anchors, texts = json.loads((self.folder / (key + _TEXTS)).read_bytes())
        return Texts(tuple(anchors), tuple(texts))

    def keep_only(self, keys: Collection[str]) -> None:
        """Throws everything else away."""
        wanted = set(keys)
        for file in self._files():
            if file.stem not in wanted:
                with suppress(FileNotFoundError):
                    file.unlink()

    def clear(self) -> None:
        """Throws everything away."""
        self.keep_only(())

    def _files(self) -> Iterator[Path]:
        with suppress(FileNotFoundError):
            yield from self.folder.iterdir()


def head_to_json(head: Head) -> list[Any]:
    """The head as values of JSON."""
    participants = [serialization.participant(each) for each in head.participants]
    columns = (head.speakers, head.days, head.kinds, head.lengths, head.groups)
    return [head.slug, head.title, head.started, participants, *columns]


def _head(value: list[Any]) -> Head:
    slug, title, started, participants, *columns = value
    people = tuple(serialization.to_participant(each) for each in participants)
    return Head(slug, title, started, people, *(tuple(column) for column in columns))


def _terms_text(documents: ConversationDocuments) -> str:
    """The head, then for each term four lines; no term holds a line end, nor does an encoded number."""
    head = json.dumps(head_to_json(documents.head), ensure_ascii=True, separators=(",", ":"))
    lines = [head]
    for term, entry in documents.entries.items():
        lines += (term, *entry)
    return "\n".join(lines) + "\n"


def _columns(lines: Sequence[AnyStr]) -> Sequence[Sequence[AnyStr]]:
    """Terms, ids, weights and positions. Raises `ValueError` where the file was cut."""
    if len(lines) % 4 != 2 or lines[-1]:
        raise ValueError("the words of a conversation were cut")
    return [lines[first:-1:4] for first in range(1, 5)]
