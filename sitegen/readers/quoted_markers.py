"""Tell markers that start turns from those that are quoted in a message, by their form and the order of speakers."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sitegen.model import Role
from sitegen.readers.speaker_names import generic_role, infer_roles, is_known_model, role_from_name
from sitegen.readers.turn_markers import MIXED_HEADINGS, MarkerStyle, TurnMarker

_NO_TURN = (Role.SYSTEM, Role.TOOL)
"""Roles that speak between two messages of one speaker."""


def marker_names(markers: Iterable[TurnMarker]) -> set[str]:
    """Return the names of some markers."""
    return {marker.name for marker in markers}


def name_list(markers: Iterable[TurnMarker]) -> list[str]:
    """Return the name of each marker, in order."""
    return [marker.name for marker in markers]


def speakers_alternate(names: Iterable[str]) -> bool:
    """Return whether no two neighbouring names are equal."""
    return all(one != other for one, other in pairwise(names))


def in_one_form(
    style: MarkerStyle, markers: Sequence[TurnMarker]
) -> tuple[list[TurnMarker], list[TurnMarker], list[TurnMarker]]:
    """Split markers into those that start turns, and those in another form: that may do so, and that are quoted.

    The first marker of each speaker is in a form of the file. Markers in other forms start turns where the speakers
    alternate only with them. If that is so anywhere, the writer mixed the forms, and they do so wherever possible.
    """
    runs = _runs_in_other_forms(style, markers)
    is_mixed = any(run.takes_turns and not run.is_inside_message for run in runs)
    outside = {marker.start for run in runs for marker in run.markers}
    takes_turns = speakers_alternate(marker.name for marker in markers if marker.start not in outside)
    quoted = [
        run
        for run in runs
        if not (is_mixed and (run.takes_turns or not run.is_inside_message))
        and (takes_turns or marker_names(run.markers) != {run.before.name})
    ]
    # A line in another form that breaks the order cannot be a turn, unless the order is broken without it too, or
    # only the place of the text differs: a turn without words, before a turn of the same speaker.
    signs = {(marker.name, _signs(marker)) for marker in markers if marker.start not in outside}
    is_possible = {
        marker.start: run.takes_turns or not run.is_inside_message or (marker.name, _signs(marker)) in signs
        for run in quoted
        for marker in run.markers
    }
    return (
        [marker for marker in markers if marker.start not in is_possible],
        [marker for marker in markers if is_possible.get(marker.start) is True],
        [marker for marker in markers if is_possible.get(marker.start) is False],
    )


def _signs(marker: TurnMarker) -> tuple[str, ...]:
    return tuple(part for part in marker.form if part not in ("inline", "alone"))


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring markers in other forms than those of the speakers."""

    markers: tuple[TurnMarker, ...]
    before: TurnMarker
    after: TurnMarker | None

    @property
    def takes_turns(self) -> bool:
        """Whether the speakers alternate if these markers start turns."""
        around = (self.before, *self.markers, *((self.after,) if self.after else ()))
        return speakers_alternate(name_list(around))

    @property
    def is_inside_message(self) -> bool:
        """Whether the speakers alternate without them."""
        if self.after is None:
            return role_from_name(self.before.name) is not Role.USER
        return self.before.name != self.after.name


def _runs_in_other_forms(style: MarkerStyle, markers: Sequence[TurnMarker]) -> list[_Run]:
    second_words = _second_words_for_roles(markers)
    first_forms: dict[str, tuple[str, ...]] = {}
    for marker in markers:
        if marker.name not in second_words:
            first_forms.setdefault(marker.name, marker.form)
    forms = set(first_forms.values())
    needs_rule = _is_separated_by_rules(markers)
    runs: list[_Run] = []
    before: TurnMarker | None = None
    run: list[TurnMarker] = []
    for marker in markers:
        is_own = marker.form in forms if style is not MIXED_HEADINGS else marker.form == first_forms.get(marker.name)
        if before is None or (is_own and (marker.has_rule or not needs_rule)):
            runs += [_Run(tuple(run), before, marker)] if run and before else []
            before, run = marker, []
        else:
            run.append(marker)
    return runs + ([_Run(tuple(run), before, None)] if run and before else [])


def _is_separated_by_rules(markers: Sequence[TurnMarker]) -> bool:
    """Return whether rules seem to separate turns: above the second marker, and above most others."""
    ruled = sum(marker.has_rule for marker in markers[1:])
    return ruled > 1 and markers[1].has_rule and 2 * ruled >= len(markers)


def without_quoted(markers: Sequence[TurnMarker]) -> tuple[list[TurnMarker], list[TurnMarker]]:
    """Split markers into those of turns, and those of speakers who may be quoted in a message of another."""
    kept, quoted = list(markers), []
    for name in dict.fromkeys(name_list(markers)):
        names = name_list(kept)
        if (inside := _message_around(name, names)) is not None:
            quoted += [marker for marker in kept[slice(*inside)] if marker.name == name]
            kept = kept[: inside[0]] + kept[inside[1] :]
    second_words = _second_words_for_roles(kept)
    for speakers in (second_words, _speakers_of_one_scene(kept)):
        others = [marker for marker in kept if marker.name not in speakers]
        if speakers_alternate(name_list(others)) or not speakers_alternate(name_list(kept)):
            quoted += [marker for marker in kept if marker.name in speakers]
            kept = others
    return kept, sorted(quoted, key=lambda marker: marker.start)


def _speakers_of_one_scene(markers: Sequence[TurnMarker]) -> set[str]:
    """Return the speakers who talk only with each other, in one place between the turns of the first two speakers."""
    names = name_list(markers)
    first_two = list(dict.fromkeys(names))[:2]
    scenes: defaultdict[str, set[int]] = defaultdict(set)
    scene_sizes: Counter[int] = Counter()
    scene = 0
    for name in names:
        if name in first_two:
            scene += 1
        elif role_from_name(name) not in _NO_TURN:
            scenes[name].add(scene)
            scene_sizes[scene] += 1
    last = scene if names and names[-1] not in first_two else -1
    return {
        name
        for name, places in scenes.items()
        if len(places) == 1 and (place := min(places)) != last and scene_sizes[place] > 1 and names.count(name) > 1
    }


def _message_around(name: str, names: Sequence[str]) -> tuple[int, int] | None:
    """Return the range of turns that would be in one message of another speaker if ``name`` did not speak, or None.

    That speaker also talks with somebody else, before or after it.
    """
    if role_from_name(name) in _NO_TURN or name not in names[1:] or name == names[0]:
        return None
    first = names.index(name)
    last = len(names) - 1 - names[::-1].index(name)
    other = names[first - 1]
    if any(each not in (name, other) for each in names[first:last]):
        return None
    is_person = not (role_from_name(other) or is_known_model(other))
    if role_from_name(other) is Role.USER or (is_known_model(name) and is_person):
        return None  # they talk with somebody else for a while
    begin = next((n + 1 for n in range(first - 1, -1, -1) if names[n] != other), 0)
    end = next((n for n in range(last, len(names)) if names[n] not in (name, other)), len(names))
    outside = (*names[:begin], *names[end:])
    if other not in outside or not set(outside) - {other}:
        return None
    return first, end


def _second_words_for_roles(markers: Sequence[TurnMarker]) -> list[str]:
    """Return words such as ``Human`` if ``User`` spoke before, as two words for one role are rarely two speakers."""
    first_words: dict[Role, str] = {}
    roles = infer_roles(dict.fromkeys(name_list(markers)))
    return [
        name
        for name, role in roles.items()
        if role and generic_role(name) and first_words.setdefault(role, name) != name
    ]
