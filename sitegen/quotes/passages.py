"""A passage of the archive, as citations, cards and lists of quotes tell it; frozen values, which pickle."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sitegen.model import Mention, Message
from sitegen.model.ai_models import Model
from sitegen.permalinks import urls
from sitegen.text.normalization import verbatim


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a message, or the whole message, with all that a citation says of it. Nothing is looked up."""

    slug: str
    """Of the conversation."""
    title: str
    anchor: str
    """Of the message; of one that goes on in the next message, of the first."""
    speaker: str
    model: str = ""
    """The model's name for people; empty for a person, and where the transcript names none."""
    company: str = ""
    """Who made the model; empty where that is not known."""
    date: str | None = None
    """ISO 8601, as precise as the transcript tells: of the message, else of the conversation."""
    words: str = ""
    """Exactly as they were said; empty: the whole message is meant, and its words are not repeated."""
    is_drawing: bool = False
    """Lines and columns of ``words`` are to stay."""
    fragment: str = ""
    """Where in the page, if it is not the anchor: ``q-…``, ``m-…-a1``, ``m-…:~:text=…``."""
    archive: str = ""
    """Title of the site."""
    site_url: str = ""
    """Where the site is published, without a slash at its end; empty: unknown, addresses are relative."""
    version: str = ""
    """The day on which the words stood there as they are given, ``YYYY-MM-DD``; empty: not told."""

    @property
    def address(self) -> str:
        """Relative to the site's root."""
        return f"{urls.conversation(self.slug)}#{self.fragment or self.anchor}"

    @property
    def url(self) -> str:
        """Absolute where the site says where it is published, else the `address`."""
        return urls.absolute(self.site_url, self.address)

    @property
    def author(self) -> str:
        """Who said it, as a bibliography lists it: the company, else the model, else the speaker."""
        return self.company or self.model or self.speaker

    @property
    def sha256(self) -> str:
        """Of the words without layout (`normal.verbatim`), by which a later change can be seen."""
        return hashlib.sha256(verbatim(self.words).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class KnownQuote:
    """A passage that essays quote; it has an id, a card and a picture of its own."""

    id: str
    """``q-…``"""
    passage: Passage
    mentions: tuple[Mention, ...] = ()
    """The essays that quote it, in their order."""


def passage(
    message: Message,
    *,
    slug: str,
    title: str,
    started: str | None = None,
    models: Mapping[str, Model],
    words: str = "",
    is_drawing: bool = False,
    fragment: str = "",
    archive: str = "",
    site_url: str = "",
    version: str = "",
) -> Passage:
    """The passage of a conversation's ``message``: names and company by the registry, the date by the best source.

    ``models`` are all that are known, by identity.
    """
    who = message.participant
    known = models.get(who.model or "")
    return Passage(
        slug,
        title,
        message.anchor,
        who.name,
        known.name if known else who.label,
        known.vendor if known else "",
        message.time or started,
        words,
        is_drawing,
        fragment,
        archive,
        site_url,
        version,
    )
