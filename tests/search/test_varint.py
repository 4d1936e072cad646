"""Encoded numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.search.varint import ALPHABET, decode, encode


@given(st.lists(st.integers(0, 2**60)))
def test_what_was_written_is_read_back(numbers: list[int]):
    assert list(decode(encode(numbers))) == numbers


def test_small_numbers_take_one_character_and_the_next_two():
    assert [len(encode([n])) for n in (0, 45, 46, 46**2 - 1, 46**2)] == [1, 1, 2, 2, 3]


def test_the_alphabet_needs_no_escape_in_a_script():
    assert (len(ALPHABET), len(set(ALPHABET))) == (92, 92)
    assert not set(ALPHABET) & set('"\\ \n\x7f')


@pytest.mark.parametrize("text", ["~", "a b", '"', "\\", "é"])
def test_other_characters_and_truncated_numbers_are_errors(text: str):
    with pytest.raises(ValueError, match=r"digit|within"):
        list(decode(text))
