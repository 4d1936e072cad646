"""Explain failed quotations: search the whole archive for the quoted words, or for the most similar ones."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sitegen.build import transcript
from sitegen.build.context import BuildContext
from sitegen.build.parallel import Workers, parallel_map
from sitegen.build.plan import Plan
from sitegen.build.state import cache_key
from sitegen.build.transcript_job import with_data
from sitegen.model.problems import Problem
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.files import Ledger
from sitegen.permalinks.ledger.records import RecordState
from sitegen.privacy.redaction import find_redactions
from sitegen.quotes.backlinks import QuoteRequest, QuoteResult
from sitegen.quotes.corpus import Corpus, ShingleIndex, deserialize_index
from sitegen.quotes.message_text import MessageText
from sitegen.quotes.quotation import Address
from sitegen.quotes.verdict import Verdict, quotation_problems
from sitegen.quotes.verify import verify
from sitegen.text.state_files import DamagedStateError, read_sealed, remove, write_sealed

_SUFFIX = ".shingles"


class QuoteIndexStore:
    """The cached shingle indexes of an archive, in its state folder, by key."""

    def __init__(self, state_folder: Path) -> None:
        self._folder = state_folder / "quotes"

    def get(self, key: str) -> bytes | None:
        """Return an index, or None if it is not there."""
        try:
            return read_sealed(self._file(key))
        except (FileNotFoundError, DamagedStateError):
            return None

    def put(self, key: str, data: bytes) -> None:
        """Write an index atomically, if the archive was built before."""
        if self._folder.parent.is_dir():
            write_sealed(self._file(key), data)

    def keep_only(self, keys: Collection[str]) -> None:
        """Delete all other indexes."""
        for file in list(self._folder.iterdir()) if self._folder.is_dir() else ():
            if file.suffix != _SUFFIX or file.stem not in keys:
                remove(file)

    def _file(self, key: str) -> Path:
        return self._folder / f"{key}{_SUFFIX}"


@dataclass(frozen=True, slots=True)
class FailedQuotation:
    """A quotation that its conversation does not confirm, with the result of the search for its words."""

    request: QuoteRequest
    verdict: Verdict
    is_redacted: bool = False
    """A [[redact]] rule removes these words from the conversation."""


def failed_requests(
    requests: Iterable[QuoteRequest], results: Mapping[str, Sequence[QuoteResult]]
) -> tuple[QuoteRequest, ...]:
    """Return the quotations that failed or whose conversation is missing; ``results`` by slug, in the same order."""
    return tuple(
        _with_current_anchor(request, result) if result else request
        for request, result in _with_results(requests, results)
        if result is None or not result.is_valid
    )


def confirmed_quotation_notes(
    requests: Iterable[QuoteRequest], results: Mapping[str, Sequence[QuoteResult]]
) -> Iterator[Problem]:
    """Yield the notes on confirmed quotations."""
    for _, result in _with_results(requests, results):
        if result and result.is_valid:
            yield from result.notes


def _with_results(
    requests: Iterable[QuoteRequest], results: Mapping[str, Sequence[QuoteResult]]
) -> Iterator[tuple[QuoteRequest, QuoteResult | None]]:
    """Yield each request with its result; None if the conversation is missing."""
    remaining = {slug: iter(each) for slug, each in results.items()}
    for request in requests:
        yield request, next(remaining.get(request.slug, iter(())), None)


def _with_current_anchor(request: QuoteRequest, result: QuoteResult) -> QuoteRequest:
    quotation = request.quotation
    if not result.anchor or result.anchor == quotation.target.anchor:
        return request
    target = replace(quotation.target, anchor=result.anchor)
    return replace(request, quotation=replace(quotation, target=target))


@dataclass(frozen=True, slots=True)
class QuotationContext:
    """The data needed to search all conversations for quoted words."""

    context: BuildContext
    plan: Plan
    ledger: Ledger
    index_store: QuoteIndexStore
    workers: Workers = None

    @property
    def key(self) -> str:
        """Return a key that differs if the published text of any conversation may differ."""
        return cache_key(sorted((slug, job.sha256, job.ledger_state) for slug, job in self.plan.jobs.items()))


def explain_failed(failed: Sequence[QuoteRequest], quotations: QuotationContext) -> list[FailedQuotation]:
    """Search all conversations, or their cached indexes, for the words of failed quotations."""
    if not failed:
        return []

    def read_messages(slug: str) -> Sequence[MessageText]:
        return transcript.read_message_texts(quotations.context, with_data(quotations.plan.jobs[slug]))

    corpus = Corpus(_shingle_indexes(quotations), read_messages)
    removed = _removed_messages({each.slug for each in failed}, quotations)
    return [
        FailedQuotation(each, verify(each.quotation, corpus, removed), _is_redacted(each, quotations))
        for each in failed
    ]


def _is_redacted(request: QuoteRequest, quotations: QuotationContext) -> bool:
    job = quotations.plan.jobs.get(request.slug)
    rules = job.rule.redactions if job else ()
    anchor = request.quotation.target.anchor
    return any(each.message == anchor for each in rules if anchor) or bool(
        rules and find_redactions(rules, request.quotation.exact)
    )


def _shingle_indexes(quotations: QuotationContext) -> list[ShingleIndex]:
    """Return the index of each conversation, in order of the jobs; writes missing ones to the store."""
    jobs, store = quotations.plan.jobs, quotations.index_store
    keys = {
        slug: cache_key(job.sha256, job.rule, slug, job.ledger_state.hashes if job.ledger_state else ())[:32]
        for slug, job in jobs.items()
    }
    indexes: dict[str, ShingleIndex] = {}
    for slug, key in keys.items():
        data = store.get(key)
        if data is not None:
            indexes[slug] = deserialize_index(data)
    missing = [slug for slug in jobs if slug not in indexes]
    function, missing_jobs = transcript.index_shingles, [jobs[slug] for slug in missing]
    with parallel_map(function, quotations.context, missing_jobs, quotations.workers, with_data) as results:
        for slug, data in zip(missing, results, strict=True):
            store.put(keys[slug], data)
            indexes[slug] = deserialize_index(data)
    store.keep_only(frozenset(keys.values()))
    return [indexes[slug] for slug in jobs]


def _removed_messages(slugs: set[str], quotations: QuotationContext) -> dict[Address, str]:
    """Return the state of messages of these conversations that are no longer published, by old address."""
    assignment, ledger = quotations.plan.assignment, quotations.ledger
    removed: dict[Address, str] = {}
    for job in (quotations.plan.jobs[slug] for slug in sorted(slugs) if slug in quotations.plan.jobs):
        if job.ledger_state and job.ledger_state.withdrawn:  # this build may withdraw more than the ledger says
            for each in transcript.read_conversation(quotations.context, with_data(job)).messages:
                if each.withdrawn and job.page_context:
                    removed[Address(job.page_context.slug, each.anchor)] = RecordState.WITHDRAWN
    for record in assignment.closed_records:
        for slug in slugs & set(record.header.slugs):
            for message in record.messages:
                removed |= {Address(slug, anchor): str(record.header.state) for anchor in message.anchors}
    for ledger_state in assignment.ledger_states.values():
        slug, key = ledger_state.header.slug, ledger_state.header.key
        if slug in slugs and key in ledger.files:
            for message in ledger.read(key).messages:
                if message.state in (RecordState.REMOVED, RecordState.WITHDRAWN):
                    removed |= {Address(slug, anchor): str(message.state) for anchor in message.anchors}
    return removed


def cached_problems(
    failed: Sequence[QuoteRequest], quotations: QuotationContext, cached: tuple[str, tuple[Problem, ...]]
) -> tuple[str, tuple[Problem, ...]]:
    """Return the problems of failed quotations with a key of their input; ``cached`` if it has the same key."""
    if not failed:
        return "", ()
    key = cache_key(failed, quotations.key)
    if cached[0] == key:
        return cached
    return key, tuple(failed_quotation_problems(explain_failed(failed, quotations)))


def failed_quotation_problems(failed: Iterable[FailedQuotation]) -> Iterator[Problem]:
    """Yield the problems of failed quotations, each at the line of its link."""
    for each in failed:
        path, line = each.request.path, each.request.line
        if each.is_redacted:
            yield Problem("redacted-quotation", path, line, address=urls.conversation(each.request.slug))
        else:
            yield from quotation_problems(path, line, each.verdict)
