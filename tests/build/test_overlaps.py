"""Conversations with messages in common."""

from sitegen.build.series import MOST_OVERLAPS, arrange, overlaps
from sitegen.model import Neighbour, Outline, Overlap


def outline(path: str, prints: str) -> Outline:
    return Outline(path, path, path.upper(), "voice", None, "", (), (), tuple(prints))


def found(*outlines: Outline) -> dict[str, tuple[Overlap, ...]]:
    return overlaps(outlines, {each.path: f"slug-{each.path}" for each in outlines})


def test_three_messages_in_common_are_an_overlap_and_two_are_none():
    assert found(outline("a", "pqrs"), outline("b", "xpqr"), outline("c", "rs")) == {
        "a": (Overlap(Neighbour("slug-b", "B"), 3),),
        "b": (Overlap(Neighbour("slug-a", "A"), 3),),
    }


def test_a_message_that_is_repeated_counts_once():
    assert found(outline("a", "pppq"), outline("b", "pppq")) == {}


def test_the_largest_come_first_and_at_most_five():
    many = found(outline("a", "pqrst"), outline("b", "pqrst"), *(outline(f"c{n}", "pqr") for n in range(9)))
    assert [(each.other.slug, each.messages) for each in many["a"]] == [
        ("slug-b", 5), ("slug-c0", 3), ("slug-c1", 3), ("slug-c2", 3), ("slug-c3", 3),
    ]  # fmt: skip
    assert len(many["a"]) == MOST_OVERLAPS


def test_a_prompt_that_stands_in_dozens_of_talks_joins_none_of_them():
    assert found(*(outline(f"t{n}", "pqr") for n in range(30))) == {}


def test_places_know_the_overlaps():
    places = arrange([outline("a", "pqr"), outline("b", "pqr")], {})
    assert places["a"].overlaps == (Overlap(Neighbour("b", "B"), 3),)
