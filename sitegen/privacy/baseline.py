"""The file of findings that their owner accepts: a line each, in order, so that two branches merge without a thought.

It says what and why, never the value, and belongs in git.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sitegen.model.problems import ContentError, Problem

BASELINE_FILE = "accepted.jsonl"
_FIELDS = ("accepted", "kind", "path", "day", "why")
_MERGING = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


@dataclass(frozen=True, slots=True)
class Accepted:
    """One accepted value, wherever it stands."""

    print: str
    """See `finding.fingerprint`."""
    kind: str
    path: str
    """Where it stood when it was accepted; for those who read the file."""
    day: str
    """ISO 8601."""
    why: str


def from_lines(shown: str, text: str) -> tuple[Accepted, ...]:
    """The accepted values in the file that problems name ``shown``; a value once. Lines of an unfinished merge are
    passed over. Raises `ContentError` at a line that is none of ours.
    """
    found: dict[str, Accepted] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith(_MERGING):
            continue
        try:
            value = json.loads(line)
            fields = [value[name] for name in _FIELDS]
        except (ValueError, KeyError, TypeError, RecursionError):
            fields = []
        if not fields or not all(isinstance(each, str) for each in fields):
            remedy = "put it back as git has it, or delete the line; `sitegen accept` writes such lines"
            raise ContentError(Problem(shown, number, "this line accepts nothing", remedy))
        found.setdefault(fields[0], Accepted(*fields))
    return tuple(found.values())


def to_lines(accepted: Iterable[Accepted]) -> bytes:
    """The inverse, sorted."""
    rows = (
        (each.print, each.kind, each.path, each.day, each.why)
        for each in sorted(accepted, key=lambda each: each.print)
    )
    lines = (json.dumps(dict(zip(_FIELDS, row, strict=True)), ensure_ascii=False) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()
