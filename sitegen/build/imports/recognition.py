"""Say what a file is that may be imported: its format, its conversation, and what is wrong with it."""

import re
from collections import Counter
from dataclasses import dataclass

from sitegen.archive.asset_files import is_local_reference
from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.conversation_reader import parse_transcript
from sitegen.build.pictures import markdown_references
from sitegen.model import BlockKind, MessageKind
from sitegen.model.problems import Problem
from sitegen.readers.detection import json_problems
from sitegen.readers.parsed import ParsedMessage

_NO_RULE = TranscriptRule("*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Recognition:
    """A conversation that may be imported."""

    format: str
    native_id: str
    """Its id in the program that ran it; empty if the format has none."""
    messages: int
    """Without events."""
    models: tuple[str, ...]
    """As written, in order of first appearance."""
    days: tuple[str, ...]
    """ISO days of its start, its end and its messages, sorted; may be empty."""
    errors: int
    """Problems that are no notes."""
    references: tuple[str, ...]
    """Pictures that it refers to."""
    fingerprints: Counter[str]
    """Fingerprints of its messages."""


def recognize(path: str, data: bytes) -> Recognition | Problem:
    """Return what a file is, or why it is not read; ``path`` is for problems."""
    parsed = parse_transcript(path, data, _NO_RULE)
    if parsed.problem or parsed.parsed is None:
        return parsed.problem or Problem("no-messages", path, format=parsed.format)
    transcript, messages = parsed.parsed, parsed.messages
    if not messages:
        return next(
            (each for each in transcript.problems if not each.is_note),
            Problem("no-messages", path, format=parsed.format),
        )
    problems = (*parsed.source.problems, *json_problems(parsed.source), *transcript.problems)
    times = (transcript.started, transcript.ended, *(each.time for each in messages))
    references = (name for each, text in zip(messages, parsed.texts, strict=True) for name in _references(each, text))
    return Recognition(
        parsed.format,
        transcript.native_id,
        sum(each.kind is MessageKind.SPEECH for each in messages),
        tuple(dict.fromkeys(each.model for each in messages if each.model)),
        tuple(sorted({time[:10] for time in times if time and _DAY.match(time)})),
        sum(not each.is_note for each in problems),
        tuple(name for name in dict.fromkeys(references) if is_local_reference(name)),
        Counter(parsed.fingerprints),
    )


def _references(message: ParsedMessage, text: str) -> list[str]:
    if not message.parts:
        return list(markdown_references(text))
    return [
        reference
        for part in message.parts
        for reference in (
            [part.asset]
            if part.kind is BlockKind.IMAGE and part.asset
            else markdown_references(part.text)
            if part.kind is BlockKind.PROSE
            else ()
        )
    ]
