"""Columns of documents."""

from sitegen.search.columns import Columns
from sitegen.search.ranking import LENGTH_LEVELS
from tests.search.archives import LOADERS, conversation_of, memory_index


def test_documents_are_numbered_through_the_conversations():
    columns = memory_index(
        conversation_of("b", "x", "y", started="2025-01-02"), conversation_of("a", "z", started="2024-01-02")
    ).columns
    assert (columns.count, columns.offsets, columns.conversation) == (3, (0, 1, 3), [0, 1, 1])


def test_averages_are_those_of_rounded_lengths():
    columns = memory_index(conversation_of("one two", "a b c", "a", speakers=["Ada Quill"])).columns
    assert columns.averages == (2.0, 2.0, 2.0)


def test_an_archive_without_messages_has_averages_of_nothing():
    columns = Columns.from_headers([], {})
    assert (columns.count, columns.offsets, columns.averages) == (0, (0,), (0.0, 0.0, 0.0))


def test_the_order_in_which_conversations_come_makes_no_difference():
    searched = LOADERS["generated"]()
    heads = [each.header for each in searched.documents]
    assert Columns.from_headers(heads, searched.models) == Columns.from_headers(reversed(heads), searched.models)


def test_lengths_are_levels():
    columns = memory_index(conversation_of("", "word " * 8, "", "word")).columns
    assert [LENGTH_LEVELS[each] for each in columns.level] == [8, 0, 1]
