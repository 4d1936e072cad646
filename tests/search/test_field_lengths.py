"""Length levels."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from whoosh.util.numeric import byte_to_length, length_to_byte

from sitegen.search.ranking import LENGTH_LEVELS, length_level


def test_there_are_as_many_levels_as_values_of_one_digit():
    assert len(LENGTH_LEVELS) == 46


def test_short_texts_keep_their_length():
    assert LENGTH_LEVELS[:9] == tuple(range(9))


def test_the_greatest_level_is_the_greatest_length_of_whoosh():
    assert (LENGTH_LEVELS[-1], byte_to_length(255)) == (106374, 106374)


def test_levels_ascend_by_no_more_than_two_fifths():
    assert all(1 < longer / shorter < 1.4 for shorter, longer in pairwise(LENGTH_LEVELS[8:]))


def test_whoosh_stores_every_level_exactly():
    assert tuple(byte_to_length(length_to_byte(length)) for length in LENGTH_LEVELS) == LENGTH_LEVELS


@given(st.integers(0, 300_000))
def test_the_level_of_a_length_is_the_nearest(length: int):
    assert abs(LENGTH_LEVELS[length_level(length)] - length) == min(abs(each - length) for each in LENGTH_LEVELS)
