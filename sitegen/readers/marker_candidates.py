"""Find the lines that may start turns, without the fields of the header."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sitegen.readers.code_fences import read_fences
from sitegen.readers.marker_matches import add_fences
from sitegen.readers.quoted_markers import marker_names, name_list
from sitegen.readers.speaker_names import is_known_model, is_label, normalize_name, pair_role, role_from_name
from sitegen.readers.turn_markers import MarkerStyle, TurnMarker, find_markers, find_markers_of
from sitegen.text.dates import parse_date

_COUNTED_ROLE = re.compile(r"(?P<name>\S.*) (?P<count>[1-9]\d{0,5})")
_MAX_LINE = 4000
_MAX_FIELD = 60  # characters of a value
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？")
_RULE_BELOW = re.compile(r"\s*\n(?:-{3,}|\*{3,}|_{3,})[ \t]*(?:\n|$)")


def find_candidates(text: str, start: int, style: MarkerStyle) -> tuple[TurnMarker, ...]:
    """Return the markers of a style without the fields of the header; a role is spelled as where it is first."""
    markers = find_markers(text, start, style)
    first: dict[str, str] = {}
    spelling = {
        name: first.setdefault(normalize_name(name), name)
        for name in dict.fromkeys(name_list(markers))
        if role_from_name(name)
    }
    markers = add_fences(markers, read_fences(text, [marker.span for marker in markers]))
    markers = _without_counts(tuple(_respell(markers, spelling)))
    if not markers:
        return ()
    block, is_above_rule = _first_paragraph(text, markers)
    later = markers[len(block) :]
    later_names, later_forms = marker_names(later), {(marker.name, marker.form) for marker in later}
    has_label = any(is_label(marker.name) and not pair_role(marker.name) for marker in block)
    are_fields = all(
        not role_from_name(marker.name)
        or (marker.name in later_names and (marker.name, marker.form) not in later_forms)
        for marker in block
    )
    is_header = (are_fields and (has_label or (is_above_rule and len(block) > 1))) or (
        (has_label or is_above_rule) and _are_header_fields(text, block, later, filter(role_from_name, later_names))
    )
    return markers[len(block) :] if is_header else markers


def _first_paragraph(text: str, markers: Sequence[TurnMarker]) -> tuple[Sequence[TurnMarker], bool]:
    """Return the first markers with text on their line and no blank line between, and whether a rule is below."""
    end = text.find("\n\n", markers[0].start)
    block = [marker for marker in markers if marker.start < end and "inline" in marker.form]
    return block, _RULE_BELOW.match(text, max(end, 0)) is not None


def find_listed_candidates(text: str, start: int, style: MarkerStyle, names: Collection[str]) -> tuple[TurnMarker, ...]:
    """Find the markers of ``names`` below the fields of the header."""
    listed = find_markers_of(text, start, style, names)
    if not listed or style.has_one_form:
        return listed
    listed = tuple(_mark_respelled(text, listed))
    written = {marker.start: marker for marker in (*find_markers(text, start, style), *listed)}
    markers = sorted(written.values(), key=lambda marker: marker.start)
    block, is_above_rule = _first_paragraph(text, markers)
    is_header = is_above_rule or any(is_label(marker.name) and marker.name not in names for marker in block)
    if is_header and _are_header_fields(text, block, markers[len(block) :], names):
        return tuple(marker for marker in listed if marker.start > block[-1].start)
    return listed


def _without_counts(markers: tuple[TurnMarker, ...]) -> tuple[TurnMarker, ...]:
    """Return the markers without the counts in ``User 1``, ``Assistant 1``, ``User 2``, ``Assistant 2``."""
    counted: defaultdict[str, list[int]] = defaultdict(list)
    for marker in markers:
        if (match := _COUNTED_ROLE.fullmatch(marker.name)) and role_from_name(marker.name):
            counted[match["name"]].append(int(match["count"]))
    roles = {role_from_name(name) for name in counted}
    if len(roles) < 2 or not all(counts == list(range(1, len(counts) + 1)) for counts in counted.values()):
        return markers
    names = {f"{name} {count}": name for name, counts in counted.items() for count in counts if len(counts) > 1}
    return tuple(_rename(markers, names))


def _respell(markers: Iterable[TurnMarker], spelling: Mapping[str, str]) -> Iterator[TurnMarker]:
    """Yield the markers with the first spelling of their roles; another one, such as ``user:``, is another form."""
    for marker in markers:
        name = spelling.get(marker.name, marker.name)
        yield marker if name == marker.name else replace(marker, name=name, form=(*marker.form, "respelled"))


def _mark_respelled(text: str, listed: Iterable[TurnMarker]) -> Iterator[TurnMarker]:
    """Yield the markers; that of a role whose name is not in the letters of the first one has another form."""
    first: dict[str, str] = {}
    for marker in listed:
        written = marker.span.of(text)
        spelling = next((each for each in (marker.name, marker.name.lower()) if each in written), "")
        is_other = role_from_name(marker.name) and first.setdefault(marker.name, spelling) != spelling
        yield replace(marker, form=(*marker.form, "respelled")) if is_other else marker


def _are_header_fields(
    text: str, block: Sequence[TurnMarker], later: Sequence[TurnMarker], speakers: Iterable[str]
) -> bool:
    """Return whether ``User: Rosa`` in the first paragraph is data, although messages have the same form.

    It is if the values are short and one is a date or a model, or if ``User`` would speak twice below a field.
    """
    names = set(speakers)
    roles = [marker for marker in block if marker.name in names or role_from_name(marker.name)]
    values = {marker.start: _rest_of_line(text, marker.end) for marker in block}
    if not roles or not later or later[0].name != roles[0].name or not marker_names(roles) <= marker_names(later):
        return False
    if any(len(values[marker.start]) > _MAX_FIELD or values[marker.start].endswith(_SENTENCE_ENDS) for marker in roles):
        return False
    return (
        (is_label(block[0].name) and len(marker_names(roles)) == 1)
        or any(is_label(marker.name) and parse_date(values[marker.start]) for marker in block)
        or any(is_known_model(values[marker.start]) for marker in roles)
    )


def _rest_of_line(text: str, offset: int) -> str:
    newline = text.find("\n", offset)
    return text[offset : len(text) if newline < 0 else min(newline, offset + _MAX_LINE)].strip()


def _rename(markers: Iterable[TurnMarker], names: Mapping[str, str]) -> Iterator[TurnMarker]:
    for marker in markers:
        name = names.get(marker.name, marker.name)
        yield marker if name == marker.name else replace(marker, name=name)
