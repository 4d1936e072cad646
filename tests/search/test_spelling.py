"""Other spellings of words that few messages have."""

import json

import pytest

from sitegen.search.frequent_words import spelling_shards
from sitegen.search.results import search
from sitegen.search.spelling import best_spelling, distance
from tests.search.archives import conversation_of, memory_index

HARBOUR = memory_index(
    conversation_of("The lighthouse", *["the harbour at night"] * 40, "a harbor", "море и снега", "cafe au lait"),
    conversation_of("Sea", "the sea", "東京都", speakers=("Quentin",)),
)


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("harbuor", "harbour"),
        ("harbur nihgt", "harbour night"),
        ("aharbour", "harbour"),
        ("ahrbour", "harbour"),
        ("HARBUOR!", "harbour"),
        ("light", "lighthouse"),
        ("lighthuose", "lighthouse"),  # in a title
        ("qentin", "quentin"),  # in a name
        ("снеа", "снега"),
        ("harbor", "harbour"),  # one message has it, 40 the other
        ("speaker:user harbuor -night", "speaker:user harbour -night"),
        ("zzz OR harbuor*", ""),
        ('"harbuor"', ""),
        ("-harbuor", ""),
        ("harbour", ""),
        ("harbour zzz", ""),
        ("hrbr", ""),
        ("caf", ""),
        ("h4rbour", ""),
        ("東京郡", ""),
    ],
)
def test_a_word_without_messages_is_corrected(query: str, suggestion: str):
    assert search(HARBOUR, query, 9).suggestion == suggestion


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [
        ("tide", "tide", 0),
        ("tide", "tied", 1),
        ("tide", "ride", 1),
        ("tide", "tides", 1),
        ("tide", "edit", 3),
        ("", "ab", 2),
    ],
)
def test_the_distance_counts_a_swap_as_one_error(one: str, other: str, errors: int):
    assert (distance(one, other), distance(other, one)) == (errors, errors)


def test_a_much_more_frequent_word_wins_over_a_closer_one():
    assert best_spelling("lanter", [("lantern", 3), ("later", 2), ("planted", 6)]) == "lantern"
    assert best_spelling("lanter", [("lantern", 2), ("planted", 9)]) == "planted"


def test_shards_of_words_have_them_by_first_letter_and_frequency():
    words = [
        ("a", 9),
        ("alpha", 0),
        ("beta", 1),
        ("beto", 7),
        ("gamma2", 1),
        ("猫猫猫猫", 3),
        *((f"z{n:x>9}", 2) for n in "abc"),
    ]
    *shards, overview = [json.loads(each.data[each.data.index(b",") + 1 : -3]) for each in spelling_shards(words, 100)]
    assert shards == [[" alpha", " beta", " zxxxxxxxxa zxxxxxxxxb zxxxxxxxxc", " beto"]]
    assert overview[0] == ["abz"]
    *large, overview = spelling_shards(
        [(letter * 3 + "x" * (n % 9), n) for letter in "abc" for n in range(999)], 20_000
    )
    assert len(large) == 3
