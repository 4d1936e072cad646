"""Test the search for text in quotation marks."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.quotes.quotation_marks import quoted_spans


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("He said “the door” and left.", ["the door"]),
        ('He said "the door" and "left".', ["the door", "left"]),
        ("“She said ‘no’ twice”, once", ["She said ‘no’ twice"]),
        ("“a “b” c”", ["a “b” c"]),
        ("„Nein“, «non», « oui », »ja«", ["Nein", "non", " oui ", "ja"]),
        ("雨は「静か」だと『言った』。", ["静か", "言った"]),
        ("‘the door’ isn’t ‘open’", ["the door", "open"]),
        ("'the door' isn't 'open'", ["the door", "open"]),
        ("don't, can't, won't", []),
        ("a 5\" plank and a 6\" one", []),
        ("no marks", []),
        ("“never closed and \"closed\"", ["closed"]),
        ("“”", []),
        ("\"'tis so\"", ["'tis so"]),
    ],
)  # fmt: skip
def test_the_outermost_quotations_are_found(text: str, inner: list[str]):
    assert [text[each.start : each.end] for each in quoted_spans(text)] == inner


@given(st.text(st.sampled_from("ab “”\"'‘’«»„「」.\n"), max_size=80))
def test_quotations_are_ordered_and_separate(text: str):
    found = quoted_spans(text)
    assert all(each.start < each.end <= len(text) for each in found)
    assert all(one.end < other.start for one, other in pairwise(found))
