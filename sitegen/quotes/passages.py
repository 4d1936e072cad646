"""Passages of the archive, for citations, cards and lists of quotes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sitegen.model import Conversation, Mention, Message, is_same_name
from sitegen.model.ai_models import Model
from sitegen.permalinks import urls
from sitegen.quotes.passage_parts import PassagePart
from sitegen.text.normalization import normalize_verbatim


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a message, or a whole message, with all data of a citation."""

    slug: str
    """Slug of the conversation."""
    title: str
    anchor: str
    """Anchor of the message, the first of several; empty for a whole conversation."""
    speaker: str
    model: str = ""
    """Display name of the model; empty for people and if unknown."""
    company: str = ""
    """Vendor of the model; empty if unknown."""
    date: str | None = None
    """Date of the message, else of the conversation: ISO 8601, as precise as the transcript."""
    words: str = ""
    """Exact words; empty for a whole message or conversation, which is not repeated."""
    is_drawing: bool = False
    """True if ``words`` are a drawing, whose layout must be kept."""
    fragment: str = ""
    """Fragment of its address, if not the anchor: ``q-…``, ``m-…-a1``, ``m-…:~:text=…``."""
    archive_title: str = ""
    """Title of the site."""
    site_url: str = ""
    """URL of the site without a slash at its end; empty if unknown, then addresses are relative."""
    version_date: str = ""
    """Day of the cited version, ``YYYY-MM-DD``; may be empty."""
    parts: tuple[PassagePart, ...] = ()
    """The source of the words; empty if that says no more than the words."""

    @property
    def address(self) -> str:
        """Return the address relative to the site's root."""
        page, place = urls.conversation(self.slug), self.fragment or self.anchor
        return f"{page}#{place}" if place else page

    @property
    def url(self) -> str:
        """Return the absolute URL, or the `address` if the site's URL is unknown."""
        return urls.absolute(self.site_url, self.address)

    @property
    def model_tag(self) -> str:
        """Return the model if it says more than the speaker's name; else an empty string."""
        return "" if is_same_name(self.speaker, self.model) else self.model

    @property
    def author(self) -> str:
        """Return the author for a bibliography: the company, else the model, else the speaker."""
        return self.company or self.model or self.speaker

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the words without layout, to detect changes."""
        return hashlib.sha256(normalize_verbatim(self.words).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class KnownQuote:
    """A passage that essays quote; it has an id, a card and a picture."""

    id: str
    """``q-…``"""
    passage: Passage
    mentions: tuple[Mention, ...] = ()
    """Essays that quote it, in order."""


def build_passage(
    message: Message,
    *,
    slug: str,
    title: str,
    started: str | None = None,
    models: Mapping[str, Model],
    words: str = "",
    is_drawing: bool = False,
    fragment: str = "",
    archive_title: str = "",
    site_url: str = "",
    version_date: str = "",
    parts: tuple[PassagePart, ...] = (),
) -> Passage:
    """Return a passage of a conversation's ``message``.

    ``models`` are all known models, by identity.
    """
    participant = message.participant
    model = models.get(participant.model or "")
    return Passage(
        slug,
        title,
        message.anchor,
        participant.name,
        model.name if model else participant.label,
        model.vendor if model else "",
        message.time or started,
        words,
        is_drawing,
        fragment,
        archive_title,
        site_url,
        version_date,
        parts,
    )


_MAX_NAMES = 3


def conversation_passage(
    conversation: Conversation, slug: str, models: Mapping[str, Model], archive_title: str, site_url: str
) -> Passage:
    """Return a whole conversation. It has a model if all its participants with a model have the same."""
    people = conversation.participants
    names = [each.name for each in people[:_MAX_NAMES]] + ["et al."] * (len(people) > _MAX_NAMES)
    identities = {each.model or each.label for each in people} - {""}
    model = models.get(identities.pop()) if len(identities) == 1 else None
    return Passage(
        slug,
        conversation.title,
        "",
        ", ".join(names),
        model.name if model else "",
        model.vendor if model else "",
        conversation.started,
        archive_title=archive_title,
        site_url=site_url,
    )
