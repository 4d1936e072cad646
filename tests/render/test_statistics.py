"""Counts on the statistics page."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model import Excerpt, Participant, Role, Share, SourceInfo, Summary
from sitegen.model.ai_models import Model
from sitegen.render.statistics import (
    MAX_MATRIX_MODELS,
    MAX_MEANS,
    MAX_PERIODS,
    OTHERS,
    PEOPLE,
    UNKNOWN,
    LengthBin,
    MeanLength,
    SharedConversations,
    Statistics,
    Timeline,
    TimelineRow,
    TimePeriod,
    Totals,
    compute_statistics,
)
from sitegen.render.taxonomies import TermKey, group_by_taxonomies

USER = Participant("USER", Role.USER)
STRANGER = Participant("AI-9", Role.ASSISTANT, None, "something new")


def model(name: str, speaker: str = "") -> Participant:
    return Participant(speaker or name, Role.ASSISTANT, f"vendor/{name.lower()}", name)


def key(name: str) -> TermKey:
    return TermKey(f"models/vendor-{name.lower()}.html", name)


LYRA, TERN = model("Lyra"), model("Tern")


def summary(started: str | None, *shares: tuple[Participant, int], words: int = 10, **more: int) -> Summary:
    """Return a summary from pairs of participant and message count; every message has ``words`` words."""
    return Summary(
        slug=f"{started}-{len(shares)}-{sum(messages for _, messages in shares)}-{words}",
        title="Tides",
        format="markdown",
        started=started,
        ended=None,
        series=None,
        source=SourceInfo("tides.md", "0" * 64, 1, "utf-8"),
        shares=tuple(Share(who, messages, messages * words) for who, messages in shares),
        messages=sum(messages for _, messages in shares),
        events=more.get("events", 0),
        drawings=more.get("drawings", 0),
        images=0,
        excerpt=Excerpt(""),
        problems=(),
    )


def count(*summaries: Summary) -> Statistics:
    participants = [share.participant for each in summaries for share in each.shares]
    models = {who.model: Model(who.model, "Vendor", who.label, who.label) for who in participants if who.model}
    return compute_statistics(summaries, group_by_taxonomies(summaries, models))


def month(year: int, number: int) -> TimePeriod:
    return TimePeriod(year * 12 + number - 1, 1)


def test_an_empty_archive_has_no_numbers():
    assert count() == Statistics(
        Totals(0, 0, 0, 0, 0, 0, 0, None, "", ""), Timeline((), ()), SharedConversations((), (), 0), (), 0, ()
    )


def test_totals_count_everything_once():
    found = count(
        summary("2026-03-01", (USER, 2), (LYRA, 3), drawings=1, events=4),
        summary("2026-01-04T10:00", (LYRA, 5), (TERN, 1), (STRANGER, 1), drawings=2),
        summary(None, (USER, 1), words=7),
    )
    assert found.totals == Totals(3, 13, 127, 4, 2, 3, 4, None, "2026-01-04T10:00", "2026-03-01")


def test_messages_count_in_the_month_of_their_conversation_and_empty_months_are_kept():
    found = count(
        summary("2026-02-01", (USER, 1), (LYRA, 2)),
        summary("2025-11-30T23:59", (LYRA, 4), (TERN, 3), (STRANGER, 2)),
        summary(None, (TERN, 5)),
    )
    assert found.timeline == Timeline(
        (month(2025, 11), month(2025, 12), month(2026, 1), month(2026, 2)),
        (
            TimelineRow(key("Tern"), (3, 0, 0, 0), 5),
            TimelineRow(key("Lyra"), (4, 0, 0, 2), 0),
            TimelineRow(UNKNOWN, (2, 0, 0, 1), 0),
        ),
    )
    assert found.timeline.total_row == TimelineRow(TermKey("", "everyone"), (9, 0, 0, 3), 5)


def test_the_seventh_model_is_among_the_others_and_ties_are_broken_by_name():
    found = count(summary("2026-01", *((model(name), 2) for name in "HGFEDCBA"), (USER, 9)))
    assert [(row.key, row.total) for row in found.timeline.rows] == [
        *((key(name), 2) for name in "ABCDEF"),
        (OTHERS, 4),
        (UNKNOWN, 9),
    ]


@pytest.mark.parametrize("started", [None, "", "2026", "2026-13-01", "2026-00", "yesterday", "26-01-01"])
def test_a_time_without_a_month_is_undated(started: str | None):
    assert count(summary(started, (LYRA, 2))).timeline == Timeline((), (TimelineRow(key("Lyra"), (), 2),))


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        ("2026-01", "2026-01", ["2026-01"]),
        ("2025-12", "2026-01", ["2025-12", "2026-01"]),
        ("2023-01", "2025-12", [f"{year}-{n:02}" for year in (2023, 2024, 2025) for n in range(1, 13)]),
        ("2023-01", "2026-01", [*(f"{y} Q{q}" for y in (2023, 2024, 2025) for q in (1, 2, 3, 4)), "2026 Q1"]),
        ("1996-02", "2026-01", [str(year) for year in range(1996, 2027)]),
        ("1950-02", "2003-01", [f"{year}–{year + 1}" for year in range(1950, 2003, 2)]),
        ("0000-01", "9999-12", [f"{year:04}–{year + 499:04}" for year in range(0, 10000, 500)]),
    ],
)
def test_periods_are_as_short_as_their_number_allows(first: str, last: str, names: list[str]):
    found = count(summary(last, (LYRA, 1)), summary(first, (LYRA, 1), words=2)).timeline
    assert [period.name for period in found.periods] == names
    assert sum(found.rows[0].counts) == 2


def test_shared_conversations_are_counted_not_messages():
    found = count(
        summary("2026-03", (LYRA, 50), (TERN, 1), (USER, 3)),
        summary("2026-02", (LYRA, 1), (TERN, 1)),
        summary("2026-01", (LYRA, 1), (model("Lyra", "AI-2"), 1), (USER, 1), (Participant("ADA", Role.USER), 1)),
        summary("2025-12", (LYRA, 4), (STRANGER, 4)),
    )
    assert found.shared_conversations == SharedConversations(
        (key("Lyra"), key("Tern"), PEOPLE), ((1,), (2, 0), (2, 1, 1)), 0
    )


def test_participants_with_only_events_share_no_conversations():
    found = count(summary("2026-03", (LYRA, 2), (TERN, 0)))
    assert found.shared_conversations == SharedConversations((key("Lyra"),), ((0,),), 0)
    assert found.means == (MeanLength(key("Lyra"), 2, 20),)


def test_people_are_users_without_a_model():
    machine = Participant("USER", Role.USER, "vendor/lyra", "Lyra")
    nobody = Participant("narrator")
    assert count(summary("2026-03", (machine, 2), (nobody, 1))).shared_conversations == SharedConversations(
        (key("Lyra"),), ((0,),), 0
    )


def test_only_the_most_frequent_meet_in_the_picture():
    names = [chr(ord("A") + n) for n in range(MAX_MATRIX_MODELS + 3)]
    found = count(summary("2026-01", *((model(name), 1) for name in reversed(names)))).shared_conversations
    assert (found.keys, found.omitted) == (tuple(map(key, names[:MAX_MATRIX_MODELS])), 3)


@pytest.mark.parametrize(
    ("lengths", "bins", "median"),
    [
        ([1], [LengthBin(1, 1, 1)], 1),
        ([0, 0, 2], [LengthBin(0, 0, 2), LengthBin(1, 1, 0), LengthBin(2, 3, 1)], 0),
        ([3, 4, 7, 8], [LengthBin(1, 1, 0), LengthBin(2, 3, 1), LengthBin(4, 7, 2), LengthBin(8, 15, 1)], 4),
        (
            [15, 1, 16],
            [
                LengthBin(1, 1, 1),
                LengthBin(2, 3, 0),
                LengthBin(4, 7, 0),
                LengthBin(8, 15, 1),
                LengthBin(16, 31, 1),
            ],
            15,
        ),
    ],
)
def test_lengths_go_by_powers_of_two(lengths: list[int], bins: list[LengthBin], median: int):
    found = count(*(summary(None, (LYRA, length), words=n) for n, length in enumerate(lengths)))
    assert (found.lengths, found.median) == (tuple(bins), median)


def test_means_are_of_all_messages_and_the_wordiest_come_first():
    found = count(
        summary("2026-03", (LYRA, 1), (TERN, 1), words=10),
        summary("2026-02", (LYRA, 3), words=30),
        summary("2026-01", (USER, 3), (STRANGER, 1), words=500),
    )
    assert found.means == (MeanLength(key("Lyra"), 4, 100), MeanLength(key("Tern"), 1, 10))
    assert [each.mean for each in found.means] == [25, 10]


def test_only_the_models_with_most_messages_have_a_mean():
    shares = [(model(f"M{n:02}"), n + 1) for n in range(MAX_MEANS + 2)]
    assert [each.key.name for each in count(summary(None, *shares)).means] == [
        f"M{n:02}" for n in range(2, MAX_MEANS + 2)
    ]


def test_two_names_of_one_model_are_one_model():
    found = count(summary("2026-01", (LYRA, 2), (model("Lyra", "AI-2"), 3)))
    assert found.timeline.rows == (TimelineRow(key("Lyra"), (5,), 0),)
    assert (found.totals.models, found.totals.speakers) == (1, 2)


PARTICIPANTS = st.sampled_from([USER, STRANGER, *map(model, "ABCDEFGHIJKLMNOP")])
STARTS = st.none() | st.dates().map(str)
ARCHIVES = st.lists(
    st.builds(
        lambda started, shares: summary(started, *shares.items()),
        STARTS,
        st.dictionaries(PARTICIPANTS, st.integers(0, 10**6), max_size=6),
    ),
    max_size=12,
)


@given(ARCHIVES)
def test_nothing_is_counted_twice_or_lost(summaries: list[Summary]):
    found = count(*summaries)
    messages = sum(each.messages for each in summaries)
    assert sum(row.total for row in found.timeline.rows) == found.timeline.total_row.total == messages
    assert sum(each.conversations for each in found.lengths) == len(summaries)
    assert len(found.timeline.periods) <= MAX_PERIODS
    assert [len(row) for row in found.shared_conversations.counts] == [
        n + 1 for n in range(len(found.shared_conversations.keys))
    ]


@given(ARCHIVES, st.randoms())
def test_the_order_of_conversations_does_not_matter(summaries, random):
    shuffled = random.sample(summaries, len(summaries))
    assert count(*shuffled) == count(*summaries)


def test_statistics_can_be_pickled():
    found = count(summary("2026-01", (LYRA, 2), (USER, 3)))
    assert pickle.loads(pickle.dumps(found)) == found
