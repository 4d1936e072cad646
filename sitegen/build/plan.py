"""Plan a build or a check: the address of every conversation, the quotations that lead to it, and its job."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from sitegen.archive.asset_files import AssetFile
from sitegen.archive.folder import Archive
from sitegen.build.assignment import Assignment, assign
from sitegen.build.context import BuildContext
from sitegen.build.quote_requests import collect_quote_requests, group_by_slug, with_backlinks
from sitegen.build.transcript_job import TranscriptJob
from sitegen.model import ConversationOutline, PageContext
from sitegen.model.problems import SETTINGS_FILE, Problem
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.files import Ledger, read_record
from sitegen.permalinks.ledger.records import MessageRecord
from sitegen.permalinks.ledger.repetitions import collect_withdrawn, withdraw_records
from sitegen.permalinks.ledger.withdrawn_words import recognise_record
from sitegen.privacy.ledger_redaction import redact_record, with_renamed_pages
from sitegen.quotes.backlinks import QuoteRequest

_MAX_HOLDERS = 2
"""Conversations that may have a message of a withdrawn conversation; it is a prompt if more have it, and stays."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The addresses, quotations and jobs of all conversations."""

    outlines: Sequence[ConversationOutline]
    assignment: Assignment
    quote_requests: Sequence[QuoteRequest]
    """In order of essay and line."""
    jobs: Mapping[str, TranscriptJob]
    """By slug."""
    menu: tuple[str, ...] = ()
    """Addresses of the lists that have entries; see `PageContext`."""


def make_plan(
    archive: Archive,
    context: BuildContext,
    outlines: Sequence[ConversationOutline],
    ledger: Ledger,
    *,
    hashes: Mapping[str, str],
    unpublished: AbstractSet[str],
    assets: Mapping[str, tuple[tuple[str, AssetFile], ...]],
    day: str,
) -> Plan:
    """Assign addresses to all conversations, and collect the quotations that lead to them.

    ``hashes``: SHA-256 of the transcript files, by path. ``unpublished``: paths of transcripts with
    ``publish = false``. ``assets``: see `pictures.resolve_references`. ``day``: ISO date. Raises `ContentError` if the
    ledger is damaged.
    """
    rules = {file.path: file.rule for file in archive.files}
    outlines, titles = _without_withdrawn_titles(outlines, ledger)
    assignment = _with_withdrawals(assign(outlines, rules, ledger, unpublished, day), archive, ledger, outlines)
    quote_requests = collect_quote_requests(archive, context, assignment)
    requests_by_slug = group_by_slug(quote_requests)
    page_contexts = with_backlinks(assignment.page_contexts, requests_by_slug)
    page_contexts |= {
        path: replace(page_contexts[path], title=title) for path, title in titles.items() if path in page_contexts
    }
    menu = _menu(archive, outlines, page_contexts, quote_requests)
    page_contexts = {path: replace(each, menu=menu) for path, each in page_contexts.items()}
    assignment = replace(_without_redacted_addresses(assignment, archive), page_contexts=page_contexts)
    jobs = {
        page_context.slug: TranscriptJob(
            file.path,
            file.file,
            file.rule,
            page_context,
            hashes[file.path],
            assignment.ledger_states[file.path],
            day,
            requests_by_slug.get(page_context.slug, ()),
            part=file.part,
            assets=assets.get(file.path, ()),
        )
        for file in archive.files
        if (page_context := page_contexts.get(file.path))
    }
    return Plan(outlines, assignment, quote_requests, jobs, menu)


def _menu(
    archive: Archive,
    outlines: Iterable[ConversationOutline],
    page_contexts: Mapping[str, PageContext],
    quote_requests: Iterable[QuoteRequest],
) -> tuple[str, ...]:
    """Return the addresses of the lists that have entries. It rarely changes, because every page shows it."""
    published = [each for each in outlines if each.path in page_contexts]
    has_entries = {
        urls.MODELS: any(each.has_models for each in published),
        urls.SERIES: any(each.series for each in page_contexts.values()),
        urls.ART: any(each.has_drawings for each in published),
        urls.ESSAYS: bool(archive.published_essays),
        urls.QUOTES: any(each.id and each.mention for each in quote_requests),
    }
    return tuple(each for each in urls.LISTS if has_entries.get(each, bool(published)))


