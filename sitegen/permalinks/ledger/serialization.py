"""An account ↔ the lines of its file: JSON, a line a message, so that git merges it and people read it.

The order of lines is that of the messages, but nothing depends on it: after a merge with ``merge=union`` (see
`folder`) both branches' lines stand there, some of them twice. What can be told from both is taken; the last
line says that the file is whole.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any, TypeVar

from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks.ledger.records import Account, Entry, Heading, State

FORM = 1
_END = '{"end":true}'
_CONFLICT = re.compile(rb"(?:<{7}|\|{7}|={7}|>{7})(?: .*)?")
# What could make a line look like another one, in a terminal or in the view of a change.
_CONTROLS = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_RESTORE = "put it back as git has it (`git checkout` or `git restore`)"
# Of two lines about one message: what was taken back stays taken back.
_RANK = {State.WITHDRAWN: 4, State.LIVE: 3, State.EDITED: 2, State.PRIVATE: 1, State.GONE: 0}
_ANCHOR = re.compile(r"m-[a-z2-7]{7,16}(?:-[0-9]+)?")
_SLUG = re.compile(r"[a-z0-9-]{1,70}")
_Line = TypeVar("_Line", Heading, Entry)


@dataclass(slots=True)
class _Lines:
    """What was read so far."""

    headings: list[Heading] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    is_whole: bool = False


def to_lines(account: Account) -> bytes:
    """The account as its file has it."""
    lines = [
        _line({"ledger": FORM, **_told(account.heading)}),
        *(_line(_told(each)) for each in account.entries),
    ]
    return "\n".join([*lines, _END, ""]).encode()


def from_lines(path: str, data: bytes) -> Account:
    """The account in a file's bytes; ``path`` is for problems.

    Lines may stand in any order, twice, and between the marks of an unfinished merge; their ends may be those of
    Windows. Raises `ContentError`, with its line, where something cannot be understood or is missing.
    """
    found = _Lines()
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if (line := line.strip()) and not _CONFLICT.fullmatch(line):
            _read(found, path, number, line)
    if not found.headings:
        raise ContentError(
            Problem(path, None, "no line of this file says which conversation it is about", _RESTORE)
        )
    if not found.is_whole:
        message = f"this file is cut off: its last line, {_END}, is missing"
        raise ContentError(Problem(path, None, message, _RESTORE))
    heading = found.headings[0]
    for other in found.headings[1:]:
        heading = _either(heading, other, path)
    return Account(heading, tuple(found.entries.values()))


def _read(found: _Lines, path: str, number: int, line: bytes) -> None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ContentError(Problem(path, number, f"this line is no JSON: {error}", _RESTORE)) from None
    if not isinstance(value, dict):
        raise ContentError(Problem(path, number, "this line is no JSON object", _RESTORE))
    if value == {"end": True}:
        found.is_whole = True
        return
    try:
        if "ledger" in value:
            _check_form(path, number, value.pop("ledger"))
            found.headings.append(_value(Heading, value))
            return
        entry = _value(Entry, value)
    except (TypeError, ValueError) as error:
        raise ContentError(Problem(path, number, str(error), _RESTORE)) from None
    known = found.entries.get(entry.anchor)
    found.entries[entry.anchor] = entry if known is None else _both(known, entry)


def _check_form(path: str, number: int, form: object) -> None:
    if not isinstance(form, int) or form < 1:
        raise ValueError(f"'ledger' is {form!r}, not the number of a form")
    if form > FORM:
        message = f"this ledger has form {form}, and this sitegen knows forms up to {FORM}"
        raise ContentError(Problem(path, number, message, "use the newer sitegen that wrote it"))


def _both(one: Entry, other: Entry) -> Entry:
    """Two lines about one message, from two branches."""
    first, second = sorted((one, other), key=lambda each: (-_RANK[each.state], each.since, each.print))
    if first.state is State.WITHDRAWN:
        return first
    past = dict.fromkeys((*first.prints, second.print, *second.prints))
    return replace(
        first,
        former=tuple(dict.fromkeys((*first.former, *second.former))),
        prints=tuple(each for each in past if each and each != first.print),
    )


def _either(one: Heading, other: Heading, path: str) -> Heading:
    """Two headings of one conversation, from two branches."""
    if one.key != other.key:
        message = f"two conversations, {one.key} and {other.key}, stand in one file"
        raise ContentError(Problem(path, None, message, "give each a file of its own"))
    first, second = sorted(
        (one, other), key=lambda each: (-_RANK[each.state], each.slug in other.former, repr(each))
    )
    former = dict.fromkeys((*first.former, second.slug, *second.former))
    return replace(first, former=tuple(each for each in former if each != first.slug))


def _told(value: Heading | Entry) -> dict[str, Any]:
    """The fields of a value that differ from their defaults; ``state`` always."""
    return {_NAMES.get(each.name, each.name): getattr(value, each.name) for each in fields(value)
            if each.name == "state" or getattr(value, each.name) != each.default}  # fmt: skip


def _line(told: Mapping[str, Any]) -> str:
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


_NAMES = {"key": "conversation"}
"""Fields that have another name in the file."""


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(f"{value!r} is not a list of strings")
    return tuple(value)


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a string")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError(f"{value!r} is not a count of characters")
    return value


def _state(value: object) -> State:
    try:
        return State(_string(value))
    except ValueError:
        raise ValueError(f"{value!r} is no state; the states are {', '.join(State)}") from None


def _slug(value: object) -> str:
    if not _SLUG.fullmatch(_string(value)):
        raise ValueError(f"{value!r} is no slug: it may hold a-z, 0-9 and hyphens")
    return str(value)


def _anchor(value: object) -> str:
    if not _ANCHOR.fullmatch(_string(value)):
        raise ValueError(f"{value!r} is no anchor of a message, such as 'm-kwfjsn7'")
    return str(value)


def _many(one: Callable[[object], str]) -> Callable[[object], tuple[str, ...]]:
    return lambda value: tuple(map(one, _strings(value)))


_CHECKS: Mapping[type, Mapping[str, Callable[[object], object]]] = {
    Heading: {"state": _state, "slug": _slug, "former": _many(_slug)},
    Entry: {
        "state": _state, "anchor": _anchor, "former": _many(_anchor), "length": _number, "prints": _strings,
    },
}  # fmt: skip


def _value(kind: type[_Line], line: Mapping[str, object]) -> _Line:
    """Raises `ValueError` where a field is missing, unknown, or not what it should be."""
    names = {_NAMES.get(each.name, each.name): each for each in fields(kind)}
    if unknown := line.keys() - names.keys():
        raise ValueError(f"{min(unknown)!r} is no field of this line")
    for name, each in names.items():
        if name not in line and each.default is MISSING:
            raise ValueError(f"this line has no {name!r}")
    checks = _CHECKS[kind]
    values: dict[str, Any] = {
        names[name].name: checks.get(name, _string)(value) for name, value in line.items()
    }
    return kind(**values)
