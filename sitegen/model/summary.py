"""Define summaries of conversations for lists, statistics and ``archive.json``."""

from dataclasses import dataclass

from sitegen.model.conversation import SourceInfo
from sitegen.model.message import Participant, Usage
from sitegen.model.problems import Problem


@dataclass(frozen=True, slots=True)
class Share:
    """The share of one participant in a conversation."""

    participant: Participant
    messages: int
    words: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing with what a page outside its conversation needs to show it."""

    id: str
    """Id in the page of its conversation."""
    text: str
    participant: Participant
    time: str | None
    """Time of its message."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """An excerpt of one message that represents the conversation."""

    text: str
    """Plain text without Markdown syntax; may be empty."""
    speaker: str = ""
    anchor: str = ""
    """Anchor of the message."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation in lists and statistics, and its entry in ``archive.json``."""

    slug: str
    title: str
    format: str
    started: str | None
    ended: str | None
    series: str | None
    source: SourceInfo
    shares: tuple[Share, ...]
    messages: int
    """Without events."""
    events: int
    drawings: int
    images: int
    excerpt: Excerpt
    problems: tuple[Problem, ...]
    language: str = ""
    """As in `Conversation`."""
    branches: int = 0
    """Other versions; their messages do not count."""
    usage: Usage | None = None
    """As in `Conversation.whole_usage`."""
    minutes: int = 0
    """Reading time; 0 if there are no words."""
