"""Quotations in essays, and the messages that they link to."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sitegen.model import Span


class Address(NamedTuple):
    """The address of a message."""

    slug: str
    """Slug of its conversation."""
    anchor: str


@dataclass(frozen=True, slots=True)
class QuoteTarget:
    """The target of a link: a conversation, one or more consecutive messages, or a drawing."""

    slug: str
    anchor: str | None = None
    """None for a whole conversation."""
    last_anchor: str | None = None
    """Anchor of the last of several messages (``#m-a..m-b``)."""
    drawing_id: str | None = None
    """``anchor`` is that of its message."""


LinkResolver = Callable[[str], QuoteTarget | None]
"""A function from the URL of a link (entities and escapes decoded) to its target; None for links elsewhere."""


class QuotationKind(StrEnum):
    """The position of a quotation relative to its link."""

    IN_LINK = "quoted in the link's text"
    AROUND_LINK = "quotation around the link"
    LINK_TEXT = "text of the link"
    BEFORE_LINK = "quotation before the link"
    BLOCKQUOTE = "blockquote that holds the link"
    BLOCKQUOTE_BEFORE = "blockquote before the link"
    BLOCKQUOTE_AFTER = "blockquote that the link announces"
    CITE = "cite attribute"
    NONE = "link only"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in an essay, and the link to their source."""

    line: int
    """Line of the link's URL in the essay, from 1."""
    column: int
    """From 1; 1 if unknown."""
    span: Span | None
    """Span of the URL in the essay; None if uncertain: such links are never rewritten."""
    url: str
    target: QuoteTarget
    kind: QuotationKind
    exact: str = ""
    """Rendered words, with editorial marks (``[…]``); empty for a link without words."""
    source_text: str = ""
    """Source of a blockquote: Markdown drops what looks like a definition or HTML."""
    fallback: "Quotation | None" = None
    """The quotation before a link, to use if the link's text is not a quotation."""
