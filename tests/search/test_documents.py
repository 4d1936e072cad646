"""Inverted conversations."""

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.model import Block, BlockKind, Conversation, PageContext, Span, Tombstone
from sitegen.search.documents import (
    ConversationDocuments,
    DocumentHeader,
    index_conversation,
)
from sitegen.search.ranking import length_level
from sitegen.search.varint import BASE, decode
from sitegen.text.tokens import terms
from tests.render.samples import DRAWING, LYRA, SLOT, USER, block, conversation, message
from tests.search.archives import conversation_of, documents_of

WORDS = st.lists(st.sampled_from(["tide", "lamp", "Ledger", "東京都", "a"]), max_size=130).map(" ".join)
PositionsByTerm = Mapping[str, Mapping[int, Sequence[int]]]
"""Positions by term and message."""


def lamp_documents(*texts: str) -> ConversationDocuments:
    return documents_of(conversation_of("Lamps", *texts), "lamps")


def decoded_postings(found: ConversationDocuments) -> PositionsByTerm:
    """Decode the postings, and check weights against length levels."""
    return {term: _decode(entry, found.header) for term, entry in encoded_postings(found).items()}


class EncodedPostings(NamedTuple):
    """Postings of a term in one conversation."""

    ids: str
    weights: str
    positions: str


def encoded_postings(found: ConversationDocuments) -> Mapping[str, EncodedPostings]:
    """Return the lines of the postings by term."""
    lines = found.postings.decode().split("\n") if found.postings else []
    entries = map(EncodedPostings, lines[1::4], lines[2::4], lines[3::4])
    return dict(zip(lines[::4], entries, strict=True))


def _decode(entry: EncodedPostings, head: DocumentHeader) -> Mapping[int, Sequence[int]]:
    numbers = decode(entry.positions)
    read = {}
    for n, weight in zip(accumulate(decode(entry.ids)), decode(entry.weights), strict=True):
        assert weight % BASE == head.length_levels[n]
        read[n] = list(accumulate(next(numbers) for _ in range(weight // BASE + 1)))
    assert list(numbers) == []
    return read


def expected_postings(texts: Sequence[str]) -> PositionsByTerm:
    """Return the expected postings from the texts."""
    found: dict[str, dict[int, list[int]]] = {}
    for n, text in enumerate(texts):
        for at, term in enumerate(terms(text)):
            found.setdefault(term, {}).setdefault(n, []).append(at)
    return found


def test_postings_have_messages_frequencies_and_positions():
    assert decoded_postings(lamp_documents("a lamp, a tide", "no", "The lamp")) == {
        "a": {0: [0, 2]},
        "lamp": {0: [1], 2: [1]},
        "no": {1: [0]},
        "the": {2: [0]},
        "tide": {0: [3]},
    }


def test_encoded_postings_are_short():
    entry = encoded_postings(lamp_documents("tide " * 3, "", "the tide"))["tide"]
    assert [list(decode(part)) for part in entry] == [[0, 2], [3 + 2 * 46, 2], [0, 1, 1, 1]]


def test_terms_are_in_order_of_code_points():
    words = list(encoded_postings(lamp_documents("zebra ﬀ 𠀀 Äpfel apple 灯 éclair ｶ")))
    assert words == sorted(words)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=8))
def test_inverting_loses_nothing(texts: list[str]):
    assert decoded_postings(lamp_documents(*texts)) == expected_postings(texts)


def test_long_messages_and_many_messages_are_inverted():
    texts = [*["tide"] * 2200, "tide " * 5000 + "lamp", *["no"] * 50, "lamp tide"]
    assert decoded_postings(lamp_documents(*texts)) == expected_postings(texts)


def test_the_header_has_a_column_for_each_property():
    found = documents_of(
        conversation(
            message(1, USER, block(BlockKind.PROSE, "Who keeps the light?"), time="2026-02-04T23:59:59"),
            message(2, LYRA, block(BlockKind.ART, DRAWING), block(BlockKind.CODE, "x = 1")),
            message(3, SLOT, block(BlockKind.IMAGE, "a buoy"), event=True),
            message(4, SLOT, block(BlockKind.COMMAND, "!leave"), block(BlockKind.EVENT, "left")),
            message(5, USER),
        ),
        "lamps-2",
    )
    assert found.header == DocumentHeader(
        slug="lamps-2",
        title="Lamps",
        started="2026-02-03T04:05:06",
        participants=(USER, LYRA, SLOT),
        speakers=(0, 1, 2, 2, 0),
        days=(20488, 20487, 20487, 20487, 20487),
        kinds=(0b00000, 0b00011, 0b10100, 0b11000, 0b00000),
        length_levels=tuple(length_level(len(terms(text))) for text in found.texts),
        languages=("en",),
    )


def test_an_unknown_day_is_negative():
    assert documents_of(conversation_of("Lamps", "a", started=None), "x").header.days == (-1,)


def test_the_text_is_what_the_page_shows_and_without_it_empty():
    talk = conversation_of("Lamps", "**S**pecific", "not shown")
    found = index_conversation(talk, PageContext("lamps"), {talk.messages[0].anchor: "Specific\nlamp"})
    assert (found.texts, sorted(encoded_postings(found))) == (("Specific\nlamp", ""), ["lamp", "specific"])


def test_withdrawn_words_are_not_indexed():
    (first,) = conversation_of("Lamps", "a").messages
    talk = conversation(replace(first, withdrawn=Tombstone(first.anchor, True, "", "2026-01-01")))
    assert index_conversation(talk, PageContext("lamps"), {first.anchor: "Withdrawn by its owner."}).texts == ("",)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("made an image\na lamp at sea", "AI-3\nmade an image: a lamp at sea"),
        ("asked for an image a lamp", "AI-3\nasked for an image a lamp"),
        ("AI-3 has left.", "AI-3 has left."),
        ("\ufffcmade an\ufffc image\n\ufffc\na lamp", "AI-3\nmade an image: a lamp"),
        ("", ""),
    ],
)
def test_an_event_reads_as_a_sentence_about_its_participant(shown: str, expected: str):
    talk = conversation(message(1, SLOT, block(BlockKind.EVENT, "raw"), event=True))
    assert SLOT.name == "AI-3"
    assert index_conversation(talk, PageContext("x"), {talk.messages[0].anchor: shown}).texts == (expected,)


