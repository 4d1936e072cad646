"""Define how a conversation relates to others: series, overlaps, backlinks, former addresses."""

from dataclasses import dataclass

from sitegen.model.message import Tombstone


@dataclass(frozen=True, slots=True)
class PageRef:
    """A link target: another conversation or an essay."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another conversation that shares messages with this one."""

    other: PageRef
    messages: int
    """Number of shared messages that are not short."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in an essay that quotes the archive."""

    essay: PageRef
    paragraph: int
    """From 1, as counted on the page of the essay; 0 if not in a paragraph, as in a footnote."""
    url: str = ""
    """Address of an external essay, whose slug is its path; empty if unknown."""
    is_external: bool = False


@dataclass(frozen=True, slots=True)
class Backlink:
    """A message of a conversation and an essay that quotes it."""

    anchor: str
    """Anchor of the message."""
    mention: Mention
    quote: str = ""
    """Id of the quote, ``q-…``; empty if the essay only links to the message."""


@dataclass(frozen=True, slots=True)
class PageContext:
    """Everything that the page of a conversation needs besides its transcript; part of its cache key."""

    slug: str
    series: str | None = None
    earlier: PageRef | None = None
    """The one before in the series."""
    later: PageRef | None = None
    overlaps: tuple[Overlap, ...] = ()
    """Most shared messages first."""
    former_slugs: tuple[str, ...] = ()
    """Slugs that redirect here; no other conversation uses them now."""
    anchor_redirects: tuple[tuple[str, str], ...] = ()
    """(anchor, present address) of messages that were published under this slug but moved to another conversation."""
    title: str = ""
    """The title, if it is not the one of the transcript or made from its words."""
    sources: tuple[str, ...] = ()
    """Paths of the other transcripts that are exports of this conversation, in order."""
    backlinks: tuple[Backlink, ...] = ()
    """Sorted by message, then by essay."""
    quotes_key: str = ""
    """Cache key of the quotations of this conversation."""
    earlier_by_date: PageRef | None = None
    """The one before in the whole archive; only without one in the series, and if both have a date."""
    later_by_date: PageRef | None = None
    menu: tuple[str, ...] = ()
    """Addresses of the lists of the site that have entries, for the navigation."""


@dataclass(frozen=True, slots=True)
class RemovedConversation:
    """A conversation that is no longer published, as shown on its page."""

    slug: str
    title: str
    """Empty if it must not be shown."""
    is_withdrawn: bool
    since: str
    reason: str
    former_slugs: tuple[str, ...]
    tombstones: tuple[Tombstone, ...]
