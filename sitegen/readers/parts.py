"""Read files that hold several conversations, one below the other, as ``cat`` and scripts write them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from sitegen.model import Span
from sitegen.model.problems import Problem
from sitegen.readers.code_fences import RULE
from sitegen.readers.parsed import Markup, MarkupKind, ParsedMessage, ParsedTranscript, Piece
from sitegen.text.source import Source

_FILE_SEPARATOR = re.compile(r"[^\w\n]*(?:(?:FILE|File):?[ ]*)?(?:[\w./-]+\.\w{2,4}\b[^\n]{0,60})?[^\w\n]*")
_MAX_SEPARATOR_LINES = 6
_MAX_SEPARATOR_LENGTH = 120


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
