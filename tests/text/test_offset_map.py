"""Normal forms that remember where they came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model import Span
from sitegen.text import normalization
from sitegen.text.offset_map import Folded, verbatim

ODD = st.text(
    st.sampled_from("ab \n\t\u00a0é\u0301e\u0327\u00ad\u200b\ufe0f\u1112\u1161\u11ab가ﾊﾟ木ﬁ½…“”‑—𝔣"),
    max_size=60,
)


@given(st.text(max_size=60) | ODD)
def test_n1_is_what_the_fast_way_gives(text: str):
    assert verbatim(text).text == normalization.verbatim(text)


@given(ODD, st.data())
def test_the_characters_that_a_part_came_from_give_that_part_again(text: str, data: st.DataObject):
    folded = verbatim(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    span = folded.source(start, end)
    assert 0 <= span.start < span.end <= len(text)
    # A character that composes with others brings them with it.
    assert folded.text[start:end].strip() in normalization.verbatim(span.of(text))


@pytest.mark.parametrize(
    ("text", "part", "source"),
    [
        ("one  two", "one two", "one  two"),
        ("  co\u00adop ", "coop", "co\u00adop"),
        ("x\n\ty z", "y", "y"),
        ("cafe\u0301 noir", "café", "cafe\u0301"),
        ("cafe\u0301 noir", "noir", "noir"),
    ],
)
def test_a_part_of_n1_is_found_in_the_source(text: str, part: str, source: str):
    folded = verbatim(text)
    at = folded.text.index(part)
    assert folded.source(at, at + len(part)).of(text) == source


def test_offsets_go_back_through_every_step():
    folded = Folded("abcdef").edited([(1, 3, "")]).edited([(0, 1, "xyz"), (3, 4, "")])
    assert folded.text == "xyzde"
    assert [folded.source(n, n + 1) for n in range(5)] == [
        Span(0, 1),
        Span(0, 1),
        Span(0, 1),
        Span(3, 4),
        Span(4, 5),
    ]
    assert folded.source(2, 4) == Span(0, 4)


def test_no_edit_is_no_step():
    folded = Folded("plain")
    assert folded.edited([]) is folded
    assert folded.normalized("NFKC") is folded


def test_a_hundred_thousand_accents_upon_one_letter_take_no_longer_than_they_are():
    assert len(verbatim("a" + "\u0301\u0316" * 100_000).text) < 40
