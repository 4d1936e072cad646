"""Normal forms of text."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.text import normalization, tokens


@pytest.mark.parametrize(
    ("text", "verbatim", "words"),
    [
        ("", "", ""),
        ("  One\n\ttwo  ", "One two", "one two"),
        ("**Don't** — _stop_!", "**Don't** — _stop_!", "don t stop"),
        ("co\u00adop \u200bzero\ufeff", "coop zero", "co op zero"),
        ("Stra\u00dfe Cafe\u0301 ﬁn", "Straße Café ﬁn", "strasse cafe fin"),
        ("…", "…", "…"),
        (" . ", ".", "."),
        ("木原 と Ⅳ", "木原 と Ⅳ", "木原 と iv"),
        ("snake_case-42", "snake_case-42", "snake case 42"),
        ("x \U00031350 \U0003ff00.", "x \U00031350 \U0003ff00.", "x \U00031350 \U0003ff00"),
    ],
)
def test_a_text_has_these_normal_forms(text: str, verbatim: str, words: str):
    assert (normalization.normalize_verbatim(text), normalization.normalize_words(text)) == (verbatim, words)


@given(st.text(max_size=60) | st.text(alphabet=st.characters(max_codepoint=127), max_size=60))
def test_the_fast_path_gives_the_same_result_as_the_definition(text: str):
    folded = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    assert normalization.normalize_words(text) == (
        re.sub("(?:(?![\U00020000-\U0003ffff])[\\W_])+", " ", bare).strip() or normalization.normalize_verbatim(text)
    )


@given(st.text(max_size=60))
def test_normalization_is_idempotent(text: str):
    assert normalization.normalize_words(normalization.normalize_words(text)) == normalization.normalize_words(text)
    assert normalization.normalize_verbatim(normalization.normalize_verbatim(text)) == normalization.normalize_verbatim(
        text
    )


def test_a_hundred_thousand_accents_on_one_letter_take_linear_time():
    assert normalization.normalize_words("a" + "\u0301\u0316" * 100_000 + "b") == "ab"
    assert len(normalization.normalize_verbatim("a" + "\u0301\u0316" * 100_000)) < 40


@given(st.text(alphabet=st.characters() | st.sampled_from(" \n´\u0301aß"), max_size=60))
def test_a_long_text_has_the_words_of_its_pieces(text: str):
    whole = normalization.normalize_words(text)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(normalization, "_PIECE", 4)
        assert normalization.normalize_words(text) == whole
        assert normalization.count_words(text) == len(text.split())
        assert normalization.collapse_white_space(text) == " ".join(text.split())
        assert [term for piece in normalization.pieces(text) for term in tokens.terms(piece)] == tokens.terms(text)
