"""Plan a build or a check: the address of every conversation, the quotations that lead to it, and its job."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from sitegen.archive.folder import Archive
from sitegen.build.assignment import Assignment, assign
from sitegen.build.context import BuildContext
from sitegen.build.quote_requests import collect_quote_requests, group_by_slug, with_backlinks
from sitegen.build.transcript import TranscriptJob
from sitegen.model import ConversationOutline
from sitegen.permalinks.ledger.files import Ledger
from sitegen.privacy.ledger_redaction import redact_record
from sitegen.quotes.backlinks import QuoteRequest


@dataclass(frozen=True, slots=True)
class Plan:
    """The addresses, quotations and jobs of all conversations."""

    outlines: Sequence[ConversationOutline]
    assignment: Assignment
    quote_requests: Sequence[QuoteRequest]
    """In order of essay and line."""
    jobs: Mapping[str, TranscriptJob]
    """By slug."""


def make_plan(
    archive: Archive,
    context: BuildContext,
    outlines: Sequence[ConversationOutline],
    ledger: Ledger,
    *,
    hashes: Mapping[str, str],
    unpublished: AbstractSet[str],
    day: str,
) -> Plan:
    """Assign addresses to all conversations, and collect the quotations that lead to them.

    ``hashes``: SHA-256 of the transcript files, by path. ``unpublished``: paths of transcripts with
    ``publish = false``. ``day``: ISO date. Raises `ContentError` if the ledger is damaged.
    """
    settings = archive.settings
    rules = {file.path: file.rule for file in archive.files}
    assignment = assign(outlines, rules, ledger, unpublished, day)
    quote_requests = collect_quote_requests(archive, context, assignment)
    requests_by_slug = group_by_slug(quote_requests)
    page_contexts = with_backlinks(assignment.page_contexts, requests_by_slug)
    closed_records = [
        redact_record(each, settings.rule_for(each.header.source).redactions) for each in assignment.closed_records
    ]
    assignment = replace(assignment, page_contexts=page_contexts, closed_records=closed_records)
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
        )
        for file in archive.files
        if (page_context := page_contexts.get(file.path))
    }
    return Plan(outlines, assignment, quote_requests, jobs)
