"""Read one transcript, and render its files.

A build calls two functions: `read_outline` parses a transcript once; when all conversations have an address,
`render_transcript` makes their files from what was parsed. Both take a `BuildContext` and a `TranscriptJob` and can run
in another process, also on another machine.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from sitegen.build.context import BuildContext, model_registry, site_renderer
from sitegen.build.conversation_reader import make_conversation, outline_conversation
from sitegen.build.pictures import find_references, publish_pictures
from sitegen.build.transcript_job import ReadResult, TranscriptJob, TranscriptOutput
from sitegen.build.transcript_redaction import RedactedTranscript, redact_transcript
from sitegen.build.withdrawal import remove_messages
from sitegen.model import Conversation, OutputFile, PageContext, Summary
from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.reconciliation import Reconciliation, reconcile
from sitegen.permalinks.ledger.records import ConversationRecord, MessageRecord
from sitegen.permalinks.ledger.repetitions import DoubtfulMessage, withdraw_repetitions
from sitegen.permalinks.ledger.serialization import parse_record, serialize_record
from sitegen.privacy.findings import scan_conversation
from sitegen.privacy.ledger_redaction import redact_record, with_renamed_pages
from sitegen.privacy.redaction import redact
from sitegen.quotes.backlinks import (
    QuoteResult,
    passage_factory,
    quoted_anchors,
    valid_backlinks,
    verify_requests,
)
from sitegen.quotes.corpus import index_messages, serialize_index
from sitegen.quotes.highlights import Highlight, markers
from sitegen.quotes.message_text import MessageText
from sitegen.quotes.shown_text import message_model, searched_text
from sitegen.readers.embedded_pictures import EmbeddedPicture
from sitegen.render.blocks import MessageBody, WrittenBody
from sitegen.render.json_export import json_export
from sitegen.render.summaries import drawings, summarise
from sitegen.render.templates import SiteInfo
from sitegen.search.documents import index_conversation
from sitegen.search.segment_store import IndexSegment, serialise
from sitegen.text.source import read_source


@dataclass(frozen=True, slots=True)
class _PublicTranscript:
    """A transcript without what its owner redacts."""

    conversation: Conversation
    data: bytes
    encoding: str
    """With which ``data`` is decoded; empty if it is detected."""
    original_fingerprints: tuple[str, ...]
    """Fingerprints of the messages before redaction, with their pictures; empty if nothing was taken out."""
    pictures: tuple[EmbeddedPicture, ...]
    """Taken out of the source."""


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_PublicTranscript).decode


def read_outline(context: BuildContext, job: TranscriptJob) -> ReadResult:
    """Read and parse a transcript; return its outline and its conversation, or the problems that prevent them."""
    data = job.data
    if isinstance(data, Problem):
        return ReadResult("", None, (data,))
    sha256 = hashlib.sha256(data).hexdigest()
    if sha256 == job.sha256:
        return ReadResult(sha256, None)
    redacted = redact_transcript(job.path, data, job.rule)
    conversation = make_conversation(redacted.parsed, redacted.rule, model_registry(context))
    if isinstance(conversation, tuple):
        return ReadResult(sha256, None, conversation, redacted.parsed.is_unpublished)
    originals = redacted.original_fingerprints
    outline = replace(
        outline_conversation(conversation, redacted.parsed),
        slug_traces=redacted.slug_traces,
        redacted_values=redacted.redacted_values,
        original_sha256=sha256 if originals or sha256 != conversation.source.sha256 else "",
        original_fingerprints=originals,
    )
    public = _public_transcript(job, redacted, conversation)
    try:
        parsed = _encode(public)
    except UnicodeEncodeError:  # a lone surrogate in a decoded text: it is parsed again
        parsed = b""
    references = find_references(conversation, redacted.parsed.source, redacted.parsed.pictures)
    return ReadResult(sha256, outline, used_rules=redacted.used_rules, parsed=parsed, references=references)


def _public_transcript(
    job: TranscriptJob, redacted: RedactedTranscript, conversation: Conversation
) -> _PublicTranscript:
    source = replace(conversation.source, path=redact(job.rule.redactions, job.path))
    problems = (*conversation.problems, *redacted.problems)
    return _PublicTranscript(
        replace(conversation, source=source, redactions=redacted.redactions, problems=problems),
        redacted.data,
        redacted.parsed.encoding,
        redacted.original_fingerprints,
        redacted.parsed.pictures,
    )


def _parse(context: BuildContext, job: TranscriptJob) -> _PublicTranscript:
    """Return what `read_outline` parsed, in this build or in the last one.

    Raises `ContentError` if the file has changed since.
    """
    if job.parsed:
        return _decode(job.parsed)
    data = job.data
    if isinstance(data, Problem):
        raise ContentError(data)
    redacted = redact_transcript(job.path, data, job.rule)
    conversation = make_conversation(redacted.parsed, redacted.rule, model_registry(context))
    if isinstance(conversation, tuple) or hashlib.sha256(data).hexdigest() != job.sha256:
        raise ContentError(Problem("transcript-changed", job.path))
    return _public_transcript(job, redacted, conversation)


def read_message_texts(context: BuildContext, job: TranscriptJob) -> tuple[MessageText, ...]:
    """Return the published text of each message that is not withdrawn, with its anchor."""
    messages = read_conversation(context, job).messages
    return tuple(MessageText(each.anchor, each.text) for each in messages if not each.withdrawn)


def index_shingles(context: BuildContext, job: TranscriptJob) -> bytes:
    """Return the serialised shingle index of a conversation; see `quotes.corpus`."""
    assert job.page_context is not None
    return serialize_index(index_messages(job.page_context.slug, read_message_texts(context, job)))


def read_conversation(context: BuildContext, job: TranscriptJob) -> Conversation:
    """Return the conversation as published: with its permanent anchors, without withdrawn messages."""
    parsed = _parse(context, job)
    return _published_part(_reconcile(parsed, job).reconciliation, parsed, job)[0]


def render_transcript(context: BuildContext, job: TranscriptJob) -> TranscriptOutput:
    """Render the page, the JSON export, the source and the search data of a transcript.

    Raises `ContentError` if the file has changed since its outline was read.
    """
    page_context = job.page_context
    assert page_context is not None
    output, conversation, data = _examine(context, job)
    pages = _render_pages(context, job, conversation, output.summary)
    documents = index_conversation(conversation, page_context, pages.words)
    return replace(
        output,
        segment=serialise(documents),
        files=(
            *pages.files,
            *output.files,
            *site_renderer(context).redirects(
                page_context.former_slugs, page_context.slug, conversation.title, page_context.menu
            ),
            *_downloads(context.site, conversation, page_context, data),
        ),
        quote_results=pages.quote_results,
    )


def _downloads(
    site: SiteInfo, conversation: Conversation, page_context: PageContext, data: bytes
) -> Iterator[OutputFile]:
    """Yield the JSON export and the source, also at former addresses, if the settings ask for them."""
    for slug in (page_context.slug, *page_context.former_slugs):
        if site.has_json_export:
            yield json_export(conversation, page_context, slug)
        if site.has_source_text and conversation.is_source_public:
            yield OutputFile(urls.source(slug), data)


def check_transcript(context: BuildContext, job: TranscriptJob) -> TranscriptOutput:
    """Return what `render_transcript` returns, without files and search data."""
    output, conversation, _ = _examine(context, job)
    output = replace(output, files=())
    if not job.quote_requests:
        return output
    bodies = site_renderer(context).message_bodies(conversation)
    shown = {each.anchor: body.shown for each, body in zip(conversation.messages, bodies, strict=True)}
    return replace(output, quote_results=_verify_quotes(context, job, conversation, shown)[0])


def _examine(context: BuildContext, job: TranscriptJob) -> tuple[TranscriptOutput, Conversation, bytes]:
    """Return the output with the files of pictures only; the conversation and its source as published."""
    assert job.page_context is not None
    parsed = _parse(context, job)
    reconciled = _reconcile(parsed, job)
    reconciliation = reconciled.reconciliation
    conversation, data = _published_part(reconciliation, parsed, job)
    files = zip(job.assets, job.asset_data, strict=True)
    pictures = publish_pictures(
        conversation, {reference: (file, each) for (reference, file), each in files}, parsed.pictures
    )
    conversation = pictures.conversation
    output = TranscriptOutput(
        summarise(conversation, job.page_context),
        drawings(conversation),
        IndexSegment("", b"", b""),
        pictures.files,
        b"" if reconciliation.record == reconciled.old_record else serialize_record(reconciliation.record),
        reconciliation.changes,
        (),
        scan_conversation(conversation, data),
        tuple(conversation.messages[n].anchor for n in reconciliation.withdrawn),
        reconciled.doubts,
        pictures.problems,
    )
    return output, conversation, data


def _published_part(
    reconciliation: Reconciliation, parsed: _PublicTranscript, job: TranscriptJob
) -> tuple[Conversation, bytes]:
    """Return the conversation and its source without withdrawn messages, also in the title."""
    conversation, withdrawn = reconciliation.conversation, reconciliation.withdrawn
    title = job.page_context.title if job.page_context else ""
    if any(conversation.messages[n].fingerprint == conversation.title_fingerprint for n in withdrawn):
        title = title or conversation.plain_title
    if title and title != conversation.title:
        file_title = "" if title == conversation.file_title else conversation.file_title
        conversation = replace(conversation, title=title, file_title=file_title, title_fingerprint="")
    if not withdrawn:
        return conversation, parsed.data
    return remove_messages(conversation, parsed.data, withdrawn, parsed.encoding)


@dataclass(frozen=True, slots=True)
class _RenderedPages:
    files: tuple[OutputFile, ...]
    words: Mapping[str, str]
    """By anchor: the words of the message to search."""
    quote_results: tuple[QuoteResult, ...]


def _render_pages(
    context: BuildContext, job: TranscriptJob, conversation: Conversation, summary: Summary
) -> _RenderedPages:
    """Render the pages with quoted passages highlighted, and verify the job's quote requests."""
    page_context = job.page_context
    assert page_context is not None
    renderer = site_renderer(context)
    quoted = quoted_anchors(conversation, job.quote_requests)
    shown: dict[str, str] = {}
    written: dict[str, WrittenBody] = {}
    waiting: dict[str, MessageBody] = {}
    """Written when their highlights are known; parsed messages take much memory."""
    for message, body in zip(conversation.messages, renderer.message_bodies(conversation), strict=True):
        shown[message.anchor] = body.shown
        if message.anchor in quoted:
            waiting[message.anchor] = body
        else:
            written[message.anchor] = body.write()
    results: tuple[QuoteResult, ...] = ()
    if job.quote_requests:
        results, highlights = _verify_quotes(context, job, conversation, shown)
        by_anchor = markers(highlights, shown)
        written |= {anchor: body.write(by_anchor.get(anchor)) for anchor, body in waiting.items()}
        # Essays whose quotations failed are left out.
        page_context = replace(page_context, backlinks=valid_backlinks(page_context.backlinks, results))
    bodies = [written[each.anchor] for each in conversation.messages]
    picture = renderer.preview_picture(conversation, page_context.slug)
    files = renderer.conversation_pages(conversation, page_context, summary, bodies, picture)
    files = (*files, picture) if picture else files
    return _RenderedPages(files, {anchor: searched_text(each) for anchor, each in shown.items()}, results)


