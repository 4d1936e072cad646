"""Serialize model values that several JSON files share."""

from collections.abc import Mapping
from typing import Any

import msgspec

from sitegen.model import Participant, Role, SourceInfo
from sitegen.model.problems import Problem


def source_to_json(info: SourceInfo) -> dict[str, Any]:
    """Return the JSON of a transcript file."""
    return {
        "path": info.path,
        "sha256": info.sha256,
        "bytes": info.bytes,
        "encoding": info.encoding,
    }


def participant_to_json(participant: Participant) -> dict[str, Any]:
    """Return the JSON of a participant; ``label`` is the name of the model as written."""
    return {
        "name": participant.name,
        "role": participant.role,
        "model": participant.model,
        "label": participant.label,
    }


def participant_from_json(entry: Mapping[str, Any]) -> Participant:
    """Return the participant of such JSON; ignore other keys."""
    role = Role(entry["role"]) if entry["role"] else None
    return Participant(entry["name"], role, entry["model"], entry["label"])


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """Return the JSON of a problem without its path, which the surrounding object has."""
    return {
        "line": problem.line,
        "message": problem.message,
        "remedy": problem.hint,
        "severity": problem.severity,
        "code": problem.code,
        "parameters": problem.parameters,
    }


def dump(value: object) -> bytes:
    """Return JSON as in all files of the site: UTF-8, one line with a newline at its end."""
    return msgspec.json.encode(value) + b"\n"
