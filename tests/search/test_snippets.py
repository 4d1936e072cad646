"""Snippets of messages, and links to words."""

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.search.snippets import MAX_LENGTH, SnippetPart, fragment_link, highlight, snippet
from sitegen.text.tokens import terms

FILLING = "the water went out and left the boats where they were "


def marked_text(text: str, *words: str) -> str:
    """Return the snippet with marked words in brackets."""
    return "".join(f"[{part.text}]" if part.marked else part.text for part in snippet(text, set(words)).parts)


def test_a_short_message_is_shown_whole():
    assert snippet("Keep one light on.", {"light"}).parts == (
        SnippetPart("Keep one ", marked=False),
        SnippetPart("light", marked=True),
        SnippetPart(" on.", marked=False),
    )


@pytest.mark.parametrize("text", ["", "light", "First light № 1", f"{FILLING * 20}light {FILLING * 20}", "灯台の光"])
def test_a_highlighted_text_is_not_cut_and_all_its_words_are_marked(text: str):
    parts = highlight(text, {"light", "灯台"})
    assert "".join(part.text for part in parts) == text
    assert [part.text for part in parts if part.marked] == [each for each in ("light", "灯台") if each in text]


def test_an_empty_message_has_no_parts():
    assert snippet("", {"light"}).parts == ()


def test_without_a_marked_word_the_beginning_is_shown():
    assert marked_text(FILLING * 6, "light") == (FILLING * 6)[:238] + "…"


def test_words_are_marked_as_they_are_written():
    assert marked_text("LIGHT, Lights und Lïght", "light", "lights") == "[LIGHT], [Lights] und [Lïght]"


def test_a_long_message_is_cut_at_blanks_around_the_words():
    assert marked_text(FILLING * 9 + "a light " + FILLING * 9, "light") == (
        "…the water went out and left the boats where they were a [light] the water went out and left the boats "
        "where they were the water went out and left the boats where they were the water went out and left the "
        "boats where they were the water…"
    )


def test_the_end_of_a_message_is_shown_with_what_comes_before():
    assert marked_text(FILLING * 9 + "a light", "light") == f"…where they were {FILLING * 4}a [light]"


def test_the_stretch_with_most_different_words_is_shown():
    text = f"tide tide tide tide {FILLING * 9} the tide of ink {FILLING * 9}"
    assert "[tide] of [ink]" in marked_text(text, "tide", "ink")


def test_of_equals_the_earliest_is_shown():
    text = f"first ink {FILLING * 9} second ink {FILLING * 9}"
    assert marked_text(text, "ink").startswith("first [ink] the water")


def test_a_text_without_blanks_is_cut_anywhere():
    text = "潮" * 300 + "茶雨" + "潮" * 300
    assert marked_text(text, "茶雨") == "…" + "潮" * 60 + "[茶雨]" + "潮" * 178 + "…"


def test_overlapping_pairs_are_marked_as_one():
    assert marked_text("私は東京都に住む", "東京", "京都") == "私は[東京都]に住む"


def test_offsets_count_code_points_beyond_the_basic_plane():
    assert marked_text("🌊🌊 𝒜𝒷 light 🌊", "light", "🌊") == "[🌊🌊] 𝒜𝒷 [light] [🌊]"


def test_a_word_longer_than_a_snippet_does_not_make_it_longer():
    found = snippet("x" * 1000 + " light", {terms("x" * 64)[0]})
    assert sum(len(part.text) for part in found.parts) == MAX_LENGTH + 1


@pytest.mark.parametrize(
    ("text", "directives"),
    [
        ("Keep one light on at night.", ("Keep%20one-,light,-on%20at%20night",)),
        ("light on at night", ("light,-on%20at%20night",)),
        ("Every harbour keeps one light", ("harbour%20keeps%20one-,light",)),
        ("the boats were *one light* on", ()),
        ("a light", ()),
        ("one, light, on, at", ()),
        ("`keep one light on`", ()),
        ("know-how of light, and more: so", ()),
        ("# Light of the sea", ("Light,-of%20the%20sea",)),
        ("Ça va, «une» light é ça va", ("light,-%C3%A9%20%C3%A7a%20va",)),
        ("don't light on &amp; off", ()),
        ("light light light", ("light,-light%20light", "light-,light,-light", "light%20light-,light")),
        ("光の light 灯台", ()),
        ("keep one\nlight on at night", ("light,-on%20at%20night",)),
        ("keep one light\non at night", ("keep%20one-,light",)),
        ("keep\none light", ()),
        ("one GPT4 light on", ()),
    ],
)
def test_a_link_marks_a_word_between_plain_words(text: str, directives: tuple[str, ...]):
    assert snippet(text, {"light"}).directives == directives