def _verify_quotes(
    context: BuildContext, job: TranscriptJob, conversation: Conversation, shown: Mapping[str, str]
) -> tuple[tuple[QuoteResult, ...], list[Highlight]]:
    """Return the results of the job's quote requests and their highlights; ``shown``: see `render.blocks`."""
    assert job.page_context is not None
    slug, site, models = job.page_context.slug, context.site, model_registry(context).by_identity
    about = passage_factory(conversation, slug, models, site.title, site.url)
    results, highlights = verify_requests(conversation, slug, job.quote_requests, message_model(shown), about)
    return tuple(results), highlights


@dataclass(frozen=True, slots=True)
class _Reconciled:
    reconciliation: Reconciliation
    old_record: ConversationRecord | None
    doubts: tuple[Problem, ...]


def _reconcile(parsed: _PublicTranscript, job: TranscriptJob) -> _Reconciled:
    """Give the messages their permanent anchors, and withdraw what is withdrawn anywhere in the archive."""
    ledger_state = job.ledger_state
    assert ledger_state is not None
    files = zip(ledger_state.files, job.records, strict=True)
    records = [parse_record(file.display_path, data) for file, data in files]
    own = records.pop(0) if records and records[0].header.key == ledger_state.header.key else None
    rules = job.rule.redactions

    def redacted(record: ConversationRecord) -> Sequence[MessageRecord]:
        return redact_record(with_renamed_pages(record, ledger_state.renamed_pages), rules).messages

    reconciliation = reconcile(
        parsed.conversation,
        ledger_state.header,
        redacted(own) if own else (),
        job.day,
        new_addresses=ledger_state.moved_messages,
        absorbed=[message for record in records for message in redacted(record)],
        original_fingerprints=parsed.original_fingerprints,
    )
    reconciliation, doubtful = withdraw_repetitions(
        reconciliation, ledger_state.withdrawn, parsed.original_fingerprints
    )
    doubts = _doubts(parsed, job, doubtful) if doubtful else ()
    return _Reconciled(reconciliation, own, tuple(doubts))


def _doubts(parsed: _PublicTranscript, job: TranscriptJob, doubtful: Iterable[DoubtfulMessage]) -> Iterator[Problem]:
    slug = job.page_context.slug if job.page_context else ""
    source = read_source(job.path, parsed.data, parsed.encoding or None)
    for each in doubtful:
        line = source.line_number(source.text_offset(each.offset))
        address = urls.message(slug, each.anchor)
        yield Problem("possibly-withdrawn-words", job.path, line, address=address, withdrawn=each.withdrawn_at)
