"""Formats whose turns are a line that names the speaker, a blank line, the text and a rule."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sitegen.model import Span
from sitegen.model.problems import Problem, Severity
from sitegen.readers.code_fences import RULE, fenced_note, fences_around, fences_swallow
from sitegen.readers.header import Preamble
from sitegen.readers.parsed import Markup, MarkupKind, Piece, Utterance
from sitegen.text.source import Source

_BLANK = " \t\n"
_CHUNK = 4096  # characters looked at at once, so that no long text is copied for its end


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that may name the speaker of a turn."""

    span: Span
    """The line without its newline."""
    name: str
    rule: int | None
    """Where the rule before it begins; None where it follows something else."""
    fence: int | None
    """Where the code fence begins in which it stands; None outside of all."""


def find_marks(text: str, line: re.Pattern[str]) -> tuple[Mark, ...]:
    """Every line that matches ``line``, a pattern for whole lines (``(?m)^…$``) with a group ``name``."""
    matches = tuple(line.finditer(text))
    fences = fences_around(text, [match.start() for match in matches])
    return tuple(
        Mark(Span(*match.span()), match["name"], _rule_before(text, match.start()), fence)
        for match, fence in zip(matches, fences, strict=True)
    )


def turns(marks: Sequence[Mark], stated: int | None = None) -> tuple[Mark, ...]:
    """The marks that begin a turn: those after a rule and outside code; the first needs no rule.

    Where the transcript states how many messages it has, and only another way to count gives that number
    (a fence that was never closed, a rule that somebody deleted), that way is taken. Where nothing gives it,
    or nothing is stated, fences hide no turns that keep the speakers taking turns.
    """
    ways: tuple[Callable[[Mark], bool], ...] = (
        lambda mark: mark.rule is not None and mark.fence is None,
        lambda mark: mark.rule is not None,
        lambda mark: mark.fence is None,
        bool,
    )
    readings = tuple(_chosen(marks, way) for way in ways)
    outside, everywhere = readings[:2]
    swallowed = fences_swallow([mark.name for mark in everywhere], [mark.name for mark in outside])
    likeliest = everywhere if swallowed else outside
    return next((reading for reading in readings if len(reading) == stated), likeliest)


def tile(text: str, turns: Sequence[Mark], say: Callable[[Mark, Span], Utterance]) -> Iterator[Piece]:
    """The pieces from the first turn to the end; ``say`` makes the utterance of a turn with that text."""
    for mark, following in zip_longest(turns, turns[1:]):
        start = mark.span.end
        if following is None:
            end = len(text)
            rule = _rule_before(text, end, start)
        else:
            end, rule = following.span.start, following.rule
        said = _said(text, start, end if rule is None else rule, ruled=rule is not None)
        yield Markup(MarkupKind.MARKER, mark.span)
        if said.start > start:
            yield Markup(MarkupKind.SEPARATOR, Span(start, said.start))
        yield say(mark, said)
        if end > said.end:
            yield Markup(MarkupKind.SEPARATOR, Span(said.end, end))


def doubts(
    source: Source, marks: Sequence[Mark], turns: Sequence[Mark], stated: int | None = None
) -> Iterator[Problem]:
    """What a reader of the page should know: marker lines read as text, and an end that looks cut off."""
    taken = set(turns)
    left = [mark for mark in marks if mark not in taken and mark.fence is None]
    if left:
        line = left[0].span.of(source.text).strip()
        more = f" (and {len(left) - 1} more)" if len(left) > 1 else ""
        yield Problem(
            source.path,
            source.line(left[0].span.start),
            f"{line!r} without a rule before it is read as text{more}",
            "write --- and a blank line above it if a turn begins there",
            Severity.NOTE,
        )
    if len(turns) != stated:
        code = [
            (mark.span.start, mark.fence) for mark in marks if mark not in taken and mark.fence is not None
        ]
        yield from fenced_note(source, code)
    if turns and _rule_before(source.text, len(source.text), turns[-1].span.end) is None:
        message = "the last message does not end with ---; it may be cut off"
        remedy = "write --- below it if it is whole, or export the transcript again"
        yield Problem(source.path, source.line(len(source.text)), message, remedy, Severity.NOTE)


def _chosen(marks: Sequence[Mark], way: Callable[[Mark], bool]) -> tuple[Mark, ...]:
    first = next((mark for mark in marks if mark.fence is None), None)
    return tuple(mark for mark in marks if mark is first or way(mark))


def _rule_before(text: str, offset: int, after: int = 0) -> int | None:
    """Where the rule begins that has only blank lines between itself and ``offset``."""
    end = offset
    while end > after and not text[max(after, end - _CHUNK) : end].strip(_BLANK):
        end = max(after, end - _CHUNK)
    window = max(after, end - _CHUNK)
    end = window + len(text[window:end].rstrip(_BLANK))
    start = end - len(RULE)
    return start if start > after and text.startswith(f"\n{RULE}", start - 1) else None


def _said(text: str, start: int, end: int, *, ruled: bool) -> Span:
    """Between the end of a marker line and the rule: without the blank line that the format puts after the
    marker, nor the one before the rule. What else is blank belongs to the message.
    """
    start += text.startswith("\n", start, end)
    start += text.startswith("\n", start, end)
    if not ruled:
        return Span(start, max(start, start + len(text[start:end].rstrip("\n"))))
    end -= text.endswith("\n", start, end)
    end -= text.endswith("\n", start, end)
    return Span(start, end)


def header_only(source: Source, marker: str) -> Preamble:
    """Of a transcript that has the right title but no turn: all of it is header, and a problem says so."""
    problem = Problem(
        source.path,
        1,
        "the title is that of a transcript, but no turn follows",
        f"a turn begins with {marker} alone on its line",
    )
    header = Markup(MarkupKind.HEADER, Span(0, len(source.text)))
    return Preamble((header,) if source.text else (), problems=(problem,))
