"""Divide the markers of speakers into those that start turns and those that are quoted or are code."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from sitegen.model import Span
from sitegen.readers.code_fences import FenceReading, find_code, read_fences
from sitegen.readers.quoted_markers import in_one_form, marker_names, name_list, without_quoted
from sitegen.readers.speaker_names import is_label
from sitegen.readers.turn_markers import UNIVERSAL_BACKROOMS, MarkerStyle, TurnMarker


@dataclass(frozen=True, slots=True)
class MarkerMatches:
    """Markers of one transcript, all of one style."""

    style: MarkerStyle
    markers: tuple[TurnMarker, ...]
    unknown: tuple[TurnMarker, ...] = ()
    """Markers in the same form whose names are no speakers; read as text."""
    fenced: tuple[TurnMarker, ...] = ()
    """Markers of speakers inside fenced code; read as text."""
    fences: FenceReading = field(default_factory=FenceReading)
    """How the fences around markers of speakers were read."""
    other_forms: tuple[TurnMarker, ...] = ()
    """Markers of speakers in another form that may start turns; read as text."""
    quoted: tuple[TurnMarker, ...] = ()
    """Markers of speakers in another form that break the order of turns; read as text."""
    doubtful: tuple[TurnMarker, ...] = ()
    """Markers whose names may be speakers, or be quoted in a message; read as text."""
    unlisted: tuple[TurnMarker, ...] = ()
    """Markers of evident speakers whom the list of the participants leaves out; read as text."""
    is_certain: bool = True
    """False if only the owner's word says that these are messages."""


def select_declared(
    text: str, style: MarkerStyle, markers: Sequence[TurnMarker], stated_count: int | None
) -> MarkerMatches:
    """Return the turns of listed speakers: all markers outside code, if their number is the stated one."""
    whole = exclude_fenced(text, style, markers, stated_count)
    if len(whole.markers) == stated_count:
        return whole
    return select_turns(text, style, markers, stated_count, may_quote=False)


def select_turns(
    text: str,
    style: MarkerStyle,
    markers: Sequence[TurnMarker],
    stated_count: int | None = None,
    *,
    may_quote: bool = True,
) -> MarkerMatches:
    """Return the turns: in the form of each speaker's first marker, outside code, and not inside another's message."""
    whole = exclude_fenced(text, style, markers, stated_count)
    spoken, other_forms, quoted = in_one_form(style, whole.markers)
    spoken, doubtful = without_quoted(spoken) if may_quote else (spoken, [])
    if len(spoken) == len(whole.markers):
        return whole
    forms = {marker.form for marker in spoken}
    fenced = (marker for marker in whole.fenced if marker.form in forms)
    turns = sorted((*spoken, *fenced), key=lambda marker: marker.start)
    matches = exclude_fenced(text, style, turns, stated_count)
    return replace(matches, other_forms=tuple(other_forms), quoted=tuple(quoted), doubtful=tuple(doubtful))


def exclude_fenced(
    text: str, style: MarkerStyle, markers: Sequence[TurnMarker], stated_count: int | None = None
) -> MarkerMatches:
    """Exclude the markers inside fenced code; ``markers`` are those of speakers."""
    reading = read_fences(text, [each.span for each in markers], name_list(markers), stated_count)
    found = add_fences(markers, reading)
    outside = tuple(marker for marker in found if marker.fence_start is None)
    if style is UNIVERSAL_BACKROOMS and outside:
        return MarkerMatches(style, found)
    fenced = tuple(marker for marker in found if marker.fence_start is not None)
    return MarkerMatches(style, outside, fenced=fenced, fences=reading)


def add_fences(markers: Iterable[TurnMarker], reading: FenceReading) -> tuple[TurnMarker, ...]:
    """Return the markers with the code fences around them."""
    pairs = zip(markers, reading.enclosing, strict=True)
    return tuple(
        marker if marker.fence_start == fence else replace(marker, fence_start=fence) for marker, fence in pairs
    )


def find_other_markers(
    text: str,
    markers: Sequence[TurnMarker],
    spoken: Sequence[TurnMarker],
    speakers: Collection[str],
    *,
    in_any_form: bool = False,
) -> tuple[TurnMarker, ...]:
    """Return the markers in a form of the speakers, after the first turn, whose names are no speakers and no labels."""
    forms = {marker.form for marker in spoken}
    labels = {name for name in marker_names(markers) if is_label(name)}
    # Headings inside code divide it, so that it is found as a whole only between the messages.
    code = find_code(text, [marker.span for marker in spoken])
    return tuple(
        marker
        for marker in markers
        if marker.fence_start is None
        and marker.start > spoken[0].start
        and (in_any_form or marker.form in forms)
        and marker.name not in speakers
        and marker.name not in labels
        and not is_inside(code, marker.start)
    )


def is_inside(spans: Sequence[Span], offset: int) -> bool:
    """Return whether an offset is inside one of the sorted ``spans``."""
    index = bisect_right(spans, offset, key=lambda span: span.start) - 1
    return index >= 0 and offset < spans[index].end
