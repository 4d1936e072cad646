"""Explain what sitegen takes a file for, and why."""

from dataclasses import dataclass

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.conversation_reader import make_conversation, parse_transcript
from sitegen.model import Conversation
from sitegen.model.ai_models import Models
from sitegen.model.problems import Problem
from sitegen.readers.detection import detections


@dataclass(frozen=True, slots=True)
class Candidate:
    """A format that a file may have."""

    format: str
    confidence: str
    """``certain``, ``likely`` or ``possible``."""
    reason: str
    """Completes "because …"."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known about a file."""

    path: str
    size: int
    """Bytes."""
    encoding: str
    repairs: int
    """Places where a wrong encoding was repaired."""
    candidates: tuple[Candidate, ...]
    """The surest first."""
    format: str
    """The chosen format; empty if none is."""
    is_format_set: bool
    """The settings name the format."""
    conversation: Conversation | None
    """None if the file is not read."""
    stated_title: str
    """In the file; empty if it has none."""
    problems: tuple[Problem, ...]


def explain(path: str, data: bytes, rule: TranscriptRule, models: Models) -> Explanation:
    """Read a file as a build does, but without redactions.

    ``path``: relative to the folder of transcripts if the file is in it, for problems.
    """
    transcript = parse_transcript(path, data, rule)
    source, parsed = transcript.source, transcript.parsed
    outcome = make_conversation(transcript, rule, models)
    return Explanation(
        path,
        len(data),
        source.encoding,
        len(source.repairs),
        tuple(
            Candidate(reader.NAME, detection.confidence.name.lower(), detection.reason)
            for reader, detection in detections(source, rule.own_readers)
        ),
        transcript.format,
        bool(rule.format),
        outcome if isinstance(outcome, Conversation) else None,
        parsed.title if parsed else "",
        outcome.problems if isinstance(outcome, Conversation) else outcome,
    )
