"""Convert a conversation's record to and from its file: JSON lines, one per message, for readable merges and diffs.

The lines are in the order of the messages, but parsing does not depend on it: a merge with ``merge=union`` (see
`files`) leaves the lines of both branches, some of them twice, and they are combined. The last line marks the file as
complete.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any, TypeVar

from sitegen.model.problems import ContentError, Parameter, Problem
from sitegen.permalinks.ledger.records import ConversationRecord, MessageRecord, RecordHeader, RecordState

FORMAT_VERSION = 1
_END = '{"end":true}'
_CONFLICT = re.compile(rb"(?:<{7}|\|{7}|={7}|>{7})(?: .*)?")
# Characters that could make a line look different in a terminal or a diff.
_CONTROLS = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
# Of two lines about one message, the one with the higher state wins.
_PRECEDENCE = {
    RecordState.WITHDRAWN: 4,
    RecordState.LIVE: 3,
    RecordState.EDITED: 2,
    RecordState.UNPUBLISHED: 1,
    RecordState.REMOVED: 0,
}
_ANCHOR = re.compile(r"m-[a-z2-7]{7,16}(?:-[0-9]+)?")
_SLUG = re.compile(r"[a-z0-9-]{1,70}")
_Line = TypeVar("_Line", RecordHeader, MessageRecord)


@dataclass(slots=True)
class _ParsedLines:
    """Content of the lines parsed so far."""

    headers: list[RecordHeader] = field(default_factory=list)
    messages: dict[str, MessageRecord] = field(default_factory=dict)
    is_complete: bool = False


def serialize_record(record: ConversationRecord) -> bytes:
    """Return the content of the record's file."""
    lines = [
        _format_line({"ledger": FORMAT_VERSION, **_to_json(record.header)}),
        *(_format_line(_to_json(each)) for each in record.messages),
    ]
    return "\n".join([*lines, _END, ""]).encode()


def parse_record(path: str, data: bytes) -> ConversationRecord:
    """Return the record in a file's bytes; ``path`` is for problems.

    Lines may be in any order, repeated, between conflict markers of an unfinished merge, and have CRLF line ends.
    Raises `ContentError` with the line if something is invalid or missing.
    """
    parsed = _ParsedLines()
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if (line := line.strip()) and not _CONFLICT.fullmatch(line):
            _parse_line(parsed, path, number, line)
    if not parsed.headers:
        raise ContentError(Problem("ledger-file-without-header", path))
    if not parsed.is_complete:
        raise ContentError(Problem("incomplete-ledger-file", path))
    header = parsed.headers[0]
    for other in parsed.headers[1:]:
        header = _merge_headers(header, other, path)
    return ConversationRecord(header, tuple(parsed.messages.values()))


def _parse_line(parsed: _ParsedLines, path: str, number: int, line: bytes) -> None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ContentError(Problem("invalid-ledger-json", path, number, error=str(error))) from None
    if not isinstance(value, dict):
        raise ContentError(Problem("ledger-line-not-object", path, number))
    if value == {"end": True}:
        parsed.is_complete = True
        return
    try:
        if "ledger" in value:
            _check_version(value.pop("ledger"))
            parsed.headers.append(_from_json(RecordHeader, value))
            return
        message = _from_json(MessageRecord, value)
    except _InvalidLineError as error:
        raise ContentError(Problem(error.code, path, number, **error.parameters)) from None
    known = parsed.messages.get(message.anchor)
    parsed.messages[message.anchor] = message if known is None else _merge_messages(known, message)


class _InvalidLineError(Exception):
    """An invalid line, with the code and parameters of its problem."""

    def __init__(self, code: str, **parameters: Parameter) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


def _check_version(version: object) -> None:
    if not isinstance(version, int) or version < 1:
        raise _InvalidLineError(
            "invalid-ledger-value", field="ledger", value=json.dumps(version), expected="a format version"
        )
    if version > FORMAT_VERSION:
        raise _InvalidLineError("unsupported-ledger-version", version=version, supported=FORMAT_VERSION)


