"""Numbers as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.search.varint import ALPHABET, decoded, encoded


@given(st.lists(st.integers(0, 2**60)))
def test_what_was_written_is_read_back(numbers: list[int]):
    assert list(decoded(encoded(numbers))) == numbers


def test_small_numbers_take_one_sign_and_the_next_two():
    assert [len(encoded([n])) for n in (0, 45, 46, 46**2 - 1, 46**2)] == [1, 1, 2, 2, 3]


def test_the_alphabet_needs_no_escape_in_a_script():
    assert (len(ALPHABET), len(set(ALPHABET))) == (92, 92)
    assert not set(ALPHABET) & set('"\\ \n\x7f')


@pytest.mark.parametrize("text", ["~", "a b", '"', "\\", "é"])
def test_other_signs_and_cut_numbers_are_told(text: str):
    with pytest.raises(ValueError, match=r"digit|within"):
        list(decoded(text))
