"""Which conversations have messages in common: a talk exported twice, continued, or taken up elsewhere."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from sitegen.model import Neighbour, Outline, Overlap

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
