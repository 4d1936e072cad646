"""Addresses under seven transformations of transcripts, and the alignment."""

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
from sitegen.permalinks.ledger.reconciliation import reconcile
from sitegen.permalinks.ledger.records import MessageRecord, RecordState
from sitegen.permalinks.ledger.similarity import ComparableMessage
from tests.paths import PROJECT
from tests.permalinks.ledger.changes import CHANGES, HEADER, Change, conversation, everything, message_records, outcome
from tests.sampling import sample
from tests.shared import SHARED, needs_shared

MODELS = load_models()
texts = st.lists(
    st.sampled_from(["ack", ".", "", "ping", "pong", "I count the gulls on the breakwater.", "A longer line of words, "
                     "long enough to have a MinHash in the ledger, as most messages have."]) | st.text(max_size=90),
    max_size=40,
)  # fmt: skip


def messages_of(path: Path) -> list[str]:
    found = read_transcript(path.name, path.read_bytes(), TranscriptRule(), MODELS)
    return [] if isinstance(found, tuple) else [message.text for message in found.messages]


@cache
def transcripts(folder: Path, every: int = 1, most: int = 1_000) -> list[list[str]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in (".txt", ".md", ".html"))
    return list(islice(filter(None, map(messages_of, files[::every])), most))


def rates(all_texts: list[list[str]], change: Change, times: int) -> dict[str, float]:
    """Return the percentages of the outcomes, see `outcome`."""
    total: Counter[str] = Counter()
    for seed in range(times):
        for n, each in enumerate(all_texts):
            total += outcome(each, change, random.Random(1000 * seed + n))
    return {name: 100 * total[name] / total.total() for name in ("right", "dead", "duplicate", "different")}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_no_change_of_the_sample_archive_leads_an_address_to_a_different_text(change: Change):
    found = rates(transcripts(PROJECT / "content" / "transcripts"), change, 5)
    assert found["different"] == 0
    assert found["right"] >= 97


@needs_shared
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_no_change_of_the_seeds_leads_an_address_to_a_different_text(change: Change):
    found = rates(transcripts(SHARED / "seeds"), change, 5)
    assert found["different"] == 0
    assert found["right"] >= 97


@needs_shared
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_no_change_of_200_real_transcripts_leads_an_address_to_a_different_text(change: Change):
    all_texts = [each[:800] for each in transcripts(SHARED / "corpus", 4, 200)]
    found = rates(list(sample(all_texts, 1 if change is everything else 3)), change, 1)
    # Two of 4,700: models in a loop vary a few words of the same message.
    assert found["different"] < 0.05
    # A few of them repeat one word eighty times; its duplicates take each other's place.
    assert found["right"] + found["duplicate"] >= 96


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_ping_pong_never_leads_to_a_different_text(change: Change):
    found = rates([["ping", "pong"] * 20 + ["That was the last of them, I believe."]], change, 10)
    assert found["different"] == 0


def message(text: str, native: str = "") -> ComparableMessage:
    return ComparableMessage(text, len(text), text[:60], "", native)


def record(text: str, state: RecordState = RecordState.LIVE, native: str = "", **more: object) -> MessageRecord:
    return MessageRecord(f"m-{text}", text, len(text), text[:60], "", state, native, **more)


def aligned(old: str, new: str) -> list[int | None]:
    """Return the alignment of two conversations in which each letter is a message."""
    return list(align([record(each) for each in old], [message(each) for each in new]).records)


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
def test_messages_find_their_records(old: str, new: str, expected: list[int | None]):
    assert aligned(old, new) == expected


def test_a_native_id_outweighs_everything_else():
    old = [record("one", native="7"), record("two", native="8")]
    new = [message("two", "7"), message("other words", "8")]
    assert align(old, new).records == (0, 1)


def test_present_records_are_matched_before_removed_ones():
    assert align([record("a", RecordState.REMOVED), record("a")], [message("a")]).records == (1,)
    assert align([record("a", RecordState.REMOVED), record("b")], [message("a"), message("b")]).records == (
        0,
        1,
    )


def test_former_texts_are_remembered():
    assert align([record("now", former_fingerprints=("then",))], [message("then")]).records == (0,)


def test_a_different_text_in_the_same_position_is_another_message():
    old = [record("before"), record("I should like to see the harbour."), record("after")]
    new = [message("before"), message("The invoice came to nine pounds."), message("after")]
    assert align(old, new).records == (0, None, 2)


def test_a_different_text_in_the_position_of_a_withdrawn_one_is_taken_for_it():
    old = [record("before"), MessageRecord("m-x", "secret", state=RecordState.WITHDRAWN), record("after")]
    new = [message("before"), message("The invoice came to nine pounds."), message("after")]
    found = align(old, new)
    assert (found.records, found.guessed) == ((0, 1, 2), (1,))


@given(texts, texts)
@settings(deadline=None)
def test_reconciling_twice_changes_nothing(before: list[str], after: list[str]):
    old = message_records(before)
    once = reconcile(conversation(after), HEADER, old, "2026-02-02")
    again = reconcile(conversation(after), HEADER, once.record.messages, "2027-03-03")
    assert again.record == once.record
    assert again.conversation == once.conversation


@given(texts, texts)
@settings(deadline=None)
def test_no_address_is_lost_and_none_is_assigned_twice(before: list[str], after: list[str]):
    old = message_records(before)
    now = reconcile(conversation(after), HEADER, old, "2026-02-02")
    addressed = (*now.conversation.messages, *now.conversation.tombstones)
    anchors = [anchor for each in addressed for anchor in (each.anchor, *each.former_anchors)]
    assert len(anchors) == len(set(anchors))
    assert {each.anchor for each in old} <= set(anchors)
    assert len(now.conversation.messages) == len(after)


@given(texts, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_ledger_lines_never_leads_to_a_different_text(before: list[str], rng: random.Random):
    old = list(message_records(before))
    by_anchor = {each.anchor: each.fingerprint for each in old}
    rng.shuffle(old)
    now = reconcile(conversation(before), HEADER, old, "2026-02-02").conversation
    assert {each.anchor: each.fingerprint for each in now.messages} == by_anchor
    assert now.tombstones == ()
