"""Parse and serialise the baseline: findings that the owner accepts, one sorted JSON line each, for simple merges.

The file has reasons but no values; it belongs in git.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sitegen.model.problems import ContentError, Problem

BASELINE_FILE = "accepted.jsonl"
_FIELDS = ("accepted", "kind", "path", "day", "why")
_CONFLICT_MARKERS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


@dataclass(frozen=True, slots=True)
class AcceptedFinding:
    """An accepted value, in any file."""

    fingerprint: str
    """See `findings.fingerprint`."""
    kind: str
    path: str
    """File in which it was accepted; informative only."""
    date: str
    """ISO 8601."""
    reason: str


def parse_baseline(display_path: str, text: str) -> tuple[AcceptedFinding, ...]:
    """Return the accepted findings of the file, without duplicates; ignores conflict markers of a merge.

    ``display_path``: the file's path for problems. Raises `ContentError` if a line is invalid.
    """
    accepted: dict[str, AcceptedFinding] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith(_CONFLICT_MARKERS):
            continue
        try:
            value = json.loads(line)
            fields = [value[name] for name in _FIELDS]
        except (ValueError, KeyError, TypeError, RecursionError):
            fields = []
        if not fields or not all(isinstance(each, str) for each in fields):
            raise ContentError(Problem("invalid-accepted-finding", display_path, number, keys=_FIELDS))
        accepted.setdefault(fields[0], AcceptedFinding(*fields))
    return tuple(accepted.values())


def serialize_baseline(accepted: Iterable[AcceptedFinding]) -> bytes:
    """Return the content of the file, sorted."""
    rows = (
        (each.fingerprint, each.kind, each.path, each.date, each.reason)
        for each in sorted(accepted, key=lambda each: each.fingerprint)
    )
    lines = (json.dumps(dict(zip(_FIELDS, row, strict=True)), ensure_ascii=False) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()
