"""What is told of a hit: enough to find and to recognise it, never the value."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sitegen.privacy.rules import Group, Kind
from sitegen.privacy.scanner import KINDS, Hit, scan

_LONG, _SHORT = 24, 12  # characters; of shorter values less is shown
_CARDS = frozenset({"card-number", "iban"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One value in one file, however often it stands there."""

    kind: Kind
    line: int | None
    """Where it first stands, from 1; None where it is in no line of the file."""
    masked: str
    print: str
    """Eight hexadecimal digits by which it can be accepted."""
    times: int = 1
    where: str = ""
    """What of the file it is in, if not in its text: *its name*."""


def fingerprint(kind: Kind, value: str) -> str:
    """The first 8 hexadecimal digits of a SHA-256 of kind and value. A short value, such as a phone number, can be
    found out from it by trying all.
    """
    return hashlib.sha256(f"{kind.id}\0{value}".encode("utf-8", "surrogatepass")).hexdigest()[:8]


def masked(hit: Hit) -> str:
    """A value as it may be shown: never more than its prefix and four characters, of a short one less."""
    value = " ".join(hit.value.split())
    if hit.kind.id == "email":
        return f"{value[0]}…@…{value[value.rfind('.') :]}"
    if hit.kind.group is Group.PERSONAL:
        head = value[: 2 if value[0] == "+" or value[0].isalpha() else 1]
        return f"{head}…{value[-4:] if hit.kind.id in _CARDS else value[-2:]}"
    prefix = hit.prefix if len(hit.prefix) * 2 <= len(value) else ""
    if len(value) >= _LONG:
        return f"{prefix}…{value[-4:]}"
    return f"{prefix}…{value[-2:] if len(value) >= _SHORT else ''}"


def without_values(text: str) -> str:
    """``text`` with every secret masked: for messages that quote what somebody wrote."""
    parts: list[str] = []
    position = 0
    for hit in scan(text):
        parts += (text[position : hit.span.start], masked(hit))
        position = hit.span.end
    return "".join((*parts, text[position:]))


def findings(placed: Iterable[tuple[Hit, int | None, str]]) -> tuple[Finding, ...]:
    """The hits of one file as findings, a value once; given with the line and what of the file each is in."""
    found: dict[str, Finding] = {}
    for hit, line, where in placed:
        print_ = fingerprint(hit.kind, hit.value)
        known = found.get(print_)
        if known is None:
            found[print_] = Finding(hit.kind, line, masked(hit), print_, 1, where)
        else:
            found[print_] = Finding(
                known.kind, known.line, known.masked, print_, known.times + 1, known.where
            )
    return tuple(found.values())


def to_json(finding: Finding) -> list[object]:
    """As the cache keeps it; without the value, as the finding itself."""
    return [finding.kind.id, finding.line, finding.masked, finding.print, finding.times, finding.where]


def from_json(value: Sequence[Any]) -> Finding:
    """The inverse of `to_json`. Raises `KeyError` on kinds that are no longer known."""
    kind, line, masked_, print_, times, where = value
    return Finding(KINDS[kind], line, masked_, print_, times, where)
