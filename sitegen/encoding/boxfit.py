"""Which box-drawing character fits what its four arms meet."""

from collections.abc import Iterable
from enum import Enum
from functools import lru_cache

from sitegen.encoding.boxdrawing import ARMS, Arms, Weight

_SAME, _JOINED, _BROKEN, _DANGLING = 3, 1, -2, -1
_ENOUGH, _LEAD = 3, 1
"""The best candidate is taken at this score, and this far ahead of the next."""


class Met(Enum):
    """What an arm meets where no box-drawing character is known to stand."""

    UNKNOWN = "unknown"
    NOTHING = "nothing"
    BESIDE = "beside"  # a line goes on a column further: models often draw a box one column off


def boxes_of(candidates: Iterable[str]) -> list[str]:
    """Those of the candidates that are box drawing."""
    return [char for char in candidates if char in ARMS]


@lru_cache(maxsize=4096)
def best_box(candidates: tuple[str, ...], meets: tuple[Weight | Met, ...]) -> str:
    """The box-drawing candidate that fits best what it meets above, below, left and right."""
    scores = sorted(((_score(ARMS[char], meets), char) for char in boxes_of(candidates)), reverse=True)
    best, char = scores[0]
    lead = best - scores[1][0] if len(scores) > 1 else _LEAD
    return char if best >= _ENOUGH and lead >= _LEAD and _is_sound(ARMS[char], meets) else ""


def _score(arms: Arms, meets: tuple[Weight | Met, ...]) -> int:
    return sum(map(_meeting, arms.all, meets))


def _meeting(arm: Weight, met: Weight | Met) -> int:
    """How well an arm goes with what it meets; `Weight.NONE` is the side of a drawing without an arm."""
    if met is Met.UNKNOWN:
        return 0
    if isinstance(met, Weight):
        if arm and met:
            return _SAME if arm == met else _JOINED
        return _BROKEN if arm or met else 0
    if not arm:
        return 0
    return _JOINED if met is Met.BESIDE else _DANGLING


def _is_sound(arms: Arms, meets: tuple[Weight | Met, ...]) -> bool:
    """Whether every arm goes on as it is and every line that comes is met.

    A corner must know all its sides, one of them at most a column off; and nobody types ``┭`` or ``╎``.
    """
    if arms.dashed or {Weight.LIGHT, Weight.HEAVY} <= set(arms.all):
        return False
    beside = 0
    for arm, met in zip(arms.all, meets, strict=True):
        beside += bool(arm) and met is Met.BESIDE
        if met not in (arm, Met.UNKNOWN, Met.BESIDE if arm else Met.NOTHING):
            return False
    return beside <= 1 and (arms.joins_itself_in_a_row or Met.UNKNOWN not in meets)


def line_of(candidates: Iterable[str]) -> str:
    """The candidate of which a row is an unbroken solid line; empty unless there is exactly one."""
    lines = [char for char in boxes_of(candidates) if ARMS[char].joins_itself_in_a_row]
    solid = [char for char in lines if not ARMS[char].dashed]
    return solid[0] if len(solid) == 1 else ""
