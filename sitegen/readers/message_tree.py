"""Arrange messages that point to their parents: first the current path, then each branch."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The order in which messages are shown; each message is its index in the sequence that was arranged."""

    order: tuple[int, ...]
    """The messages of the current path, then those of branch 1, of branch 2 and so on."""
    branches: tuple[int, ...]
    """The branch of each message, by its index; 0 is the current path."""
    branch_points: tuple[int, ...]
    """For each branch, the place in ``order`` of the message before it; -1 for one that begins the conversation."""
    cut: tuple[int, ...] = ()
    """Messages whose parent is ignored, because they are their own ancestors."""


def arrange_messages(parents: Sequence[int], current: int | None = None) -> Arrangement:
    """Arrange messages by their parents, in linear time.

    ``parents``: the index of the parent of each message; -1 for none. ``current``: the last message of the current
    path; None for the last message without children. Several messages without parent begin several branches.
    """
    parents, cut = without_cycles(parents)
    has_children = bytearray(len(parents))
    for parent in parents:
        if parent >= 0:
            has_children[parent] = 1
    leaves = [message for message in range(len(parents)) if not has_children[message]]
    if current is None and leaves:
        current = leaves[-1]
    order: list[int] = []
    branches = [-1] * len(parents)
    places = [-1] * len(parents)
    branch_points: list[int] = []
    ends = () if current is None else (current, *(leaf for leaf in leaves if leaf != current))
    for number, end in enumerate(ends):
        path = []
        message = end
        while message >= 0 and branches[message] < 0:
            branches[message] = number
            path.append(message)
            message = parents[message]
        if number:
            branch_points.append(places[message] if message >= 0 else -1)
        for each in reversed(path):
            places[each] = len(order)
            order.append(each)
    return Arrangement(tuple(order), tuple(branches), tuple(branch_points), cut)


def without_cycles(parents: Sequence[int]) -> tuple[list[int], tuple[int, ...]]:
    """Return the parents, without those of the first message of each cycle, and these messages."""
    result = list(parents)
    walks = [-1] * len(result)
    """The walk that came first to each message, by the message at which it started."""
    cut = []
    for start in range(len(result)):
        path = []
        message = start
        while message >= 0 and walks[message] < 0:
            walks[message] = start
            path.append(message)
            message = result[message]
        if message >= 0 and walks[message] == start:
            first = min(path[path.index(message) :])
            result[first] = -1
            cut.append(first)
    return result, tuple(cut)
