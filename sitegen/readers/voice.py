"""Read OpenRouter's "Voice Conversation": title, date, and messages of ``**USER:**`` and ``**ASSISTANT:**``."""

import re
from collections.abc import Iterator, Sequence

from sitegen.model import Role, Span
from sitegen.model.problems import Problem
from sitegen.readers import rule_separated
from sitegen.readers.header import read_header
from sitegen.readers.missing_speakers import ExpectedSpeakers, report_missing_speakers
from sitegen.readers.parsed import ParsedMessage, ParsedTranscript
from sitegen.text.dates import parse_date
from sitegen.text.source import Source

NAME = "voice"

_TITLE = re.compile(r"# Voice Conversation: *(?P<model>[^\n]*)")
_DATE = re.compile(r"[^\n]*\n\*(?P<date>[^*\n]*)\*[ \t]*(?:\n|$)")
_ROLE_LINE = re.compile(r"(?m)^\*\*(?P<name>USER|ASSISTANT|SYSTEM|TOOL):\*\*[ \t]*$")


def accepts(source: Source) -> bool:
    """Return whether the first line is such a title."""
    return _TITLE.match(source.text) is not None


def read(source: Source) -> ParsedTranscript:
    """Return the messages. The title names the model of ``ASSISTANT``; nothing tells who ``USER`` was."""
    text = source.text
    title = _TITLE.match(text)
    model = title["model"].strip() if title else ""
    found = rule_separated.find_turn_lines(text, _ROLE_LINE)
    turns = found.turns
    header = (
        read_header(source, 0, turns[0].span.start) if turns else rule_separated.read_without_turns(source, "**USER:**")
    )

    def make_message(line: rule_separated.TurnLine, span: Span) -> ParsedMessage:
        role = Role(line.name.lower())
        return ParsedMessage(span, line.name, role, model if role is Role.ASSISTANT else "")

    date = _DATE.match(text)
    started = parse_date(date["date"]) if date else None
    return ParsedTranscript(
        pieces=(*header.pieces, *rule_separated.split_into_pieces(text, turns, make_message)),
        title=f"Voice Conversation: {model}",
        started=started,
        problems=(
            *header.problems,
            *_missing_date(source, started, turns),
            *_missing_assistant(source, found.lines, turns),
            *rule_separated.report_ambiguities(source, found),
        ),
    )


def _missing_assistant(
    source: Source, lines: Sequence[rule_separated.TurnLine], turns: Sequence[rule_separated.TurnLine]
) -> Iterator[Problem]:
    speakers = {line.name for line in turns}
    if turns and "ASSISTANT" not in speakers:
        expected = ExpectedSpeakers(
            ("ASSISTANT",), 1, "*", "silent-title-model", "short-voice-conversation-with-silent-model"
        )
        yield from report_missing_speakers(source, expected, [line.span.start for line in lines], speakers)


def _missing_date(
    source: Source, started: str | None, turns: tuple[rule_separated.TurnLine, ...]
) -> tuple[Problem, ...]:
    if started or not turns:
        return ()
    return (Problem("undated-voice-conversation", source.path, 2),)
