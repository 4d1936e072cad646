import pytest

from sitegen.text.dates import (
    DateOrder,
    find_date_in_name,
    find_date_order,
    is_ambiguous_date,
    parse_date,
    parse_time,
)

MOMENT = "2026-02-17T17:23:38"


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-17 17:23:38",
        "2026-02-17T17:23:38",
        "2026-02-17, 17:23:38",
        "2026-02-17 17:23:38.526383",
        "2026-02-17 5:23:38 pm",
        "2026/02/17 17:23:38",
        "2026.2.17 17:23:38",
        "20260217_172338",
        "20260217T172338",
        "17/02/2026, 17:23:38",
        "17/2/2026 17:23:38",
        "2/17/2026, 5:23:38 PM",
        "2/17/2026, 5:23:38\u202fPM",
        "17.02.2026 17:23:38",
        "17. 2. 2026, 17:23:38",
        "17-02-2026 17:23:38",
        "Feb 17, 2026, 5:23:38 PM",
        "Tuesday, February 17th, 2026 at 5:23:38 p.m.",
        "Tue Feb 17 17:23:38 2026",
        "Tue, 17 Feb 2026 17:23:38",
        "17. Februar 2026 um 17:23:38 Uhr",
        "mardi 17 février 2026 à 17:23:38",
        "17 de febrero de 2026, 17:23:38",
        "17 февраля 2026 г., 17:23:38",
        "2026年2月17日 17時23分38秒",
        "2026年2月17日(火) 17:23:38",
        "2026年2月17日星期二 下午5:23:38",
        "2026년 2월 17일 오후 5:23:38",
        "2026-02-17 17:23:38 PST",
    ],
)
def test_one_moment_is_read_in_every_way_to_write_it(written: str):
    assert parse_date(written) == MOMENT


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2026-02-17", "2026-02-17"),
        ("2026-02-17 17:23", "2026-02-17T17:23"),
        ("2026-02-17T17:23:38.123Z", f"{MOMENT}+00:00"),
        ("2026-02-17 17:23:38 UTC", f"{MOMENT}+00:00"),
        ("2026-02-17T17:23:38+0200", f"{MOMENT}+02:00"),
        ("2026-02-17T17:23:38-05:30", f"{MOMENT}-05:30"),
        ("2026-02-17T17:23:38+02:00[Europe/Berlin]", f"{MOMENT}+02:00"),
        ("2026-02-17 17:23:38 UTC+2", f"{MOMENT}+02:00"),
        ("20260217T172338Z", f"{MOMENT}+00:00"),
        ("20260217", "2026-02-17"),
        ("Tue Feb 17 17:23:38 UTC 2026", f"{MOMENT}+00:00"),
        ("Tue, 17 Feb 2026 17:23:38 +0100", f"{MOMENT}+01:00"),
        ("2/17/2026", "2026-02-17"),
        ("17.2.2026", "2026-02-17"),
        ("02/02/2026", "2026-02-02"),
        ("Feb 17, 2026 at 5:23 PM", "2026-02-17T17:23"),
        ("17 février 2026 à 17h23", "2026-02-17T17:23"),
        ("1er mars 2026", "2026-03-01"),
        ("Sept. 3, 2026", "2026-09-03"),
        ("17-Feb-2026", "2026-02-17"),
        ("2026年2月17日", "2026-02-17"),
        ("12/31/2025, 12:05 AM", "2025-12-31T00:05"),
        ("31/12/2025, 12:05 PM", "2025-12-31T12:05"),
    ],
)
def test_a_date_keeps_its_precision_and_its_time_zone(written: str, iso: str):
    assert parse_date(written) == iso


@pytest.mark.parametrize(
    "written",
    [
        "", "soon", "2026", "17:23", "2026-13-01", "2026-02-30", "2026-02-17 25:00", "31/02/2026", "17/17/2026", "17/02/26",
        "jui 17, 2026", "17 Smarch 2026", "marshmallow 17, 2026", "the 17th of May", "version 2026.02.17-beta", "²/³/2026",
        "02/03/2026", "2026-02-17" * 20, "1" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_date_or_has_two_meanings_is_not_read(written: str):
    assert parse_date(written) is None


@pytest.mark.parametrize(
    ("written", "day_first", "month_first", "is_ambiguous"),
    [
        ("02/03/2026, 17:23", "2026-03-02T17:23", "2026-02-03T17:23", True),
        ("2-3-2026", "2026-03-02", "2026-02-03", True),
        ("17/02/2026", "2026-02-17", "2026-02-17", False),
        ("2/17/2026", "2026-02-17", "2026-02-17", False),
        ("2/2/2026", "2026-02-02", "2026-02-02", False),
        ("02.03.2026", "2026-03-02", "2026-03-02", False),
        ("2026/02/03", "2026-02-03", "2026-02-03", False),
        ("40/03/2026", None, None, False),
    ],
)
def test_the_order_decides_only_where_the_date_does_not(
    written: str, day_first: str, month_first: str, is_ambiguous: bool
):
    assert parse_date(written, DateOrder.DAY_FIRST) == day_first
    assert parse_date(written, DateOrder.MONTH_FIRST) == month_first
    assert is_ambiguous_date(written) == is_ambiguous


@pytest.mark.parametrize(
    ("written", "order"),
    [
        (["02/03/2026", "17/03/2026, 10:00"], DateOrder.DAY_FIRST),
        (["02/03/2026", "3/17/2026, 10:00 AM"], DateOrder.MONTH_FIRST),
        (["17/03/2026", "3/17/2026"], None),
        (["02/03/2026", "05/06/2026"], None),
        (["2026-03-17", "17.03.2026", "words"], None),
        ([], None),
    ],
)
def test_the_order_is_what_all_dates_together_prove(written: list[str], order: DateOrder | None):
    assert find_date_order(written) is order


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("17:23", "17:23"),
        ("17:23:38", "17:23:38"),
        ("5:23 PM", "17:23"),
        ("3 a.m.", "03:00"),
        ("17h23", "17:23"),
        ("下午5:23", "17:23"),
        ("17:23 UTC", "17:23"),
        ("25:10", None),
        ("12", None),
        ("1.5", None),
        ("noon", None),
    ],
)
def test_a_time_without_a_date(written: str, time: str | None):
    assert parse_time(written) == time


@pytest.mark.parametrize(
    ("name", "iso"),
    [
        ("otter_heron_20241213_030648.txt", "2024-12-13T03:06:48"),
        ("otter_heron_20241213_030648_run2.txt", "2024-12-13T03:06:48"),
        ("2024-12-13 talk.md", "2024-12-13"),
        ("2024_12_13_talk.md", "2024-12-13"),
        ("chat-2024-12-13T03-06-48.md", "2024-12-13T03:06:48"),
        ("2024-12-13-030648-otter-2.md", "2024-12-13T03:06:48"),
        ("2024-12-13_03-06-48Z-talk.md", "2024-12-13T03:06:48+00:00"),
        ("Chat 2024-12-13 at 03.06.48.md", "2024-12-13T03:06:48"),
        ("talk 2024-12-13 0306.md", "2024-12-13T03:06"),
        ("2024-12-13-998877-otter.md", "2024-12-13"),
        ("20241213.md", "2024-12-13"),
        ("talk.md", None),
        ("2024-12.md", None),
        ("2024-13-40.md", None),
        ("2024-12-13_to_2024-12-20.md", None),
        ("1202412131.md", None),
        ("talk_1734059208.txt", None),
    ],
)
def test_the_date_in_the_name_of_a_file(name: str, iso: str | None):
    assert find_date_in_name(name) == iso
