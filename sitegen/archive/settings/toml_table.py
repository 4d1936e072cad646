"""A TOML file as checked values: every field has a type, every unknown key is named with its line."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sitegen.model.problems import ContentError, Problem

_REMEDIES = {
    "Cannot overwrite": "the key stands twice in its table: keep one of them",
    "Cannot declare": "the table stands twice: put what both say under one heading",
    "Invalid value": 'texts stand in straight quotes, as in title = "…"',
    "": 'texts stand in quotes, as in title = "…"',
}
"""By what `tomllib` says."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a TOML file, with what is needed to say where something in it is wrong."""

    path: str
    text: str
    values: Mapping[str, object]
    header: str = ""
    """``[site]``, or ``[[transcripts]]`` with ``nth`` counting the tables of that name from 0."""
    nth: int = 0

    @classmethod
    def parse(cls, path: str, text: str) -> "Table":
        """The whole file. Raises `ContentError` where it is not TOML."""
        try:
            return cls(path, text, tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            what, _, place = str(error).partition(" (at ")
            found = re.match(r"line (\d+)", place)
            line = int(found[1]) if found else text.rstrip().count("\n") + 1
            remedy = next((remedy for sign, remedy in _REMEDIES.items() if sign in what), _REMEDIES[""])
            problem = Problem(path, line, f"this is not TOML: {what}", remedy)
            raise ContentError(problem) from None
        except (RecursionError, ValueError):  # a thousand brackets, a number of a thousand digits
            problem = Problem(path, None, "this is TOML that no person wrote", "write it anew")
            raise ContentError(problem) from None

    def expect_keys(self, known: Iterable[str]) -> None:
        """Raises `ContentError` at the first key that is not one of ``known``."""
        known = tuple(known)
        for key in self.values:
            if key not in known:
                close = difflib.get_close_matches(key, known, 1)
                where = self.header or "this file"
                remedy = f"did you mean {close[0]!r}?" if close else f"known keys are {', '.join(known)}"
                raise self.error(key, f"{where} has no key {key!r}", remedy)

    def string(self, key: str, default: str = "") -> str:
        """A string field."""
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise self.error(key, f"{key} must be a text in quotes, not {_kind(value)}")
        return value

    def boolean(self, key: str, default: bool) -> bool:
        """A field that is ``true`` or ``false``."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.error(key, f"{key} must be true or false, not {_kind(value)}")
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty where the key is missing."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(key, f"{key} must be a list of texts in quotes")
        return tuple(value)

    def table(self, key: str) -> "Table":
        """A table below this one; an empty one where it is missing."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.error(key, f"{key} must be a table, not {_kind(value)}", f"write [{key}]")
        return Table(self.path, self.text, value, self.header or f"[{key}]", self.nth)

    def tables(self, key: str) -> tuple["Table", ...]:
        """All tables of an array of tables."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(key, f"{key} must be an array of tables", f"write [[{key}]] before each")
        header = f"[[{key}]]"
        return tuple(Table(self.path, self.text, item, header, nth) for nth, item in enumerate(value))

    def error(self, key: str, message: str, remedy: str = "") -> ContentError:
        """The error to raise about the value of ``key``."""
        return ContentError(Problem(self.path, self.line(key), message, remedy))

    def line(self, key: str = "") -> int | None:
        """The line where ``key`` (or the table itself) stands, as far as a look at the text can tell."""
        lines = self.text.splitlines()
        headers = [n for n, line in enumerate(lines, 1) if line.replace(" ", "").startswith(self.header)]
        start = headers[self.nth] if self.header and self.nth < len(headers) else None
        if not key:
            return start
        pattern = re.compile(rf"""\s*(?:\[+\s*)?(?:[\w.-]+\.)?["']?{re.escape(key)}["']?\s*[=\].]""")
        found = (n for n, line in enumerate(lines, 1) if n >= (start or 1) and pattern.match(line))
        return next(found, start)


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list"}
    return names.get(type(value), "a table" if isinstance(value, dict) else "a date")