def _without_withdrawn_titles(
    outlines: Sequence[ConversationOutline], ledger: Ledger
) -> tuple[Sequence[ConversationOutline], Mapping[str, str]]:
    """Return the outlines without titles that are words of withdrawn messages, and the titles of these, by path."""
    records = [ledger.read(key) for key, file in sorted(ledger.files.items()) if file.has_withdrawn]
    if not records:
        return outlines, {}
    withdrawn = collect_withdrawn(records)
    fingerprints = {fingerprint for each in withdrawn for fingerprint in each.fingerprints}
    titles = {
        each.path: each.plain_title
        for each in outlines
        if each.title_fingerprint
        and (not fingerprints.isdisjoint(_title_prints(each)) or recognise_record(_title_record(each), withdrawn))
    }
    return [replace(each, title=titles.get(each.path, each.title)) for each in outlines], titles


def _title_prints(outline: ConversationOutline) -> Iterator[str]:
    """Yield the fingerprints of the message that the title is from, also before redaction."""
    yield outline.title_fingerprint
    if len(outline.original_fingerprints) == len(outline.fingerprints):
        yield outline.original_fingerprints[outline.fingerprints.index(outline.title_fingerprint)]


def _title_record(outline: ConversationOutline) -> MessageRecord:
    return MessageRecord("", outline.title_fingerprint, excerpt=outline.title, minhash=outline.title_minhash)


def _with_withdrawals(
    assignment: Assignment, archive: Archive, ledger: Ledger, outlines: Sequence[ConversationOutline]
) -> Assignment:
    """Return the assignment with the withdrawn messages of the whole archive, and closed records without them."""
    records = [ledger.read(key) for key, file in sorted(ledger.files.items()) if file.has_withdrawn]
    if not records:
        return assignment
    holders = Counter(
        fingerprint
        for each in outlines
        if each.path in assignment.ledger_states
        for fingerprint in set(each.fingerprints)
    )
    withdrawn = collect_withdrawn(records, frozenset(each for each, n in holders.items() if n > _MAX_HOLDERS))
    folder = archive.display_path(archive.transcripts_folder)
    copies = (
        Problem("withdrawn-copy", f"{folder}/{path}", address=urls.conversation(slug))
        for path, slug in assignment.withdrawn_copies.items()
    )
    return replace(
        assignment,
        problems=[*assignment.problems, *copies],
        ledger_states={
            path: replace(ledger_state, withdrawn=withdrawn) for path, ledger_state in assignment.ledger_states.items()
        },
        closed_records=[withdraw_records(each, withdrawn) for each in assignment.closed_records],
    )


def _without_redacted_addresses(assignment: Assignment, archive: Archive) -> Assignment:
    """Return the assignment with redacted closed records, and without addresses that contain redacted words."""
    renamed = dict(assignment.renamed_pages)
    closed_records = []
    for each in assignment.closed_records:
        redacted = redact_record(each, archive.settings.rule_for(each.header.source).redactions)
        closed_records.append(redacted)
        new = redacted.header.slugs
        renamed |= {slug: redacted.header.slug for slug in each.header.slugs if slug not in new}
    if not renamed:
        return replace(assignment, closed_records=closed_records)
    ledger_states = {
        path: replace(ledger_state, renamed_pages=renamed)
        if any(
            urls.conversation_slug(message.moved_to) in renamed
            for file in ledger_state.files
            for message in read_record(file).messages
        )
        else ledger_state
        for path, ledger_state in assignment.ledger_states.items()
    }
    return replace(
        assignment,
        closed_records=[with_renamed_pages(each, renamed) for each in closed_records],
        ledger_states=ledger_states,
        problems=[
            *assignment.problems,
            *(
                Problem("redacted-address", SETTINGS_FILE, address=urls.conversation(slug))
                for slug in dict.fromkeys(renamed.values())
            ),
        ],
    )
