"""Serialize model values that several JSON files share."""

from collections.abc import Mapping
from typing import Any

import msgspec

from sitegen.model import Participant, Role, SourceInfo, Usage
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
        **({"model_is_inferred": True} if participant.is_inferred else {}),
    }


def participant_from_json(entry: Mapping[str, Any]) -> Participant:
    """Return the participant of such JSON; ignore other keys."""
    role = Role(entry["role"]) if entry["role"] else None
    is_inferred = entry.get("model_is_inferred", False)
    return Participant(entry["name"], role, entry["model"], entry["label"], is_inferred)


def usage_to_json(usage: Usage | None) -> dict[str, Any]:
    """Return the field ``usage``, with what the source states; empty if it states nothing."""
    if usage is None:
        return {}
    values = {"input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens, "cost_usd": usage.cost}
    return {"usage": {name: value for name, value in values.items() if value is not None}}


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
