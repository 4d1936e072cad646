"""Read TOML as checked values: wrong types and unknown keys are problems with their lines."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sitegen.model.problems import ContentError, Parameter, Problem

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""The form of a language tag (BCP 47)."""
_REPEATED = {"Cannot overwrite": "repeated-toml-key", "Cannot declare": "repeated-toml-table"}
"""Codes by the start of `tomllib`'s messages."""


@dataclass(frozen=True, slots=True)
class TomlTable:
    """A table of a TOML file, with the text of the file to find the lines of its keys."""

    path: str
    text: str
    values: Mapping[str, object]
    header: str = ""
    """``[site]``, or ``[[transcripts]]`` with ``index`` counting the tables of that name from 0."""
    index: int = 0

    @classmethod
    def parse(cls, path: str, text: str) -> "TomlTable":
        """Parse a whole file. Raises `ContentError` if it is not TOML."""
        try:
            return cls(path, text, tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            reason, _, place = str(error).partition(" (at ")
            line_match = re.match(r"line (\d+)", place)
            line = int(line_match[1]) if line_match else text.rstrip().count("\n") + 1
            code = next((code for start, code in _REPEATED.items() if reason.startswith(start)), "invalid-toml")
            raise ContentError(Problem(code, path, line, reason=reason)) from None
        except (RecursionError, ValueError):  # thousands of brackets or digits
            raise ContentError(Problem("excessive-toml", path)) from None

    def reject_unknown_keys(self, known: Iterable[str]) -> None:
        """Raise `ContentError` for the first key that is not one of ``known``."""
        known = tuple(known)
        for key in self.values:
            if key not in known:
                similar = difflib.get_close_matches(key, known, 1)
                table = self.header or self.path
                if similar:
                    raise self.error(key, "misspelled-setting", table=table, key=key, suggestion=similar[0])
                raise self.error(key, "unknown-setting", table=table, key=key, known=known)

    def string(self, key: str, default: str = "") -> str:
        """Return a string."""
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise self.error(key, "setting-without-string", key=key, type=_type_name(value))
        return value

    def boolean(self, key: str, default: bool) -> bool:
        """Return a boolean."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.error(key, "setting-without-boolean", key=key, type=_type_name(value))
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        """Return an array of strings; empty if the key is missing."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(key, "setting-without-strings", key=key)
        return tuple(value)

    def table(self, key: str) -> "TomlTable":
        """Return a table below this one; empty if it is missing."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            header = f"[{self.header.strip('[]')}.{key}]" if self.header else f"[{key}]"
            raise self.error(key, "setting-without-table", key=key, type=_type_name(value), header=header)
        return TomlTable(self.path, self.text, value, self.header or f"[{key}]", self.index)

    def tables(self, key: str) -> tuple["TomlTable", ...]:
        """Return the tables of an array of tables."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(key, "setting-without-tables", key=key)
        header = f"[[{key}]]"
        return tuple(TomlTable(self.path, self.text, item, header, index) for index, item in enumerate(value))

    def error(self, key: str, code: str, /, **parameters: Parameter) -> ContentError:
        """Return the error to raise for the value of ``key``."""
        return ContentError(Problem(code, self.path, self.line(key), **parameters))

    def line(self, key: str = "") -> int | None:
        """Return the likely line of ``key``, or of the table itself."""
        lines = self.text.splitlines()
        headers = [n for n, line in enumerate(lines, 1) if line.replace(" ", "").startswith(self.header)]
        start = headers[self.index] if self.header and self.index < len(headers) else None
        if not key:
            return start
        pattern = re.compile(rf"""\s*(?:\[+\s*)?(?:[\w.-]+\.)?["']?{re.escape(key)}["']?\s*[=\].]""")
        line_match = (n for n, line in enumerate(lines, 1) if n >= (start or 1) and pattern.match(line))
        return next(line_match, start)


def _type_name(value: object) -> str:
    names = {bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "an array"}
    return names.get(type(value), "a table" if isinstance(value, dict) else "a date")
