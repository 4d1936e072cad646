"""Parse JSON to a tree whose nodes know their place in the text, and that survives damaged input.

Python's `json` gives no offsets, fails as a whole, and recurses. This parser reads the good part of a text and reports
the rest as faults, with their offsets. It does not recurse, and takes linear time.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]  # the C function; typeshed lacks it
from typing import Any

from sitegen.model import Span

MAX_DEPTH = 200
"""Deeper arrays and objects are kept as text, so that code that walks a tree can recurse."""

_SPACE = re.compile(r"[ \t\n\r\ufeff]*+")
_NUMBER = re.compile(r"-?\d++(?:\.\d++)?+(?:[eE][+-]?\d++)?+(?![\w.])")
_WORD = re.compile(r"-?[A-Za-z]++")
_WORDS = {"true": True, "false": False, "null": None}
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_SKIPPED = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)
_BAD_ESCAPE = re.compile(r'\\(?:(["\\/bfnrt]|u[0-9A-Fa-f]{4})|(.))', re.DOTALL)
_CUT_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*+(\\(?:u[0-9A-Fa-f]{0,3})?)\Z")
_CUT_SCALAR = re.compile(r"[\w.+-]{0,30}")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}|\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MAX_DIGITS = 4000  # Python converts no more


@dataclass(frozen=True, slots=True)
class JsonFault:
    """A place in the text that is no valid JSON, or that says nothing."""

    code: str
    """Code of a problem."""
    offset: int
    detail: str = ""


class JsonNode:
    """A value and its place in the text. Missing values and ``null`` are false."""

    __slots__ = ("end", "start", "value")

    def __init__(self, value: "Scalar | list[JsonNode] | dict[str, JsonNode]", start: int, end: int) -> None:
        """Create a node; ``start`` and ``end`` are offsets of the text, with quotation marks or brackets."""
        self.value = value
        self.start = start
        self.end = end

    def __bool__(self) -> bool:
        return self.value is not None

    def __repr__(self) -> str:
        return f"JsonNode({self.value!r}, {self.start}, {self.end})"

    @property
    def span(self) -> Span:
        """Return the range of the value in the text."""
        return Span(self.start, self.end)

    def get(self, *keys: str | int) -> "JsonNode":
        """Return the node below these keys and indices; a false one if it is missing."""
        node = self
        for key in keys:
            value = node.value
            if isinstance(key, str) and isinstance(value, dict):
                node = value.get(key, MISSING)
            elif isinstance(key, int) and isinstance(value, list) and -len(value) <= key < len(value):
                node = value[key]
            else:
                return MISSING
        return node

    def string(self, *keys: str | int) -> str:
        """Return the string below these keys; empty if there is none."""
        value = self.get(*keys).value
        return value if isinstance(value, str) else ""

    def number(self, *keys: str | int) -> int | float | None:
        """Return the number below these keys; None if there is none."""
        value = self.get(*keys).value
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def array(self, *keys: str | int) -> "Sequence[JsonNode]":
        """Return the elements of the array below these keys; none if there is no array."""
        value = self.get(*keys).value
        return value if isinstance(value, list) else ()

    def object(self, *keys: str | int) -> "Mapping[str, JsonNode]":
        """Return the members of the object below these keys; none if there is no object."""
        value = self.get(*keys).value
        return value if isinstance(value, dict) else {}

    def plain(self) -> Any:
        """Return the value without places, as `json.loads` does."""
        value = self.value
        if isinstance(value, dict):
            return {key: each.plain() for key, each in value.items()}
        if isinstance(value, list):
            return [each.plain() for each in value]
        return value


Scalar = str | int | float | bool | None
MISSING = JsonNode(None, 0, 0)


def tidy(node: JsonNode) -> str:
    """Return the value as indented JSON, to show it."""
    return json.dumps(node.plain(), ensure_ascii=False, indent=2)


@dataclass(frozen=True, slots=True)
class JsonDocument:
    """The values in a text: one in a JSON file, one for each good line in JSON Lines."""

    nodes: tuple[JsonNode, ...] = ()
    faults: tuple[JsonFault, ...] = ()
    unread: tuple[Span, ...] = ()
    """What is no valid JSON."""


NO_JSON = JsonDocument()


def parse_json(text: str) -> JsonDocument:
    """Parse a text that is one JSON object or array, perhaps cut off or damaged; without nodes for any other text."""
    start = _SPACE.match(text, 0).end()  # type: ignore[union-attr]  # matches always
    if text[start : start + 1] not in ("{", "["):
        return NO_JSON
    parser = _Parser(text)
    root, end = parser.parse(start, len(text))
    rest = _SPACE.match(text, end).end()  # type: ignore[union-attr]
    if not parser.objects:  # ``[12:34] <nick> text``
        return NO_JSON
    unread: tuple[Span, ...] = ()
    if rest < len(text):
        if not parser.is_broken:  # a whole value, and something else
            return NO_JSON
        unread = (Span(rest, len(text)),)
    return JsonDocument((root,), tuple(parser.faults), unread)


def parse_json_lines(text: str) -> JsonDocument:
    """Parse a text with one JSON object in each line; without nodes if its first line is no object."""
    parser = _Parser(text)
    nodes: list[JsonNode] = []
    unread: list[Span] = []
    for start, end in _lines(text):
        if text[start] != "{":
            if not nodes:
                return NO_JSON
            parser.faults.append(JsonFault("json-broken-line", start))
            unread.append(Span(start, end))
            continue
        before = len(parser.faults)
        node, node_end = parser.parse(start, end)
        is_whole = not parser.is_broken and not text[node_end:end].strip()
        if is_whole:
            nodes.append(node)
            continue
        if not nodes:
            return NO_JSON
        del parser.faults[before:]
        parser.faults.append(JsonFault("json-broken-line", start))
        unread.append(Span(start, end))
    return JsonDocument(tuple(nodes), tuple(parser.faults), tuple(unread)) if nodes else NO_JSON


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the range of each line that is not blank, without surrounding space."""
    position = 0
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        start = _SPACE.match(text, position, end).end()  # type: ignore[union-attr]
        if start < end:
            yield start, end
        position = end + 1


