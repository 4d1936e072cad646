"""What stands before the first turn: title and details are the header, words of somebody are shown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sitegen.model import Span
from sitegen.model.problems import Problem
from sitegen.readers.parsed import Markup, MarkupKind, Piece, Utterance
from sitegen.text.dates import moment
from sitegen.text.source import Source

NOBODY = "Unknown"
"""The speaker of words that stand before the first turn: the transcript does not tell whose they are."""

_LINE = re.compile(r"[^\n]*\n?")
_TITLE = re.compile(r"#[ \t]+(\S[^\n]*)")
_DETAIL = re.compile(
    r"[-*>]?[ \t]*(?:\*\*|_)?(?P<key>\w[^\n:*]{0,39})(?:\*\*:|:\*\*|_:|:)(?:[ \t]+(?P<value>[^\n]*))?"
)
_QUOTED = re.compile(r"`([^`\n]+)`")
_DATED = re.compile(r"([*_])(?!\1)[^\n]{0,99}?\d[^\n]{0,99}\1")
# Of a detail's key one word is of these: any other `Key: value` may be something that somebody said.
_KEYS = frozenset(
    word
    for line in (
        "date time started ended created generated updated exported export duration range turns",
        "messages rounds title topic subject model models agents participants speakers platform",
        "source url link author template experiment session id status tags version channel guild",
        "prompt location language",
    )
    for word in line.split()
)
_REPORT = "[backrooms] "
_OPENINGS = ("#", "|", "<!--", "===", "---", "***")
_BLANK = " \t\n"
_STARTS = ("date", "started", "created", "generated")


@dataclass(frozen=True, slots=True)
class Preamble:
    """What stands before the first turn, taken apart."""

    pieces: tuple[Piece, ...]
    title: str = ""
    started: str | None = None
    model: str = ""
    """Of ``Model: …``: the name of one model, as written."""
    problems: tuple[Problem, ...] = ()


def read_preamble(source: Source, start: int, end: int) -> Preamble:
    """Everything from ``start`` up to the first turn at ``end``.

    Headings, rules, tables, comments, a date in italics and details such as ``Date: …`` are the header. From
    the first other line on it is something that was said; it becomes a message of `NOBODY` and a problem.
    """
    text = source.text
    said_from = next(words(text, start, end), end)
    header = text[start:said_from]
    details = {match["key"].casefold(): match["value"] or "" for match in _matches(_DETAIL, header)}
    pieces: list[Piece] = [Markup(MarkupKind.HEADER, Span(start, said_from))] if said_from > start else []
    problems = []
    if said_from < end:
        said = said_from + len(text[said_from:end].rstrip(_BLANK).removesuffix("\n---").rstrip(_BLANK))
        pieces.append(Utterance(Span(said_from, said), NOBODY))
        pieces += [Markup(MarkupKind.SEPARATOR, Span(said, end))] if said < end else []
        problems.append(
            Problem(
                source.path,
                source.line(said_from),
                "what stands before the first turn names no speaker",
                "it is shown as said by Unknown: write a line above it that names who said it",
            )
        )
    return Preamble(
        tuple(pieces),
        next((match[1].strip() for match in _matches(_TITLE, header)), ""),
        next((when for key in _STARTS if (when := moment(details.get(key, "")))), None),
        _model(details.get("model", "")),
        tuple(problems),
    )


def words(text: str, start: int, end: int) -> Iterator[int]:
    """The offsets of the lines between ``start`` and ``end`` that are neither title nor details.

    What UniversalBackrooms reports of itself is a detail as well: ``[backrooms] …`` and the lines below it.
    """
    report = False
    for match in _LINE.finditer(text, start, end):
        line = match[0].rstrip()
        report = bool(line) and (report or line.startswith(_REPORT))
        if line and not (report or line.startswith(_OPENINGS) or _is_detail(line) or _DATED.fullmatch(line)):
            yield match.start()


def _model(written: str) -> str:
    """The name alone; what follows one in back-ticks tells about it."""
    quoted = _QUOTED.match(written)
    return (quoted[1] if quoted else written).strip(" \t*_\"'")


def _is_detail(line: str) -> bool:
    match = _DETAIL.fullmatch(line)
    return match is not None and not _KEYS.isdisjoint(match["key"].casefold().split())


def _matches(pattern: re.Pattern[str], header: str) -> Iterator[re.Match[str]]:
    return (match for line in header.split("\n") if (match := pattern.fullmatch(line.rstrip())))
