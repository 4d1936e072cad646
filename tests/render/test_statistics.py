"""What is counted, and where it counts."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model import Excerpt, Participant, Role, Share, SourceInfo, Summary
from sitegen.model.ai_models import Model
from sitegen.render.charts.periods import MOST_PERIODS, Period
from sitegen.render.site_data import Collection
from sitegen.render.statistics import (
    MOST_MEANS,
    MOST_MEETING,
    OTHERS,
    PEOPLE,
    UNKNOWN,
    Bin,
    Mean,
    Meetings,
    Row,
    Statistics,
    Timeline,
    Totals,
    statistics,
)
from sitegen.render.taxonomies import Key

USER = Participant("USER", Role.USER)
STRANGER = Participant("AI-9", Role.ASSISTANT, None, "something new")


def model(name: str, called: str = "") -> Participant:
    return Participant(called or name, Role.ASSISTANT, f"vendor/{name.lower()}", name)


def key(name: str) -> Key:
    return Key(f"models/vendor-{name.lower()}.html", name)


LYRA, TERN = model("Lyra"), model("Tern")


def summary(started: str | None, *shares: tuple[Participant, int], words: int = 10, **more: int) -> Summary:
    """Of each share a participant and their messages; every message has ``words`` words."""
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
    models = {
        who.model: Model(who.model, "Vendor", who.label, who.label) for who in participants if who.model
    }
    return statistics(Collection(summaries, models=models))


def month(year: int, number: int) -> Period:
    return Period(year * 12 + number - 1, 1)


def test_an_empty_archive_has_no_numbers():
    assert count() == Statistics(
        Totals(0, 0, 0, 0, 0, 0, 0, "", ""), Timeline((), ()), Meetings((), (), 0), (), 0, ()
    )


def test_totals_count_everything_once():
    found = count(
        summary("2026-03-01", (USER, 2), (LYRA, 3), drawings=1, events=4),
        summary("2026-01-04T10:00", (LYRA, 5), (TERN, 1), (STRANGER, 1), drawings=2),
        summary(None, (USER, 1), words=7),
    )
    assert found.totals == Totals(3, 13, 127, 4, 2, 3, 4, "2026-01-04T10:00", "2026-03-01")


def test_messages_count_where_their_conversation_began_and_empty_months_stand():
    found = count(
        summary("2026-02-01", (USER, 1), (LYRA, 2)),
        summary("2025-11-30T23:59", (LYRA, 4), (TERN, 3), (STRANGER, 2)),
        summary(None, (TERN, 5)),
    )
    assert found.timeline == Timeline(
        (month(2025, 11), month(2025, 12), month(2026, 1), month(2026, 2)),
        (
            Row(key("Tern"), (3, 0, 0, 0), 5),
            Row(key("Lyra"), (4, 0, 0, 2), 0),
            Row(UNKNOWN, (2, 0, 0, 1), 0),
        ),
    )
    assert found.timeline.whole == Row(Key("", "everyone"), (9, 0, 0, 3), 5)


def test_the_seventh_model_is_among_the_others_and_ties_go_by_name():
    found = count(summary("2026-01", *((model(name), 2) for name in "HGFEDCBA"), (USER, 9)))
    assert [(row.who, row.total) for row in found.timeline.rows] == [
        *((key(name), 2) for name in "ABCDEF"),
        (OTHERS, 4),
        (UNKNOWN, 9),
    ]


@pytest.mark.parametrize("started", [None, "", "2026", "2026-13-01", "2026-00", "yesterday", "26-01-01"])
def test_a_time_that_does_not_tell_the_month_is_no_date(started: str | None):
    assert count(summary(started, (LYRA, 2))).timeline == Timeline((), (Row(key("Lyra"), (), 2),))


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


def test_who_talks_with_whom_counts_conversations_not_messages():
    found = count(
        summary("2026-03", (LYRA, 50), (TERN, 1), (USER, 3)),
        summary("2026-02", (LYRA, 1), (TERN, 1)),
        summary(
            "2026-01", (LYRA, 1), (model("Lyra", "AI-2"), 1), (USER, 1), (Participant("ADA", Role.USER), 1)
        ),
        summary("2025-12", (LYRA, 4), (STRANGER, 4)),
    )
    assert found.meetings == Meetings((key("Lyra"), key("Tern"), PEOPLE), ((1,), (2, 0), (2, 1, 1)), 0)


def test_who_only_caused_events_talks_with_nobody():
    found = count(summary("2026-03", (LYRA, 2), (TERN, 0)))
    assert found.meetings == Meetings((key("Lyra"),), ((0,),), 0)
    assert found.means == (Mean(key("Lyra"), 2, 20),)


def test_people_are_users_without_a_model():
    machine = Participant("USER", Role.USER, "vendor/lyra", "Lyra")
    nobody = Participant("narrator")
    assert count(summary("2026-03", (machine, 2), (nobody, 1))).meetings == Meetings(
        (key("Lyra"),), ((0,),), 0
    )


def test_only_the_most_frequent_meet_in_the_picture():
    names = [chr(ord("A") + n) for n in range(MOST_MEETING + 3)]
    found = count(summary("2026-01", *((model(name), 1) for name in reversed(names)))).meetings
    assert (found.who, found.left_out) == (tuple(map(key, names[:MOST_MEETING])), 3)


@pytest.mark.parametrize(
    ("lengths", "bins", "median"),
    [
        ([1], [Bin(1, 1, 1)], 1),
        ([0, 0, 2], [Bin(0, 0, 2), Bin(1, 1, 0), Bin(2, 3, 1)], 0),
        ([3, 4, 7, 8], [Bin(1, 1, 0), Bin(2, 3, 1), Bin(4, 7, 2), Bin(8, 15, 1)], 4),
        ([15, 1, 16], [Bin(1, 1, 1), Bin(2, 3, 0), Bin(4, 7, 0), Bin(8, 15, 1), Bin(16, 31, 1)], 15),
    ],
)
def test_lengths_go_by_powers_of_two(lengths: list[int], bins: list[Bin], median: int):
    found = count(*(summary(None, (LYRA, length), words=n) for n, length in enumerate(lengths)))
    assert (found.lengths, found.median) == (tuple(bins), median)


def test_means_are_of_all_messages_and_the_wordiest_come_first():
    found = count(
        summary("2026-03", (LYRA, 1), (TERN, 1), words=10),
        summary("2026-02", (LYRA, 3), words=30),
        summary("2026-01", (USER, 3), (STRANGER, 1), words=500),
    )
    assert found.means == (Mean(key("Lyra"), 4, 100), Mean(key("Tern"), 1, 10))
    assert [each.mean for each in found.means] == [25, 10]


def test_only_the_models_with_most_messages_have_a_mean():
    shares = [(model(f"M{n:02}"), n + 1) for n in range(MOST_MEANS + 2)]
    assert [each.who.name for each in count(summary(None, *shares)).means] == [
        f"M{n:02}" for n in range(2, MOST_MEANS + 2)
    ]


def test_two_names_of_one_model_are_one_model():
    found = count(summary("2026-01", (LYRA, 2), (model("Lyra", "AI-2"), 3)))
    assert found.timeline.rows == (Row(key("Lyra"), (5,), 0),)
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
    assert sum(row.total for row in found.timeline.rows) == found.timeline.whole.total == messages
    assert sum(each.conversations for each in found.lengths) == len(summaries)
    assert len(found.timeline.periods) <= MOST_PERIODS
    assert [len(row) for row in found.meetings.counts] == [n + 1 for n in range(len(found.meetings.who))]


@given(ARCHIVES, st.randoms())
def test_the_order_of_conversations_does_not_matter(summaries, random):
    shuffled = random.sample(summaries, len(summaries))
    assert count(*shuffled) == count(*summaries)


def test_numbers_travel_between_processes():
    found = count(summary("2026-01", (LYRA, 2), (USER, 3)))
    assert pickle.loads(pickle.dumps(found)) == found
