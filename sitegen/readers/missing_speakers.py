"""Report speakers that a transcript names but that have no messages, and misspelled markers."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice

from sitegen.model.problems import Parameter, Problem
from sitegen.readers.code_fences import outside_fences
from sitegen.text.source import Source

_MIN_SIMILARITY = 0.8  # `difflib` ratio: one letter in five may be wrong
_MAX_NAMES_COMPARED = 1000  # each comparison is slow
_MAX_REPORTED = 20
_MAX_NAMES_SHOWN = 5

_MARKER_SHAPES = {
    "#": re.compile(r"(?m)^#{1,6}[ \t]*+(?P<name>[^\s#:：][^\n#:：]{0,59}?)[ \t#:：]*+$"),
    "*": re.compile(r"(?m)^\*\*(?P<name>[^\s*:：][^\n*:：]{0,59})(?:[:：][ \t]?\*\*|\*\*[ \t]{0,9}+(?:[:：]|$))"),
    "【": re.compile(r"(?m)^(?:\*\*)?【(?P<name>[^\s】][^\n】]{0,59})】"),
    "": re.compile(r"(?m)^(?P<name>[^\s#*:：【][^\n:：]{0,59}?)(?: said)?[:：]"),
}
"""Lines that may be meant as markers, by their first characters."""


@dataclass(frozen=True, slots=True)
class ExpectedSpeakers:
    """Speakers that a transcript names, and how it marks their messages."""

    names: tuple[str, ...]
    line: int | None
    """Line that names them."""
    marker_prefix: str
    """First characters of a marker; ``""`` for ``Name:``."""
    code: str
    """Code of the problem that some of them have no messages."""
    short_code: str
    """Code of the note instead, in a transcript with fewer messages than names."""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    """Further parameters of both."""
    is_count_confirmed: bool = False
    """True if a stated count proves that no message was missed."""


@dataclass(frozen=True, slots=True)
class _Misspelling:
    start: int
    line: str
    name: str
    """The name that was probably meant."""


def report_missing_speakers(
    source: Source, expected: ExpectedSpeakers, starts: Sequence[int], speakers: Collection[str]
) -> Iterator[Problem]:
    """Report expected speakers without messages, and lines that nearly have a name but are no markers.

    ``starts`` are the offsets of the messages, ``speakers`` those who have some. With fewer messages than names the
    conversation may just be short, so that a missing speaker is only a note.
    """
    silent = tuple(name for name in dict.fromkeys(expected.names) if name not in speakers)
    misspellings = tuple(_find_misspellings(source.text, expected, silent, starts))
    for misspelling in misspellings:
        code = "misspelled-silent-speaker" if misspelling.name in silent else "misspelled-marker"
        line = source.line_number(misspelling.start)
        yield Problem(code, source.path, line, text=misspelling.line, name=misspelling.name)
    unexplained = [name for name in silent if name not in {misspelling.name for misspelling in misspellings}]
    is_short = len(starts) < max(2, len(set(expected.names)))
    if unexplained and not (is_short and expected.is_count_confirmed):
        names = (*unexplained[:_MAX_NAMES_SHOWN], *(("…",) if len(unexplained) > _MAX_NAMES_SHOWN else ()))
        code = expected.short_code if is_short else expected.code
        yield Problem(code, source.path, expected.line, names=names, **expected.parameters)


def _find_misspellings(
    text: str, expected: ExpectedSpeakers, silent: tuple[str, ...], starts: Sequence[int]
) -> Iterator[_Misspelling]:
    """Find misspelled markers: of speakers with messages in the same shape, of silent ones the first in any shape."""
    found: set[str] = set()
    for prefix in sorted(_MARKER_SHAPES, key=lambda prefix: prefix != expected.marker_prefix):
        candidates = expected.names if prefix == expected.marker_prefix and not expected.is_count_confirmed else silent
        for misspelling in _find_by_shape(text, prefix, candidates, starts) if candidates else ():
            if misspelling.name not in silent or misspelling.name not in found:
                found.add(misspelling.name)
                yield misspelling


def _find_by_shape(text: str, prefix: str, names: Collection[str], starts: Sequence[int]) -> Iterator[_Misspelling]:
    """Find lines of one shape, outside code, that are no markers but nearly have one of ``names``."""
    known_starts = set(starts)
    by_casefold = {name.casefold(): name for name in names}
    matches = [
        match for match in _MARKER_SHAPES[prefix].finditer(text, *starts[:1]) if match.start() not in known_starts
    ]
    spellings = dict.fromkeys(match["name"].strip() for match in matches)
    meant = {
        name: meant for name in islice(spellings, _MAX_NAMES_COMPARED) if (meant := _closest_name(name, by_casefold))
    }
    candidates_found = list(islice((match for match in matches if match["name"].strip() in meant), _MAX_REPORTED))
    if not candidates_found:
        return
    offsets = sorted({*starts, *(match.start() for match in candidates_found)})
    outside = dict(zip(offsets, outside_fences(text, offsets), strict=True))
    for match in candidates_found:
        if outside[match.start()]:
            yield _Misspelling(match.start(), match[0].strip(), meant[match["name"].strip()])


def _closest_name(name: str, by_casefold: dict[str, str]) -> str | None:
    """Return the similar name, or None. Digits must be equal, because they tell numbered speakers apart."""
    casefolded = name.casefold()
    similar = [
        each for each in by_casefold if abs(len(each) - len(casefolded)) < 3 and _digits(each) == _digits(casefolded)
    ]
    return next((by_casefold[each] for each in get_close_matches(casefolded, similar, 1, _MIN_SIMILARITY)), None)


def _digits(name: str) -> str:
    return "".join(char for char in name if char.isdigit())
