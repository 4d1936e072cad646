"""Which messages share words with a quotation."""

import pickle

from sitegen.quotes.corpus import Holders, dumped, loaded, shingles
from sitegen.quotes.message_text import Said
from sitegen.text import normalization
from tests.quotes.samples import LAMPS, RAIN, archive

HELD = archive().holders


def sharing(*segments: str) -> list[tuple[str, int]]:
    return HELD.sharing([normalization.words(each) for each in segments], 30)


def test_messages_are_found_by_four_words_in_a_row():
    assert sharing("all about rain and tea in the garden") == [(RAIN, 0)]
    assert sharing("静かに降って") == [(RAIN, 1)]
    assert sharing("rain tea in mountains") == []


def test_a_word_or_two_are_found_where_they_stand_whole():
    assert sharing("yes") == [(LAMPS, 2)]
    assert sharing("the gull") == [(LAMPS, 1)]
    assert sharing("light") == [(LAMPS, 4)]
    assert sharing("屋根") == [(RAIN, 1)]
    assert sharing("gul") == []
    assert sharing("") == []


def test_pieces_count_together_and_the_best_message_comes_first():
    assert sharing("the red door was open", "one thing two things")[0] == (LAMPS, 0)


def test_no_more_are_found_than_wanted():
    same = Holders([shingles("a", [Said(f"m-{n}", "the same four words again") for n in range(100)])])
    assert len(same.sharing(["the same four words"], 30)) == 30
    assert len(same.sharing(["again"], 30)) == 30


def test_an_index_comes_back_whole_from_bytes():
    index = shingles("a", [Said("m-1", "The red door was open, 赤い扉 and \ud800 too."), Said("m-2", "")])
    assert loaded(dumped(index)) == index
    assert pickle.loads(pickle.dumps(index)) == index
