"""Conversations, inverted."""

import pickle
from collections.abc import Mapping, Sequence
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.model import BlockKind, Conversation, Place
from sitegen.search.documents import ConversationDocuments, Entry, Head, documents
from sitegen.search.ranking import level
from sitegen.search.varint import BASE, decoded
from sitegen.text.tokens import terms
from tests.render.samples import DRAWING, LYRA, SLOT, USER, block, conversation, message
from tests.search.archives import said

WORDS = st.lists(st.sampled_from(["tide", "lamp", "Ledger", "東京都", "a"]), max_size=130).map(" ".join)
Places = Mapping[str, Mapping[int, Sequence[int]]]
"""By term and message: the positions."""


def inverted(*texts: str) -> ConversationDocuments:
    return documents(said("Lamps", *texts), Place("lamps"))


def places(found: ConversationDocuments) -> Places:
    """What the entries say; their weights are held against the lengths on the way."""
    return {term: _read(entry, found.head) for term, entry in found.entries.items()}


def _read(entry: Entry, head: Head) -> Mapping[int, Sequence[int]]:
    numbers = decoded(entry.positions)
    read = {}
    for n, weight in zip(accumulate(decoded(entry.ids)), decoded(entry.weights), strict=True):
        assert weight % BASE == head.lengths[n]
        read[n] = list(accumulate(next(numbers) for _ in range(weight // BASE + 1)))
    assert list(numbers) == []
    return read


def counted(texts: Sequence[str]) -> Places:
    """The same, from the texts."""
    found: dict[str, dict[int, list[int]]] = {}
    for n, text in enumerate(texts):
        for at, term in enumerate(terms(text)):
            found.setdefault(term, {}).setdefault(n, []).append(at)
    return found


def test_each_term_tells_its_messages_how_often_and_where():
    assert places(inverted("a lamp, a tide", "no", "The lamp")) == {
        "a": {0: [0, 2]},
        "lamp": {0: [1], 2: [1]},
        "no": {1: [0]},
        "the": {2: [0]},
        "tide": {0: [3]},
    }


def test_an_entry_is_short_text():
    entry = inverted("tide " * 3, "", "the tide").entries["tide"]
    assert [list(decoded(part)) for part in entry] == [[0, 2], [3 + 2 * 46, 2], [0, 1, 1, 1]]


def test_terms_stand_in_order_of_code_points():
    words = list(inverted("zebra ﬀ 𠀀 Äpfel apple 灯 éclair ｶ").entries)
    assert words == sorted(words)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=8))
def test_nothing_is_lost_in_what_is_inverted(texts: list[str]):
    assert places(inverted(*texts)) == counted(texts)


def test_long_messages_and_many_messages_are_inverted_too():
    texts = [*["tide"] * 2200, "tide " * 5000 + "lamp", *["no"] * 50, "lamp tide"]
    assert places(inverted(*texts)) == counted(texts)


def test_the_head_holds_a_column_for_each_question():
    found = documents(
        conversation(
            message(1, USER, block(BlockKind.PROSE, "Who keeps the light?"), time="2026-02-04T23:59:59"),
            message(2, LYRA, block(BlockKind.ART, DRAWING), block(BlockKind.CODE, "x = 1")),
            message(3, SLOT, block(BlockKind.IMAGE, "a buoy"), event=True),
            message(4, SLOT, block(BlockKind.COMMAND, "!leave"), block(BlockKind.EVENT, "left")),
            message(5, USER),
        ),
        Place("lamps-2"),
    )
    assert found.head == Head(
        slug="lamps-2",
        title="Lamps",
        started="2026-02-03T04:05:06",
        participants=(USER, LYRA, SLOT),
        speakers=(0, 1, 2, 2, 0),
        days=(20488, 20487, 20487, 20487, 20487),
        kinds=(0b00000, 0b00011, 0b10100, 0b11000, 0b00000),
        lengths=tuple(level(len(terms(text))) for text in found.texts),
        groups=(0,),
    )


def test_a_day_that_nobody_knows_is_below_zero():
    assert documents(said("Lamps", "a", started=None), Place("x")).head.days == (-1,)


def test_a_group_of_texts_ends_with_four_thousand_characters():
    assert inverted("a" * 3999, "b", "c", "d" * 9000, "e").head.groups == (0, 2, 4)


def test_white_space_in_texts_is_one_blank():
    assert inverted(" a\n\n  b\t\u3000c ", "", "\n").texts == ("a b c", "", "")


def test_white_space_makes_no_difference_to_terms():
    text = "a\n\n  b\t\u3000c\x1fd\x85e\u2028f"
    assert terms(" ".join(text.split())) == terms(text)


def test_anchors_are_those_of_the_messages():
    talk = said("Lamps", "a", "b")
    assert documents(talk, Place("x")).anchors == tuple(each.anchor for each in talk.messages)


def test_a_conversation_without_messages_has_no_documents():
    empty: Conversation = conversation()
    assert documents(empty, Place("x")) == ConversationDocuments(
        Head("x", "Lamps", "2026-02-03T04:05:06", (), (), (), (), (), ()), {}, (), ()
    )


def test_documents_go_from_process_to_process():
    found = inverted("a lamp", "a tide")
    assert pickle.loads(pickle.dumps(found)) == found
