"""Messages are arranged by their parents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.readers.message_tree import Arrangement, arrange_messages


@pytest.mark.parametrize(
    ("parents", "current", "expected"),
    [
        ([], None, Arrangement((), (), ())),
        ([-1, 0, 1], None, Arrangement((0, 1, 2), (0, 0, 0), ())),
        ([2, -1, 1], None, Arrangement((1, 2, 0), (0, 0, 0), ())),
        # The question is asked again: the last answer is the current one.
        ([-1, 0, 1, 0, 3], None, Arrangement((0, 3, 4, 1, 2), (0, 1, 1, 0, 0), (0,))),
        ([-1, 0, 1, 0, 3], 2, Arrangement((0, 1, 2, 3, 4), (0, 0, 0, 1, 1), (0,))),
        # The current message has answers that are not current.
        ([-1, 0, 1], 1, Arrangement((0, 1, 2), (0, 0, 1), (1,))),
        # A branch of a branch.
        ([-1, 0, 1, 1, 0], None, Arrangement((0, 4, 1, 2, 3), (0, 1, 1, 2, 0), (0, 2))),
        ([-1, -1, 1], None, Arrangement((1, 2, 0), (1, 0, 0), (-1,))),
        ([0], None, Arrangement((0,), (0,), (), (0,))),
        ([2, 0, 1, 2], None, Arrangement((0, 1, 2, 3), (0, 0, 0, 0), (), (0,))),
    ],
)
def test_the_current_path_is_first_and_branches_follow(parents: list[int], current: int | None, expected: Arrangement):
    assert arrange_messages(parents, current) == expected


@given(st.data())
def test_every_message_is_arranged_once_and_after_its_parent(data: st.DataObject):
    count = data.draw(st.integers(0, 12))
    parents = data.draw(st.lists(st.integers(-1, max(count - 1, -1)), min_size=count, max_size=count))
    found = arrange_messages(parents, data.draw(st.sampled_from([None, *range(count)])))
    assert sorted(found.order) == list(range(count))
    places = {message: place for place, message in enumerate(found.order)}
    kept = [message for message in range(count) if parents[message] >= 0 and message not in found.cut]
    assert all(places[parents[message]] < places[message] for message in kept)
    assert [found.branches[message] for message in found.order] == sorted(found.branches)
    assert len(found.branch_points) == max(found.branches, default=0)


def test_neither_length_nor_a_cycle_needs_recursion():
    parents = [each - 1 for each in range(200_000)]
    assert arrange_messages(parents).order == tuple(range(200_000))
    assert arrange_messages([199_999, *parents[1:]]) == Arrangement(tuple(range(200_000)), (0,) * 200_000, (), (0,))
