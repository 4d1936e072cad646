"""Read the conversations in `logs.db`, the SQLite database of the command `llm`, in the form of `llm logs --json`.

It has one of two sets of tables, or both: ``responses``, and since 2026 ``threads``, ``turns``, ``messages`` and
``parts``. The file may come from anybody: it is opened read-only, and only its tables are read.
"""

import base64
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from sitegen.readers.containers import ConversationPart
from sitegen.text.regular_files import open_regular_file

_SIGNATURE = b"SQLite format 3\0"
_MAX_STEPS = 200_000_000
"""Instructions of SQLite for one conversation, some seconds."""
_MAX_BYTES = 100_000_000
"""Of a value."""
_MAX_FILE_BYTES = 20_000_000
"""Of an attachment."""

Row = dict[str, Any]


def accepts(file: Path, head: bytes) -> bool:
    """Return whether the file begins like an SQLite database."""
    del file
    return head.startswith(_SIGNATURE)


def parts(file: Path) -> Iterator[ConversationPart]:
    """Yield the conversations of the database, the oldest first; none if it is another one."""
    with _database(file) as database:
        for each in database.conversation_ids():
            yield ConversationPart(each, member=each)


def read(file: Path, part: ConversationPart) -> bytes:
    """Return the calls of a conversation as JSON."""
    with _database(file) as database:
        rows = [*database.responses(part.member), *database.turns(part.member)]
    rows.sort(key=lambda row: str(row.get("datetime_utc") or ""))
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


@contextmanager
def _database(file: Path) -> Iterator["_Database"]:
    open_regular_file(file).close()
    try:
        # Immutable: neither a lock nor a journal is looked for, and none is written.
        connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            status = file.stat()
            yield _Database(connection, _rowids(file, (status.st_size, status.st_mtime_ns, status.st_ino)))
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise OSError(0, f"the database is damaged: {error}", os.fspath(file)) from error


Rowids = dict[tuple[str, str], dict[Any, list[int]]]
"""By table and column: the rows with each value."""


@lru_cache(maxsize=1)
def _rowids(file: Path, stamp: tuple[int, ...]) -> Rowids:
    """Return an empty index, which is filled when it is used. That of the last file is kept for its other parts."""
    del file, stamp
    return {}


