"""Print a citation of an address or of exact words: ``sitegen cite``."""

import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from sitegen.archive.folder import Archive, open_archive
from sitegen.build import transcript
from sitegen.build.assignment import LedgerState
from sitegen.build.context import BuildContext, build_context, model_registry, site_renderer
from sitegen.build.search_index import SearchIndex
from sitegen.build.transcript import TranscriptJob
from sitegen.cli.console import encodable, exit_on_content_error
from sitegen.cli.options import content_option
from sitegen.model import Conversation, PageContext
from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.files import Ledger, today
from sitegen.permalinks.ledger.records import ConversationRecord, RecordState
from sitegen.permalinks.ledger.resolution import AddressTarget, ResolvedAddress, parse_address, resolve
from sitegen.quotes import text_fragments
from sitegen.quotes.backlinks import drawing_text, message_texts, page_words, passage_factory
from sitegen.quotes.citations.styles import CitationStyle, cite
from sitegen.quotes.corpus import build_corpus
from sitegen.quotes.passages import Passage
from sitegen.quotes.quotation import Quotation, QuotationKind, QuoteTarget
from sitegen.quotes.verify import verify
from sitegen.search.results import search
from sitegen.text import normalization


@click.command
@click.argument("what", metavar="ADDRESS|WORDS")
@click.option(
    "--style",
    type=click.Choice([each.value for each in CitationStyle]),
    default="markdown",
    show_default=True,
    help="Style of the citation.",
)
@content_option
@exit_on_content_error
def command(what: str, style: str, content: Path | None) -> None:
    """Print a citation of a message, a drawing, or exact words.

    ADDRESS can be a full URL, c/talk.html#m-kwfjsn7, or an anchor alone. WORDS, in quotes, are searched in what the
    last `sitegen build` read; the printed link leads to exactly these words. Exit status 1: no message says them,
    or several do.
    """
    archive = open_archive(Path(), content)
    passage = Citer(archive, build_context(archive), today()).passage(what)
    click.echo(encodable(cite(passage, CitationStyle(style)), sys.stdout))


_MAX_PHRASE_WORDS = 12  # words of the quotation that the index is asked for
_MAX_MESSAGES = 200  # search results that are compared with the quotation
_MAX_LISTED = 5


class Citer:
    """Find passages of an archive as the last build left it. ``day``: ISO day of the citation."""

    def __init__(self, archive: Archive, context: BuildContext, day: str) -> None:
        self._archive = archive
        self._context = context
        self._day = day
        self._ledger = Ledger(archive.ledger_folder, archive.display_path(archive.ledger_folder))
        self._records = [self._ledger.read(key) for key in self._ledger.files]

    def passage(self, what: str) -> Passage:
        """Return the passage at an address, or the one with these words.

        Raise `ContentError` if there is none, or more than one.
        """
        wanted = parse_address(what)
        found = [each for each in resolve(wanted, self._records) if each.is_known] if wanted else []
        if found and wanted:
            return self._by_address(wanted, found, what)
        if wanted and (wanted.anchor or "/" in what):
            raise ContentError(Problem("address-unknown", what))
        return self._by_words(what)

    def _by_address(self, target: AddressTarget, found: Sequence[ResolvedAddress], what: str) -> Passage:
        if len(found) > 1:
            raise ContentError(_ambiguous(what, [each.address for each in found]))
        record, message_record = found[0].record, found[0].message
        if found[0].state not in (RecordState.LIVE, RecordState.EDITED):
            raise ContentError(Problem("cited-message-not-readable", what, state=found[0].state.name.lower()))
        conversation = self._conversation(record)
        anchor = message_record.anchor if message_record else conversation.messages[0].anchor
        cited = next(each for each in conversation.messages if each.anchor == anchor)
        passage_of = self._passage_factory(conversation, record)
        if target.drawing:
            id_ = anchor + target.drawing
            drawing = drawing_text(cited, id_)
            if not drawing:
                raise ContentError(Problem("cited-drawing-unknown", what))
            return replace(passage_of(cited, words=drawing, is_drawing=True, fragment=id_), version_date=self._day)
        return replace(passage_of(cited), version_date=self._day)

    def _by_words(self, words: str) -> Passage:
        found = list(self._passages(words))
        if not found:
            raise ContentError(Problem("cited-words-unknown", "cite", words=words[:60]))
        if len(found) > 1:
            raise ContentError(_ambiguous("cite", [each.address for each in found]))
        return found[0]

    def _passages(self, words: str) -> Iterator[Passage]:
        """Yield a passage for each message that says the words."""
        by_slug = {account.header.slug: account for account in self._records}
        longest = max(words.replace("[…]", "…").split("…"), key=len)
        phrase = " ".join(normalization.normalize_words(longest).split()[:_MAX_PHRASE_WORDS])
        models = model_registry(self._context).by_identity
        with SearchIndex(self._archive.state_folder).open(models) as index:
            hits = search(index, f'"{phrase}"', _MAX_MESSAGES).hits
        slugs: dict[str, list[str]] = {}
        for hit in hits:
            hit_target = parse_address(hit.address)
            if hit_target and hit_target.slug in by_slug:
                slugs.setdefault(hit_target.slug, []).append(hit_target.anchor)
        for slug, anchors in slugs.items():
            record = by_slug[slug]
            conversation = self._conversation(record)
            place = PageContext(slug)
            page = site_renderer(self._context).conversation_page(conversation, place)
            model = text_fragments.read_page(page.data)
            quoted_corpus = build_corpus({slug: message_texts(conversation, model)})
            passage_of = self._passage_factory(conversation, record)
            for message in conversation.messages:
                if message.anchor not in anchors:
                    continue
                quotation = Quotation(1, 1, None, "", QuoteTarget(slug, message.anchor), QuotationKind.IN_LINK, words)
                verdict = verify(quotation, quoted_corpus)
                is_exact = verdict.exactness and not verdict.is_fault and verdict.selector
                exact = verdict.selector.exact if verdict.selector and is_exact else words
                # Letter case may differ from the message; print the words of the message.
                page_range = text_fragments.find_words(model, message.anchor, exact)
                if page_range or is_exact:
                    original_words = page_words(model, message.anchor, exact) or exact
                    link = (
                        text_fragments.best_fragment(model, page_range).removeprefix("#")
                        if page_range
                        else message.anchor
                    )
                    yield replace(passage_of(message, words=original_words, fragment=link), version_date=self._day)

    def _passage_factory(self, conversation: Conversation, record: ConversationRecord) -> Callable[..., Passage]:
        site = self._context.site
        models = model_registry(self._context).by_identity
        return passage_factory(conversation, record.header.slug, models, site.title, site.url)

    def _conversation(self, record: ConversationRecord) -> Conversation:
        header = record.header
        file = next((each for each in self._archive.files if each.path == header.source), None)
        if file is None:
            address = urls.conversation(header.slug)
            raise ContentError(Problem("cited-transcript-missing", address, path=header.source))
        sha256 = hashlib.sha256(file.file.read_bytes()).hexdigest()
        ledger_state = LedgerState(header, (self._ledger.record_file(header.key),))
        job = TranscriptJob(file.path, file.file, file.rule, PageContext(header.slug), sha256, ledger_state, self._day)
        return transcript.read_conversation(self._context, job)


def _ambiguous(what: str, addresses: Sequence[str]) -> Problem:
    listed = (*addresses[:_MAX_LISTED], *(("…",) if addresses[_MAX_LISTED:] else ()))
    return Problem("cited-words-ambiguous", what, count=len(addresses), addresses=listed)
