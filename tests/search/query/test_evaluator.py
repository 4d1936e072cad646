"""Matches of queries, compared with reading every message."""

from functools import cache
from itertools import islice, product

import pytest

from sitegen.search.matches import Matches, all_of, any_of, none_of
from sitegen.search.query.evaluator import evaluate
from sitegen.search.query.parser import parse
from sitegen.search.query.problems import QueryProblem
from sitegen.search.results import search
from tests.sampling import sample
from tests.search.archives import LOADERS, conversation_of, memory_index
from tests.search.memory_index import MemoryIndex
from tests.search.oracle import Oracle
from tests.search.queries import QUERIES


@cache
def archive(name: str) -> tuple[MemoryIndex, Oracle]:
    searched = LOADERS[name]()
    index = MemoryIndex(searched.documents, searched.models)
    return index, Oracle(searched.documents, index.columns.models)


def hits_of(index: MemoryIndex, text: str) -> list[tuple[str, int]]:
    """Return slugs and numbers of hits in order."""
    return [(hit.conversation, hit.number) for hit in search(index, text, 50).hits]


@pytest.mark.parametrize("name", ["sample", "generated"])
def test_the_index_finds_what_reading_every_message_finds(name: str):
    index, oracle = archive(name)
    wrong = {
        text: evaluation.matches.hits ^ wanted
        for text in sample(QUERIES, 7 if name == "generated" else 2)
        if (wanted := oracle.hits(parse(text))) != (evaluation := evaluate(index, parse(text))).matches.hits
        and not evaluation.problems
    }
    assert wrong == {}


HARBOUR = memory_index(
    conversation_of("Harbour", "nothing of that", "a lighthouse", "the harbour at dawn", started="2025-01-01"),
    conversation_of("Sea", "a lighthouse", "harbour lighthouse", started="2025-01-02"),
)


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("harbour", [("odd-0", 1), ("odd-0", 3), ("odd-1", 2)]),
        ("harbour lighthouse", [("odd-0", 2), ("odd-1", 2)]),
        ("lighthouse -harbour", [("odd-1", 1)]),
        ("harbour in:odd-0", [("odd-0", 1), ("odd-0", 3)]),
        ("harbour OR in:odd-0", [("odd-0", 1), ("odd-0", 2), ("odd-0", 3), ("odd-1", 2)]),
        ("(harbour OR dawn) -lighthouse", [("odd-0", 1), ("odd-0", 3)]),
    ],
)
def test_a_title_alone_brings_up_only_the_first_message(query: str, hits: list[tuple[str, int]]):
    assert sorted(hits_of(HARBOUR, query)) == hits


def test_the_typed_form_of_a_word_weighs_more_than_another():
    index = memory_index(conversation_of("Sea", "two lights there", "one light there", "nothing there"))
    assert hits_of(index, "lights") == [("odd-0", 1), ("odd-0", 2)]
    assert hits_of(index, "light") == [("odd-0", 2), ("odd-0", 1)]


def test_a_short_word_has_no_other_forms():
    index = memory_index(conversation_of("Sea", "put it on", "one of it", "ones of it"))
    assert hits_of(index, "on") == [("odd-0", 1)]
    assert hits_of(index, "one") == [("odd-0", 2), ("odd-0", 3)]


def test_words_in_quotes_are_found_in_this_form_only():
    index = memory_index(conversation_of("Sea", "two lights", "one light"))
    assert hits_of(index, '"light"') == [("odd-0", 2)]


def test_a_phrase_is_found_in_text_and_title_and_name():
    index = memory_index(
        conversation_of("Storm glass", "a", "b", started="2025-01-01"),
        conversation_of("Sea", "glass storm", "the storm-glass", "storm. Glass", started="2025-01-02"),
        conversation_of("Names", "a", "b", "c", "d", speakers=("Storm Glass", "Glass"), started="2025-01-03"),
    )
    assert sorted(hits_of(index, '"storm glass"')) == [
        ("odd-0", 1),
        ("odd-1", 2),
        ("odd-1", 3),
        ("odd-2", 1),
        ("odd-2", 3),
    ]


def test_a_prefix_of_too_many_words_finds_the_most_frequent_and_reports_it():
    words = ["le" + "".join(letters) for letters in islice(product("abcdefghij", repeat=3), 600)]
    index = memory_index(conversation_of("Sea", " ".join(words), words[-1]))
    found = search(index, "sea OR le*", 50)
    assert [(hit.number, hit.snippet[0].text) for hit in found.hits] == [(1, "leaaa"), (2, "lefjj")]
    (problem,) = found.problems
    assert problem == QueryProblem("common-prefix", 7, 3, {"number": 600, "limit": 512})
    assert problem.message == "600 words start like this; only the 512 most common ones were searched."


def test_a_part_is_strong_where_words_are_said_and_weak_where_only_a_title_has_them():
    title = Matches(strong={0}, weak={1, 2}, scores={0: 1.0, 1: 1.0, 2: 1.0})
    text = Matches(strong={1, 3}, scores={1: 0.5, 3: 0.25})
    day = Matches(neutral={0, 1, 2, 4})
    assert all_of([title, text]) == Matches({1}, set(), set(), {1: 1.5})
    assert all_of([title, day]) == Matches({0}, set(), {1, 2}, {0: 1.0, 1: 1.0, 2: 1.0})
    assert all_of([day, day]) == Matches(set(), {0, 1, 2, 4}, set(), {})
    assert any_of([title, text]) == Matches({0, 1, 3}, set(), {2}, {0: 1.0, 1: 1.5, 2: 1.0, 3: 0.25})
    assert any_of([title, day]) == Matches({0}, {1, 2, 4}, set(), {0: 1.0, 1: 1.0, 2: 1.0})
    assert none_of(title, 5) == Matches(set(), {3, 4}, set(), {})


SPRACHEN = memory_index(
    conversation_of(
        "Wege",
        "Das Haus ist nicht auf der Insel.",
        "Häuser!",
        "The house is on the hauser island.",
        "Los barcos y las canciones del puerto.",
        "المدرسة",
    )
)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("Häuser", [2, 3, 1]),
        ("Haus", [1, 2, 3]),
        ('"Häuser"', [2, 3]),
        ("canción", [4]),
        ("مدرسة", [5]),
        ("houses", [3]),
        ("Insel islands", [1, 3]),  # none has both: the closest
    ],
)
def test_words_are_found_in_the_forms_of_their_languages(query: str, numbers: list[int]):
    assert sorted(number for _, number in hits_of(SPRACHEN, query)) == sorted(numbers)
