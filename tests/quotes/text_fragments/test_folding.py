"""Test that texts fold to the same if browsers treat them as equal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.quotes.text_fragments.boundaries import Boundary, boundary
from sitegen.quotes.text_fragments.folding import fold, folded_length, is_whitespace, unfolded_offset

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("e\u0301\u200b ßﬁ\xa0½🏮a"), max_size=20)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Été", "ete"),
        ("e\u0301", "é"),
        ("“it’s”", '"it\'s"'),
        ("co\u00adoperate", "cooperate"),
        ("a\xa0 \n b", "a b"),
        ("ﬁn", "fin"),
        ("STRASSE", "straße"),
        ("ΟΔΟΣ", "οδος"),
        ("Ｗｉｄｅ", "wide"),
        ("Łódź", "lodz"),
        ("…", "..."),
    ],
)
def test_equal_texts_fold_to_the_same(one: str, other: str):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("´", " "), ("a", "b"), ("—", "-"), ("が", "ガ"), ("茶", "雨"), (".", ",")])
def test_different_texts_do_not(one: str, other: str):
    assert fold(one) != fold(other)


@given(ANY_TEXT)
def test_a_prefix_folds_to_a_prefix(text: str):
    for end in range(len(text) + 1):
        if end == len(text) or not (is_whitespace(text[end]) and text[end - 1 : end] and is_whitespace(text[end - 1])):
            assert fold(text).startswith(fold(text[:end]))


@given(ANY_TEXT)
def test_offsets_can_be_converted_back(text: str):
    for length in range(len(fold(text)) + 1):
        assert folded_length(text, unfolded_offset(text, length)) <= length


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "a", Boundary.ALWAYS),
        ("a", "", Boundary.ALWAYS),
        ("a", " ", Boundary.ALWAYS),
        (" ", "茶", Boundary.ALWAYS),
        ("a", "b", Boundary.NEVER),
        ("a", "1", Boundary.NEVER),
        ("é", "t", Boundary.NEVER),
        ("(", "a", Boundary.ALWAYS),
        ("a", ".", Boundary.ALWAYS),
        ("a", ". b", Boundary.ALWAYS),
        ("a", ".b", Boundary.POSSIBLE),
        ("n", "'t", Boundary.POSSIBLE),
        ("a", "_", Boundary.POSSIBLE),
        ("茶", "と", Boundary.POSSIBLE),
        ("ア", "イ", Boundary.POSSIBLE),
        ("a", "茶", Boundary.POSSIBLE),
        (" ", "\u0301", Boundary.POSSIBLE),
        ("。", "茶", Boundary.ALWAYS),
        ("🏮", "\u200d", Boundary.POSSIBLE),
        ("👍", "🏽", Boundary.POSSIBLE),
    ],
)
def test_only_certain_word_boundaries_are_certain(before: str, after: str, expected: Boundary):
    assert boundary(before + after, len(before)) == expected
