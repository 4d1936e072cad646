"""Print a citation of an address or of exact words: ``sitegen cite``."""

import hashlib
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import click

from sitegen.archive.folder import Archive, open_archive
from sitegen.build import transcript
from sitegen.build.assignment import LedgerState
from sitegen.build.context import BuildContext, build_context, model_registry, site_renderer
from sitegen.build.search_index import SearchIndex
from sitegen.build.transcript_job import TranscriptJob, with_data
from sitegen.cli.console import encodable, exit_on_content_error, print_problems, show_update
from sitegen.cli.options import WordsCommand, content_option
from sitegen.model import Conversation, Message, PageContext
from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.files import Ledger, today
from sitegen.permalinks.ledger.records import ConversationRecord, RecordState
from sitegen.permalinks.ledger.repetitions import collect_withdrawn
from sitegen.permalinks.ledger.resolution import AddressTarget, ResolvedAddress, parse_address, resolve
from sitegen.quotes import text_fragments
from sitegen.quotes.backlinks import drawing_text, message_texts, page_words, passage_factory
from sitegen.quotes.citations.styles import CitationStyle, cite
from sitegen.quotes.corpus import build_corpus
from sitegen.quotes.passages import Passage, conversation_passage
from sitegen.quotes.quotation import Quotation, QuotationKind, QuoteTarget
from sitegen.quotes.text_fragments import PageModel, PageRange
from sitegen.quotes.verify import verify
from sitegen.readers.containers import read_part
from sitegen.search.phrases import PhraseMatch, find_phrase, phrase_span
from sitegen.search.whoosh_index.index import Index
from sitegen.text.regular_files import read_regular_file
from sitegen.text.tokens import terms, tokens
from sitegen.text.typography import typographic_map


@click.command(cls=WordsCommand)
@click.argument("what", metavar="ADDRESS|WORDS", nargs=-1, required=True)
@click.option(
    "--style",
    type=click.Choice([each.value for each in CitationStyle]),
    default="markdown",
    show_default=True,
    help="Style of the citation.",
)
@content_option
@exit_on_content_error
def command(what: Sequence[str], style: str, content: Path | None) -> None:
    """Print a citation of a message, a drawing, a conversation, or exact words.

    ADDRESS can be a full URL, c/talk.html#m-kwfjsn7, or an anchor alone; c/talk.html is the whole conversation. WORDS
    are searched in what the last `sitegen build` read; the printed link leads to exactly these words. Exit status 1:
    no message says them, or several do.
    """
    archive = open_archive(Path(), content)
    passage = Citer(archive, build_context(archive), today()).passage(" ".join(what))
    if not passage.site_url and CitationStyle(style) not in (CitationStyle.MARKDOWN, CitationStyle.HTML):
        print_problems([Problem("citation-without-url", "sitegen.toml")])
    click.echo(encodable(cite(passage, CitationStyle(style)), sys.stdout))


