"""Long lists are split by year and month, at stable addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.render.pagination import Limits, ListPage, ListPeriod, PartLink, paginate

LIMITS = Limits(single_page=3, newest=2, part=3)


def split(*times: str | None) -> list[ListPage[str | None]]:
    return list(paginate("speakers/ada.html", times, lambda time: time, LIMITS))


def test_a_short_list_is_one_page_by_month():
    assert split("2026-02-03", "2026-02-01T04:05", None) == [
        ListPage(
            "speakers/ada.html",
            "",
            (ListPeriod("2026-02", ("2026-02-03", "2026-02-01T04:05")), ListPeriod("undated", (None,))),
        )
    ]


def test_an_empty_list_is_one_page():
    assert split() == [ListPage("speakers/ada.html", "", ())]


def test_a_long_list_links_to_years_and_to_months_of_a_full_year():
    first, *parts = split("2026-02-03", "2025-12-01", "2025-11-02", "2025-11-01", "2025-01-01", "2024-01-01", None)
    assert first == ListPage(
        "speakers/ada.html",
        "",
        (ListPeriod("", ("2026-02-03", "2025-12-01")),),
        (
            PartLink("2026", "speakers/ada.2026.html", 1, "2026-02", "2026-02"),
            PartLink("2025-12", "speakers/ada.2025-12.html", 1),
            PartLink("2025-11", "speakers/ada.2025-11.html", 2),
            PartLink("2025-01", "speakers/ada.2025-01.html", 1),
            PartLink("2024", "speakers/ada.2024.html", 1, "2024-01", "2024-01"),
            PartLink("undated", "speakers/ada.undated.html", 1),
        ),
    )
    assert [(part.address, part.period, part.item_count) for part in parts] == [
        (link.address, link.name, link.count) for link in first.parts
    ]


def test_a_full_month_and_undated_entries_have_parts_numbered_from_the_oldest():
    first, *parts = split(*["2025-05-02"] * 3, *["2025-05-01"] * 4, *[None] * 4)
    assert [(link.name, link.first, link.last) for link in first.parts] == [
        ("2025-05-p3", "2025-05-02", "2025-05-02"), ("2025-05-p2", "2025-05-01", "2025-05-02"),
        ("2025-05", "2025-05-01", "2025-05-01"), ("undated-p2", "", ""), ("undated", "", ""),
    ]  # fmt: skip
    assert [(part.period, part.item_count) for part in parts] == [
        ("2025-05-p3", 1), ("2025-05-p2", 3), ("2025-05", 3), ("undated-p2", 1), ("undated", 3),
    ]  # fmt: skip


@pytest.mark.parametrize("odd", ["<script>", "soon", "../../x", "2026", "99-99"])
def test_an_invalid_date_is_undated(odd: str):
    assert [page.months for page in split(odd)] == [(ListPeriod("undated", (odd,)),)]


@given(st.lists(st.dates().map(str) | st.none(), max_size=40))
def test_the_parts_hold_every_entry_once_at_addresses_of_their_own(times: list[str | None]):
    ordered = sorted(times, key=lambda time: time or "", reverse=True)
    found = list(paginate("art.html", ordered, lambda time: time, LIMITS))
    parts = found[1:] or found
    assert [each for page in parts for month in page.months for each in month.items] == ordered
    assert len({page.address for page in found}) == len(found)


@given(st.lists(st.dates().map(str), min_size=4, max_size=40), st.dates().map(str))
def test_a_new_entry_removes_no_address_but_that_of_a_year_that_became_full(times: list[str], new: str):
    def addresses(entries: list[str]) -> set[str]:
        ordered = sorted(entries, reverse=True)
        return {page.address for page in paginate("art.html", ordered, lambda time: time, LIMITS)}

    gone = addresses(times) - addresses([*times, new])
    assert gone <= {f"art.{new[:4]}.html"}
