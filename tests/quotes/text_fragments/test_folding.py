"""Texts that a browser takes for the same fold to the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.quotes.text_fragments.boundaries import Boundary, boundary
from sitegen.quotes.text_fragments.folding import fold, folded_length, is_blank, unfolded_offset

WILD = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("e\u0301\u200b ßﬁ\xa0½🏮a"), max_size=20
)


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
def test_what_is_alike_folds_alike(one: str, other: str):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("´", " "), ("a", "b"), ("—", "-"), ("が", "ガ"), ("茶", "雨"), (".", ",")]
)
def test_what_is_not_alike_does_not(one: str, other: str):
    assert fold(one) != fold(other)


@given(WILD)
def test_the_beginning_of_a_text_folds_to_the_beginning(text: str):
    for end in range(len(text) + 1):
        if end == len(text) or not (is_blank(text[end]) and text[end - 1 : end] and is_blank(text[end - 1])):
            assert fold(text).startswith(fold(text[:end]))


@given(WILD)
def test_offsets_lead_back(text: str):
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
        ("a", ".b", Boundary.PERHAPS),
        ("n", "'t", Boundary.PERHAPS),
        ("a", "_", Boundary.PERHAPS),
        ("茶", "と", Boundary.PERHAPS),
        ("ア", "イ", Boundary.PERHAPS),
        ("a", "茶", Boundary.PERHAPS),
        (" ", "\u0301", Boundary.PERHAPS),
        ("。", "茶", Boundary.ALWAYS),
        ("🏮", "\u200d", Boundary.PERHAPS),
        ("👍", "🏽", Boundary.PERHAPS),
    ],
)
def test_only_what_is_sure_about_words_is_told(before: str, after: str, expected: Boundary):
    assert boundary(before + after, len(before)) == expected
