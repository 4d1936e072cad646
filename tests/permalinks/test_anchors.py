"""Anchors that come from the text of messages."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.permalinks.anchors import fingerprint, proposed_anchors
from sitegen.readers import dialogue
from sitegen.text.normalization import normalize_words
from sitegen.text.source import read_source
from tests.shared import SHARED, needs_shared


def anchors(texts: Sequence[str]) -> tuple[str, ...]:
    return proposed_anchors([fingerprint(normalize_words(text)) for text in texts])


def test_a_text_that_occurs_once_keeps_its_anchor_wherever_it_moves():
    alone = anchors(["The tide keeps a ledger."])
    moved = anchors(["Good morning.", "The tide keeps a ledger.", "Does it balance?"])
    assert moved[1] == alone[0]


@pytest.mark.parametrize(
    "other",
    [
        "the tide keeps a ledger",
        "The **tide** keeps\na ledger.",
        "“The tide keeps a ledger…”",
        "The tide  keeps a ledger.",
        "Thé tide keeps a ledger!",
    ],
)
def test_layout_emphasis_quotes_and_accents_do_not_change_an_anchor(other: str):
    assert anchors([other]) == anchors(["The tide keeps a ledger."])


def test_duplicates_are_distinguished_by_the_messages_before_them():
    first = anchors(["one", "ack", "two", "ack", "three", "ack"])
    later = anchors(["zero", "one", "ack", "two", "ack", "three", "ack", "four"])
    assert len(set(first)) == 6
    assert [later[2], later[4], later[6]] == [first[1], first[3], first[5]]


def test_published_anchors_are_never_computed_differently():
    # Fixed: a change of the algorithm would move every address of every archive.
    assert anchors(["tick", "ack", "tock", "ack"]) == (
        "m-kwslyw7",
        "m-usv46pw",
        "m-bn7y6yp",
        "m-r4sxj4b",
    )


@needs_shared
def test_the_five_acks_and_the_dots_of_a_real_dialogue_have_the_anchors_that_were_measured():
    path = SHARED / "seeds" / "002_cb9e79ccee75ebe2.txt"
    source = read_source(path.name, path.read_bytes())
    texts = [piece.span.of(source.text) for piece in dialogue.read(source).messages]
    by_text: dict[str, list[str]] = {}
    for text, anchor in zip(texts, anchors(texts), strict=True):
        by_text.setdefault(text.strip(), []).append(anchor)
    assert by_text["ack"] == ["m-spou72l", "m-edol6qr", "m-p4fjemr", "m-mqtmirn", "m-4sf2uvj"]
    assert by_text["."] == ["m-q3oi2gj", "m-abmsjcp", "m-qxlpn47"]
    assert "m-kwfjsn7" in anchors(texts)


@given(st.lists(st.sampled_from(["ack", ".", "", "ping", "pong", "a longer line"]), max_size=120))
def test_anchors_are_unique_well_formed_and_the_same_each_time(texts: list[str]):
    found = anchors(texts)
    assert len(set(found)) == len(texts)
    assert all(anchor[:2] == "m-" and anchor[2:].isalnum() and anchor.islower() for anchor in found)
    assert anchors(texts) == found
