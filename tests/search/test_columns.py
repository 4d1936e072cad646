"""The columns of an archive."""

from sitegen.search.columns import Columns
from sitegen.search.ranking import LEVELS
from tests.search.archives import READ, by_hand, said


def test_documents_are_numbered_through_the_conversations():
    columns = by_hand(said("b", "x", "y", started="2025-01-02"), said("a", "z", started="2024-01-02")).columns
    assert (columns.count, columns.bases, columns.conversation) == (3, (0, 1, 3), [0, 1, 1])


def test_averages_are_those_of_rounded_lengths():
    columns = by_hand(said("one two", "a b c", "a", who=["Ada Quill"])).columns
    assert columns.averages == (2.0, 2.0, 2.0)


def test_an_archive_without_messages_has_averages_of_nothing():
    columns = Columns.of([], {})
    assert (columns.count, columns.bases, columns.averages) == (0, (0,), (0.0, 0.0, 0.0))


def test_the_order_in_which_conversations_come_makes_no_difference():
    searched = READ["made"]()
    heads = [each.head for each in searched.documents]
    assert Columns.of(heads, searched.models) == Columns.of(reversed(heads), searched.models)


def test_lengths_are_levels():
    columns = by_hand(said("", "word " * 8, "", "word")).columns
    assert [LEVELS[each] for each in columns.level] == [8, 0, 1]
