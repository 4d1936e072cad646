"""Scores and order of hits."""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.search.ranking import (
    bm25,
    by_date,
    by_score,
    idf,
    is_common,
    length_norms,
    round_score,
    top_documents,
)


def test_a_score_is_that_of_whoosh():
    rarity = idf(100, 4)
    assert rarity == log(100 / 5) + 1
    norm = length_norms([7], 10.0)[0]
    assert bm25(rarity, 3, norm) == pytest.approx(rarity * 3 * 2.2 / (3 + 1.2 * (0.25 + 0.75 * 7 / 10)))


def test_length_norms_of_an_empty_field_are_defined():
    assert length_norms([0, 1], 0.0) == pytest.approx([0.3, 1.2])


@given(st.integers(1, 10**6).flatmap(lambda count: st.tuples(st.just(count), st.integers(1, count))))
def test_every_term_has_a_positive_idf(pair: tuple[int, int]):
    assert idf(*pair) > 0


@pytest.mark.parametrize(
    ("count", "df", "common"),
    [
        (100, 100, False),
        (2001, 2000, False),
        (2001, 2001, True),
        (80_000, 10_000, False),
        (80_000, 10_001, True),
    ],
)
def test_a_term_is_common_that_more_than_an_eighth_have_and_more_than_two_thousand(count: int, df: int, common: bool):
    assert is_common(count, df) is common


@given(st.floats(0, 1e4))
def test_a_rounded_score_is_nearly_the_score_and_stays(score: float):
    assert round_score(score) == pytest.approx(score, abs=1e-9)
    assert round_score(round_score(score)) == round_score(score)


def test_the_best_are_in_order():
    scores = [1.0, 3.0, 2.0, 3.0, 3.0]
    conversations = [0, 0, 1, 1, 1]
    order = by_score(scores.__getitem__, conversations)
    assert top_documents(range(5), 4, order) == [3, 4, 1, 2]
    assert top_documents(range(5), 0, order) == []
    assert top_documents(range(5), 4, by_date([5, -1, 7, 7, -1], conversations)) == [2, 3, 0, 4]