def _merge_messages(one: MessageRecord, other: MessageRecord) -> MessageRecord:
    """Merge two lines about one message, from two branches."""
    first, second = sorted((one, other), key=lambda each: (-_PRECEDENCE[each.state], each.since, each.fingerprint))
    if first.state is RecordState.WITHDRAWN:
        return first
    past = dict.fromkeys((*first.former_fingerprints, second.fingerprint, *second.former_fingerprints))
    return replace(
        first,
        former_anchors=tuple(dict.fromkeys((*first.former_anchors, *second.former_anchors))),
        former_fingerprints=tuple(each for each in past if each and each != first.fingerprint),
    )


def _merge_headers(one: RecordHeader, other: RecordHeader, path: str) -> RecordHeader:
    """Merge two headers of one conversation, from two branches."""
    if one.key != other.key:
        raise ContentError(Problem("mixed-ledger-file", path, one=one.key, other=other.key))
    first, second = sorted(
        (one, other), key=lambda each: (-_PRECEDENCE[each.state], each.slug in other.former_slugs, repr(each))
    )
    former = dict.fromkeys((*first.former_slugs, second.slug, *second.former_slugs))
    return replace(first, former_slugs=tuple(each for each in former if each != first.slug))


def _to_json(value: RecordHeader | MessageRecord) -> dict[str, Any]:
    """Return the fields that differ from their defaults, and ``state``."""
    return {_JSON_NAMES.get(each.name, each.name): getattr(value, each.name) for each in fields(value)
            if each.name == "state" or getattr(value, each.name) != each.default}  # fmt: skip


def _format_line(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


_JSON_NAMES = {
    "key": "conversation",
    "fingerprint": "print",
    "former_fingerprints": "prints",
    "excerpt": "words",
    "minhash": "sketch",
    "native_id": "native",
    "former_anchors": "former",
    "former_slugs": "former",
    "moved_to": "to",
    "reason": "why",
}
"""Fields with another name in the file."""


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError("a list of strings")
    return tuple(value)


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a string")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError("a number of characters")
    return value


def _state(value: object) -> RecordState:
    try:
        return RecordState(_string(value))
    except ValueError:
        raise ValueError(f"one of {', '.join(RecordState)}") from None


def _slug(value: object) -> str:
    if not _SLUG.fullmatch(_string(value)):
        raise ValueError("a slug with only a-z, 0-9 and hyphens")
    return str(value)


def _anchor(value: object) -> str:
    if not _ANCHOR.fullmatch(_string(value)):
        raise ValueError("an anchor such as m-kwfjsn7")
    return str(value)


def _each(one: Callable[[object], str]) -> Callable[[object], tuple[str, ...]]:
    return lambda value: tuple(map(one, _strings(value)))


_CHECKS: Mapping[type, Mapping[str, Callable[[object], object]]] = {
    RecordHeader: {"state": _state, "slug": _slug, "former": _each(_slug)},
    MessageRecord: {
        "state": _state, "anchor": _anchor, "former": _each(_anchor), "length": _number, "prints": _strings,
        "apart": _strings,
    },
}  # fmt: skip


def _from_json(kind: type[_Line], line: Mapping[str, object]) -> _Line:
    """Return the value of a line. Raises `_InvalidLineError` if a field is missing, unknown or invalid."""
    names = {_JSON_NAMES.get(each.name, each.name): each for each in fields(kind)}
    if unknown := line.keys() - names.keys():
        raise _InvalidLineError("unknown-ledger-field", field=min(unknown))
    for name, each in names.items():
        if name not in line and each.default is MISSING:
            raise _InvalidLineError("missing-ledger-field", field=name)
    checks = _CHECKS[kind]
    values: dict[str, Any] = {}
    for name, value in line.items():
        try:
            values[names[name].name] = checks.get(name, _string)(value)
        except ValueError as error:
            raise _InvalidLineError(
                "invalid-ledger-value", field=name, value=json.dumps(value), expected=str(error)
            ) from None
    return kind(**values)
