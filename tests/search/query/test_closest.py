"""Messages that have most words, where none has all."""

import pytest

from sitegen.search.results import search
from tests.search.archives import conversation_of, memory_index

LAMPS = memory_index(
    conversation_of(
        "The keeper",
        "Who lights the lamp at night?",
        "The harbour is dark and the sea is loud.",
        "What is the oil of the lamp in winter? It is thick.",
        "the night is long",
        started="2025-01-01",
        speakers=("Ada", "Kimi"),
    ),
    conversation_of("Sea", "A lamp. A lamp.", "the winter is long", started="2025-01-02", speakers=("Kimi",)),
)


def closest(query: str) -> tuple[str, list[tuple[str, int, str]]]:
    """Return how a query matched, and of each hit slug, number and missing words."""
    found = search(LAMPS, query, 9)
    return found.match, [(hit.conversation, hit.number, ", ".join(hit.missing)) for hit in found.hits]


@pytest.mark.parametrize(
    ("query", "match", "hits"),
    [
        ("lamp winter", "all", [("odd-0", 3, "")]),
        # A question, as one types it: the words that are rare here count most, and words of the title count.
        ("what oil does the keeper burn in winter", "most", [("odd-0", 3, "does, burn")]),
        ("lamp storm night", "most", [("odd-0", 1, "storm"), ("odd-0", 4, "lamp, storm")]),
        ('"harbour is dark" lantern', "most", [("odd-0", 2, "lantern")]),
        ("harb* lantern Name:", "most", [("odd-0", 2, "lantern, Name")]),
        # Filters, OR and NOT stay strict.
        ("lamp lantern speaker:kimi", "most", [("odd-1", 1, "lantern")]),
        ("lamp lantern -winter", "most", [("odd-1", 1, "lantern"), ("odd-0", 1, "lantern")]),
        ("harbour lantern (lamp OR oil)", "all", []),
        ("lamp lantern speaker:nobody", "all", []),
        ("lantern speaker:kimi", "all", []),
        ("lantern OR storm", "all", []),
        ("lantern storm", "all", []),
        ("lamp lantern sort:date", "most", [("odd-1", 1, "lantern"), ("odd-0", 1, "lantern"), ("odd-0", 3, "lantern")]),
    ],
)  # fmt: skip
def test_where_no_message_has_all_words_those_come_that_have_most(
    query: str, match: str, hits: list[tuple[str, int, str]]
):
    assert closest(query) == (match, hits)


def test_the_words_that_a_message_has_are_marked():
    (hit,) = search(LAMPS, "harbour lantern", 9).hits
    assert [part.text for part in hit.snippet if part.marked] == ["harbour"]


@pytest.mark.parametrize(
    ("query", "hits"),
    [("the lantern", []), ("the lamp lantern", [100]), ("the island lamp lantern", [100]), ("island lantern the", [96, 97, 98, 99])],
)  # fmt: skip
def test_a_message_with_nothing_but_a_frequent_word_is_close_if_no_other_is_found(query: str, hits: list[int]):
    index = memory_index(conversation_of("Sea", *["the sea"] * 50, *["the island"] * 49, "a lamp"))
    assert [hit.number for hit in search(index, query, 99).hits][-4:] == hits


def test_in_a_small_archive_a_word_of_all_messages_counts():
    (hit,) = search(memory_index(conversation_of("Sea", "a lamp")), "lamp lantern", 9).hits
    assert hit.missing == ("lantern",)
