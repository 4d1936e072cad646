"""All that the pages about many conversations are made from: the values that the reduce works on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sitegen.archive.essays.links import Resolve, as_written
from sitegen.model import Backlink, Departed, Drawing, Essay, Summary
from sitegen.model.ai_models import Model
from sitegen.quotes.passages import KnownQuote


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
    essays: tuple[Essay, ...] = ()
    """Those that are published, newest first, those without a date last."""
    quotes: tuple[KnownQuote, ...] = ()
    """All that essays quote, in any order."""
    backlinks: Mapping[str, tuple[Backlink, ...]] = field(default_factory=dict)
    """Of each conversation that is quoted, by slug."""
    resolve: Resolve = field(default=as_written, compare=False)
    """Where the links of essays lead."""
    departed: tuple[Departed, ...] = ()
    """Conversations that were published once and are no more, by slug."""
