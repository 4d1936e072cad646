"""The input of all pages that are about more than one conversation."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sitegen.archive.essays.links import LinkResolver, resolve_site_link
from sitegen.model import Backlink, Drawing, Essay, RemovedConversation, Summary
from sitegen.model.ai_models import Model
from sitegen.quotes.passages import KnownQuote


@dataclass(frozen=True, slots=True)
class SiteData:
    """The whole archive, as far as overview pages need it."""

    summaries: tuple[Summary, ...]
    """Newest first, undated last."""
    drawings: Mapping[str, tuple[Drawing, ...]] = field(default_factory=dict)
    """Drawings by slug of their conversation."""
    models: Mapping[str, Model] = field(default_factory=dict)
    """Known models by identity."""
    introduction: str = ""
    """Markdown by the owner for the home page."""
    featured: tuple[str, ...] = ()
    """Slugs of the conversations on the home page; empty: the newest."""
    essays: tuple[Essay, ...] = ()
    """Published essays, newest first, undated last."""
    quotes: tuple[KnownQuote, ...] = ()
    """Passages that essays quote, in any order."""
    backlinks: Mapping[str, tuple[Backlink, ...]] = field(default_factory=dict)
    """Quotations by slug of the quoted conversation."""
    resolve_link: LinkResolver = field(default=resolve_site_link, compare=False)
    """Function that resolves the links of essays."""
    removed: tuple[RemovedConversation, ...] = ()
    """Conversations that were published once and are no more, by slug."""
    menu: tuple[str, ...] = ()
    """As in `PageContext`."""
    record_keys: Mapping[str, str] = field(default_factory=dict)
    """Keys of conversations in the ledger, by slug; for ids that never change."""
