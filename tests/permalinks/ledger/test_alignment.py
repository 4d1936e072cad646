"""Addresses under the seven transformations of transcripts, and the alignment itself."""

import random
from collections import Counter
from functools import cache
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.conversation_reader import read_transcript
from sitegen.model.ai_models import load_models
from sitegen.permalinks.ledger.alignment import align
from sitegen.permalinks.ledger.reconciliation import settle
from sitegen.permalinks.ledger.records import Entry, State
from sitegen.permalinks.ledger.similarity import Told
from tests.paths import PROJECT
from tests.permalinks.ledger.changes import CHANGES, HEADING, Change, conversation, entries, outcome
from tests.shared import SHARED, needs_shared

MODELS = load_models()
texts = st.lists(
    st.sampled_from(["ack", ".", "", "ping", "pong", "I count the gulls on the breakwater.", "A longer line of words, "
                     "long enough to have a sketch of its own in the ledger, as most messages have."]) | st.text(max_size=90),
    max_size=40,
)  # fmt: skip


def messages_of(path: Path) -> list[str]:
    found = read_transcript(path.name, path.read_bytes(), TranscriptRule(), MODELS)
    return [] if isinstance(found, tuple) else [message.text for message in found.messages]


@cache
def transcripts(folder: Path, every: int = 1, most: int = 1_000) -> list[list[str]]:
    files = sorted(
        path for path in folder.rglob("*") if path.is_file() and path.suffix in (".txt", ".md", ".html")
    )
    return list(islice(filter(None, map(messages_of, files[::every])), most))


def rates(all_texts: list[list[str]], change: Change, times: int) -> dict[str, float]:
    """Percent of addresses that land right, are dead, land on the same words elsewhere, on a different text."""
    total: Counter[str] = Counter()
    for seed in range(times):
        for n, each in enumerate(all_texts):
            total += outcome(each, change, random.Random(1000 * seed + n))
    return {name: 100 * total[name] / total.total() for name in ("right", "dead", "twin", "different")}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_no_change_of_the_sample_archive_leads_an_address_to_a_different_text(change: Change):
    found = rates(transcripts(PROJECT / "content" / "transcripts"), change, 5)
    assert found["different"] == 0
    assert found["right"] >= 97


@needs_shared
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_no_change_of_the_seeds_leads_an_address_to_a_different_text(change: Change):
    found = rates(transcripts(SHARED / "seeds"), change, 10)
    assert found["different"] == 0
    assert found["right"] >= 97


@needs_shared
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_no_change_of_200_real_transcripts_leads_an_address_to_a_different_text(change: Change):
    found = rates([each[:800] for each in transcripts(SHARED / "corpus", 4, 200)], change, 1)
    assert found["different"] == 0
    # A few of them are one word said eighty times: of those, twins take each other's place.
    assert found["right"] + found["twin"] >= 96


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_ping_pong_never_leads_to_a_different_text(change: Change):
    found = rates([["ping", "pong"] * 20 + ["That was the last of them, I believe."]], change, 10)
    assert found["different"] == 0


def told(text: str, native: str = "") -> Told:
    return Told(text, len(text), text[:60], "", native)


def entry(text: str, state: State = State.LIVE, native: str = "", **more: object) -> Entry:
    return Entry(f"m-{text}", text, len(text), text[:60], "", state, native, **more)


def aligned(old: str, new: str) -> list[int | None]:
    """Each letter is a message."""
    return list(align([entry(each) for each in old], [told(each) for each in new]).entries)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("abc", "abc", [0, 1, 2]),
        ("abc", "xabc", [None, 0, 1, 2]),
        ("abc", "cba", [2, 1, 0]),
        ("abc", "ac", [0, 2]),
        ("abab", "abab", [0, 1, 2, 3]),
        ("xaya", "xaza", [0, 1, None, 3]),
        ("xaya", "yaxa", [2, 1, 0, 3]),
        ("aaa", "aa", [1, 2]),
        ("a", "aa", [None, 0]),
        ("xaya", "ayax", [3, 2, 1, 0]),
        ("", "ab", [None, None]),
        ("ab", "", []),
    ],
)
def test_messages_find_their_entries(old: str, new: str, expected: list[int | None]):
    assert aligned(old, new) == expected


def test_a_native_id_outweighs_all_else():
    old = [entry("one", native="7"), entry("two", native="8")]
    new = [told("two", "7"), told("other words", "8")]
    assert align(old, new).entries == (0, 1)


def test_what_is_there_comes_before_what_was_gone():
    assert align([entry("a", State.GONE), entry("a")], [told("a")]).entries == (1,)
    assert align([entry("a", State.GONE), entry("b")], [told("a"), told("b")]).entries == (0, 1)


def test_what_it_said_before_is_remembered():
    assert align([entry("now", prints=("then",))], [told("then")]).entries == (0,)


def test_other_words_in_the_same_place_are_another_message():
    old = [entry("before"), entry("I should like to see the harbour."), entry("after")]
    new = [told("before"), told("The invoice came to nine pounds."), told("after")]
    assert align(old, new).entries == (0, None, 2)


def test_other_words_in_the_place_of_withdrawn_ones_are_taken_for_them():
    old = [entry("before"), Entry("m-x", "secret", state=State.WITHDRAWN), entry("after")]
    new = [told("before"), told("The invoice came to nine pounds."), told("after")]
    found = align(old, new)
    assert (found.entries, found.guessed) == ((0, 1, 2), (1,))


@given(texts, texts)
@settings(deadline=None)
def test_to_settle_what_is_settled_changes_nothing(before: list[str], after: list[str]):
    old = entries(before)
    once = settle(conversation(after), HEADING, old, "2026-02-02")
    again = settle(conversation(after), HEADING, once.account.entries, "2027-03-03")
    assert again.account == once.account
    assert again.conversation == once.conversation


@given(texts, texts)
@settings(deadline=None)
def test_no_address_is_lost_and_none_is_given_twice(before: list[str], after: list[str]):
    old = entries(before)
    now = settle(conversation(after), HEADING, old, "2026-02-02")
    held = (*now.conversation.messages, *now.conversation.tombstones)
    anchors = [anchor for each in held for anchor in (each.anchor, *each.former)]
    assert len(anchors) == len(set(anchors))
    assert {each.anchor for each in old} <= set(anchors)
    assert len(now.conversation.messages) == len(after)


@given(texts, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_ledgers_lines_does_not_lead_to_a_different_text(
    before: list[str], wild: random.Random
):
    old = list(entries(before))
    by_anchor = {each.anchor: each.print for each in old}
    wild.shuffle(old)
    now = settle(conversation(before), HEADING, old, "2026-02-02").conversation
    assert {each.anchor: each.fingerprint for each in now.messages} == by_anchor
    assert now.tombstones == ()
