"""All essays together: addresses and order."""

from dataclasses import replace
from itertools import permutations

from sitegen.archive.essays.files import arrange, by_date
from sitegen.model import Essay

PLAIN = Essay("a.md", "doors", "Doors", None, "", "", "Words.", 1)


def slugs(*essays: Essay) -> dict[str, str]:
    return {each.path: each.slug for each in arrange(essays)}


def test_the_one_whose_author_chose_it_has_the_slug_then_the_older_then_the_first():
    essays = (
        replace(PLAIN, path="1.md"),
        replace(PLAIN, path="2.md", date="2026-01-02"),
        replace(PLAIN, path="3.md", date="2026-01-01"),
        replace(PLAIN, path="4.md", date="2026-01-03", has_own_slug=True),
    )
    expected = {"1.md": "doors-4", "2.md": "doors-3", "3.md": "doors-2", "4.md": "doors"}
    assert {tuple(sorted(slugs(*order).items())) for order in permutations(essays)} == {
        tuple(expected.items())
    }


def test_who_had_to_take_another_is_told():
    first, second = arrange([PLAIN, replace(PLAIN, path="b.md")])
    assert (first.problems, [str(each) for each in second.problems]) == (
        (),
        [
            "b.md: the slug 'doors' is that of a.md already: this essay is 'doors-2'; "
            "write another slug: … into the front matter of one of them"
        ],
    )


def test_a_number_takes_nobody_elses_slug():
    assert slugs(PLAIN, replace(PLAIN, path="b.md"), replace(PLAIN, path="c.md", slug="doors-2")) == {
        "a.md": "doors",
        "b.md": "doors-3",
        "c.md": "doors-2",
    }


def test_a_hundred_essays_of_one_slug_have_a_hundred():
    found = slugs(*(replace(PLAIN, path=f"{n:03}.md", slug="d" * 60) for n in range(100)))
    assert len(set(found.values())) == 100
    assert max(map(len, found.values())) == 60


def test_the_newest_come_first_and_those_without_a_date_last():
    dated = [replace(PLAIN, path=f"{n}.md", slug=f"s{n}", date=f"2026-0{n}-01") for n in (1, 3, 2)]
    undated = [replace(PLAIN, path=f"{title}.md", title=title) for title in ("Z", "A")]
    assert [each.path for each in by_date([*undated, *dated])] == ["3.md", "2.md", "1.md", "A.md", "Z.md"]
