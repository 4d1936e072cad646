"""Conversations with messages in common."""

from hypothesis import given
from hypothesis import strategies as st

from sitegen.build.series import MAX_OVERLAPS, arrange_conversations, overlaps
from sitegen.model import ConversationOutline, Overlap, PageRef


def outline(path: str, prints: str) -> ConversationOutline:
    return ConversationOutline(path, path, path.upper(), "voice", None, "", (), (), tuple(prints))


def find_overlaps(*outlines: ConversationOutline) -> dict[str, tuple[Overlap, ...]]:
    return overlaps(outlines, {each.path: f"slug-{each.path}" for each in outlines})


def test_three_messages_in_common_are_an_overlap_but_two_are_not():
    assert find_overlaps(outline("a", "pqrs"), outline("b", "xpqr"), outline("c", "rs")) == {
        "a": (Overlap(PageRef("slug-b", "B"), 3),),
        "b": (Overlap(PageRef("slug-a", "A"), 3),),
    }


def test_a_message_that_is_repeated_counts_once():
    assert find_overlaps(outline("a", "pppq"), outline("b", "pppq")) == {}


def test_the_largest_come_first_and_at_most_five():
    many = find_overlaps(outline("a", "pqrst"), outline("b", "pqrst"), *(outline(f"c{n}", "pqr") for n in range(9)))
    assert [(each.other.slug, each.messages) for each in many["a"]] == [
        ("slug-b", 5), ("slug-c0", 3), ("slug-c1", 3), ("slug-c2", 3), ("slug-c3", 3),
    ]  # fmt: skip
    assert len(many["a"]) == MAX_OVERLAPS


def test_a_prompt_in_dozens_of_conversations_is_no_overlap():
    assert find_overlaps(*(outline(f"t{n}", "pqr") for n in range(30))) == {}


@given(st.lists(st.text("pqrstuvw", max_size=9), max_size=30))
def test_overlaps_are_those_of_comparing_all_pairs(texts: list[str]):
    holders = {char: sum(char in text for text in texts) for char in "pqrstuvw"}
    expected = {}
    for n, text in enumerate(texts):
        shared = {
            f"slug-t{m}": sum(holders[char] <= 20 for char in set(text) & set(other))
            for m, other in enumerate(texts)
            if m != n
        }
        ranked = sorted((-messages, slug) for slug, messages in shared.items() if messages >= 3)[:MAX_OVERLAPS]
        if ranked:
            expected[f"t{n}"] = [(slug, -messages) for messages, slug in ranked]
    found = find_overlaps(*(outline(f"t{n}", text) for n, text in enumerate(texts)))
    assert {path: [(each.other.slug, each.messages) for each in some] for path, some in found.items()} == expected


def test_page_contexts_have_the_overlaps():
    page_contexts = arrange_conversations([outline("a", "pqr"), outline("b", "pqr")], {})
    assert page_contexts["a"].overlaps == (Overlap(PageRef("b", "B"), 3),)
