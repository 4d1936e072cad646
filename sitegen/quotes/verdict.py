"""What is found out about a quotation."""

from dataclasses import dataclass
from enum import StrEnum

from sitegen.quotes.places import Place
from sitegen.quotes.quotation import Address, Quotation


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
