"""Write the pages and search shards about all conversations together, where something in them changed."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from sitegen.archive.essays.links import SiteAddresses
from sitegen.archive.folder import Archive
from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.assignment import removed_conversation
from sitegen.build.cache import static_key
from sitegen.build.context import BuildContext, model_registry, site_renderer
from sitegen.build.output import FileStamp, SiteWriter
from sitegen.build.search_index import SearchIndex
from sitegen.build.state import BuildState, TranscriptState, cache_key
from sitegen.model import Backlink, OutputFile, Summary
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.records import ConversationRecord
from sitegen.quotes.backlinks import QuoteRequest, known_quotes, valid_backlinks
from sitegen.quotes.passages import KnownQuote
from sitegen.render.feeds.discovery import discovery_files
from sitegen.render.i18n.translator import ENGLISH, load_translator
from sitegen.render.lazy_page import LazyPage, rendered_page
from sitegen.render.site_data import SiteData
from sitegen.render.summaries import archive_json
from sitegen.render.theme_assets import static_files


@dataclass(frozen=True, slots=True)
class EssayQuotes:
    """All verified quotations of essays, and the addresses that essays link to."""

    addresses: SiteAddresses
    quotes: tuple[KnownQuote, ...] = ()
    backlinks: Mapping[str, tuple[Backlink, ...]] = field(default_factory=dict)
    """By slug of the quoted conversation."""

    @property
    def key(self) -> str:
        """Return a key that differs if any part differs."""
        return cache_key(self.addresses, self.quotes, sorted(self.backlinks.items()))


def collect_essay_quotes(
    requests: Iterable[QuoteRequest], addresses: SiteAddresses, states: Mapping[str, TranscriptState]
) -> EssayQuotes:
    """Return the quotations that their conversations confirm; ``states`` hold the results of all requests."""
    results = {each.id: each for state in states.values() for each in state.quote_results if each.id}
    backlinks = {
        state.page_context.slug: links
        for state in states.values()
        if state.page_context and (links := valid_backlinks(state.page_context.backlinks, state.quote_results))
    }
    return EssayQuotes(addresses, known_quotes(requests, results), backlinks)


def write_search_shards(
    context: BuildContext,
    build_state: BuildState,
    states: Mapping[str, TranscriptState],
    site: SiteWriter,
    search_index: SearchIndex,
) -> tuple[str, tuple[FileStamp, ...]]:
    """Write the changed search shards; return the key of their input, and the stamps of all shards."""
    segment_keys = search_segment_keys(states)
    input_key = cache_key(sorted(segment_keys.items()))
    old_key, stamps = build_state.search_shards
    if old_key == input_key and site.has_unchanged(stamps):
        return build_state.search_shards
    # All but the metadata file have a hash of their content in their name.
    unchanged = {each.path: each for each in stamps if each.path != urls.SEARCH_META and site.has_unchanged([each])}
    shards = search_index.shards(segment_keys, model_registry(context).by_identity, unchanged.__contains__)
    written: dict[str, FileStamp] = {}
    for each in shards:
        path = each if isinstance(each, str) else each.path
        if path not in written:  # two shards may have the same content
            written[path] = unchanged[path] if isinstance(each, str) else unchanged.get(path) or site.write(each)
    return input_key, tuple(written.values())


def search_segment_keys(states: Mapping[str, TranscriptState]) -> dict[str, str]:
    """Return the key of each conversation's search segment, by slug."""
    return {each.summary.slug: each.segment.key for each in states.values() if each.summary}


def write_static_files(
    context: BuildContext, build_state: BuildState, site: SiteWriter
) -> tuple[str, tuple[FileStamp, ...]]:
    """Write the changed styles and scripts; return the key of their input, and the stamps of all."""
    key = static_key(context.themes)
    old_key, stamps = build_state.static_files
    if key == old_key and site.has_unchanged(stamps):
        return build_state.static_files
    translator = load_translator(context.site.language, context.themes) or ENGLISH
    # Without the renderer, which would load all templates.
    return key, tuple(map(site.write, static_files(context.themes, translator)))


