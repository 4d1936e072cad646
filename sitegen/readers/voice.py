"""Read OpenRouter's "Voice Conversation": title, date, and messages of ``**USER:**`` and ``**ASSISTANT:**``.

A file may hold several of them, one below the other: each is a part with its own model and date.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from sitegen.model import Role, Span
from sitegen.model.problems import Problem
from sitegen.readers import rule_separated
from sitegen.readers.code_fences import RULE
from sitegen.readers.header import read_header
from sitegen.readers.missing_speakers import ExpectedSpeakers, report_missing_speakers
from sitegen.readers.parsed import Markup, MarkupKind, ParsedMessage, ParsedTranscript, Piece
from sitegen.text.dates import DateOrder, find_date_order, is_ambiguous_date, parse_date
from sitegen.text.source import Source

NAME = "voice"

_TITLE = re.compile(r"# Voice Conversation: *(?P<model>[^\n]*)")
_DATE = re.compile(r"[^\n]*\n\*(?P<date>[^*\n]*)\*[ \t]*(?:\n|$)")
_ROLE = r"\*\*(?:USER|ASSISTANT|SYSTEM|TOOL):\*\*"
_ROLE_LINE = re.compile(r"(?m)^\*\*(?P<name>USER|ASSISTANT|SYSTEM|TOOL):\*\*[ \t]*$")
# A title may directly follow the last rule of a file without a newline.
_LINE = re.compile(rf"(?m)(?:^|(?<=^---)(?=#))(?P<name>{_ROLE}|# Voice Conversation:[^\n]*)[ \t]*$")
# Below the title of a part: its date, a rule, and the role of its first message.
_PART_HEADER = re.compile(rf"[^\n]*\n(?:\*[^*\n]*\*[ \t]*\n)?(?:[ \t]*\n|---[ \t]*\n)*(?={_ROLE}[ \t]*(?:\n|$))")
_EMPTY_PART = re.compile(r"[^\n]*\n?(?:\*[^*\n]*\d[^*\n]*\*[ \t]*(?:\n|$)|\s*\Z)")
# What ``cat`` and scripts write between files.
_FILE_SEPARATOR = re.compile(r"[^\w\n]*(?:(?:FILE|File):?[ ]*)?(?:[\w./-]+\.\w{2,4}\b[^\n]{0,60})?[^\w\n]*")
_MAX_SEPARATOR_LINES = 6
_MAX_SEPARATOR_LENGTH = 120
_MAX_MODELS_IN_TITLE = 3


def accepts(source: Source) -> bool:
    """Return whether the first line is such a title."""
    return _TITLE.match(source.text) is not None


def read(source: Source) -> ParsedTranscript:
    """Return the messages. The title names the model of ``ASSISTANT``; nothing tells who ``USER`` was."""
    text = source.text
    titles = [0, *_later_titles(text)]
    order = find_date_order(_date_text(text, title) for title in titles)
    if len(titles) == 1:
        return _read_part(source, order)
    starts = [0, *(_part_start(text, title) for title in titles[1:]), len(text)]
    pieces: list[Piece] = []
    problems: list[Problem] = []
    parts = []
    for title, (start, end) in zip(titles, pairwise(starts), strict=True):
        part = _read_part(replace(source, text=text[title:end]), order)
        parts.append(part)
        pieces += _header(start, title)
        pieces += _shifted_pieces(part, title, part.started if title else None)
        problems += _shifted_problems(part, source.line_number(title) - 1)
    problems.append(Problem("several-conversations", source.path, source.line_number(titles[1]), count=len(titles)))
    models = tuple(dict.fromkeys(_model(text, title) for title in titles))
    return ParsedTranscript(
        tuple(pieces),
        f"Voice Conversation: {', '.join(models[:_MAX_MODELS_IN_TITLE])}",
        parts[0].started,
        problems=tuple(problems),
    )


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


def _part_start(text: str, title: int) -> int:
    """Return where the header of a part starts: at its title, or at the lines that separate it from the part above."""
    end = title
    for _ in range(_MAX_SEPARATOR_LINES):
        start = text.rfind("\n", 0, max(0, end - 1)) + 1
        line = text[start:end].strip()
        if line == RULE:
            return end
        if end == 0 or len(line) > _MAX_SEPARATOR_LENGTH or not _FILE_SEPARATOR.fullmatch(line):
            break
        end = start
    return title


def _model(text: str, title: int) -> str:
    match = _TITLE.match(text, title)
    return match["model"].strip() if match else ""


def _date_text(text: str, title: int) -> str:
    match = _DATE.match(text, title)
    return match["date"] if match else ""


def _header(start: int, end: int) -> tuple[Piece, ...]:
    return (Markup(MarkupKind.HEADER, Span(start, end)),) if start < end else ()


def _shifted_pieces(part: ParsedTranscript, by: int, started: str | None) -> Iterator[Piece]:
    """Yield the pieces of a part at their place in the file; the date of the part is the time of its first message."""
    for piece in part.pieces:
        span = piece.span.shifted(by)
        if isinstance(piece, ParsedMessage):
            yield replace(piece, span=span, time=started)
            started = None
        else:
            yield replace(piece, span=span)


def _shifted_problems(part: ParsedTranscript, lines: int) -> Iterator[Problem]:
    for each in part.problems:
        parameters = dict(each.parameters)
        if isinstance(fence_line := parameters.get("fence_line"), int):
            parameters["fence_line"] = fence_line + lines
        yield Problem(each.code, each.path, each.line and each.line + lines, **parameters)


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
