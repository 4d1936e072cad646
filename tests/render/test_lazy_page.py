"""Which pages about many conversations must be made anew."""

from dataclasses import replace

from sitegen.model import Participant, Share, Summary
from sitegen.render.site_data import Collection
from tests.render.samples import LYRA, USER, collection, everything, renderer, summary


def told(slug: str, started: str, *participants: Participant) -> Summary:
    shares = tuple(Share(each, 2, 10) for each in participants)
    return replace(summary(everything(), slug), started=started, series=None, shares=shares)


ONE = told("one", "2026-01-02", USER, LYRA)
TWO = told("two", "2026-01-01", USER, Participant("Tern"))


def changed(before: Collection, after: Collection) -> set[str]:
    """Paths of the pages whose keys differ. Where keys are equal, so must be the pages."""
    old = {each.path: each for each in renderer().overview(before)}
    new = {each.path: each for each in renderer().overview(after)}
    same = {path for path in old.keys() & new.keys() if old[path].key == new[path].key}
    assert {path for path in same if old[path].data != new[path].data} == set()
    return (old.keys() | new.keys()) - same


def test_nothing_changes_where_nothing_changed():
    assert changed(collection(ONE, TWO), collection(ONE, TWO)) == set()


def test_a_changed_conversation_changes_the_pages_that_tell_of_it():
    other = replace(TWO, title="Another title")
    assert changed(collection(ONE, TWO), collection(ONE, other)) == {
        "art.html", "c/index.html", "formats/index.html", "formats/voice.html", "index.html",
        "speakers/index.html", "speakers/tern.html", "speakers/user.html", "stats.html",
    }  # fmt: skip


def test_a_new_drawing_changes_the_wall():
    before, after = collection(ONE, TWO), collection(ONE, TWO)
    after = replace(after, drawings={**after.drawings, "two": after.drawings["two"][:1]})
    assert "art.html" in changed(before, after)
    assert "404.html" not in changed(before, after)


def test_the_owners_words_change_the_home_page_only():
    assert changed(collection(ONE), collection(ONE, introduction="Welcome.")) == {"index.html"}


def test_the_parts_of_a_long_list_do_not_change_with_other_parts():
    old = [told(f"old-{n}", f"2024-02-{n % 28 + 1:02}", LYRA) for n in range(230)]
    before = collection(ONE, *old)
    after = collection(replace(ONE, title="Another title"), *old)
    found = changed(before, after)
    assert {"speakers/lyra-2.html", "speakers/lyra-2.2026.html", "c/index.2026.html"} <= found
    assert {"speakers/lyra-2.2024.html", "c/index.2024.html", "art.2024-02.html"} & found == set()
