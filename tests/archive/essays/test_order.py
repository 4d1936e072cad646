"""Slugs and order of all essays."""

from dataclasses import replace
from itertools import permutations

from sitegen.archive.essays.files import assign_slugs, newest_first
from sitegen.model import Essay

PLAIN = Essay("a.md", "doors", "Doors", None, "", "", "Words.", 1)


def slugs(*essays: Essay) -> dict[str, str]:
    return {each.path: each.slug for each in assign_slugs(essays)}


def test_a_slug_goes_to_the_essay_that_sets_it_then_to_the_oldest_then_to_the_first():
    essays = (
        replace(PLAIN, path="1.md"),
        replace(PLAIN, path="2.md", date="2026-01-02"),
        replace(PLAIN, path="3.md", date="2026-01-01"),
        replace(PLAIN, path="4.md", date="2026-01-03", has_own_slug=True),
    )
    expected = {"1.md": "doors-4", "2.md": "doors-3", "3.md": "doors-2", "4.md": "doors"}
    assert {tuple(sorted(slugs(*order).items())) for order in permutations(essays)} == {tuple(expected.items())}


def test_an_essay_with_a_changed_slug_has_a_problem():
    first, second = assign_slugs([PLAIN, replace(PLAIN, path="b.md")])
    assert (first.problems, [str(each) for each in second.problems]) == (
        (),
        [
            "b.md: a.md has the slug 'doors', so this essay has 'doors-2'. "
            "Set another `slug` in the front matter of one of them."
        ],
    )


def test_a_numbered_slug_never_equals_another_slug():
    assert slugs(PLAIN, replace(PLAIN, path="b.md"), replace(PLAIN, path="c.md", slug="doors-2")) == {
        "a.md": "doors",
        "b.md": "doors-3",
        "c.md": "doors-2",
    }


def test_a_hundred_essays_with_one_slug_get_unique_ones():
    found = slugs(*(replace(PLAIN, path=f"{n:03}.md", slug="d" * 60) for n in range(100)))
    assert len(set(found.values())) == 100
    assert max(map(len, found.values())) == 60


def test_the_newest_essays_come_first_and_undated_ones_last():
    dated = [replace(PLAIN, path=f"{n}.md", slug=f"s{n}", date=f"2026-0{n}-01") for n in (1, 3, 2)]
    undated = [replace(PLAIN, path=f"{title}.md", title=title) for title in ("Z", "A")]
    assert [each.path for each in newest_first([*undated, *dated])] == [
        "3.md",
        "2.md",
        "1.md",
        "A.md",
        "Z.md",
    ]
