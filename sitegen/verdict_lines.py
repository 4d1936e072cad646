"""A verdict on a quotation, in words: for a terminal, an editor, a build."""

from collections.abc import Iterator

from sitegen import permalinks
from sitegen.errors import Problem
from sitegen.quotes.quotation import Target
from sitegen.quotes.verdict import Finding, Verdict

_SHOWN = 60
"""Characters of a quotation that a problem names."""


def problems(path: str, line: int, verdict: Verdict) -> Iterator[Problem]:
    """What a check says of a quotation whose link stands at this line of an essay."""
    quotation = verdict.quotation
    words = _short(quotation.exact)
    where = _address(quotation.target)
    new = verdict.new_address
    there = permalinks.message(*new) if new else ""
    fix = "`sitegen check --fix` writes the new link"
    match verdict.finding:
        case Finding.ALTERED:
            said = f"“{words}” is not what {where} says: {verdict.difference}"
            yield Problem(path, line, said, "quote what was said, or mark what you changed: […], [word]")
        case Finding.MOVED:
            yield Problem(path, line, f"“{words}” stands in {there}, not in {where}", fix)
        case Finding.MOVED_ALTERED:
            nearest = permalinks.message(verdict.place.slug, verdict.place.anchor) if verdict.place else ""
            said = f"“{words}” is not in {where}; {nearest} says something like it: {verdict.difference}"
            yield Problem(path, line, said, "quote what was said there, and link to it")
        case Finding.MISSING:
            said = f"nobody says “{words}” in {where}"
            near = f"; the nearest is “{verdict.nearest[:_SHOWN]}”" if verdict.nearest else ""
            yield Problem(path, line, said + near, "quote what was said, or take the quotation away")
        case Finding.DEAD:
            states = ", ".join(verdict.notes) or f"{where} is not there"
            words_there = f"; the words stand in {there}" if there else ""
            remedy = (
                fix
                if there
                else "link to a message that is there; `sitegen addresses --resolve` knows old ones"
            )
            yield Problem(path, line, f"dead link: {states}{words_there}", remedy)


def notes(verdict: Verdict) -> Iterator[str]:
    """What a person should look at, though it is no fault."""
    words = _short(verdict.quotation.exact)
    if verdict.finding is Finding.AMBIGUOUS:
        where = _address(verdict.quotation.target)
        yield f"“{words}” stands {verdict.times} times in {where}: quote more words, so that it is clear which"
    yield from (f"“{words}”: {note}" for note in verdict.notes)


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"


def _address(target: Target) -> str:
    if target.drawing:
        return permalinks.message(target.slug, target.drawing)
    return (
        permalinks.message(target.slug, target.anchor)
        if target.anchor
        else permalinks.conversation(target.slug)
    )
