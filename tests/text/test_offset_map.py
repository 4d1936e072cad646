"""Transformations of text that map offsets back to the source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model import Span
from sitegen.text import normalization
from sitegen.text.offset_map import OffsetMap, verbatim_map

ODD = st.text(
    st.sampled_from("ab \n\t\u00a0é\u0301e\u0327\u00ad\u200b\ufe0f\u1112\u1161\u11ab가ﾊﾟ木ﬁ½…“”‑—𝔣"),
    max_size=60,
)


@given(st.text(max_size=60) | ODD)
def test_n1_equals_the_version_without_offsets(text: str):
    assert verbatim_map(text).text == normalization.normalize_verbatim(text)


@given(ODD, st.data())
def test_the_source_of_a_part_normalizes_to_that_part(text: str, data: st.DataObject):
    mapped = verbatim_map(text)
    if not mapped.text:
        return
    start = data.draw(st.integers(0, len(mapped.text) - 1))
    end = data.draw(st.integers(start + 1, len(mapped.text)))
    span = mapped.source_span(start, end)
    assert 0 <= span.start < span.end <= len(text)
    # A character that composes with others brings them with it.
    assert mapped.text[start:end].strip() in normalization.normalize_verbatim(span.of(text))


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
    mapped = verbatim_map(text)
    start = mapped.text.index(part)
    assert mapped.source_span(start, start + len(part)).of(text) == source


def test_offsets_are_mapped_back_through_every_step():
    mapped = OffsetMap("abcdef").apply([(1, 3, "")]).apply([(0, 1, "xyz"), (3, 4, "")])
    assert mapped.text == "xyzde"
    assert [mapped.source_span(n, n + 1) for n in range(5)] == [
        Span(0, 1),
        Span(0, 1),
        Span(0, 1),
        Span(3, 4),
        Span(4, 5),
    ]
    assert mapped.source_span(2, 4) == Span(0, 4)


def test_no_replacement_is_no_step():
    mapped = OffsetMap("plain")
    assert mapped.apply([]) is mapped
    assert mapped.normalize("NFKC") is mapped


def test_a_hundred_thousand_accents_on_one_letter_take_linear_time():
    assert len(verbatim_map("a" + "\u0301\u0316" * 100_000).text) < 40
