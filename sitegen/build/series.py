"""Where each conversation stands among the others: its slug, its series, its neighbours in the series.

The first step of the reduce: a pure function of the outlines.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations, pairwise

from sitegen.model import Neighbour, Outline, Overlap, Place
from sitegen.text.slugs import SLUG_LENGTH, slugify, unique_slug

LEAST_IN_COMMON = 3
"""Messages; a greeting or a quoted prompt may well stand in two talks."""
MOST_OVERLAPS = 5
"""That one conversation tells of."""
_MOST_SHARED = 20  # conversations with one message; more is a prompt that somebody pastes each time


def overlaps(outlines: Sequence[Outline], slugs: Mapping[str, str]) -> dict[str, tuple[Overlap, ...]]:
    """Those of each conversation that has any, by the path of its transcript; ``slugs`` are by path too."""
    holders: dict[str, list[int]] = defaultdict(list)
    for n, each in enumerate(outlines):
        for fingerprint in dict.fromkeys(each.long_prints):
            holders[fingerprint].append(n)
    pairs: Counter[tuple[int, int]] = Counter()
    for members in holders.values():
        if 1 < len(members) <= _MOST_SHARED:
            pairs.update(combinations(members, 2))
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (one, other), messages in pairs.items():
        if messages >= LEAST_IN_COMMON:
            found[one].append((messages, other))
            found[other].append((messages, one))
    return {
        outlines[n].path: tuple(
            Overlap(Neighbour(slugs[outlines[other].path], outlines[other].title), messages)
            for messages, other in sorted(others, key=lambda each: (-each[0], slugs[outlines[each[1]].path]))[
                :MOST_OVERLAPS
            ]
        )
        for n, others in found.items()
    }


SAME_TALK = timedelta(minutes=10)
"""Two voice conversations with one model that begin no further apart are shown as a series."""


def arrange(
    outlines: Sequence[Outline],
    series: Mapping[str, str],
    kept: Mapping[str, str] | None = None,
    given: Iterable[str] = (),
) -> dict[str, Place]:
    """The place of each conversation, by the path of its transcript.

    ``series`` holds what the owner says, by path; ``kept`` the slugs of those that have one already; ``given``
    all slugs that were ever given out. New ones are given in order of time; file names do not matter.
    """
    ordered = sorted(outlines, key=lambda each: (each.started or "~", each.sha256, each.path))
    slugs = dict(kept or {})
    taken = {*given, *slugs.values()}
    for each in ordered:
        if each.path not in slugs:
            slugs[each.path] = unique_slug(_wishes(each), taken, each.sha256)
            taken.add(slugs[each.path])
    shared = overlaps(ordered, slugs)
    places = {each.path: Place(slugs[each.path], overlaps=shared.get(each.path, ())) for each in ordered}
    for name, members in _series(ordered, series):
        linked = [Neighbour(slugs[each.path], each.title) for each in members]
        for n, each in enumerate(members):
            earlier = linked[n - 1] if n else None
            later = linked[n + 1] if n + 1 < len(linked) else None
            places[each.path] = replace(places[each.path], series=name, earlier=earlier, later=later)
    return places


def _wishes(outline: Outline) -> Iterator[str]:
    """The title; with the day where another has it already; with the time of day."""
    plain = slugify(outline.title)
    yield plain
    date, _, time = (outline.started or "").partition("T")
    for stamp in filter(None, (date, time and f"{date}-{time[:8].replace(':', '')}")):
        yield f"{plain[: SLUG_LENGTH - len(stamp) - 1].rstrip('-')}-{stamp}"


def _series(ordered: Sequence[Outline], named: Mapping[str, str]) -> Iterator[tuple[str, list[Outline]]]:
    """The owner's series, then those that the clock suggests among the rest."""
    owned: dict[str, list[Outline]] = {}
    talks: dict[tuple[str, str], list[Outline]] = {}
    for each in ordered:
        if name := named.get(each.path):
            owned.setdefault(name, []).append(each)
        elif talk := _talk(each):
            talks.setdefault(talk, []).append(each)
    yield from owned.items()
    for (_, model), group in sorted(talks.items()):
        for run in _runs(group):
            yield f"{model}, {(run[0].started or '')[:16].replace('T', ' ')}", run


def _talk(outline: Outline) -> tuple[str, str] | None:
    """What two parts of one talk have in common, folder and model; None where parts cannot be told."""
    if outline.format != "voice" or not outline.answers or "T" not in (outline.started or ""):
        return None
    return (outline.path.rpartition("/")[0], outline.answers)


def _runs(group: Sequence[Outline]) -> Iterator[list[Outline]]:
    """Stretches of at least two in which each begins within `SAME_TALK` of the one before."""
    run = list(group[:1])
    for before, after in pairwise(group):
        if _began(after) - _began(before) > SAME_TALK:
            if len(run) > 1:
                yield run
            run = []
        run.append(after)
    if len(run) > 1:
        yield run


def _began(outline: Outline) -> datetime:
    return datetime.fromisoformat(outline.started or "").replace(tzinfo=None)
