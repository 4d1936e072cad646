"""A conversation in short, as the pages about all of them tell it."""

from dataclasses import dataclass

from sitegen.model.conversation import SourceInfo
from sitegen.model.message import Participant
from sitegen.model.problems import Problem


@dataclass(frozen=True, slots=True)
class Share:
    """What one participant said in one conversation."""

    participant: Participant
    messages: int
    words: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A block of art with its label: all that a page needs that shows it away from its message."""

    id: str
    """In the page of its conversation."""
    text: str
    participant: Participant
    time: str | None
    """Of its message."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of one message that stand for the whole conversation."""

    text: str
    """Plain text without Markdown's signs; may be empty."""
    speaker: str = ""
    anchor: str = ""
    """Of the message."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One conversation as the pages about all of them see it; also its entry in ``archive.json``."""

    slug: str
    title: str
    format: str
    started: str | None
    ended: str | None
    series: str | None
    source: SourceInfo
    shares: tuple[Share, ...]
    messages: int
    """Speech only."""
    events: int
    drawings: int
    images: int
    excerpt: Excerpt
    problems: tuple[Problem, ...]
    language: str = ""
    """As the conversation's."""
