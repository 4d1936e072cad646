"""All that the pages about many conversations are made from: the values that the reduce works on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sitegen.model import Departed, Drawing, Summary
from sitegen.models import Model


@dataclass(frozen=True, slots=True)
class Collection:
    """The whole archive, as far as its overview pages tell of it."""

    summaries: tuple[Summary, ...]
    """Newest first, those without a date last."""
    drawings: Mapping[str, tuple[Drawing, ...]] = field(default_factory=dict)
    """Of each conversation that has any, by slug."""
    models: Mapping[str, Model] = field(default_factory=dict)
    """Every model that is known, by identity."""
    introduction: str = ""
    """Markdown in the owner's words, for the home page."""
    featured: tuple[str, ...] = ()
    """Slugs of the conversations that the home page shows first; empty: the newest."""
    departed: tuple[Departed, ...] = ()
    """Conversations that were published once and are no more, by slug."""