def test_white_space_makes_no_difference_to_terms():
    text = "a\n\n  b\t\u3000c\x1fd\x85e\u2028f"
    assert terms(" ".join(text.split())) == terms(text)


def test_anchors_are_those_of_the_messages():
    talk = conversation_of("Lamps", "a", "b")
    assert documents_of(talk, "x").anchors == tuple(each.anchor for each in talk.messages)


def test_a_conversation_without_messages_has_no_documents():
    empty: Conversation = conversation()
    assert documents_of(empty, "x") == ConversationDocuments(
        DocumentHeader("x", "Lamps", "2026-02-03T04:05:06", (), (), (), (), (), ("en",)),
        b"",
        (),
        (),
        {"lamp=en": ["lamps"]},
    )


@pytest.mark.parametrize(
    ("name", "argument", "shown", "expected"),
    [
        ("prompt", "You are  a lamp", "changed its prompt You are a lamp", "changed its prompt: You are a lamp"),
        ("image", "an image", "asked for an image an image", "asked for an image: an image"),
        ("image", "a lamp", "asked for an image in message 5", "asked for an image in message 5"),
        ("image", "", "asked for an image", "asked for an image\n(!raw)"),
        ("failure", "Too short", "fails Too short", "fails: Too short"),
        ("add_ai", "Kimi", "invited Kimi", "invited Kimi"),
        ("temperature", "1.5", "set its temperature to 1.5", "set its temperature to 1.5"),
    ],
)
def test_the_words_of_a_participant_in_an_event_follow_a_colon(name: str, argument: str, shown: str, expected: str):
    event = Block(BlockKind.EVENT, "!raw", Span(0, 1), name=name, argument=argument)
    talk = conversation(message(1, SLOT, event, event=True))
    assert index_conversation(talk, PageContext("x"), {talk.messages[0].anchor: shown}).texts == (f"AI-3\n{expected}",)


def test_an_event_without_an_argument_keeps_what_was_written():
    event = Block(BlockKind.IMAGE, "Generated image:\ufffc\nlamp-7.png", Span(0, 1), name="image_created")
    talk = conversation(message(1, SLOT, event, replace(event, argument="a lamp"), event=True))
    found = index_conversation(talk, PageContext("x"), {talk.messages[0].anchor: "made an image"})
    assert found.texts == ("AI-3\nmade an image\n(Generated image: lamp-7.png)",)


def test_documents_go_from_process_to_process():
    found = lamp_documents("a lamp", "a tide")
    assert pickle.loads(pickle.dumps(found)) == found
