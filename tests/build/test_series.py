"""Where each conversation stands among the others."""

from sitegen.build.series import arrange
from sitegen.model import Neighbour, Outline, Place


def outline(path: str, title: str, started: str | None = None, **more: str) -> Outline:
    return Outline(
        path, f"sha of {path}", title, more.get("format", "dialogue"), started, more.get("answers", "")
    )


def test_one_title_for_three_gives_the_plain_slug_to_the_earliest_and_dates_to_the_others():
    found = arrange(
        [
            outline("c", "A ↔ B", "2025-10-27T09:00:00"),
            outline("b", "A ↔ B", "2025-10-26T17:12:18"),
            outline("d", "A ↔ B", "2025-10-27T11:30:00"),
            outline("a", "A ↔ B", "2025-10-27T11:30:00"),
        ],
        {},
    )
    assert {path: place.slug for path, place in found.items()} == {
        "b": "a-b",
        "c": "a-b-2025-10-27",
        "a": "a-b-2025-10-27-113000",
        "d": "a-b-2025-10-27-113000-kjozspd",
    }


def test_a_later_conversation_moves_no_earlier_one():
    early = [outline("x", "Same", "2025-01-01"), outline("y", "Same", "2025-01-02")]
    before = arrange(early, {})
    after = arrange([outline("a", "Same", "2025-01-03"), *early], {})
    assert {path: after[path] for path in ("x", "y")} == before


def test_file_names_do_not_decide_who_gets_a_slug():
    one = [outline("a", "Same", "2025-01-01"), outline("b", "Same", "2025-01-02")]
    other = [outline("z", "Same", "2025-01-01"), outline("b", "Same", "2025-01-02")]
    assert arrange(one, {})["a"].slug == arrange(other, {})["z"].slug


def test_the_owner_names_a_series_and_the_clock_orders_it():
    found = arrange(
        [outline("b", "Second", "2025-02-02"), outline("a", "First", "2025-02-01"), outline("c", "Alone")],
        {"a": "Nights", "b": "Nights", "c": ""},
    )
    assert found == {
        "a": Place("first", "Nights", None, Neighbour("second", "Second")),
        "b": Place("second", "Nights", Neighbour("first", "First"), None),
        "c": Place("alone"),
    }


def test_voice_conversations_minutes_apart_are_a_series_and_hours_apart_are_not():
    voice = {"format": "voice", "answers": "lab/owl-2"}
    found = arrange(
        [
            outline("v/1.md", "One", "2026-01-04T21:13:12", **voice),
            outline("v/2.md", "Two", "2026-01-04T21:13:46", **voice),
            outline("v/3.md", "Three", "2026-01-04T23:00:00", **voice),
            outline("v/4.md", "Four", "2026-01-04T21:14:00", format="voice", answers="lab/other"),
            outline("w/5.md", "Five", "2026-01-04T21:14:00", **voice),
        ],
        {},
    )
    assert found == {
        "v/1.md": Place("one", "lab/owl-2, 2026-01-04 21:13", None, Neighbour("two", "Two")),
        "v/2.md": Place("two", "lab/owl-2, 2026-01-04 21:13", Neighbour("one", "One"), None),
        "v/3.md": Place("three"),
        "v/4.md": Place("four"),
        "w/5.md": Place("five"),
    }
