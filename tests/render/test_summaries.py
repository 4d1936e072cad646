"""The excerpt of a conversation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model import Block, BlockKind, Excerpt, PageContext, Participant
from sitegen.render.summaries import MAX_EXCERPT, beginning, excerpt, openings, summarise
from tests.render.samples import LYRA, USER, block, conversation, message

LAMP = "The lighthouse keeps its lantern for sailors, and sailors keep the lighthouse in their stories."
ASIDE = "By the way, my neighbour bought yet another bicycle and will surely never ride this thing."


def excerpt_of(*texts: str | tuple[Participant, str]) -> Excerpt:
    turns = [each if isinstance(each, tuple) else (LYRA, each) for each in texts]
    messages = [message(n, who, block(BlockKind.PROSE, text)) for n, (who, text) in enumerate(turns, 1)]
    return excerpt(conversation(*messages).messages)


def test_the_paragraph_with_most_repeated_words_is_the_excerpt():
    texts = (
        (USER, "Hello there."),
        (USER, ASIDE),
        (LYRA, LAMP),
        (USER, "So sailors need a lantern, a lighthouse?"),
    )
    found = excerpt_of(*texts)
    assert (found.text, found.speaker) == (LAMP, "Lyra 2")


@pytest.mark.parametrize(
    ("blocks", "minutes"),
    [
        ([], 0),
        ([block(BlockKind.PROSE, "word")], 1),
        ([block(BlockKind.PROSE, "word " * 230 * 4), block(BlockKind.ART, "/\\ " * 230)], 5),
        ([block(BlockKind.PROSE, "word " * 230), block(BlockKind.THINKING, "thought " * 9999)], 1),
        ([block(BlockKind.PROSE, "海" * 1500 + "とう" * 500)], 5),
        ([block(BlockKind.PROSE, "word " * 460 + "海" * 1000)], 4),
    ],
)
def test_reading_time_follows_from_spoken_words_and_from_characters_without_spaces(blocks: list[Block], minutes: int):
    found = conversation(message(1, LYRA, *blocks), message(2, USER, block(BlockKind.EVENT, "x " * 999), event=True))
    assert summarise(found, PageContext("lamps")).minutes == minutes


def test_the_anchor_is_that_of_the_message():
    found = conversation(
        message(1, USER, block(BlockKind.PROSE, "Hello.")), message(2, LYRA, block(BlockKind.PROSE, LAMP))
    )
    assert excerpt(found.messages).anchor == found.messages[1].anchor


@pytest.mark.parametrize(
    "text",
    [
        f"# {LAMP}",
        f"- {LAMP}",
        f"> {LAMP}",
        f"| {LAMP} |",
        f"1. {LAMP}",
        f"Some words\n- {LAMP}",
        f"{LAMP[:-1]}:",
    ],
)
def test_headings_lists_quotes_and_introductions_are_not_excerpts(text: str):
    assert excerpt_of(text, "Well.").text == "Well."


def test_markdown_signs_are_removed():
    assert excerpt_of("A **bold** _word_ and [a link](https://example.org/), `code` too.").text == (
        "A bold word and a link, code too."
    )


def test_a_long_paragraph_ends_with_a_sentence_or_an_ellipsis():
    sentences = "Long rivers carry small boats. " * 20
    assert excerpt_of(sentences).text == ("Long rivers carry small boats. " * 9).strip()
    words = "river " * 100
    assert excerpt_of(words).text == ("river " * 46).strip() + "…"


def test_code_and_drawings_are_ignored():
    found = conversation(message(1, LYRA, block(BlockKind.CODE, LAMP), block(BlockKind.ART, "/\\")))
    assert excerpt(found.messages) == Excerpt("")


@given(st.lists(st.text(max_size=400), max_size=5))
def test_excerpts_are_short_and_have_an_anchor(texts: list[str]):
    found = excerpt_of(*texts)
    assert len(found.text) <= MAX_EXCERPT + 1
    assert bool(found.text) == bool(found.anchor)


def test_a_beginning_is_cut_after_a_word():
    (first,) = conversation(message(1, LYRA, block(BlockKind.PROSE, LAMP))).messages
    assert beginning(first) == "The lighthouse keeps its lantern for sailors, and sailors keep the lighthouse…"


@given(st.text("*`~-#>[]() \nab", max_size=30))
def test_all_texts_lose_the_same_markdown_signs(text: str):
    def plain(text: str) -> str:
        return beginning(message(1, USER, block(BlockKind.PROSE, text)))

    assert plain(f"{text} c") == plain(f"{text} c_")  # because of the underscore all signs are looked for


def test_openings_are_the_first_paragraphs_that_are_not_very_short():
    long = "The lamp of the north side was out again. " * 4
    found = conversation(
        message(1, USER, block(BlockKind.PROSE, "Hi.")), message(2, LYRA, block(BlockKind.PROSE, long))
    )
    cut = "The lamp of the north side was out again. The lamp of the north side was out again. "
    assert list(openings(found.messages)) == [
        Excerpt(f"{cut}The lamp of the north side was out again.", LYRA.name, found.messages[1].anchor)
    ]
    assert [each.text for each in openings(found.messages[:1])] == ["Hi."]
    assert list(openings(())) == []
