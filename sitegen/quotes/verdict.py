"""What is found out about a quotation."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sitegen.model.problems import Problem
from sitegen.permalinks import urls
from sitegen.quotes.message_text import Place
from sitegen.quotes.quotation import Address, Quotation, Target


class Finding(StrEnum):
    """How a quotation stands to what was said."""

    VERBATIM = "verbatim"
    TYPOGRAPHIC = "typographic"
    MARKED = "verbatim with marks"
    AMBIGUOUS = "ambiguous"
    ALTERED = "altered"
    MOVED = "moved"
    MOVED_ALTERED = "moved and altered"
    MISSING = "missing"
    DEAD = "dead link"
    LINK_ONLY = "link only"


FAULTS = frozenset([Finding.ALTERED, Finding.MOVED, Finding.MOVED_ALTERED, Finding.MISSING, Finding.DEAD])
"""Findings for which a check fails."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for one quotation."""

    finding: Finding
    quotation: Quotation
    """The one that was meant: of a link's text that is none, the quotation before it."""
    exactness: Finding | None = None
    """Where the words were found (verbatim, typographic, with marks), also when they are ambiguous or moved, or their
    link is dead.
    """
    place: Place | None = None
    """Where they were said; of altered and missing words, where the nearest were."""
    times: int = 0
    """How often they stand in the message."""
    nearest: str = ""
    """The words at that place, where they differ."""
    difference: str = ""
    """Between both, for a line of a terminal; see `differences.difference`."""
    score: float = 0.0
    """How alike they are, 0 to 100."""
    notes: tuple[str, ...] = ()
    """What a person should look at: long omissions, what became of a message."""

    @property
    def is_fault(self) -> bool:
        """Whether a check must fail."""
        return self.finding in FAULTS

    @property
    def new_address(self) -> Address | None:
        """Where the link should lead instead, so that the words stand there as quoted."""
        is_wrong = self.finding in (Finding.MOVED, Finding.DEAD)
        return (
            Address(self.place.slug, self.place.anchor)
            if is_wrong and self.place and self.exactness
            else None
        )


_SHOWN = 60
"""Characters of a quotation that a problem names."""


def problems(path: str, line: int, verdict: Verdict) -> Iterator[Problem]:
    """What a check says of a quotation whose link stands at this line of an essay."""
    quotation = verdict.quotation
    words = _short(quotation.exact)
    where = _address(quotation.target)
    new = verdict.new_address
    there = urls.message(*new) if new else ""
    fix = "`sitegen check --fix` writes the new link"
    match verdict.finding:
        case Finding.ALTERED:
            said = f"“{words}” is not what {where} says: {verdict.difference}"
            yield Problem(path, line, said, "quote what was said, or mark what you changed: […], [word]")
        case Finding.MOVED:
            yield Problem(path, line, f"“{words}” stands in {there}, not in {where}", fix)
        case Finding.MOVED_ALTERED:
            nearest = urls.message(verdict.place.slug, verdict.place.anchor) if verdict.place else ""
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
        return urls.message(target.slug, target.drawing)
    return urls.message(target.slug, target.anchor) if target.anchor else urls.conversation(target.slug)
