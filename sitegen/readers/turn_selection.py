"""Decide which markers start turns: those of the listed participants, or of speakers who are evident.

Words in the wrong mouth are the worst fault a reader can have. So all markers of a speaker have one exact form, names
of data never speak, and what may be a quotation stays text and is reported.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from sitegen.model import Role, Span
from sitegen.readers.code_fences import FenceReading, find_code, is_blank, read_fences
from sitegen.readers.document_signs import has_document_title, has_outline, is_document
from sitegen.readers.header import find_content_lines
from sitegen.readers.quoted_markers import in_one_form, marker_names, name_list, speakers_alternate, without_quoted
from sitegen.readers.speaker_names import (
    infer_roles,
    is_known_model,
    is_label,
    is_plausible_name,
    is_print_speaker,
    is_program,
    is_proper_name,
    is_thought,
    normalize_name,
    pair_role,
    role_from_name,
)
from sitegen.readers.turn_labels import TIME
from sitegen.readers.turn_markers import (
    MIXED_HEADINGS,
    STYLES,
    UNIVERSAL_BACKROOMS,
    MarkerStyle,
    TurnMarker,
    find_markers,
    find_markers_of,
)
from sitegen.text.dates import parse_date

MAX_INFERRED_SPEAKERS = 5
_MAX_NAMES = 50  # all markers are looked at for each; most may be quoted
_MIN_SPEAKER_SHARE = 0.9  # of all markers of a form
_MAX_HEADER_SHARE = 0.25  # of the text, before the first turn
_NUMBERED_NAME = re.compile(r"\S.* \d{1,3}")
_AGENT_NAME = re.compile(r"(?:Media|Discord) Agent(?: \([^()]*\))?")
_TIME_BELOW = re.compile(rf"[ \t]*\n\s{{0,9}}[*_]{{0,3}}{TIME}[*_]{{0,3}}[ \t]*(?:\n|$)")
_MAX_LINE = 4000
_MAX_FIELD = 60  # characters of a value
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？")
_RULE_BELOW = re.compile(r"\s*\n(?:-{3,}|\*{3,}|_{3,})[ \t]*(?:\n|$)")
_COUNTED_ROLE = re.compile(r"(?P<name>\S.*) (?P<count>[1-9]\d{0,5})")


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


def find_declared_markers(
    text: str, start: int, names: Collection[str], stated_count: int | None = None
) -> MarkerMatches | None:
    """Find the markers of ``names``, ignoring case, in the style of the first one; None if there are none.

    ``stated_count`` is the expected number of turns.
    """
    found = [_select_declared(text, style, _find_listed(text, start, style, names), stated_count) for style in STYLES]
    first = _first_in_text(found)
    if first is None or not first.markers[0].form or not first.markers[0].form[0]:
        return first
    mixed = _select_declared(text, MIXED_HEADINGS, _find_listed(text, start, MIXED_HEADINGS, names), stated_count)
    has_more = mixed is not None and marker_names(mixed.markers) > marker_names(first.markers)
    return mixed if mixed and has_more and speakers_alternate(name_list(mixed.markers)) else first


@lru_cache(maxsize=1)  # detection and reading ask for the same text, one after the other
def find_unambiguous_markers(text: str, start: int) -> MarkerMatches | None:
    """Find the markers of a transcript that lists no participants, if they are unambiguous.

    In one form, a user and an assistant have to take turns, or at least two names recur and have nearly all markers of
    that form. If this is true of several styles, the first in the text wins.
    """
    return _first_in_text(_find_unambiguous(text, start, style) for style in (*STYLES, MIXED_HEADINGS))


def find_uncertain_markers(text: str, start: int, *, is_monologue: bool = False) -> MarkerMatches | None:
    """Find the markers of a file of which the owner says that it is a transcript; names may occur only once.

    ``is_monologue``: one name that occurs once is enough.
    """
    candidates = ((style, _candidates(text, start, style)) for style in STYLES[1:])
    found = (
        _find_pairs(text, start, style, markers, is_certain=False)
        or _find_recurring(text, start, style, markers, is_certain=False)
        for style, markers in candidates
    )
    matches = max(filter(None, found), key=lambda each: len(each.markers), default=None)
    if matches is None or (len(matches.markers) == 1 and not is_monologue):
        return None
    return replace(matches, is_certain=False)


def find_likely_names(text: str, start: int) -> tuple[MarkerStyle, Counter[str]] | None:
    """Return the most frequent style with everything that it marks and that may be a name, for suggestions."""
    counts = ((style, Counter(name_list(find_markers(text, start, style)))) for style in STYLES)
    found = [(style, Counter({name: n for name, n in each.items() if is_proper_name(name)})) for style, each in counts]
    return max((each for each in found if each[1]), key=lambda each: each[1].total(), default=None)


def _find_unambiguous(text: str, start: int, style: MarkerStyle) -> MarkerMatches | None:
    if style is UNIVERSAL_BACKROOMS:
        return _find_universal_backrooms(text, start)
    markers = _candidates(text, start, style)
    if style is MIXED_HEADINGS:
        markers = tuple(marker for marker in markers if role_from_name(marker.name))
        if len({marker.form[0] for marker in markers}) < 2:
            return None
    return (
        _find_by_roles(text, start, style, markers)
        or (None if style is MIXED_HEADINGS else _find_recurring(text, start, style, markers))
        or _find_pairs(text, start, style, markers)
    )


def _find_universal_backrooms(text: str, start: int) -> MarkerMatches | None:
    """Find the numbered names and, if there are any, the agents, which post media; also inside code."""
    markers = find_markers(text, start, UNIVERSAL_BACKROOMS)
    numbered = {marker.name for marker in markers if _NUMBERED_NAME.fullmatch(marker.name)}
    spoken = tuple(marker for marker in markers if marker.name in numbered or _AGENT_NAME.fullmatch(marker.name))
    return _without_fenced(text, UNIVERSAL_BACKROOMS, spoken) if numbered else None


def _candidates(text: str, start: int, style: MarkerStyle) -> tuple[TurnMarker, ...]:
    """Return the markers of a style without the fields of the header; a role is spelled as where it is first."""
    markers = find_markers(text, start, style)
    first: dict[str, str] = {}
    spelling = {
        name: first.setdefault(normalize_name(name), name)
        for name in dict.fromkeys(name_list(markers))
        if role_from_name(name)
    }
    markers = _with_fences(markers, read_fences(text, [marker.span for marker in markers]))
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


def _find_listed(text: str, start: int, style: MarkerStyle, names: Collection[str]) -> tuple[TurnMarker, ...]:
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


def _find_by_roles(text: str, start: int, style: MarkerStyle, markers: Sequence[TurnMarker]) -> MarkerMatches | None:
    """Find the turns of a user and an assistant who both have their role by name."""
    names = {name for name in marker_names(markers) if role_from_name(name) or is_known_model(name)}
    roles = {name: role for name, role in infer_roles(names).items() if role}
    if not {Role.USER, Role.ASSISTANT} <= set(roles.values()) or len(roles) > _MAX_NAMES:
        return None
    selection = _select_turns(text, style, [marker for marker in markers if marker.name in roles])
    spoken = selection.markers
    if not {Role.USER, Role.ASSISTANT} <= {roles[marker.name] for marker in spoken}:
        return None
    is_first = next(find_content_lines(text, start, spoken[0].start), None) is None
    others = _others(text, markers, spoken, roles, in_any_form=not is_first)
    recurring = {name for name, count in Counter(name_list(others)).items() if count > 1 and _may_speak(style, name)}
    takes_turns = speakers_alternate(name_list(spoken))
    if not takes_turns and recurring:
        together = sorted((*spoken, *(each for each in others if each.name in recurring)), key=lambda each: each.start)
        if 2 * _repetitions(together) < _repetitions(spoken):
            speakers = {*roles, *recurring}
            if len(speakers) > _MAX_NAMES:
                return None
            selection = _select_turns(text, style, [marker for marker in markers if marker.name in speakers])
            spoken, recurring = selection.markers, set()
            others = _others(text, markers, spoken, speakers, in_any_form=not is_first)
            takes_turns = speakers_alternate(name_list(spoken))
    is_evident = len(spoken) >= _MIN_SPEAKER_SHARE * (len(spoken) + len(others)) or (
        is_first and takes_turns and (len(spoken) > 3 or 3 * len(others) <= len(spoken))
    )
    if not is_evident or not _is_early(text, start, spoken) or has_outline(text, spoken):
        return None
    if len(spoken) < 4 and (has_document_title(text, start, spoken) or _is_list_of_roles(spoken)):
        return None
    if len(marker_names(spoken)) > MAX_INFERRED_SPEAKERS:
        return None
    counts = Counter(name_list(spoken))
    rivals = {name for name in recurring if 2 * name_list(others).count(name) >= min(counts.values())}
    thoughts = _thoughts(markers, spoken, roles, rivals)
    answering = {marker.start for marker in thoughts}
    doubtful = (each for each in others if each.name in rivals and each.start not in answering)
    return replace(
        selection,
        unknown=tuple(each for each in others if each.name not in rivals and each.start not in answering),
        doubtful=tuple(sorted((*selection.doubtful, *doubtful), key=lambda marker: marker.start)),
        unlisted=thoughts,
    )


def _thoughts(
    markers: Sequence[TurnMarker],
    spoken: Sequence[TurnMarker],
    roles: Mapping[str, Role | None],
    names: Collection[str] = (),
) -> tuple[TurnMarker, ...]:
    """Return the markers of what a model thought, where it would become words of the user above.

    So would the words of ``names``, of whom nobody knows whether they speak, if they always follow the user.
    """
    forms, starts = {marker.form for marker in spoken}, [marker.start for marker in spoken]
    found = tuple(
        marker
        for marker in markers
        if (is_thought(marker.name) or marker.name in names)
        and marker.form in forms
        and marker.fence_start is None
        and (index := bisect_right(starts, marker.start)) > 0
        and roles.get(spoken[index - 1].name) is Role.USER
    )
    below_user, all_counts = Counter(name_list(found)), Counter(name_list(markers))
    return tuple(each for each in found if is_thought(each.name) or below_user[each.name] == all_counts[each.name])


def find_unlisted_markers(text: str, start: int, listed: MarkerMatches) -> tuple[TurnMarker, ...]:
    """Find the markers in the form of those listed whose names recur and are no labels."""
    markers = find_markers(text, start, listed.style)
    others = _others(text, markers, listed.markers, marker_names(listed.markers))
    counts = Counter(name_list(others))
    return tuple(each for each in others if counts[each.name] > 1 and _may_speak(listed.style, each.name))


def find_listed_thoughts(
    text: str, start: int, listed: MarkerMatches, roles: Mapping[str, Role | None]
) -> tuple[TurnMarker, ...]:
    """Find the markers of what a model thought that would become words of a user who is listed."""
    markers = [marker for marker in find_markers(text, start, listed.style) if marker.name not in roles]
    inferred = infer_roles(roles)
    known = {name: role or inferred[name] for name, role in roles.items()}
    code = find_code(text, [marker.span for marker in listed.markers])
    return tuple(each for each in _thoughts(markers, listed.markers, known) if not _is_inside(code, each.start))


def _is_list_of_roles(spoken: Sequence[TurnMarker]) -> bool:
    """Return whether every role occurs once, and a system or tool below others, as in a description of roles."""
    names = name_list(spoken)
    return len(set(names)) == len(names) > 2 and any(
        role_from_name(name) in (Role.SYSTEM, Role.TOOL) for name in names[1:]
    )


def _find_recurring(
    text: str, start: int, style: MarkerStyle, markers: Sequence[TurnMarker], *, is_certain: bool = True
) -> MarkerMatches | None:
    """Find the turns of at least two names that recur or imply a role, and have nearly all markers."""
    counts = Counter(marker.name for marker in markers if marker.fence_start is None)
    speakers = {
        name
        for name, count in counts.items()
        if (role_from_name(name) and not is_program(name))
        or ((count > 1 or not is_certain) and _may_speak(style, name))
    }
    if [role_from_name(name) for name in speakers] == [Role.USER]:
        speakers |= {name for name in counts if is_known_model(name)}
    if not (2 if is_certain else 1) <= len(speakers) <= _MAX_NAMES:
        return None
    selection = _select_turns(text, style, [marker for marker in markers if marker.name in speakers])
    spoken = selection.markers
    if not spoken:
        return None
    names = marker_names(spoken)
    is_first = next(find_content_lines(text, start, spoken[0].start), None) is None
    others = _others(text, markers, spoken, speakers, in_any_form=not is_first)
    if not min(2, len(speakers)) <= len(names) <= MAX_INFERRED_SPEAKERS or len(spoken) < _MIN_SPEAKER_SHARE * (
        len(spoken) + len(others)
    ):
        return None
    if is_certain and (
        (any(map(is_print_speaker, names)) and not any(map(_is_machine, names)))
        or _is_list_of_roles(spoken)
        or not _is_early(text, start, spoken)
        or is_document(text, start, spoken)
    ):
        return None
    return replace(selection, unknown=others)


def _find_pairs(
    text: str, start: int, style: MarkerStyle, markers: Sequence[TurnMarker], *, is_certain: bool = True
) -> MarkerMatches | None:
    """Find pairs such as ``Prompt`` and ``Response``, or ``Q`` and ``A``, if nothing else has their form.

    As such words also stand in lists of questions and in instructions for models, each ``Prompt`` needs a time; ``Q``
    and ``A`` must fill the file, without headings between.
    """
    asked = [marker for marker in markers if pair_role(marker.name)]
    if len(marker_names(asked)) != 2 or len({pair_role(marker.name) for marker in asked}) != 2:
        return None
    selection = _select_turns(text, style, asked)
    spoken = selection.markers
    if not spoken or not speakers_alternate(name_list(spoken)) or _others(text, markers, spoken, marker_names(asked)):
        return None
    if pair_role(spoken[0].name) is not Role.USER or is_blank(text[spoken[-1].end :]):
        return None
    if is_certain and not all(marker.time or _has_time_below(text, marker.end) for marker in spoken):
        is_letter = len(normalize_name(spoken[0].name)) == 1
        if not is_letter or len(spoken) < 4 or not _is_early(text, start, spoken):
            return None
        if is_document(text, start, spoken) or any(_is_below_heading(text, marker.start) for marker in spoken[1:]):
            return None
    return selection


def _select_declared(
    text: str, style: MarkerStyle, markers: Sequence[TurnMarker], stated_count: int | None
) -> MarkerMatches:
    whole = _without_fenced(text, style, markers, stated_count)
    if len(whole.markers) == stated_count:
        return whole
    return _select_turns(text, style, markers, stated_count, may_quote=False)


def _select_turns(
    text: str,
    style: MarkerStyle,
    markers: Sequence[TurnMarker],
    stated_count: int | None = None,
    *,
    may_quote: bool = True,
) -> MarkerMatches:
    """Return the turns: in the form of each speaker's first marker, outside code, and not inside another's message."""
    whole = _without_fenced(text, style, markers, stated_count)
    spoken, other_forms, quoted = in_one_form(style, whole.markers)
    spoken, doubtful = without_quoted(spoken) if may_quote else (spoken, [])
    if len(spoken) == len(whole.markers):
        return whole
    forms = {marker.form for marker in spoken}
    fenced = (marker for marker in whole.fenced if marker.form in forms)
    turns = sorted((*spoken, *fenced), key=lambda marker: marker.start)
    matches = _without_fenced(text, style, turns, stated_count)
    return replace(matches, other_forms=tuple(other_forms), quoted=tuple(quoted), doubtful=tuple(doubtful))


def _without_fenced(
    text: str, style: MarkerStyle, markers: Sequence[TurnMarker], stated_count: int | None = None
) -> MarkerMatches:
    """Exclude the markers inside fenced code; ``markers`` are those of speakers."""
    reading = read_fences(text, [each.span for each in markers], name_list(markers), stated_count)
    found = _with_fences(markers, reading)
    outside = tuple(marker for marker in found if marker.fence_start is None)
    if style is UNIVERSAL_BACKROOMS and outside:
        return MarkerMatches(style, found)
    fenced = tuple(marker for marker in found if marker.fence_start is not None)
    return MarkerMatches(style, outside, fenced=fenced, fences=reading)


def _with_fences(markers: Iterable[TurnMarker], reading: FenceReading) -> tuple[TurnMarker, ...]:
    pairs = zip(markers, reading.enclosing, strict=True)
    return tuple(
        marker if marker.fence_start == fence else replace(marker, fence_start=fence) for marker, fence in pairs
    )


def _others(
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
        and not _is_inside(code, marker.start)
    )


def _is_inside(spans: Sequence[Span], offset: int) -> bool:
    index = bisect_right(spans, offset, key=lambda span: span.start) - 1
    return index >= 0 and offset < spans[index].end


def _is_machine(name: str) -> bool:
    return role_from_name(name) is Role.ASSISTANT or is_known_model(name)


def _may_speak(style: MarkerStyle, name: str) -> bool:
    return is_proper_name(name) if style.needs_proper_names else is_plausible_name(name)


def _is_early(text: str, start: int, spoken: Sequence[TurnMarker]) -> bool:
    """Return whether no text is above the turns, which suggests an essay that quotes them.

    A few words may be there if there are exactly two speakers and one has a name that implies a role; any number if
    they are of a user whom an assistant answers, in a page that was copied.
    """
    first = spoken[0].start
    if next(find_content_lines(text, start, first), None) is None:
        return True
    names = marker_names(spoken)
    roles = [role_from_name(name) for name in dict.fromkeys(name_list(spoken))]
    if "verb" in spoken[0].form and roles == [Role.ASSISTANT, Role.USER]:
        return speakers_alternate(name_list(spoken))
    return len(names) == 2 and any(roles) and first - start <= _MAX_HEADER_SHARE * (len(text) - start)


def _has_time_below(text: str, offset: int) -> bool:
    return _TIME_BELOW.match(text, offset) is not None


def _is_below_heading(text: str, offset: int) -> bool:
    window = text[max(0, offset - _MAX_LINE) : offset].rstrip(" \t\n")
    return window[window.rfind("\n") + 1 :].startswith("#")


def _repetitions(markers: Sequence[TurnMarker]) -> int:
    return sum(one.name == other.name for one, other in pairwise(markers))


def _first_in_text(candidates: Iterable[MarkerMatches | None]) -> MarkerMatches | None:
    found = (matches for matches in candidates if matches is not None and matches.markers)
    return min(found, key=lambda matches: matches.markers[0].start, default=None)