def test_a_link_marks_at_most_three_words():
    found = snippet("one two three four five six", {"one", "two", "three", "four", "five"}).directives
    assert found == (
        "one,-two%20three%20four",
        "one-,two,-three%20four%20five",
        "one%20two-,three,-four%20five%20six",
    )


def test_a_fragment_link_begins_with_the_label_of_the_anchor():
    assert fragment_link("c/a.html#m-abc", "m-abc", ()) == "c/a.html#m-abc"
    assert fragment_link("c/a.html#m-abc", "m-abc", ("a-,b", "b,-c")) == "c/a.html#m-abc:~:text=abc&text=a-,b&text=b,-c"


def test_a_link_marks_a_word_with_an_apostrophe_as_one():
    found = snippet("and please don't touch anything", {"don", "t"})
    assert found.directives == ("and%20please-,don%27t,-touch%20anything",)
    assert snippet("the keeper’s light", {"light"}).directives == ()
    assert snippet("by the keeper’s oil lamp light", {"light"}).directives == ("oil%20lamp-,light",)


def test_a_link_marks_letters_and_digits_of_a_word_together():
    found = snippet("we asked GPT4 about the light", {"gpt", "4"})
    assert found.directives == ("we%20asked-,GPT4,-about%20the%20light",)
    assert marked_text("we asked GPT4 and GPT-4", "gpt", "4") == "we asked [GPT4] and [GPT]-[4]"


@pytest.mark.parametrize(
    ("text", "phrases", "expected"),
    [
        ("glass, a storm glass and a storm", {"storm glass"}, "glass, a [storm] [glass] and a storm"),
        ("1. ask R1 or r 1, not R2", {"r 1"}, "1. ask [R1] or [r] [1], not R2"),
        ("v4.5.1 and 4.5", {"4 5 1"}, "v[4].[5].[1] and 4.5"),
        ("a b a b a", {"a b a"}, "[a] [b] [a] [b] [a]"),
        ("a b c", {"a b", "c"}, "[a] [b] [c]"),
        ("灯台の光、台の", {"灯台 台の"}, "[灯台の]光、台の"),
        ("storm", {"storm glass"}, "storm"),
        ("gpt 4", {"4"}, "gpt [4]"),
    ],
)
def test_a_phrase_is_marked_where_its_words_are_adjacent(text: str, phrases: set[str], expected: str):
    assert marked_text(text, *phrases) == expected
    assert "".join(f"[{part.text}]" if part.marked else part.text for part in highlight(text, phrases)) == expected


def test_marking_a_phrase_that_overlaps_itself_takes_linear_time():
    before = process_time()
    snippet("a " * 50_000, {" ".join("a" * 400)})
    assert process_time() - before < 10


def test_blocks_of_the_page_are_shown_on_one_line():
    assert marked_text("Storm\nglass in the\nlight", "glass") == "Storm [glass] in the light"


WORDS = st.sampled_from(
    ["light\ntide", "gpt4", "light", "tide", "潮潮", "東京都", "*", "-", "😀", "x" * 300, "é", "\u202e", "a_b", ","]
)


@given(st.lists(WORDS, max_size=80).map(" ".join), st.sets(st.sampled_from(["light", "tide", "潮潮", "a"])))
def test_a_snippet_is_a_stretch_of_the_message(text: str, wanted: set[str]):
    parts = snippet(text, wanted).parts
    whole = "".join(part.text for part in parts)
    assert whole.removeprefix("…").removesuffix("…") in text.replace("\n", " ")
    assert len(whole) <= MAX_LENGTH + 2
    assert all(part.text for part in parts)
    assert all(not (one.marked and other.marked) for one, other in pairwise(parts))
    assert any(part.marked for part in parts) == bool(wanted.intersection(terms(text)))
