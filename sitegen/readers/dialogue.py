"""Two models that talk to each other: the title is ``# A ↔ B``, a turn begins with ``### A`` or ``### B``."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from sitegen.model import Role, Span
from sitegen.model.problems import Problem
from sitegen.readers import rule_separated
from sitegen.readers.header import read_preamble
from sitegen.readers.missing_speakers import Named, silence
from sitegen.readers.parsed import Reading, Utterance
from sitegen.text.dates import moment
from sitegen.text.source import Source

NAME = "dialogue"

_BETWEEN = " ↔ "
_MOST_ARROWS = 8  # of a title whose names hold arrows themselves
_HEADER_LENGTH = 4000
_TITLE = re.compile(r"# (?P<names>[^\n]{1,1000}? ↔ [^\n]{1,1000})$", re.MULTILINE)
_NOTHING = "(?!)"
_DETAIL = re.compile(r"(?m)^\*\*(?P<key>Started|Ended|Messages):\*\*[ \t]*(?P<value>[^\n]*?)[ \t]*$")
_HEADING = re.compile(r"(?m)^### (?P<name>[^\n]*)$")


def accepts(source: Source) -> bool:
    """Whether the first line names two, and the lines above the first rule say when or how much."""
    return _TITLE.match(source.text) is not None and bool(_details(source.text))


def read(source: Source) -> Reading:
    """The turns of the two in the title. Other headings are text."""
    text = source.text
    title = _TITLE.match(text)
    names = title["names"].strip() if title else ""
    details = _details(text)
    pair = _pair(text, names)
    marks = rule_separated.find_marks(text, _marker(pair))
    count = details.get("Messages", ("", 0))[0]
    stated = int(count) if _is_count(count) else None
    turns = rule_separated.turns(marks, stated)
    preamble = (
        read_preamble(source, 0, turns[0].span.start)
        if turns
        else rule_separated.header_only(source, "### A")
    )
    return Reading(
        pieces=(*preamble.pieces, *rule_separated.tile(text, turns, _say)),
        title=names,
        started=moment(details.get("Started", ("", 0))[0]),
        ended=moment(details.get("Ended", ("", 0))[0]),
        problems=(
            *preamble.problems,
            *_wrong_details(source, details, len(turns)),
            *_silent(source, pair, turns, stated),
            *rule_separated.doubts(source, marks, turns, stated),
        ),
    )


def _silent(
    source: Source, pair: tuple[str, ...], turns: tuple[rule_separated.Mark, ...], stated: int | None
) -> Iterator[Problem]:
    if turns:
        remedy = "write ### and the name as in the title above each of their turns"
        named = Named(pair, "named in the title", 1, "#", remedy, sure=stated == len(turns))
        yield from silence(source, named, [mark.span.start for mark in turns], {mark.name for mark in turns})


def _say(mark: rule_separated.Mark, span: Span) -> Utterance:
    return Utterance(span, mark.name, Role.ASSISTANT, mark.name)


def _details(text: str) -> dict[str, tuple[str, int]]:
    """Of the lines above the first rule: key → its value and the offset of its line. The first holds."""
    end = text.find("\n---", 0, _HEADER_LENGTH)
    details: dict[str, tuple[str, int]] = {}
    for match in _DETAIL.finditer(text, 0, _HEADER_LENGTH if end < 0 else end):
        details.setdefault(match["key"], (match["value"], match.start()))
    return details


def _pair(text: str, names: str) -> tuple[str, ...]:
    """The two names, or none. Where a name holds an arrow itself, the pair that more headings bear out."""
    pairs = tuple(islice(_pairs(names), _MOST_ARROWS))
    if len(pairs) == 1:
        return pairs[0]
    headings = Counter(match["name"].rstrip() for match in _HEADING.finditer(text))
    return max(pairs, key=lambda pair: sum(headings[name] for name in set(pair)), default=())


def _pairs(names: str) -> Iterator[tuple[str, str]]:
    """Every way to read ``names`` as two."""
    arrow = names.find(_BETWEEN)
    while arrow >= 0:
        pair = names[:arrow].strip(), names[arrow + len(_BETWEEN) :].strip()
        if all(pair):
            yield pair
        arrow = names.find(_BETWEEN, arrow + 1)


def _marker(pair: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(map(re.escape, dict.fromkeys(pair))) or _NOTHING
    return re.compile(rf"(?m)^### (?P<name>{names})[ \t]*$")


def _is_count(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10


def _wrong_details(source: Source, details: dict[str, tuple[str, int]], turns: int) -> Iterator[Problem]:
    for key, (value, offset) in details.items():
        line = source.line(offset)
        if key != "Messages":
            if moment(value) is None:
                yield Problem(source.path, line, f"{key}: {value!r} is no date", "write YYYY-MM-DD HH:MM:SS")
        elif not _is_count(value):
            yield Problem(
                source.path, line, f"Messages: {value!r} is no number", "write how many messages follow"
            )
        elif int(value) != turns:
            messages = "1 message" if turns == 1 else f"{turns} messages"
            yield Problem(
                source.path,
                line,
                f"{messages}, but the header says {int(value)}",
                "was the file cut off, or a turn's ### line changed?",
            )
