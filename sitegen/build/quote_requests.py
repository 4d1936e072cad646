"""Collect the quotations in an archive's essays that lead to its conversations."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sitegen.archive.essays.links import INTRODUCTION, SiteAddresses
from sitegen.archive.folder import Archive
from sitegen.build.assignment import Assignment
from sitegen.build.context import BuildContext, site_renderer
from sitegen.build.state import cache_key
from sitegen.model import Essay, Mention, PageContext, PageRef
from sitegen.quotes.backlinks import QuoteRequest, backlinks, link_target, quote_requests
from sitegen.quotes.extraction import extract_html, extract_markdown
from sitegen.quotes.quotation import QuoteTarget


def site_addresses(archive: Archive, assignment: Assignment) -> SiteAddresses:
    """Return the addresses of all conversations and published essays, to resolve links of essays."""
    slugs = {path: page_context.slug for path, page_context in assignment.page_contexts.items()}
    slugs |= {path: slugs[page] for path, page in assignment.pages.items() if page in slugs}
    return SiteAddresses(
        slugs,
        {essay.path: essay.slug for essay in archive.published_essays},
        archive.settings.site.url,
    )


def collect_quote_requests(archive: Archive, context: BuildContext, assignment: Assignment) -> tuple[QuoteRequest, ...]:
    """Return all quotations in order of essay and line; those of drafts too, so that they can be checked."""
    slugs = {
        former: ledger_state.header.slug
        for ledger_state in assignment.ledger_states.values()
        for former in ledger_state.header.former_slugs
    }
    slugs |= {page_context.slug: page_context.slug for page_context in assignment.page_contexts.values()}
    return tuple(_quote_requests(archive, context, site_addresses(archive, assignment), slugs))


def group_by_slug(requests: Iterable[QuoteRequest]) -> dict[str, tuple[QuoteRequest, ...]]:
    """Return quotations grouped by the slug of the conversation that they lead to."""
    groups: dict[str, list[QuoteRequest]] = {}
    for request in requests:
        groups.setdefault(request.slug, []).append(request)
    return {slug: tuple(group) for slug, group in groups.items()}


def with_backlinks(
    page_contexts: Mapping[str, PageContext], requests: Mapping[str, tuple[QuoteRequest, ...]]
) -> dict[str, PageContext]:
    """Return the page contexts, by path, with backlinks from the essays that quote them; ``requests`` by slug."""
    return {
        path: replace(page_context, backlinks=backlinks(quoting), quotes_key=cache_key(quoting))
        if (quoting := requests.get(page_context.slug))
        else page_context
        for path, page_context in page_contexts.items()
    }


def _quote_requests(
    archive: Archive, context: BuildContext, addresses: SiteAddresses, slugs: Mapping[str, str]
) -> Iterator[QuoteRequest]:
    def quote_target(path: str, url: str) -> QuoteTarget | None:
        return link_target(url, addresses.resolve(path, url), slugs)

    for essay in archive.essays:

        def mention(line: int, essay: Essay = essay) -> Mention | None:
            paragraph = site_renderer(context).paragraph_at(essay, line)
            return None if essay.is_draft else Mention(PageRef(essay.slug, essay.title), paragraph)

        quotations = extract_markdown(essay.text, lambda url, path=essay.path: quote_target(path, url))  # type: ignore[misc]
        yield from quote_requests(f"{archive.essays_folder}/{essay.path}", essay.first_line, quotations, mention)
    quotations = extract_markdown(archive.introduction, lambda url: quote_target(INTRODUCTION, url))
    known = [each for each in quotations if each.target.slug in slugs.values()]  # the others are broken links
    yield from quote_requests(archive.introduction_path, 1, known, lambda _: None)
    for external in archive.external_essays:
        source = Mention(PageRef(external.path, external.title), 0, external.url, is_external=True)
        extract = extract_html if external.is_html else extract_markdown
        quotations = extract(external.text, lambda url: quote_target("", url))
        yield from quote_requests(external.path, external.line, quotations, lambda _, source=source: source)  # type: ignore[misc]