class _Database:
    """The tables of one database; tables and columns that are missing are empty."""

    def __init__(self, connection: sqlite3.Connection, rowids: Rowids) -> None:
        self._connection, self._rowids = connection, rowids
        connection.row_factory = sqlite3.Row
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_BYTES)
        steps = iter(range(_MAX_STEPS // 100_000))
        connection.set_progress_handler(lambda: next(steps, None) is None, 100_000)
        connection.execute("PRAGMA trusted_schema = OFF")
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
        self._columns = {
            name: {column["name"] for column in connection.execute(f"PRAGMA table_info({name})")}
            for (name,) in names
            if name in _TABLES
        }

    def conversation_ids(self) -> list[str]:
        """Return the ids of all conversations, in the order of their first calls."""
        found: list[tuple[str, str]] = []
        for table, key in (("responses", "conversation_id"), ("turns", "thread_id")):
            if {"id", "datetime_utc", key} <= self._columns.get(table, set()):
                query = f"SELECT coalesce({key}, id), coalesce(datetime_utc, '') FROM {table}"  # noqa: S608  # constants
                found += ((str(each), str(time)) for each, time in self._connection.execute(query))
        return list(dict.fromkeys(each for each, _ in sorted(found, key=lambda row: row[1]) if each))

    def responses(self, conversation: str) -> Iterator[Row]:
        """Yield the calls of a conversation in the older tables."""
        if "id" not in self._columns.get("responses", ()):
            return
        rows = self._rows("responses", "conversation_id", conversation) or self._rows("responses", "id", conversation)
        name = next((each.get("name") for each in self._rows("conversations", "id", conversation)), None)
        for row in rows:
            key = row.get("id")
            yield {
                **{column: row.get(column) for column in _RESPONSE_COLUMNS if row.get(column) is not None},
                "prompt": row.get("prompt") or "",
                "response": row.get("response") or "",
                "conversation_id": conversation,
                "conversation_name": name,
                "datetime_utc": row.get("datetime_utc") or "",
                "options_json": _json(row.get("options_json")),
                "schema_json": self._schema(row.get("schema_id")),
                "prompt_fragments": self._fragments("prompt_fragments", key),
                "system_fragments": self._fragments("system_fragments", key),
                "attachments": self._attachments("prompt_attachments", "response_id", key),
                "tool_calls": [
                    {"name": each.get("name"), "arguments": _json(each.get("arguments")), **_call_id(each)}
                    for each in self._rows("tool_calls", "response_id", key, "id")
                ],
                "tool_results": [
                    {
                        "name": each.get("name"),
                        "output": each.get("output"),
                        "exception": each.get("exception"),
                        **_call_id(each),
                    }
                    for each in self._rows("tool_results", "response_id", key, "id")
                ],
            }

    def turns(self, thread: str) -> Iterator[Row]:
        """Yield the calls of a conversation in the newer tables; messages that several calls share only once."""
        name = next((each.get("name") for each in self._rows("threads", "id", thread)), None)
        told: set[str] = set()
        for turn in self._rows("turns", "thread_id", thread, "datetime_utc"):
            given = self._chain(turn.get("parent_message_hash"), told)
            answers = self._chain(turn.get("tip_message_hash"), told)
            # What an answer came before is the history of a conversation that this one continues.
            while any(each["role"] == "assistant" for each in given):
                end = next(index for index, each in enumerate(given) if each["role"] == "assistant")
                yield self._call({"id": given[end]["hash"]}, given[:end], given[end : end + 1], thread, name)
                given = given[end + 1 :]
            yield self._call(turn, given, answers, thread, name)

    def _chain(self, tip: Any, told: set[str]) -> list[Row]:
        """Return the messages up to one, from the first that was not told yet."""
        chain = []
        while tip and tip not in told:
            told.add(tip)
            message = next(iter(self._rows("messages", "hash", tip)), None)
            if message is None:
                break
            chain.append(message)
            tip = message.get("parent_hash")
        return chain[::-1]

    def _call(
        self, turn: Mapping[str, Any], given: Sequence[Row], answers: Sequence[Row], thread: str, name: str | None
    ) -> Row:
        """Return a call with the parts of its messages."""
        call: Row = {
            **{column: turn[column] for column in _RESPONSE_COLUMNS if turn.get(column) is not None},
            "model": turn.get("model") or "",
            "prompt": "",
            "system": "",
            "response": "",
            "reasoning": "",
            "conversation_id": thread,
            "conversation_name": name,
            "datetime_utc": turn.get("datetime_utc") or "",
            "options_json": _json(turn.get("options_json")),
            "schema_json": self._schema(turn.get("schema_id")),
            "prompt_fragments": [],
            "system_fragments": [],
            "attachments": [],
            "tool_calls": [],
            "tool_results": [],
        }
        for message in (*given, *answers):
            role = str(message.get("role"))
            for part in self._rows("parts", "message_hash", message.get("hash"), "position"):
                self._add_part(call, role, part)
        return call

    def _add_part(self, call: Row, role: str, part: Row) -> None:
        payload = _json(part.get("payload"))
        payload = payload if isinstance(payload, dict) else {}
        kind = part.get("type")
        if kind in ("tool_call", "tool_result"):
            row = {"name": payload.get("name") or part.get("tool_name"), **_call_id(payload)}
            row |= {"server_executed": True} if payload.get("server_executed") else {}
            keys = ("arguments",) if kind == "tool_call" else ("output", "exception")
            call[f"{kind}s"].append(row | {key: payload.get(key) for key in keys})
        elif kind == "attachment":
            call["attachments"] += self._attachments("part_attachments", "part_id", part.get("id"))
        else:
            answer = "reasoning" if kind == "reasoning" else "response"
            field = answer if role == "assistant" else "system" if role == "system" else "prompt"
            texts = [str(part.get("text") or payload.get("text") or "")]
            pieces = payload.get("text_ref")
            for piece in pieces if isinstance(pieces, list) else ():
                if isinstance(piece, dict):
                    texts.append(str(piece.get("literal") or ""))
                    if field in ("prompt", "system"):
                        call[f"{field}_fragments"] += self._fragment(piece.get("fragment"))
            call[field] = "\n\n".join(filter(None, (call[field], "".join(texts).strip("\n"))))

    def _fragments(self, table: str, response: Any) -> list[Row]:
        rows = self._rows(table, "response_id", response, "order")
        return [fragment for each in rows for fragment in self._fragment(each.get("fragment_id"))]

    def _fragment(self, key: Any) -> list[Row]:
        found = self._rows("fragments", "id", key)
        return [{name: each.get(name) for name in ("hash", "content", "source")} for each in found]

    def _attachments(self, table: str, column: str, key: Any) -> list[Row]:
        found = []
        for each in self._rows(table, column, key, "order"):
            for file in self._rows("attachments", "id", each.get("attachment_id")):
                row = {name: _text(file.get(name)) for name in ("type", "path", "url")}
                content = file.get("content")
                if isinstance(content, bytes) and len(content) <= _MAX_FILE_BYTES:
                    row["content"] = base64.b64encode(content).decode()
                found.append(row)
        return found

    def _schema(self, key: Any) -> Any:
        return next((_json(each.get("content")) for each in self._rows("schemas", "id", key)), None) if key else None

    def _rows(self, table: str, column: str, value: Any, order: str = "") -> list[Row]:
        """Return the rows of a table with this value, as far as it has the column."""
        if column not in self._columns.get(table, ()) or not isinstance(value, int | str | bytes):
            return []
        key = (table, column)
        if key not in self._rowids:
            rowids: dict[Any, list[int]] = {}
            for row in self._connection.execute(f"SELECT rowid, {column} FROM {table}"):  # noqa: S608  # constants
                rowids.setdefault(row[1], []).append(row[0])
            self._rowids[key] = rowids
        query = f"SELECT * FROM {table} WHERE rowid = ?"  # noqa: S608  # a constant
        rows = [
            {name: _text(cell) if table != "attachments" else cell for name, cell in dict(row).items()}
            for rowid in self._rowids[key].get(value, ())
            for row in self._connection.execute(query, (rowid,))
        ]
        return sorted(rows, key=lambda row: _sortable(row.get(order))) if order else rows


_TABLES = frozenset(
    {"attachments", "conversations", "fragments", "messages", "part_attachments", "parts", "prompt_attachments",
     "prompt_fragments", "responses", "schemas", "system_fragments", "threads", "tool_calls", "tool_results", "turns"}
)  # fmt: skip
_RESPONSE_COLUMNS = ("id", "model", "resolved_model", "system", "reasoning", "input_tokens", "output_tokens")


def _text(cell: Any) -> Any:
    """Return a cell with bytes as text."""
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else cell


def _sortable(value: Any) -> tuple[str, Any]:
    return (type(value).__name__, value) if isinstance(value, int | float | str) else ("", 0)


def _call_id(row: Mapping[str, Any]) -> Row:
    return {"tool_call_id": row.get("tool_call_id") or ""}


def _json(text: Any) -> Any:
    """Return the value of JSON in a column; other text as it is."""
    try:
        return json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return text
