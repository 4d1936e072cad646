"""Name formats that are recognised but not read, for the problem of a file that no reader accepts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sitegen.model.package_data import load_toml
from sitegen.text.json_tree import JsonNode
from sitegen.text.source import Source

_MAX_HEAD_LENGTH = 4000  # characters
_MAX_KEYS_SHOWN = 6
_IRREGULAR_PLURALS = {"entry": "entries"}


@dataclass(frozen=True, slots=True)
class KnownFormat:
    """A format that a file has."""

    name: str
    """With its size: ``a Perplexity export, 12 answers``."""
    hint: str
    """What else the owner can do; empty if nothing is known."""
    is_side_file: bool = False
    """It accompanies conversations and contains none that the files next to it do not contain."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of ``known_formats.toml``."""

    name: str
    hint: str
    is_side_file: bool
    head: re.Pattern[str] | None
    keys: Sequence[Sequence[str | int]]
    count: str | None
    unit: str


def find_known_format(source: Source) -> KnownFormat | None:
    """Return the format that a source has by its head or its keys, else what kind of JSON it is; None for text."""
    head = source.text[:_MAX_HEAD_LENGTH]
    root = _json_root(source)
    for entry in _entries():
        has_head = entry.head is not None and entry.head.match(head)
        has_keys = root is not None and entry.keys and all(root.get(*path) for path in entry.keys)
        if has_head or has_keys:
            return KnownFormat(f"{entry.name}{_size(source, root, entry)}", entry.hint, entry.is_side_file)
    if root is not None:
        return KnownFormat(_json_kind(root, len(source.json_lines)), "")
    return None


@cache
def _entries() -> tuple[_Entry, ...]:
    tables = load_toml("sitegen.readers", "known_formats.toml").values()
    return tuple(
        _Entry(
            table["name"],
            table["hint"],
            table.get("side_file", False),
            re.compile(table["head"], re.MULTILINE) if "head" in table else None,
            [_path(path) for path in table.get("keys", ())],
            table.get("count"),
            table.get("unit", ""),
        )
        for table in tables
    )


def _path(written: str) -> Sequence[str | int]:
    return [int(part) if part.isdigit() else part for part in written.split(".")] if written else []


def _json_root(source: Source) -> JsonNode | None:
    """Return the root of JSON that is no mere number or string, or the first line of JSON Lines."""
    root = source.json or next(iter(source.json_lines), None)
    return root if root is not None and isinstance(root.value, list | dict) else None


def _size(source: Source, root: JsonNode | None, entry: _Entry) -> str:
    if entry.count is None:
        return ""
    if entry.keys or (root is not None and not entry.count):
        number = len(root.array(*_path(entry.count))) if root is not None else 0
    else:
        number = len(re.findall(entry.count, source.text, re.MULTILINE))
    return f", {_counted(number, entry.unit)}" if number else ""


def _json_kind(root: JsonNode, lines: int) -> str:
    """Describe JSON that nothing else is known about."""
    value = root.value
    if lines > 1:
        return f"{_counted(lines, 'line')} of JSON, the first with {_keys(root)}"
    if isinstance(value, list):
        first = f", the first with {_keys(value[0])}" if value and isinstance(value[0].value, dict) else ""
        return f"a JSON array, {_counted(len(value), 'item')}{first}"
    return f"a JSON object with {_keys(root)}"


def _keys(node: JsonNode) -> str:
    keys = list(node.value) if isinstance(node.value, dict) else []
    shown = ", ".join(f"`{key[:40]}`" for key in keys[:_MAX_KEYS_SHOWN])
    return f"{shown}{' …' if len(keys) > _MAX_KEYS_SHOWN else ''}" if keys else "no keys"


def _counted(number: int, unit: str) -> str:
    return f"{number:,} {unit if number == 1 else _IRREGULAR_PLURALS.get(unit, f'{unit}s')}"
