"""Parts that several of our JSON files share, and how all of them are written."""

import json
from collections.abc import Mapping
from typing import Any

from sitegen.model import Participant, Role, SourceInfo
from sitegen.model.problems import Problem


def source(info: SourceInfo) -> dict[str, Any]:
    """Where a conversation came from."""
    return {
        "path": info.path,
        "sha256": info.sha256,
        "bytes": info.bytes,
        "encoding": info.encoding,
    }


def participant(who: Participant) -> dict[str, Any]:
    """A participant; ``label`` is the model's name as written."""
    return {
        "name": who.name,
        "role": who.role,
        "model": who.model,
        "label": who.label,
    }


def to_participant(entry: Mapping[str, Any]) -> Participant:
    """The inverse of `participant`; other keys are passed over."""
    role = Role(entry["role"]) if entry["role"] else None
    return Participant(entry["name"], role, entry["model"], entry["label"])


def problem(found: Problem) -> dict[str, Any]:
    """A problem without its path, which the surrounding object has."""
    return {
        "line": found.line,
        "message": found.message,
        "remedy": found.remedy,
        "severity": found.severity,
    }


def dump(value: object) -> bytes:
    """JSON as all our files have it: UTF-8, one line, a newline at its end."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"
