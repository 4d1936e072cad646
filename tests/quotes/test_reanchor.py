"""Quotations that were stored, in an archive that has changed since."""

from dataclasses import replace

import pytest

from sitegen.quotes.corpus import Corpus, corpus
from sitegen.quotes.judge import judge
from sitegen.quotes.places import Place
from sitegen.quotes.reanchor import Anchored, State, reanchor
from sitegen.quotes.said import Said
from tests.quotes.samples import LAMPS, RAIN, quotation

FIRST = "It is late. The lamp is lit, and the tide comes in. We keep the light, as we always did."
SECOND = "Nobody answers. The boats are out, every one of them, and the tide is high."
EXACT = "The lamp is lit, and the tide comes in."


def archive(first: str | None = FIRST, second: str = SECOND, other: str = "Rain.") -> Corpus:
    messages = [Said("m-first", first)] if first is not None else []
    return corpus({LAMPS: [*messages, Said("m-second", second)], RAIN: [Said("m-rain", other)]})


def stored(exact: str = EXACT, last: str | None = None) -> Place:
    place = judge(quotation(exact, "m-first", last=last), archive()).place
    assert place is not None
    return place


def told(found: Anchored) -> tuple[str, str, str]:
    place = found.place
    return found.state.value, place.anchor if place else "", place.exact if place else ""


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (archive(), ("found", "m-first", EXACT)),
        (archive("So. " * 9 + FIRST), ("found", "m-first", EXACT)),
        (archive(FIRST.replace("lamp", "**lamp**").replace(",", ",\n")), ("found", "m-first", "The **lamp** is lit, and the tide comes in.")),
        (archive(FIRST.replace("comes", "creeps")), ("altered", "m-first", "The lamp is lit, and the tide creeps in.")),
        (archive("Something else.", f"Quoted: {EXACT}"), ("moved", "m-second", EXACT)),
        (archive(None, f"Quoted: {EXACT}"), ("moved", "m-second", EXACT)),
        (archive(None, other=f"Quoted: {EXACT}"), ("moved", "m-rain", EXACT)),
        (archive("Something else entirely, without a word of it."), ("lost", "", "")),
        (archive(None), ("lost", "", "")),
    ],
)  # fmt: skip
def test_stored_words_are_found_again(changed: Corpus, expected: tuple[str, str, str]):
    assert told(reanchor(stored(), changed)) == expected


def test_what_is_found_unchanged_is_the_place_that_was_stored():
    assert reanchor(stored(), archive()) == Anchored(State.FOUND, stored())


def test_of_several_the_one_with_the_same_words_around_it_is_taken():
    place = stored("the tide")
    again = reanchor(place, archive("First the tide rose. " + FIRST))
    assert again.place is not None
    assert again.state is State.FOUND
    assert again.place.prefix.endswith("The lamp is lit, and ")


def test_a_passage_through_two_messages_is_found_again():
    place = stored("as we always did. … Nobody answers.", "m-second")
    assert (place.anchor, place.last) == ("m-first", "m-second")
    changed = archive("Before. " + FIRST)
    again = reanchor(place, changed)
    assert again.state is State.FOUND
    assert again.place is not None
    assert (again.place.anchor, again.place.last, again.place.exact) == ("m-first", "m-second", place.exact)


def test_a_short_word_is_not_taken_for_another():
    assert (
        reanchor(replace(stored("late"), prefix="", suffix=""), archive("It is early.")).state is State.LOST
    )
