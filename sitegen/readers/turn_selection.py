"""Decide which markers start turns: those of the listed participants, or of speakers who are evident.

Words in the wrong mouth are the worst fault a reader can have. So all markers of a speaker have one exact form, names
of data never speak, and what may be a quotation stays text and is reported.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from sitegen.model import Role
from sitegen.readers.code_fences import find_code, is_blank
from sitegen.readers.document_signs import has_document_title, has_outline, has_placeholders, is_document
from sitegen.readers.furniture import find_footer
from sitegen.readers.header import find_content_lines
from sitegen.readers.marker_candidates import find_candidates, find_listed_candidates
from sitegen.readers.marker_matches import (
    MarkerMatches,
    exclude_fenced,
    find_other_markers,
    is_inside,
    select_declared,
    select_turns,
)
from sitegen.readers.quoted_markers import marker_names, name_list, speakers_alternate
from sitegen.readers.speaker_names import (
    infer_roles,
    is_known_model,
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
    DRESSED,
    MIXED_HEADINGS,
    STYLES,
    UNIVERSAL_BACKROOMS,
    MarkerStyle,
    TurnMarker,
    find_markers,
)

MAX_INFERRED_SPEAKERS = 5
_MAX_PREFACE_SHARE = 0.5  # before the first turn of a program, if headings mark the turns
_MIN_HEADINGS = 4  # turns of a person and a program
_MIN_LABELS = 6
_MAX_REPETITIONS = 10  # one in so many turns may follow one of the same speaker
_MIN_LONG_TALK = 10  # turns
_MAX_LIST_ITEM = 60  # characters
_MIN_LISTED = 4  # turns in a form that items of lists have
_LIST_FORMS = ("item", "bracket")
_MAX_NAMES = 50  # all markers are looked at for each; most may be quoted
_MIN_SPEAKER_SHARE = 0.9  # of all markers of a form
_MAX_HEADER_SHARE = 0.25  # of the text, before the first turn
_NUMBERED_NAME = re.compile(r"\S.* \d{1,3}")
_AGENT_NAME = re.compile(r"(?:Media|Discord) Agent(?: \([^()]*\))?")
_TIME_BELOW = re.compile(rf"[ \t]*\n\s{{0,9}}[*_]{{0,3}}{TIME}[*_]{{0,3}}[ \t]*(?:\n|$)")
_MAX_LINE = 4000


def find_declared_markers(
    text: str, start: int, names: Collection[str], stated_count: int | None = None
) -> MarkerMatches | None:
    """Find the markers of ``names``, ignoring case, in the style of the first one; None if there are none.

    ``stated_count`` is the expected number of turns.
    """
    found = [
        select_declared(text, style, find_listed_candidates(text, start, style, names), stated_count)
        for style in STYLES
    ]
    first = _first_in_text(found)
    if first is None:
        dressed = find_listed_candidates(text, start, DRESSED, names)
        return select_declared(text, DRESSED, dressed, stated_count) if dressed else None
    if not first.markers[0].form or not first.markers[0].form[0]:
        return first
    mixed = select_declared(
        text, MIXED_HEADINGS, find_listed_candidates(text, start, MIXED_HEADINGS, names), stated_count
    )
    has_more = mixed is not None and marker_names(mixed.markers) > marker_names(first.markers)
    return mixed if mixed and has_more and speakers_alternate(name_list(mixed.markers)) else first


@lru_cache(maxsize=1)  # detection and reading ask for the same text, one after the other
def find_unambiguous_markers(text: str, start: int) -> MarkerMatches | None:
    """Find the markers of a transcript that lists no participants, if they are unambiguous.

    In one form, a user and an assistant have to take turns, or at least two names recur and have nearly all markers of
    that form. If this is true of several styles, the first in the text wins.
    """
    found = _first_in_text(_find_unambiguous(text, start, style) for style in (*STYLES, MIXED_HEADINGS))
    return found or _find_dressed(text, start)


def find_uncertain_markers(text: str, start: int, *, is_monologue: bool = False) -> MarkerMatches | None:
    """Find the markers of a file of which the owner says that it is a transcript; names may occur only once.

    ``is_monologue``: one name that occurs once is enough.
    """
    candidates = ((style, find_candidates(text, start, style)) for style in STYLES[1:])
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
    markers = find_candidates(text, start, style)
    if style is MIXED_HEADINGS:
        markers = tuple(marker for marker in markers if role_from_name(marker.name))
        if len({marker.form[0] for marker in markers}) < 2:
            return None
    return (
        _find_by_roles(text, start, style, markers)
        or (None if style is MIXED_HEADINGS else _find_recurring(text, start, style, markers))
        or _find_pairs(text, start, style, markers)
        or (None if style is MIXED_HEADINGS else _find_with_program(text, start, style, markers))
    )


def _find_dressed(text: str, start: int) -> MarkerMatches | None:
    """Find a user and an assistant who take turns in a form that lists and quotations have too."""
    markers = find_candidates(text, start, DRESSED)
    named = [marker for marker in markers if role_from_name(marker.name) or is_known_model(marker.name)]
    matches = _find_by_roles(text, start, DRESSED, named)
    if matches is None or not speakers_alternate(name_list(matches.markers)):
        return None
    is_list = any(marker.form[-1].startswith(_LIST_FORMS) for marker in matches.markers)
    if is_list and (len(matches.markers) < _MIN_LISTED or not _is_first(text, start, matches.markers)):
        return None
    return None if len(matches.markers) < 2 or is_document(text, start, matches.markers) else matches


def _find_universal_backrooms(text: str, start: int) -> MarkerMatches | None:
    """Find the numbered names and, if there are any, the agents, which post media; also inside code."""
    markers = find_markers(text, start, UNIVERSAL_BACKROOMS)
    numbered = {marker.name for marker in markers if _NUMBERED_NAME.fullmatch(marker.name)}
    spoken = tuple(marker for marker in markers if marker.name in numbered or _AGENT_NAME.fullmatch(marker.name))
    return exclude_fenced(text, UNIVERSAL_BACKROOMS, spoken) if numbered else None


def _find_by_roles(text: str, start: int, style: MarkerStyle, markers: Sequence[TurnMarker]) -> MarkerMatches | None:
    """Find the turns of a user and an assistant who both have their role by name."""
    names = {name for name in marker_names(markers) if role_from_name(name) or is_known_model(name)}
    roles = {name: role for name, role in infer_roles(names).items() if role}
    if not {Role.USER, Role.ASSISTANT} <= set(roles.values()) or len(roles) > _MAX_NAMES:
        return None
    selection = select_turns(text, style, [marker for marker in markers if marker.name in roles])
    spoken = selection.markers
    if not {Role.USER, Role.ASSISTANT} <= {roles[marker.name] for marker in spoken}:
        return None
    is_first = _is_first(text, start, spoken)
    others = find_other_markers(text, markers, spoken, roles, in_any_form=not is_first)
    recurring = {name for name, count in Counter(name_list(others)).items() if count > 1 and _may_speak(style, name)}
    takes_turns = speakers_alternate(name_list(spoken))
    if not takes_turns and recurring:
        together = sorted((*spoken, *(each for each in others if each.name in recurring)), key=lambda each: each.start)
        if 2 * _repetitions(together) < _repetitions(spoken):
            speakers = {*roles, *recurring}
            if len(speakers) > _MAX_NAMES:
                return None
            selection = select_turns(text, style, [marker for marker in markers if marker.name in speakers])
            spoken, recurring = selection.markers, set()
            others = find_other_markers(text, markers, spoken, speakers, in_any_form=not is_first)
            takes_turns = speakers_alternate(name_list(spoken))
    is_evident = len(spoken) >= _MIN_SPEAKER_SHARE * (len(spoken) + len(others)) or (
        is_first and takes_turns and (len(spoken) > 3 or 3 * len(others) <= len(spoken))
    )
    if not is_evident or not _is_early(text, start, spoken) or has_outline(text, spoken):
        return None
    if len(spoken) < 4 and (has_document_title(text, start, spoken) or _is_list_of_roles(spoken)):
        return None
    if len(marker_names(spoken)) > MAX_INFERRED_SPEAKERS or _is_prompt(text, style, spoken):
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
    others = find_other_markers(text, markers, listed.markers, marker_names(listed.markers))
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
    return tuple(each for each in _thoughts(markers, listed.markers, known) if not is_inside(code, each.start))


def _is_list_of_roles(spoken: Sequence[TurnMarker]) -> bool:
    """Return whether every role occurs once, and a system or tool below others, as in a description of roles."""
    names = name_list(spoken)
    return len(set(names)) == len(names) > 2 and any(
        role_from_name(name) in (Role.SYSTEM, Role.TOOL) for name in names[1:]
    )


def _is_prompt(text: str, style: MarkerStyle, spoken: Sequence[TurnMarker]) -> bool:
    """Return whether the text is examples for a model, or a template: it ends where the model answers."""
    parts = [text[one.end : other.start].strip() for one, other in pairwise(spoken)]
    is_line = style.needs_proper_names and all("\n" not in part for part in parts)
    is_open = is_line and is_blank(text[spoken[-1].end :]) and _is_machine(spoken[-1].name)
    return is_open or has_placeholders(text, spoken)


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
    selection = select_turns(text, style, [marker for marker in markers if marker.name in speakers])
    spoken = selection.markers
    if not spoken:
        return None
    names = marker_names(spoken)
    is_first = _is_first(text, start, spoken)
    others = find_other_markers(text, markers, spoken, speakers, in_any_form=not is_first)
    if not min(2, len(speakers)) <= len(names) <= MAX_INFERRED_SPEAKERS or len(spoken) < _MIN_SPEAKER_SHARE * (
        len(spoken) + len(others)
    ):
        return None
    if is_certain and (
        (any(map(is_print_speaker, names)) and not any(map(_is_machine, names)))
        or _is_list_of_roles(spoken)
        or _is_prompt(text, style, spoken)
        or (
            not (style.has_one_form and not others and _is_long_talk(text, start, spoken))
            and (not _is_early(text, start, spoken) or is_document(text, start, spoken))
        )
    ):
        return None
    return replace(selection, unknown=others, is_certain=is_certain and not _may_be_list(text, style, spoken))


def _may_be_list(text: str, style: MarkerStyle, spoken: Sequence[TurnMarker]) -> bool:
    """Return whether the turns may be a list of words or facts: short lines, below names that imply nothing."""
    ends = [*(marker.start for marker in spoken[1:]), len(text)]
    parts = [text[marker.end : end].strip() for marker, end in zip(spoken, ends, strict=True)]
    names = marker_names(spoken)
    return (
        not style.has_one_form
        and all(len(part) <= _MAX_LIST_ITEM and "\n" not in part for part in parts)
        and not any(role_from_name(name) or _is_machine(name) or is_program(name) for name in names)
    )


def _find_with_program(
    text: str, start: int, style: MarkerStyle, markers: Sequence[TurnMarker]
) -> MarkerMatches | None:
    """Find the turns of a program such as ``GitHub Copilot``, and of whoever speaks right before it for the first time.

    They nearly always take turns, however many other lines have their form: a program writes such lines itself.
    """
    programs = {name for name in marker_names(markers) if is_program(name)}
    outside = [marker for marker in markers if marker.fence_start is None]
    first = next((n for n, marker in enumerate(outside) if marker.name in programs), 0)
    person = outside[first - 1].name if first else ""
    if len(programs) != 1 or not _may_speak(style, person) or is_known_model(person):
        return None
    selection = select_turns(text, style, [marker for marker in markers if marker.name in {person, *programs}])
    spoken = selection.markers
    is_heading = bool(spoken) and bool(spoken[0].form[0])
    if len(spoken) < (_MIN_HEADINGS if is_heading else _MIN_LABELS) or spoken[0].name != person:
        return None
    if _MAX_REPETITIONS * _repetitions(spoken) > len(spoken) or is_document(text, start, spoken):
        return None
    share = _MAX_PREFACE_SHARE if is_heading else _MAX_HEADER_SHARE
    if not _is_first(text, start, spoken) and spoken[0].start - start > share * (len(text) - start):
        return None
    return replace(selection, unknown=find_other_markers(text, markers, spoken, {person, *programs}))


def _find_pairs(
    text: str, start: int, style: MarkerStyle, markers: Sequence[TurnMarker], *, is_certain: bool = True
) -> MarkerMatches | None:
    """Find pairs such as ``Prompt`` and ``Response``, or ``Q`` and ``A``, if nothing else has their form.

    As such words also stand in lists of questions and in instructions for models, each ``Prompt`` needs a time, or the
    file the last line of an exporter; ``Q`` and ``A`` must fill the file, without headings between.
    """
    pair = [marker for marker in markers if pair_role(marker.name)]
    if len(marker_names(pair)) != 2 or len({pair_role(marker.name) for marker in pair}) != 2:
        return None
    selection = select_turns(text, style, pair)
    spoken = selection.markers
    if (
        not spoken
        or not speakers_alternate(name_list(spoken))
        or find_other_markers(text, markers, spoken, marker_names(pair))
    ):
        return None
    if pair_role(spoken[0].name) is not Role.USER or is_blank(text[spoken[-1].end :]):
        return None
    is_exported = find_footer(text, spoken[-1].end) < len(text)
    if is_certain and not (is_exported or all(marker.time or _has_time_below(text, marker.end) for marker in spoken)):
        is_letter = len(normalize_name(spoken[0].name)) == 1
        if not is_letter or len(spoken) < 4 or not _is_early(text, start, spoken):
            return None
        if is_document(text, start, spoken) or any(_is_below_heading(text, marker.start) for marker in spoken[1:]):
            return None
    return selection


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
    if _is_first(text, start, spoken):
        return True
    names = marker_names(spoken)
    roles = [role_from_name(name) for name in dict.fromkeys(name_list(spoken))]
    if "verb" in spoken[0].form and roles == [Role.ASSISTANT, Role.USER]:
        return speakers_alternate(name_list(spoken))
    return len(names) == 2 and any(roles) and first - start <= _MAX_HEADER_SHARE * (len(text) - start)


def _is_first(text: str, start: int, spoken: Sequence[TurnMarker]) -> bool:
    """Return whether only title and details are above the turns."""
    return next(find_content_lines(text, start, spoken[0].start), None) is None


def _is_long_talk(text: str, start: int, spoken: Sequence[TurnMarker]) -> bool:
    """Return whether two speakers take many turns in most of the text, of which chapters are no essay."""
    return (
        len(marker_names(spoken)) == 2
        and len(spoken) >= _MIN_LONG_TALK
        and speakers_alternate(name_list(spoken))
        and spoken[0].start - start <= _MAX_HEADER_SHARE * (len(text) - start)
    )


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