def write_site_pages(
    archive: Archive,
    context: BuildContext,
    build_state: BuildState,
    states: Mapping[str, TranscriptState],
    site: SiteWriter,
    *,
    pages: Mapping[str, str],
    closed_records: Sequence[ConversationRecord],
    essay_quotes: EssayQuotes,
    menu: tuple[str, ...],
) -> BuildState:
    """Write the changed pages about all conversations; return the state to save for the next build.

    ``pages``: by path of a transcript that is only a source of a page, the path of the transcript that is the page.
    ``menu``: see `PageContext`.
    """
    content_key = cache_key(
        archive.introduction, archive.settings.site.featured, closed_records, archive.essays, essay_quotes.key, menu
    )
    if (
        build_state.content_key == content_key
        and build_state.transcripts == states  # fast, because most are the same objects
        and site.has_unchanged(build_state.site_page_files())
    ):
        return build_state
    site_pages: dict[str, tuple[str, FileStamp]] = {}
    site_data = _site_data(
        archive, context, states, pages=pages, closed_records=closed_records, essay_quotes=essay_quotes, menu=menu
    )
    for page in _site_pages(context, site_data):
        old_key, stamp = build_state.site_pages.get(page.path, (None, None))
        if stamp is None or old_key != page.key or not site.has_unchanged([stamp]):
            stamp = site.write(OutputFile(page.path, page.data))
        site_pages[page.path] = page.key, stamp
    return BuildState(build_state.environment_key, content_key, states, site_pages)


def _site_data(
    archive: Archive,
    context: BuildContext,
    states: Mapping[str, TranscriptState],
    *,
    pages: Mapping[str, str],
    closed_records: Sequence[ConversationRecord],
    essay_quotes: EssayQuotes,
    menu: tuple[str, ...],
) -> SiteData:
    published = {path: state.summary for path, state in states.items() if state.summary}
    slugs = {path: summary.slug for path in states if (summary := published.get(pages.get(path, path)))}
    featured = (
        slugs[path]
        for pattern in archive.settings.site.featured
        for path in slugs
        if TranscriptRule(pattern).matches(path)
    )
    return SiteData(
        _by_date(published.values()),
        {published[path].slug: states[path].drawings for path in published if states[path].drawings},
        model_registry(context).by_identity,
        archive.introduction,
        tuple(dict.fromkeys(featured)),
        archive.published_essays,
        essay_quotes.quotes,
        essay_quotes.backlinks,
        essay_quotes.addresses.resolve,
        tuple(sorted(map(removed_conversation, closed_records), key=lambda each: each.slug)),
        menu,
        {
            state.page_context.slug: state.ledger_snapshot.header.key
            for state in states.values()
            if state.page_context and state.ledger_snapshot.header
        },
    )


def _site_pages(context: BuildContext, site_data: SiteData) -> Iterator[LazyPage]:
    """Yield all files about the whole site."""
    renderer = site_renderer(context)
    listed = []
    for page in renderer.site_pages(site_data):
        if page.is_listed:
            listed.append(page.path)
        yield page
    title, conversations = context.site.title, site_data.summaries
    key = hashlib.sha256(msgspec.msgpack.encode((title, conversations))).hexdigest()
    yield LazyPage(urls.ARCHIVE, key, lambda: archive_json(title, conversations))
    for file in (OutputFile(urls.NO_JEKYLL, b""), *discovery_files(context.site, site_data, listed)):
        yield rendered_page(file)


def _by_date(summaries: Iterable[Summary]) -> tuple[Summary, ...]:
    """Return the newest first; those without a date last."""
    return tuple(sorted(summaries, key=lambda each: (each.started or "", each.slug), reverse=True))
