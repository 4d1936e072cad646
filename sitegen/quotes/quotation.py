"""The words of this room: what an essay quotes, and where it says that it was said."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sitegen.model import Span


class Address(NamedTuple):
    """A message."""

    slug: str
    """Of its conversation."""
    anchor: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: a conversation, one of its messages, several in a row, or a drawing."""

    slug: str
    anchor: str | None = None
    """None: the conversation as a whole."""
    last: str | None = None
    """Of several messages the last one's anchor (``#m-a..m-b``)."""
    drawing: str | None = None
    """Its id; ``anchor`` is that of its message."""


Resolve = Callable[[str], Target | None]
"""The URL of a link, as it is meant (entities and escapes undone) → where in the archive it leads; None: elsewhere."""


class Kind(StrEnum):
    """How a quotation belongs to its link."""

    IN_LINK = "quoted in the link's text"
    AROUND_LINK = "quotation around the link"
    LINK_TEXT = "text of the link"
    LEFT = "quotation before the link"
    BLOCKQUOTE = "blockquote that holds the link"
    BLOCKQUOTE_BEFORE = "blockquote before the link"
    BLOCKQUOTE_AFTER = "blockquote that the link announces"
    CITE = "cite attribute"
    NONE = "link only"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in an essay, and the link that says where they were said."""

    line: int
    """Of the link's URL in the essay, from 1."""
    column: int
    """From 1; 1 where only the line is known."""
    span: Span | None
    """The URL in the essay's text, as it is written there; None where that is uncertain: it is not rewritten then."""
    url: str
    target: Target
    kind: Kind
    exact: str = ""
    """What the essay's reader sees, with the essayist's marks (``[…]``); empty where there is only a link."""
    written: str = ""
    """Of a blockquote also as it was typed: Markdown drops what looks like a definition or like HTML."""
    instead: "Quotation | None" = None
    """Of a link's text, which need not be a quotation: the one before it, which then is meant."""
