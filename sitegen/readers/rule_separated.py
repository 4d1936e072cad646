"""Read formats whose turns are a line that names the speaker, a blank line, the text and a rule ``---``."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sitegen.model import Span
from sitegen.model.problems import Problem
from sitegen.readers.code_fences import RULE, enclosing_fences, fences_hide_turns, report_fenced_markers
from sitegen.readers.header import TranscriptHeader
from sitegen.readers.parsed import Markup, MarkupKind, ParsedMessage, Piece
from sitegen.text.source import Source

_WHITESPACE = " \t\n"
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


def find_turn_lines(text: str, pattern: re.Pattern[str]) -> tuple[TurnLine, ...]:
    """Find the lines that match ``pattern``: a pattern of whole lines (``(?m)^…$``) with a group ``name``."""
    matches = tuple(pattern.finditer(text))
    fences = enclosing_fences(text, [match.start() for match in matches])
    return tuple(
        TurnLine(Span(*match.span()), match["name"], _rule_before(text, match.start()), fence)
        for match, fence in zip(matches, fences, strict=True)
    )


def select_turns(lines: Sequence[TurnLine], stated_count: int | None = None) -> tuple[TurnLine, ...]:
    """Return the lines that start a turn: those after a rule and outside code; the first needs no rule.

    If the transcript states its number of messages, the first filter that gives this number wins: a fence may be
    unclosed, or a rule deleted. Otherwise lines in fences start turns if the speakers alternate only with them.
    """
    filters: tuple[Callable[[TurnLine], bool], ...] = (
        lambda line: line.rule_start is not None and line.fence_start is None,
        lambda line: line.rule_start is not None,
        lambda line: line.fence_start is None,
        bool,
    )
    selections = tuple(_filter_lines(lines, condition) for condition in filters)
    outside, everywhere = selections[:2]
    hidden = fences_hide_turns([line.name for line in everywhere], [line.name for line in outside])
    likely = everywhere if hidden else outside
    return next((each for each in selections if len(each) == stated_count), likely)


def split_into_pieces(
    text: str, turns: Sequence[TurnLine], make_message: Callable[[TurnLine, Span], ParsedMessage]
) -> Iterator[Piece]:
    """Yield the pieces from the first turn to the end of the text."""
    for line, following in zip_longest(turns, turns[1:]):
        start = line.span.end
        if following is None:
            end = len(text)
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


def report_ambiguities(
    source: Source, lines: Sequence[TurnLine], turns: Sequence[TurnLine], stated_count: int | None = None
) -> Iterator[Problem]:
    """Report marker lines that were read as text, and an end that looks cut off."""
    used = set(turns)
    unused = [line for line in lines if line not in used and line.fence_start is None]
    if unused:
        first = unused[0].span
        yield Problem(
            "marker-without-rule",
            source.path,
            source.line_number(first.start),
            count=len(unused),
            text=first.of(source.text).strip(),
        )
    if len(turns) != stated_count:
        code = [
            (line.span.start, line.fence_start) for line in lines if line not in used and line.fence_start is not None
        ]
        yield from report_fenced_markers(source, code)
    if turns and _rule_before(source.text, len(source.text), turns[-1].span.end) is None:
        yield Problem("missing-final-rule", source.path, source.line_number(len(source.text)))


def _filter_lines(lines: Sequence[TurnLine], condition: Callable[[TurnLine], bool]) -> tuple[TurnLine, ...]:
    first = next((line for line in lines if line.fence_start is None), None)
    return tuple(line for line in lines if line is first or condition(line))


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
