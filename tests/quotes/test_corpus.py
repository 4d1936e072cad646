"""Test the search for messages that share words with a quotation."""

import pickle

import pytest

from sitegen.quotes.corpus import ShingleIndexes, deserialize_index, index_messages, serialize_index
from sitegen.quotes.message_text import MessageText
from sitegen.text import normalization
from tests.quotes.samples import LAMPS, RAIN, sample_corpus

INDEXES = sample_corpus().indexes


def candidates(*segments: str) -> list[tuple[str, int]]:
    return INDEXES.candidates([normalization.normalize_words(each) for each in segments], 30)


def test_messages_are_found_by_four_consecutive_words():
    assert candidates("all about rain and tea in the garden") == [(RAIN, 0)]
    assert candidates("静かに降って") == [(RAIN, 1)]
    assert candidates("rain tea in mountains") == []


def test_few_words_are_found_as_whole_words():
    assert candidates("yes") == [(LAMPS, 2)]
    assert candidates("the gull") == [(LAMPS, 1)]
    assert candidates("light") == [(LAMPS, 4)]
    assert candidates("屋根") == [(RAIN, 1)]
    assert candidates("gul") == []
    assert candidates("") == []


def test_pieces_count_together_and_the_best_message_comes_first():
    assert candidates("the red door was open", "one thing two things")[0] == (LAMPS, 0)


@pytest.mark.parametrize("text", ["A **S**pecific [la](u)mp~~s~~ here", "A \\*Specific `lamps` here"])
def test_messages_are_found_by_words_without_markdown(text: str):
    indexes = ShingleIndexes([index_messages("a", [MessageText("m-1", text)])])
    assert indexes.candidates(["a specific lamps here"], 30) == [("a", 0)]
    assert indexes.by_slug["a"].words == ("a specific lamps here",)


def test_the_number_of_candidates_is_limited():
    same = ShingleIndexes(
        [index_messages("a", [MessageText(f"m-{n}", "the same four words again") for n in range(100)])]
    )
    assert len(same.candidates(["the same four words"], 30)) == 30
    assert len(same.candidates(["again"], 30)) == 30


def test_an_index_is_the_same_after_serialization():
    index = index_messages(
        "a", [MessageText("m-1", "The red door was open, 赤い扉 and \ud800 too."), MessageText("m-2", "")]
    )
    assert deserialize_index(serialize_index(index)) == index
    assert pickle.loads(pickle.dumps(index)) == index
