"""Summarise hits as findings: enough to locate and recognise a value, without the value itself."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sitegen.privacy.rules import SecretGroup, SecretHit, SecretKind
from sitegen.privacy.scanner import scan

_LONG, _SHORT = 24, 12  # characters; the shorter a value, the less of it is shown
_CARDS = frozenset({"card-number", "iban"})


@dataclass(frozen=True, slots=True)
class SecretFinding:
    """A value in a file, with its number of occurrences."""

    kind: SecretKind
    line: int | None
    """First line, from 1; None if it is in no line of the file."""
    masked: str
    fingerprint: str
    """Eight hexadecimal digits, to accept it with."""
    count: int = 1
    location: str = ""
    """Part of the file, if not its text: *the file name*."""


def fingerprint(kind: SecretKind, value: str) -> str:
    """Return the first 8 hexadecimal digits of a SHA-256 of kind and value.

    Short values, such as phone numbers, can be recovered from it by brute force.
    """
    return hashlib.sha256(f"{kind.id}\0{value}".encode("utf-8", "surrogatepass")).hexdigest()[:8]


def mask(hit: SecretHit) -> str:
    """Return a printable form of a value: at most its prefix and four characters, less if it is short."""
    value = " ".join(hit.value.split())
    if hit.kind.id == "email":
        return f"{value[0]}…@…{value[value.rfind('.') :]}"
    if hit.kind.group is SecretGroup.PERSONAL:
        head = value[: 2 if value[0] == "+" or value[0].isalpha() else 1]
        return f"{head}…{value[-4:] if hit.kind.id in _CARDS else value[-2:]}"
    prefix = hit.prefix if len(hit.prefix) * 2 <= len(value) else ""
    if len(value) >= _LONG:
        return f"{prefix}…{value[-4:]}"
    return f"{prefix}…{value[-2:] if len(value) >= _SHORT else ''}"


def mask_secrets(text: str) -> str:
    """Return ``text`` with every secret masked; for messages that quote content."""
    parts: list[str] = []
    position = 0
    for hit in scan(text):
        parts += (text[position : hit.span.start], mask(hit))
        position = hit.span.end
    return "".join((*parts, text[position:]))


def merge_hits(hits: Iterable[tuple[SecretHit, int | None, str]]) -> tuple[SecretFinding, ...]:
    """Return a finding per value; hits of one file are given with line and location."""
    findings: dict[str, SecretFinding] = {}
    for hit, line, location in hits:
        key = fingerprint(hit.kind, hit.value)
        if known := findings.get(key):
            findings[key] = replace(known, count=known.count + 1)
        else:
            findings[key] = SecretFinding(hit.kind, line, mask(hit), key, 1, location)
    return tuple(findings.values())
