"""Rounded lengths."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from whoosh.util.numeric import byte_to_length, length_to_byte

from sitegen.search.ranking import LEVELS, level


def test_there_are_as_many_levels_as_one_digit_tells():
    assert len(LEVELS) == 46


def test_short_texts_keep_their_length():
    assert LEVELS[:9] == tuple(range(9))


def test_the_longest_is_the_longest_that_whoosh_knows():
    assert (LEVELS[-1], byte_to_length(255)) == (106374, 106374)


def test_levels_ascend_by_no_more_than_two_fifths():
    assert all(1 < longer / shorter < 1.4 for shorter, longer in pairwise(LEVELS[8:]))


def test_whoosh_keeps_every_level_as_it_is():
    assert tuple(byte_to_length(length_to_byte(length)) for length in LEVELS) == LEVELS


@given(st.integers(0, 300_000))
def test_the_level_of_a_length_is_the_nearest(length: int):
    assert abs(LEVELS[level(length)] - length) == min(abs(each - length) for each in LEVELS)