_MAX_MESSAGES = 200  # messages that are compared with the words
_MAX_LISTED = 5
_OMISSION = re.compile(r"…|\.\.\.|[\[\]]")


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
        is_word = wanted is not None and wanted.slug == what  # or the name of a conversation
        if wanted and found and not is_word:
            return self._by_address(wanted, found, what)
        if wanted and (wanted.anchor or "/" in what):
            raise ContentError(Problem("address-unknown", what))
        if passage := self._by_words(what):
            return passage
        if wanted and found:
            return self._by_address(wanted, found, what)
        raise ContentError(Problem("cited-words-unknown", "cite", words=what[:60]))

    def _by_address(self, target: AddressTarget, found: Sequence[ResolvedAddress], what: str) -> Passage:
        if len(found) > 1:
            raise ContentError(_ambiguous(what, [each.address for each in found]))
        record, message_record = found[0].record, found[0].message
        if found[0].state not in (RecordState.LIVE, RecordState.EDITED):
            raise ContentError(Problem("cited-message-not-readable", what, state=found[0].state.name.lower()))
        conversation = self._conversation(record)
        if message_record is None:
            site, models = self._context.site, model_registry(self._context).by_identity
            passage = conversation_passage(conversation, record.header.slug, models, site.title, site.url)
            return replace(passage, version_date=self._day)
        cited = next(each for each in conversation.messages if each.anchor == message_record.anchor)
        passage_of = self._passage_factory(conversation, record)
        if target.drawing:
            id_ = message_record.anchor + target.drawing
            drawing = drawing_text(cited, id_)
            if not drawing:
                raise ContentError(Problem("cited-drawing-unknown", what))
            return replace(passage_of(cited, words=drawing, is_drawing=True, fragment=id_), version_date=self._day)
        return replace(passage_of(cited), version_date=self._day)

    def _by_words(self, words: str) -> Passage | None:
        if not terms(words):
            raise ContentError(Problem("cited-words-missing", "cite"))
        index = SearchIndex(self._archive.state_folder)
        found = index.ask(partial(_find, words=words), show_update)
        if not found and _OMISSION.search(words):
            found = index.ask(partial(_find, words=max(_OMISSION.split(words), key=len)), show_update)
            return _only([passage for each in found if (passage := self._with_omissions(each, words))])
        # Where punctuation is the same in some messages only, they are meant.
        found = [each for each in found if _normalized(each.words) in _normalized(words)] or found
        if len(found) > 1:
            raise ContentError(_ambiguous("cite", [urls.message(each.slug, each.anchor) for each in found]))
        page = self._page(found[0]) if found else None
        return page.passage(page.find(words), found[0].words) if page else None

    def _with_omissions(self, match: PhraseMatch, words: str) -> Passage | None:
        """Return the passage that the words quote with ellipses or insertions."""
        page = self._page(match)
        if page is None:
            return None
        corpus = build_corpus({match.slug: message_texts(page.conversation, page.model)})
        target = QuoteTarget(match.slug, match.anchor)
        verdict = verify(Quotation(1, 1, None, "", target, QuotationKind.IN_LINK, words), corpus)
        if not verdict.exactness or verdict.is_fault or not verdict.selector:
            return None
        exact = verdict.selector.exact
        return page.passage(text_fragments.find_words(page.model, match.anchor, exact), exact)

    def _page(self, match: PhraseMatch) -> "_CitedPage | None":
        """Return the page of a message; None if it was changed since the last build."""
        record = next((each for each in self._records if each.header.slug == match.slug), None)
        if record is None:
            return None
        conversation = self._conversation(record)
        message = next((each for each in conversation.messages if each.anchor == match.anchor), None)
        if message is None:
            return None
        # With all that a navigation may have: a link to words must be unique in the published page.
        page_context = PageContext(match.slug, menu=urls.LISTS)
        pages = site_renderer(self._context).conversation_pages(conversation, page_context)
        models = map(text_fragments.read_page, (page.data for page in pages))
        model = next(each for each in models if any(block.anchor == match.anchor for block in each.blocks))
        make_passage = self._passage_factory(conversation, record)
        return _CitedPage(conversation, message, model, partial(make_passage, message, version_date=self._day))

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
        data = read_part(file.file, file.part) if file.part else read_regular_file(file.file)
        withdrawn = collect_withdrawn(self._records)
        ledger_state = LedgerState(header, (self._ledger.record_file(header.key),), withdrawn=withdrawn)
        sha256, context = hashlib.sha256(data).hexdigest(), PageContext(header.slug)
        job = TranscriptJob(file.path, file.file, file.rule, context, sha256, ledger_state, self._day, part=file.part)
        return transcript.read_conversation(self._context, with_data(job))


@dataclass(frozen=True, slots=True)
class _CitedPage:
    """The page with a message."""

    conversation: Conversation
    message: Message
    model: PageModel
    make_passage: Callable[..., Passage]

    def find(self, words: str) -> PageRange | None:
        """Return the range of words in the message, with the punctuation around them, or from it to the next one."""
        whole = self.model.message_range(self.message.anchor)
        span = phrase_span(self.model.text_of(whole), words) if whole else None
        if whole is None or span is None:
            return text_fragments.find_words(self.model, self.message.anchor, words)
        text, start, end = self.model.text, whole.start + span.start, whole.start + span.end
        found = tokens(words)
        for char in words[found[-1].end :].rstrip():
            if end == whole.end or _normalized(text[end]) != _normalized(char):
                break
            end += 1
        for char in reversed(words[: found[0].start].lstrip()):
            if start == whole.start or _normalized(text[start - 1]) != _normalized(char):
                break
            start -= 1
        return self.model.trimmed_range(start, end)

    def passage(self, page_range: PageRange | None, words: str) -> Passage:
        """Return the passage at a range, or ``words`` of the whole message."""
        if page_range is None:
            return self.make_passage(words=words, fragment=self.message.anchor)
        fragment = text_fragments.best_fragment(self.model, page_range)
        return self.make_passage(words=page_words(self.model, page_range), fragment=fragment)


def _find(index: Index, words: str) -> list[PhraseMatch]:
    """Return the messages that say the words, as a page shows them or with the signs of Markdown."""
    for each in dict.fromkeys((words, typographic_map(words).text)):
        if found := find_phrase(index, each, _MAX_MESSAGES):
            return found
    return []


def _only(passages: Sequence[Passage]) -> Passage | None:
    if len(passages) > 1:
        raise ContentError(_ambiguous("cite", [each.address for each in passages]))
    return passages[0] if passages else None


def _normalized(words: str) -> str:
    return typographic_map(words, markdown=False).text.casefold()


def _ambiguous(what: str, addresses: Sequence[str]) -> Problem:
    listed = (*addresses[:_MAX_LISTED], *(("…",) if addresses[_MAX_LISTED:] else ()))
    return Problem("cited-words-ambiguous", what, count=len(addresses), addresses=listed)
