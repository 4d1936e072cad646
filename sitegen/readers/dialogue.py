"""Read dialogues of two models: the title is ``# A ↔ B``, messages start with ``### A`` or ``### B``."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from sitegen.model import Role, Span
from sitegen.model.problems import Problem
from sitegen.readers import rule_separated
from sitegen.readers.code_fences import outside_fences
from sitegen.readers.header import read_header
from sitegen.readers.missing_speakers import ExpectedSpeakers, report_missing_speakers
from sitegen.readers.parsed import Confidence, Detection, ParsedMessage, ParsedTranscript
from sitegen.text.dates import DateOrder, find_date_order, is_ambiguous_date, parse_date
from sitegen.text.source import Source

NAME = "dialogue"

_ARROW = " ↔ "
_MAX_ARROWS = 8  # in a title whose names contain arrows
_MAX_HEADER_LENGTH = 4000
_TITLE = re.compile(r"# (?P<names>[^\n]{1,1000}? ↔ [^\n]{1,1000})$", re.MULTILINE)
# A title may directly follow the last rule of a file without a newline.
_LATER_TITLE = re.compile(
    r"(?m)(?:^|(?<=^---))# (?=[^\n]{1,1000}? ↔ \S)[^\n]{1,2000}+\n(?:[ \t]*\n){0,9}"
    r"(?:\*\*(?:Started|Ended|Messages):\*\*[^\n]*\n(?:[ \t]*\n){0,9}){1,3}---[ \t]*$"
)
_NO_MATCH = "(?!)"
_DETAIL = re.compile(r"(?m)^\*\*(?P<key>Started|Ended|Messages):\*\*[ \t]*(?P<value>[^\n]*?)[ \t]*$")
_HEADING = re.compile(r"(?m)^### (?P<name>[^\n]*)$")


def detect(source: Source) -> Detection | None:
    """Detect a first line that names two speakers, and a date or a message count above the first rule."""
    if _TITLE.match(source.text) is None or not _details(source.text):
        return None
    return Detection(Confidence.CERTAIN, "its first line is `# A ↔ B`, and a date or a number of messages follows")


def read(source: Source) -> ParsedTranscript:
    """Return the messages of the two speakers in the title. Other headings are text.

    If several dialogues are below one another, each is read with its own title.
    """
    later_titles = tuple(_later_titles(source.text))
    return rule_separated.read_parts(source, later_titles, _read_part) if later_titles else _read_part(source)


def _later_titles(text: str) -> Iterator[int]:
    """Yield the offsets of further titles with details and a rule below; one inside fenced code is text."""
    heading = text.find("# ", 1)
    if heading < 0 or text.find(_ARROW, heading) < 0:  # most dialogues
        return
    candidates = [match.start() for match in _LATER_TITLE.finditer(text) if match.start() > 0]
    if not candidates:
        return
    headings = [match.start() for match in _HEADING.finditer(text)]
    starts = sorted({*candidates, *headings})
    outside = dict(zip(starts, outside_fences(text, starts), strict=True))
    yield from (start for start in candidates if outside[start])


def _read_part(source: Source) -> ParsedTranscript:
    text = source.text
    title = _TITLE.match(text)
    title_names = title["names"].strip() if title else ""
    details = _details(text)
    names = _speaker_names(text, title_names)
    order = find_date_order(value for value, _ in details.values())
    count = details.get("Messages", ("", 0))[0]
    stated_count = int(count) if _is_count(count) else None
    found = rule_separated.find_turn_lines(text, _marker_pattern(names), stated_count)
    turns = found.turns
    header = (
        read_header(source, 0, turns[0].span.start) if turns else rule_separated.read_without_turns(source, "### A")
    )
    return ParsedTranscript(
        pieces=(*header.pieces, *rule_separated.split_into_pieces(text, turns, _parsed_message)),
        title=title_names,
        started=parse_date(details.get("Started", ("", 0))[0], order),
        ended=parse_date(details.get("Ended", ("", 0))[0], order),
        problems=(
            *(each for each in header.problems if each.code != "ambiguous-date"),
            *_invalid_details(source, details, order, len(turns)),
            *_missing_speakers(source, names, turns, stated_count),
            *rule_separated.report_ambiguities(source, found, stated_count),
            *rule_separated.report_other_roles(source, found, _HEADING, stated_count),
        ),
    )


def _missing_speakers(
    source: Source,
    names: tuple[str, ...],
    turns: tuple[rule_separated.TurnLine, ...],
    stated_count: int | None,
) -> Iterator[Problem]:
    if turns:
        expected = ExpectedSpeakers(
            names,
            1,
            "#",
            "silent-title-speakers",
            "short-dialogue-with-silent-speakers",
            is_count_confirmed=stated_count == len(turns),
        )
        starts = [line.span.start for line in turns]
        yield from report_missing_speakers(source, expected, starts, {line.name for line in turns})


def _parsed_message(line: rule_separated.TurnLine, span: Span) -> ParsedMessage:
    return ParsedMessage(span, line.name, Role.ASSISTANT, line.name)


def _details(text: str) -> dict[str, tuple[str, int]]:
    """Return value and line offset by key of the lines above the first rule. The first of a key wins."""
    end = text.find("\n---", 0, _MAX_HEADER_LENGTH)
    details: dict[str, tuple[str, int]] = {}
    for match in _DETAIL.finditer(text, 0, _MAX_HEADER_LENGTH if end < 0 else end):
        details.setdefault(match["key"], (match["value"], match.start()))
    return details


def _speaker_names(text: str, title_names: str) -> tuple[str, ...]:
    """Return the two names, or none. If a name contains an arrow, headings decide which pair is meant."""
    pairs = tuple(islice(_possible_pairs(title_names), _MAX_ARROWS))
    if len(pairs) == 1:
        return pairs[0]
    heading_counts = Counter(match["name"].rstrip() for match in _HEADING.finditer(text))
    return max(pairs, key=lambda names: sum(heading_counts[name] for name in set(names)), default=())


def _possible_pairs(title_names: str) -> Iterator[tuple[str, str]]:
    """Return all ways to split ``title_names`` into two names."""
    arrow = title_names.find(_ARROW)
    while arrow >= 0:
        names = title_names[:arrow].strip(), title_names[arrow + len(_ARROW) :].strip()
        if all(names):
            yield names
        arrow = title_names.find(_ARROW, arrow + 1)


def _marker_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = "|".join(map(re.escape, dict.fromkeys(names))) or _NO_MATCH
    return re.compile(rf"(?m)^### (?P<name>{alternatives})[ \t]*$")


def _is_count(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10


def _invalid_details(
    source: Source, details: dict[str, tuple[str, int]], order: DateOrder | None, turns: int
) -> Iterator[Problem]:
    for key, (value, offset) in details.items():
        line = source.line_number(offset)
        if key != "Messages":
            if order is None and is_ambiguous_date(value):
                yield Problem("ambiguous-date", source.path, line, value=value)
            elif parse_date(value, order) is None:
                yield Problem("invalid-header-date", source.path, line, key=key, value=value)
        elif not _is_count(value):
            yield Problem("invalid-header-message-count", source.path, line, value=value)
        elif int(value) != turns:
            yield Problem("header-message-count", source.path, line, found=turns, stated=int(value))
