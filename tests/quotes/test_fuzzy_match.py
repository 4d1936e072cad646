"""Test the search for the words most similar to a quotation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model import Span
from sitegen.quotes.fuzzy_match import closest_span, map_span, similarity, word_spans
from sitegen.text import normalization

TEXT = "At first there was the salt. Then came *the* long rope, and the light, and the salt again; nobody can’t tell."


@pytest.mark.parametrize(
    ("exact", "expected"),
    [
        ("came the long rope", "came *the* long rope"),
        ("came the short rope", "came *the* long rope"),
        ("there was salt", "there was the salt"),
        ("there was all the salt", "there was the salt"),
        ("nobody can tell", "nobody can’t tell"),
        ("nobody can", "nobody can’t"),
        ("*the* rope, and", "*the* long rope, and"),
        ("and salt again;", "and the salt again;"),
        ("quite something else", None),
    ],
)
def test_the_closest_words_are_found(exact: str, expected: str | None):
    span = closest_span(exact, TEXT)
    assert (span.of(TEXT) if span else None) == expected


def test_the_closest_words_of_a_long_text_are_found():
    text = "so it went on and on without the sea " * 3_000 + TEXT + " and nothing more was said of it" * 3_000
    span = closest_span("came the short rope, and the light", text)
    assert span is not None
    assert "came *the* long rope, and the light" in span.of(text)


def test_spans_are_mapped_from_rendered_text_to_source():
    source, rendered = "See [the **red** door](http://e.org/a/b) and *go*.", "See the red door and go."
    span = Span(rendered.index("red"), rendered.index(" and"))
    found = map_span(span, rendered, source)
    assert found is not None
    assert found.of(source) == "red** door"


@given(st.text(max_size=80) | st.text(st.sampled_from("aé木雨 _-e\u0301ﾊﾟ가ᄒ\u1161"), max_size=40))
def test_word_spans_are_ordered_and_inside_the_text(text: str):
    found = list(word_spans(text))
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert [each.start for each in found] == sorted(each.start for each in found)


@given(st.text(st.characters(categories=["L", "Nd", "Zs", "Po"], max_codepoint=0x24F), max_size=80))
def test_word_spans_have_the_words_of_n3(text: str):
    assert " ".join(each.word for each in word_spans(text)) in (normalization.normalize_words(text), "")


@pytest.mark.parametrize(("exact", "text"), [("ab " * 5_000, "ab " * 100_000), ("a b c d " * 1_500, "d c b a " * 30_000), ("x" * 100_000, "xy" * 100_000)])  # fmt: skip
def test_long_texts_are_compared_in_bounded_time(exact: str, text: str):
    assert closest_span(exact, text) is not None or "x" in exact
    assert 0 <= similarity(normalization.normalize_words(exact), normalization.normalize_words(text)) <= 100
