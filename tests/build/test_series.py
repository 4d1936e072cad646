"""Slugs and series of conversations."""

from sitegen.build.series import arrange_conversations
from sitegen.model import ConversationOutline, PageContext, PageRef


def outline(path: str, title: str, started: str | None = None, **fields: str) -> ConversationOutline:
    return ConversationOutline(
        path, f"sha of {path}", title, fields.get("format", "dialogue"), started, fields.get("answers", "")
    )


def test_of_conversations_with_one_title_the_first_has_the_plain_slug_and_others_have_dates():
    page_contexts = arrange_conversations(
        [
            outline("c", "A ↔ B", "2025-10-27T09:00:00"),
            outline("b", "A ↔ B", "2025-10-26T17:12:18"),
            outline("d", "A ↔ B", "2025-10-27T11:30:00"),
            outline("a", "A ↔ B", "2025-10-27T11:30:00"),
        ],
        {},
    )
    assert {path: page_context.slug for path, page_context in page_contexts.items()} == {
        "b": "a-b",
        "c": "a-b-2025-10-27",
        "a": "a-b-2025-10-27-113000",
        "d": "a-b-2025-10-27-113000-kjozspd",
    }


def test_a_later_conversation_changes_no_earlier_slug():
    early = [outline("x", "Same", "2025-01-01"), outline("y", "Same", "2025-01-02")]
    before = arrange_conversations(early, {})
    after = arrange_conversations([outline("a", "Same", "2025-01-03"), *early], {})
    assert {path: after[path].slug for path in before} == {path: each.slug for path, each in before.items()}


def test_slugs_do_not_depend_on_file_names():
    one = [outline("a", "Same", "2025-01-01"), outline("b", "Same", "2025-01-02")]
    other = [outline("z", "Same", "2025-01-01"), outline("b", "Same", "2025-01-02")]
    assert arrange_conversations(one, {})["a"].slug == arrange_conversations(other, {})["z"].slug


def test_the_settings_name_a_series_and_dates_order_it():
    page_contexts = arrange_conversations(
        [outline("b", "Second", "2025-02-02"), outline("a", "First", "2025-02-01"), outline("c", "Alone")],
        {"a": "Nights", "b": "Nights", "c": ""},
    )
    assert page_contexts == {
        "a": PageContext("first", "Nights", None, PageRef("second", "Second")),
        "b": PageContext("second", "Nights", PageRef("first", "First"), None),
        "c": PageContext("alone"),
    }


def test_where_the_series_has_no_neighbour_it_is_the_one_by_date_and_of_equal_dates_that_of_the_slug():
    page_contexts = arrange_conversations(
        [
            outline("b", "Second", "2025-02-04"),
            outline("a", "First", "2025-02-01"),
            outline("e", "Also between", "2025-02-02"),
            outline("c", "Between", "2025-02-02"),
            outline("d", "Undated"),
        ],
        {"a": "Nights", "b": "Nights"},
    )
    first, second = PageRef("first", "First"), PageRef("second", "Second")
    also, between = PageRef("also-between", "Also between"), PageRef("between", "Between")
    assert page_contexts == {
        "a": PageContext("first", "Nights", later=second),
        "e": PageContext("also-between", earlier_by_date=first, later_by_date=between),
        "c": PageContext("between", earlier_by_date=also, later_by_date=second),
        "b": PageContext("second", "Nights", earlier=first),
        "d": PageContext("undated"),
    }


def test_voice_conversations_minutes_apart_are_a_series_and_hours_apart_are_not():
    voice = {"format": "voice", "answers": "lab/owl-2"}
    page_contexts = arrange_conversations(
        [
            outline("v/1.md", "One", "2026-01-04T21:13:12", **voice),
            outline("v/2.md", "Two", "2026-01-04T21:13:46", **voice),
            outline("v/3.md", "Three", "2026-01-04T23:00:00", **voice),
            outline("v/4.md", "Four", "2026-01-04T21:14:00", format="voice", answers="lab/other"),
            outline("w/5.md", "Five", "2026-01-04T21:14:00", **voice),
        ],
        {},
    )
    series = "lab/owl-2, 2026-01-04 21:13"
    assert {path: (each.series, each.earlier, each.later) for path, each in page_contexts.items()} == {
        "v/1.md": (series, None, PageRef("two", "Two")),
        "v/2.md": (series, PageRef("one", "One"), None),
        "v/3.md": (None, None, None),
        "v/4.md": (None, None, None),
        "w/5.md": (None, None, None),
    }
