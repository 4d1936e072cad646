"""Read formats whose turns are a line that names the speaker, a blank line, the text and a rule ``---``.

A file may hold several conversations, one below the other, as ``cat`` and scripts write them.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

from sitegen.model import Span
from sitegen.model.problems import Problem
from sitegen.readers.code_fences import (
    RULE,
    FenceReading,
    enclosing_fences,
    outside_fences,
    read_fences,
    report_fenced_markers,
)
from sitegen.readers.furniture import find_footer
from sitegen.readers.header import TranscriptHeader
from sitegen.readers.parsed import Markup, MarkupKind, ParsedMessage, ParsedTranscript, Piece
from sitegen.readers.speaker_names import role_from_name
from sitegen.text.source import Source

_WHITESPACE = " \t\n"
_FILE_SEPARATOR = re.compile(r"[^\w\n]*(?:(?:FILE|File):?[ ]*)?(?:[\w./-]+\.\w{2,4}\b[^\n]{0,60})?[^\w\n]*")
_MAX_SEPARATOR_LINES = 6
_MAX_SEPARATOR_LENGTH = 120
_CHUNK_LENGTH = 4096  # characters to look at, so that no long text is copied for its end


@dataclass(frozen=True, slots=True)
class TurnLine:
    """A line that may name the speaker of a turn."""

    span: Span
    """The line without its newline."""
    name: str
    rule_start: int | None
    """Start of the rule directly before it, or None."""
    fence_start: int | None
    """Start of the code fence around it, or None."""


@dataclass(frozen=True, slots=True)
class TurnLines:
    """All lines of a transcript that may start turns, and those that do."""

    lines: tuple[TurnLine, ...]
    turns: tuple[TurnLine, ...]
    fences: FenceReading = field(default_factory=FenceReading)
    """How the fences around lines below a rule were read."""


def find_turn_lines(text: str, pattern: re.Pattern[str], stated_count: int | None = None) -> TurnLines:
    """Find the lines that match ``pattern``: a pattern of whole lines (``(?m)^…$``) with a group ``name``.

    Turns start with those after a rule and outside code; the first needs no rule. If the transcript states its number
    of messages, the first filter that gives this number wins: a fence may be unclosed, or a rule deleted.
    """
    matches = tuple(pattern.finditer(text))
    rules = [_rule_before(text, match.start()) for match in matches]
    anywhere = enclosing_fences(text, [match.start() for match in matches])
    first = next((n for n, fence in enumerate(anywhere) if fence is None), None)
    ruled = [n for n, rule in enumerate(rules) if rule is not None or n == first]
    reading = read_fences(
        text, [Span(*matches[n].span()) for n in ruled], [matches[n]["name"] for n in ruled], stated_count
    )
    fences = dict(enumerate(anywhere)) | dict(zip(ruled, reading.enclosing, strict=True))
    lines = tuple(TurnLine(Span(*match.span()), match["name"], rules[n], fences[n]) for n, match in enumerate(matches))
    likely = tuple(lines[n] for n in ruled if fences[n] is None)
    if stated_count is not None and len(likely) != stated_count:
        for turns in (tuple(line for line in lines if line.fence_start is None), lines):
            if len(turns) == stated_count:
                return TurnLines(lines, turns)
    return TurnLines(lines, likely, reading)


def split_into_pieces(
    text: str, turns: Sequence[TurnLine], make_message: Callable[[TurnLine, Span], ParsedMessage]
) -> Iterator[Piece]:
    """Yield the pieces from the first turn to the end of the text, with page furniture there as a footer."""
    footer = find_footer(text, turns[-1].span.end) if turns else len(text)
    for line, following in zip_longest(turns, turns[1:]):
        start = line.span.end
        if following is None:
            end = footer
            rule = _rule_before(text, end, start)
        else:
            end, rule = following.span.start, following.rule_start
        message = _message_span(text, start, end if rule is None else rule, has_rule=rule is not None)
        yield Markup(MarkupKind.MARKER, line.span)
        if message.start > start:
            yield Markup(MarkupKind.SEPARATOR, Span(start, message.start))
        yield make_message(line, message)
        if end > message.end:
            yield Markup(MarkupKind.SEPARATOR, Span(message.end, end))
    if footer < len(text):
        yield Markup(MarkupKind.FOOTER, Span(footer, len(text)))


def report_ambiguities(source: Source, found: TurnLines, stated_count: int | None = None) -> Iterator[Problem]:
    """Report marker lines that were read as text, and an end that looks cut off."""
    used = set(found.turns)
    unused = [line for line in found.lines if line not in used]
    without_rule = [line for line in unused if line.fence_start is None]
    if without_rule:
        first = without_rule[0].span
        yield Problem(
            "marker-without-rule",
            source.path,
            source.line_number(first.start),
            count=len(without_rule),
            text=first.of(source.text).strip(),
        )
    if len(found.turns) != stated_count:
        fenced = [(line.span.start, line.fence_start) for line in unused if line.fence_start is not None]
        yield from report_fenced_markers(source, fenced, found.fences)
    last = found.turns[-1].span.end if found.turns else 0
    if found.turns and _rule_before(source.text, find_footer(source.text, last), last) is None:
        yield Problem("missing-final-rule", source.path, source.line_number(len(source.text)))


def report_other_roles(
    source: Source, found: TurnLines, pattern: re.Pattern[str], stated_count: int | None = None
) -> Iterator[Problem]:
    """Report lines below a rule that match ``pattern`` and name a role that the format does not have."""
    text = source.text
    known = {line.span.start for line in found.lines}
    others = [
        match
        for match in (pattern.finditer(text, found.turns[0].span.end) if found.turns else ())
        if match.start() not in known
        and role_from_name(match["name"])
        and _rule_before(text, match.start()) is not None
    ]
    starts = sorted({*(line.span.start for line in found.turns), *(match.start() for match in others)})
    outside = dict(zip(starts, outside_fences(text, starts), strict=True)) if others else {}
    others = [match for match in others if outside[match.start()]]
    if others and len(found.turns) != stated_count:
        names = list(dict.fromkeys((*(line.name for line in found.turns), *(match["name"] for match in others))))
        yield Problem(
            "other-role-below-rule",
            source.path,
            source.line_number(others[0].start()),
            count=len(others),
            text=others[0][0].strip(),
            setting=f"participants = {json.dumps(names, ensure_ascii=False)}",
        )


def _rule_before(text: str, offset: int, after: int = 0) -> int | None:
    """Return the start of the rule before ``offset`` with only blank lines in between, or None."""
    end = offset
    while end > after and not text[max(after, end - _CHUNK_LENGTH) : end].strip(_WHITESPACE):
        end = max(after, end - _CHUNK_LENGTH)
    window = max(after, end - _CHUNK_LENGTH)
    end = window + len(text[window:end].rstrip(_WHITESPACE))
    start = end - len(RULE)
    return start if start > after and text.startswith(f"\n{RULE}", start - 1) else None


def _message_span(text: str, start: int, end: int, *, has_rule: bool) -> Span:
    """Return the text between marker line and rule, without the blank line that the format adds at each end.

    Other blank lines belong to the message.
    """
    start += text.startswith("\n", start, end)
    start += text.startswith("\n", start, end)
    if not has_rule:
        return Span(start, max(start, start + len(text[start:end].rstrip("\n"))))
    end -= text.endswith("\n", start, end)
    end -= text.endswith("\n", start, end)
    return Span(start, end)


def read_without_turns(source: Source, marker: str) -> TranscriptHeader:
    """Return all of a transcript without turns as its header, with a problem."""
    problem = Problem("title-without-messages", source.path, 1, marker=marker)
    header = Markup(MarkupKind.HEADER, Span(0, len(source.text)))
    return TranscriptHeader((header,) if source.text else (), problems=(problem,))


def read_parts(
    source: Source, later_titles: Sequence[int], read_part: Callable[[Source], ParsedTranscript]
) -> ParsedTranscript:
    """Read each part of the file by itself; parts start at 0 and at the ``later_titles``.

    The title is that of the first part. The date of a later one is the time of its first message.
    """
    text = source.text
    titles = [0, *later_titles]
    starts = [0, *(_part_start(text, title) for title in later_titles), len(text)]
    pieces: list[Piece] = []
    problems: list[Problem] = []
    parts = []
    for title, (start, end) in zip(titles, pairwise(starts), strict=True):
        part = read_part(replace(source, text=text[title:end]))
        parts.append(part)
        pieces += [Markup(MarkupKind.HEADER, Span(start, title))] if start < title else []
        pieces += _moved_pieces(part, title, part.started if title else None)
        problems += _moved_problems(part, source.line_number(title) - 1)
    line = source.line_number(titles[1])
    problems.append(Problem("several-conversations", source.path, line, count=len(titles)))
    return replace(parts[0], pieces=tuple(pieces), ended=parts[-1].ended, problems=tuple(problems))


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


def _moved_pieces(part: ParsedTranscript, by: int, started: str | None) -> Iterator[Piece]:
    """Yield the pieces of a part at their place in the file."""
    for piece in part.pieces:
        span = piece.span.shifted(by)
        if isinstance(piece, ParsedMessage):
            yield replace(piece, span=span, time=piece.time or started)
            started = None
        else:
            yield replace(piece, span=span)


def _moved_problems(part: ParsedTranscript, lines: int) -> Iterator[Problem]:
    for each in part.problems:
        parameters = dict(each.parameters)
        if isinstance(fence_line := parameters.get("fence_line"), int):
            parameters["fence_line"] = fence_line + lines
        yield Problem(each.code, each.path, each.line and each.line + lines, **parameters)
