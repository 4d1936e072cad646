"""A passage that tells what a conversation is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model import BlockKind, Excerpt, Participant
from sitegen.render.summaries import LONGEST, beginning, excerpt
from tests.render.samples import LYRA, USER, block, conversation, message

LAMP = "The lighthouse keeps its lantern for sailors, and sailors keep the lighthouse in their stories."
ASIDE = "By the way, my neighbour bought yet another bicycle and will surely never ride this thing."


def of(*texts: str | tuple[Participant, str]) -> Excerpt:
    said = [each if isinstance(each, tuple) else (LYRA, each) for each in texts]
    messages = [message(n, who, block(BlockKind.PROSE, text)) for n, (who, text) in enumerate(said, 1)]
    return excerpt(conversation(*messages).messages)


def test_the_paragraph_whose_words_come_again_speaks_for_the_talk():
    texts = (
        (USER, "Hello there."),
        (USER, ASIDE),
        (LYRA, LAMP),
        (USER, "So sailors need a lantern, a lighthouse?"),
    )
    found = of(*texts)
    assert (found.text, found.speaker) == (LAMP, "Lyra 2")


def test_the_anchor_is_that_of_the_message():
    made = conversation(
        message(1, USER, block(BlockKind.PROSE, "Hello.")), message(2, LYRA, block(BlockKind.PROSE, LAMP))
    )
    assert excerpt(made.messages).anchor == made.messages[1].anchor


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
def test_headings_lists_quotes_and_announcements_are_no_passage(text: str):
    assert of(text, "Well.").text == "Well."


def test_marks_of_markdown_are_left_out():
    assert of("A **bold** _word_ and [a link](https://example.org/), `code` too.").text == (
        "A bold word and a link, code too."
    )


def test_a_long_paragraph_ends_with_a_sentence_or_with_dots():
    sentences = "Long rivers carry small boats. " * 20
    assert of(sentences).text == ("Long rivers carry small boats. " * 9).strip()
    words = "river " * 100
    assert of(words).text == ("river " * 46).strip() + "…"


def test_code_and_drawings_say_nothing():
    made = conversation(message(1, LYRA, block(BlockKind.CODE, LAMP), block(BlockKind.ART, "/\\")))
    assert excerpt(made.messages) == Excerpt("")


@given(st.lists(st.text(max_size=400), max_size=5))
def test_any_talk_has_an_excerpt_that_is_short_and_was_said(texts: list[str]):
    found = of(*texts)
    assert len(found.text) <= LONGEST + 1
    assert bool(found.text) == bool(found.anchor)


def test_a_beginning_is_cut_after_a_word():
    (made,) = conversation(message(1, LYRA, block(BlockKind.PROSE, LAMP))).messages
    assert beginning(made) == "The lighthouse keeps its lantern for sailors, and sailors keep the lighthouse…"
