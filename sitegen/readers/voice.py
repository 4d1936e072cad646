"""Read OpenRouter's "Voice Conversation": title, date, and messages of ``**USER:**`` and ``**ASSISTANT:**``.

A file may hold several of them, one below the other: each is a part with its own model and date.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from sitegen.model import Role, Span
from sitegen.model.problems import Problem
from sitegen.readers import rule_separated
from sitegen.readers.header import read_header
from sitegen.readers.missing_speakers import ExpectedSpeakers, report_missing_speakers
from sitegen.readers.parsed import Confidence, Detection, ParsedMessage, ParsedTranscript
from sitegen.text.dates import DateOrder, find_date_order, is_ambiguous_date, parse_date
from sitegen.text.source import Source

NAME = "voice"

_TITLE = re.compile(r"# Voice Conversation: *(?P<model>[^\n]*)")
_DATE = re.compile(r"[^\n]*\n\*(?P<date>[^*\n]*)\*[ \t]*(?:\n|$)")
_ROLE = r"\*\*(?:USER|ASSISTANT|SYSTEM|TOOL):\*\*"
_ROLE_LINE = re.compile(r"(?m)^\*\*(?P<name>USER|ASSISTANT|SYSTEM|TOOL):\*\*[ \t]*$")
_ANY_NAME = re.compile(r"(?m)^\*\*(?P<name>[^\n*:]{1,40}):\*\*[ \t]*$")
# A title may directly follow the last rule of a file without a newline.
_LINE = re.compile(rf"(?m)(?:^|(?<=^---)(?=#))(?P<name>{_ROLE}|# Voice Conversation:[^\n]*)[ \t]*$")
# Below the title of a part: its date, a rule, and the role of its first message.
_PART_HEADER = re.compile(rf"[^\n]*\n(?:\*[^*\n]*\*[ \t]*\n)?(?:[ \t]*\n|---[ \t]*\n)*(?={_ROLE}[ \t]*(?:\n|$))")
_EMPTY_PART = re.compile(r"[^\n]*\n?(?:\*[^*\n]*\d[^*\n]*\*[ \t]*(?:\n|$)|\s*\Z)")
_MAX_MODELS_IN_TITLE = 3


def detect(source: Source) -> Detection | None:
    """Detect the title in the first line."""
    if _TITLE.match(source.text) is None:
        return None
    return Detection(Confidence.CERTAIN, "its first line is `# Voice Conversation:` and a model")


def read(source: Source) -> ParsedTranscript:
    """Return the messages. The title names the model of ``ASSISTANT``; nothing tells who ``USER`` was."""
    text = source.text
    later_titles = tuple(_later_titles(text))
    titles = (0, *later_titles)
    order = find_date_order(_date_text(text, title) for title in titles)
    if not later_titles:
        return _read_part(source, order)
    models = tuple(dict.fromkeys(_model(text, title) for title in titles))
    whole = rule_separated.read_parts(source, later_titles, partial(_read_part, order=order))
    return replace(whole, title=f"Voice Conversation: {', '.join(models[:_MAX_MODELS_IN_TITLE])}")


def _read_part(source: Source, order: DateOrder | None) -> ParsedTranscript:
    text = source.text
    model, date = _model(text, 0), _date_text(text, 0)
    found = rule_separated.find_turn_lines(text, _ROLE_LINE)
    turns = found.turns
    header = (
        read_header(source, 0, turns[0].span.start) if turns else rule_separated.read_without_turns(source, "**USER:**")
    )

    def make_message(line: rule_separated.TurnLine, span: Span) -> ParsedMessage:
        role = Role(line.name.lower())
        return ParsedMessage(span, line.name, role, model if role is Role.ASSISTANT else "")

    started = parse_date(date, order)
    return ParsedTranscript(
        pieces=(*header.pieces, *rule_separated.split_into_pieces(text, turns, make_message)),
        title=f"Voice Conversation: {model}",
        started=started,
        problems=(
            *(each for each in header.problems if each.code != "ambiguous-date"),
            *_missing_date(source, date, started, found),
            *_missing_assistant(source, found),
            *rule_separated.report_ambiguities(source, found),
            *rule_separated.report_other_roles(source, found, _ANY_NAME),
        ),
    )


def _later_titles(text: str) -> Iterator[int]:
    """Yield the offsets of the titles of further parts.

    One has a message below it, or stands between a rule and a date; one inside fenced code is text.
    """
    for line in rule_separated.find_turn_lines(text, _LINE).lines if text.count("# Voice Conversation:") > 1 else ():
        start = line.span.start
        if start == 0 or line.name.startswith("**") or line.fence_start is not None:
            continue
        if _PART_HEADER.match(text, start) or (line.rule_start is not None and _EMPTY_PART.match(text, start)):
            yield start


def _model(text: str, title: int) -> str:
    match = _TITLE.match(text, title)
    return match["model"].strip() if match else ""


def _date_text(text: str, title: int) -> str:
    match = _DATE.match(text, title)
    return match["date"] if match else ""


def _missing_assistant(source: Source, found: rule_separated.TurnLines) -> Iterator[Problem]:
    speakers = {line.name for line in found.turns}
    if found.turns and "ASSISTANT" not in speakers:
        expected = ExpectedSpeakers(
            ("ASSISTANT",), 1, "*", "silent-title-model", "short-voice-conversation-with-silent-model"
        )
        yield from report_missing_speakers(source, expected, [line.span.start for line in found.lines], speakers)


def _missing_date(source: Source, date: str, started: str | None, found: rule_separated.TurnLines) -> Iterator[Problem]:
    if started or not found.turns:
        return
    if is_ambiguous_date(date):
        yield Problem("ambiguous-date", source.path, 2, value=date)
    else:
        yield Problem("undated-voice-conversation", source.path, 2)
