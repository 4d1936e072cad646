"""A conversation among the others."""

from dataclasses import dataclass

from sitegen.model.message import Tombstone


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another conversation, as far as a page that links to it must know it."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another conversation in which some of the same messages stand."""

    other: Neighbour
    messages: int
    """Of a certain length, and found in both."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Where in an essay something of the archive is quoted."""

    essay: Neighbour
    paragraph: int
    """From 1, as the essay's page counts them; 0 for what stands in none, as in a footnote."""
    url: str = ""
    """Of an essay that stands elsewhere, whose slug is its path: where it can be read, if that is known."""
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class Backlink:
    """A message of a conversation, and an essay that quotes it."""

    anchor: str
    """Of the message."""
    mention: Mention
    quote: str = ""
    """The quote's id, ``q-…``; empty where the essay only links to the message."""


@dataclass(frozen=True, slots=True)
class Place:
    """All that a conversation's page needs from outside its transcript; part of the page's cache key."""

    slug: str
    series: str | None = None
    earlier: Neighbour | None = None
    later: Neighbour | None = None
    overlaps: tuple[Overlap, ...] = ()
    """Those with most messages in common first."""
    former: tuple[str, ...] = ()
    """Slugs that lead here; none of them is another's now."""
    guests: tuple[tuple[str, str], ...] = ()
    """Anchors that were published under this slug and belong to another conversation, and their addresses now."""
    backlinks: tuple[Backlink, ...] = ()
    """By message, then by essay."""
    asked: str = ""
    """Key of the quotations that lead here."""


@dataclass(frozen=True, slots=True)
class Departed:
    """A conversation that was published once and is no more: all that its page tells."""

    slug: str
    title: str
    """Empty where it is not to be told."""
    is_withdrawn: bool
    since: str
    why: str
    former: tuple[str, ...]
    messages: tuple[Tombstone, ...]
