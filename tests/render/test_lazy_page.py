"""Cache keys of pages after a change."""

from dataclasses import replace

from sitegen.model import Participant, Share, Summary
from sitegen.render.site_data import SiteData
from tests.render.samples import LYRA, USER, everything, renderer, site_data, summary_of


def short_summary(slug: str, started: str, *participants: Participant) -> Summary:
    shares = tuple(Share(each, 2, 10) for each in participants)
    return replace(summary_of(everything(), slug), started=started, series=None, shares=shares)


ONE = short_summary("one", "2026-01-02", USER, LYRA)
TWO = short_summary("two", "2026-01-01", USER, Participant("Tern"))


def changed(before: SiteData, after: SiteData) -> set[str]:
    """Return paths of pages whose keys differ, and check that pages with equal keys are equal."""
    old = {each.path: each for each in renderer().site_pages(before)}
    new = {each.path: each for each in renderer().site_pages(after)}
    same = {path for path in old.keys() & new.keys() if old[path].key == new[path].key}
    assert {path for path in same if old[path].data != new[path].data} == set()
    return (old.keys() | new.keys()) - same


def test_equal_data_gives_equal_keys():
    assert changed(site_data(ONE, TWO), site_data(ONE, TWO)) == set()


def test_a_changed_conversation_changes_the_pages_that_show_it():
    other = replace(TWO, title="Another title")
    assert changed(site_data(ONE, TWO), site_data(ONE, other)) == {
        "art.html", "c/index.html", "formats/voice.html", "index.html", "speakers/tern.html", "speakers/user.html",
        "stats.html",
    }  # fmt: skip


def test_a_new_drawing_changes_the_gallery():
    before, after = site_data(ONE, TWO), site_data(ONE, TWO)
    after = replace(after, drawings={**after.drawings, "two": after.drawings["two"][:1]})
    assert "art.html" in changed(before, after)
    assert "404.html" not in changed(before, after)


def test_the_introduction_changes_only_the_home_page():
    assert changed(site_data(ONE), site_data(ONE, introduction="Welcome.")) == {"index.html"}


def test_the_parts_of_a_long_list_do_not_change_with_other_parts():
    old = [short_summary(f"old-{n}", f"2024-02-{n % 28 + 1:02}", LYRA) for n in range(230)]
    before = site_data(ONE, *old)
    after = site_data(replace(ONE, title="Another title"), *old)
    found = changed(before, after)
    assert {"speakers/lyra-2.html", "speakers/lyra-2.2026.html", "c/index.2026.html"} <= found
    assert {"speakers/lyra-2.2024.html", "c/index.2024.html", "art.2024-02.html"} & found == set()
