"""Conversations with messages in common."""

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


def test_page_contexts_have_the_overlaps():
    page_contexts = arrange_conversations([outline("a", "pqr"), outline("b", "pqr")], {})
    assert page_contexts["a"].overlaps == (Overlap(PageRef("b", "B"), 3),)
