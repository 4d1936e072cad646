"""All essays together: the address of each, and their order."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sitegen.errors import Problem
from sitegen.model import Essay
from sitegen.slugs import SLUG_LENGTH, unique_slug

_NUMBERED = 9
"""Essays of one slug that get a number; more get a hash."""


def arrange(essays: Iterable[Essay]) -> tuple[Essay, ...]:
    """The essays, by path, each with a slug of its own; one that had to get another has a problem.

    Where two want the same, it is given to the one whose author chose it, then to the older, then by path.
    """
    order = sorted(essays, key=lambda each: (not each.has_own_slug, each.date or "9999", each.path))
    holders: dict[str, Essay] = {}
    for each in order:
        holder = holders.get(each.slug)
        if holder is None:
            holders[each.slug] = each
            continue
        numbered = [f"{each.slug[: SLUG_LENGTH - 2]}-{n}" for n in range(2, _NUMBERED + 1)]
        free = unique_slug(numbered, holders.keys() | {one.slug for one in order}, each.path)
        message = f"the slug {each.slug!r} is that of {holder.path} already: this essay is {free!r}"
        remedy = "write another slug: … into the front matter of one of them"
        problem = Problem(each.path, None, message, remedy)
        holders[free] = replace(each, slug=free, problems=(*each.problems, problem))
    return tuple(sorted(holders.values(), key=lambda each: each.path))


def by_date(essays: Sequence[Essay]) -> tuple[Essay, ...]:
    """Newest first; those without a date last, by title."""
    dated = sorted((each for each in essays if each.date), key=lambda each: each.slug)
    dated.sort(key=lambda each: each.date or "", reverse=True)
    undated = sorted((each for each in essays if not each.date), key=lambda each: (each.title, each.slug))
    return (*dated, *undated)