class _Parser:
    """Parser of values in one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.faults: list[JsonFault] = []
        self.objects = 0
        self.is_broken = False
        """The last value ends before its closing bracket."""
        self._has_bad_strings = False
        """A string of the text is cut off, or has an invalid escape."""
        self._has_surrogates = bool(_SURROGATE_ESCAPE.search(text))

    def parse(self, start: int, limit: int) -> tuple[JsonNode, int]:
        """Return the value at ``start``, and the offset after it. ``limit``: end of the text to read."""
        text, space = self.text, _SPACE.match
        self.is_broken = False
        stack: list[tuple[JsonNode, str]] = []
        """Open arrays and objects, each with the key in the object around it."""
        key = ""
        position = start
        root: JsonNode | None = None
        while True:
            char = text[position] if position < limit else ""
            node: JsonNode | None
            if char == '"':
                node, position = self._string(position, limit)
            elif char in ("{", "[") and char:
                if len(stack) >= MAX_DEPTH:
                    node, position = self._skipped(position, limit)
                else:
                    node = JsonNode({} if char == "{" else [], position, limit)
                    position += 1
                    stack.append((node, key))
                    node = None
            else:
                found = self._scalar(position, limit)
                if found is None:
                    return self._broken(root, stack, position, limit)
                node, position = found
            # `node` is a finished value, or None if an array or object has just been opened.
            while True:
                if node is not None:
                    if not stack:
                        return node, position
                    self._add(stack[-1][0], key, node)
                opened = node is None
                parent = stack[-1][0]
                position = space(text, position, limit).end()  # type: ignore[union-attr]
                char = text[position] if position < limit else ""
                if not opened and char == ",":
                    position = space(text, position + 1, limit).end()  # type: ignore[union-attr]
                    char = text[position] if position < limit else ""
                    if char in ("}", "]"):  # a trailing comma
                        opened = True
                elif not opened and char not in ("}", "]"):
                    return self._broken(root, stack, position, limit)
                if char and char == ("}" if isinstance(parent.value, dict) else "]"):
                    position += 1
                    parent.end = position
                    if isinstance(parent.value, dict) and parent.value:
                        self.objects += 1
                    node, key = stack.pop()
                    continue
                break
            if isinstance(parent.value, dict):
                if char != '"':
                    return self._broken(root, stack, position, limit)
                name, position = self._string(position, limit)
                position = space(text, position, limit).end()  # type: ignore[union-attr]
                if position >= limit or text[position] != ":" or self.is_broken:
                    return self._broken(root, stack, position, limit)
                key = name.value  # type: ignore[assignment]
                if key in parent.value:
                    self.faults.append(JsonFault("json-duplicate-key", name.start, key))
                position = space(text, position + 1, limit).end()  # type: ignore[union-attr]

    def _add(self, parent: JsonNode, key: str, node: JsonNode) -> None:
        if isinstance(parent.value, dict):
            parent.value[key] = node
        else:
            parent.value.append(node)  # type: ignore[union-attr]

    def _broken(
        self, root: JsonNode | None, stack: list[tuple[JsonNode, str]], position: int, limit: int
    ) -> tuple[JsonNode, int]:
        """End all open values at ``position``."""
        self.is_broken = True
        code = "json-cut-off" if _CUT_SCALAR.fullmatch(self.text, position, limit) else "json-invalid"
        if not any(each.code in ("json-cut-off", "json-invalid") for each in self.faults[-1:]):
            self.faults.append(JsonFault(code, min(position, max(limit - 1, 0))))
        node = root
        while stack:
            open_node, key = stack.pop()
            open_node.end = position
            if isinstance(open_node.value, dict) and open_node.value:
                self.objects += 1
            if stack:
                self._add(stack[-1][0], key, open_node)
            node = open_node
        return node or JsonNode(None, position, position), position

    def _string(self, start: int, limit: int) -> tuple[JsonNode, int]:
        try:
            if self._has_bad_strings:  # to raise an error, Python counts the lines before it
                raise ValueError
            value, end = scanstring(self.text, start + 1, False)
        except ValueError:
            self._has_bad_strings = True
            value, end = self._repaired_string(start, limit)
        if end > limit:  # the line ends within it
            self.is_broken = True
            value, end = value[: limit - start], limit
        if self._has_surrogates and _SURROGATE.search(value):
            self.faults.append(JsonFault("json-lone-surrogate", start))
            value = _SURROGATE.sub("\ufffd", value)
        return JsonNode(value, start, end), end

    def _repaired_string(self, start: int, limit: int) -> tuple[str, int]:
        """Return a string, with the backslashes of invalid escapes as characters, and its end."""
        match = _STRING.match(self.text, start, limit)
        literal = match[0][1:-1] if match else _CUT_ESCAPE.sub("", self.text[start + 1 : limit])
        valid = _BAD_ESCAPE.sub(_valid_escape, literal)
        if match is None or valid != literal:
            self.faults.append(JsonFault("json-invalid" if match else "json-cut-off", start))
        self.is_broken = self.is_broken or match is None
        return scanstring(valid + '"', 0, False)[0], match.end() if match else limit

    def _scalar(self, start: int, limit: int) -> tuple[JsonNode, int] | None:
        if match := _NUMBER.match(self.text, start, limit):
            return JsonNode(self._number(match[0], start), start, match.end()), match.end()
        match = _WORD.match(self.text, start, limit)
        if match and match[0] in _WORDS:
            return JsonNode(_WORDS[match[0]], start, match.end()), match.end()
        if match and match[0].lstrip("-") in ("NaN", "Infinity"):  # of Python's json, null in others
            self.faults.append(JsonFault("json-not-a-number", start, match[0]))
            return JsonNode(None, start, match.end()), match.end()
        return None

    def _number(self, literal: str, start: int) -> Scalar:
        if len(literal) > _MAX_DIGITS:
            self.faults.append(JsonFault("json-huge-number", start))
            return literal
        if literal.lstrip("-").isdecimal():
            return int(literal)
        number = float(literal)
        if number in (float("inf"), float("-inf")):
            self.faults.append(JsonFault("json-huge-number", start))
            return literal
        return number

    def _skipped(self, start: int, limit: int) -> tuple[JsonNode, int]:
        """Return an array or object that is nested too deeply, as text."""
        if not any(each.code == "json-too-deep" for each in self.faults):
            self.faults.append(JsonFault("json-too-deep", start))
        depth, end = 0, limit
        for match in _SKIPPED.finditer(self.text, start, limit):
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
            if depth == 0:
                end = match.end()
                break
        return JsonNode(self.text[start:end], start, end), end


def _valid_escape(match: "re.Match[str]") -> str:
    """Return a valid escape as it is; the backslash of any other becomes a character."""
    return match[0] if match[1] else f"\\\\{match[2]}" if match[2] not in '"\\' else match[0]
