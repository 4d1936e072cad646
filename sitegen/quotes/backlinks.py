"""Match essays with the conversations that they quote: highlights, cards and backlinks.

    quote_requests    quotations of an essay → requests, each for one conversation
    verify_requests   a conversation and its requests → results and highlights
    known_quotes      all results → quotes with cards; `valid_backlinks` does the same for backlinks

Each conversation verifies its own requests; only failed ones are searched in the whole archive.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sitegen.model import Backlink, BlockKind, Conversation, Mention, Message
from sitegen.model.ai_models import Model
from sitegen.model.problems import Problem
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.resolution import parse_address
from sitegen.quotes import passages, text_fragments
from sitegen.quotes.corpus import build_corpus
from sitegen.quotes.highlights import Highlight, find_words_by_letter
from sitegen.quotes.message_text import MessageText
from sitegen.quotes.passage_parts import PassagePart, passage_parts
from sitegen.quotes.passages import KnownQuote, Passage
from sitegen.quotes.quotation import Address, Quotation, QuoteTarget
from sitegen.quotes.verdict import FAULTS, QuoteFinding, Verdict, quotation_notes
from sitegen.quotes.verify import verify
from sitegen.text.typography import typographic_map


@dataclass(frozen=True, slots=True)
class QuoteRequest:
    """A quotation of an essay that a conversation should verify."""

    path: str
    """Path of the essay, as in problems."""
    line: int
    """Line of its file, from 1."""
    quotation: Quotation
    mention: Mention | None
    """None if the essay is not published, so that no backlink leads to it."""
    id: str
    """``q-…``; empty for a link without quoted words."""

    @property
    def slug(self) -> str:
        """Return the slug of the quoted conversation."""
        return self.quotation.target.slug


@dataclass(frozen=True, slots=True)
class QuoteResult:
    """The result of verifying a request in its conversation."""

    id: str
    """See `QuoteRequest.id`."""
    finding: QuoteFinding
    anchor: str
    """Present anchor of the linked message; empty if the link leads to the conversation."""
    passage: Passage | None = None
    """The quoted passage, if it has a card."""
    notes: tuple[Problem, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Return whether the words are where the link leads."""
        return self.finding not in FAULTS


def quote_requests(
    path: str,
    first_line: int,
    quotations: Iterable[Quotation],
    mention: Callable[[int], Mention | None],
) -> Iterator[QuoteRequest]:
    """Yield the requests of an essay. Its text begins at ``first_line`` of its file; ``mention`` takes a line of it."""
    for each in quotations:
        anchor = each.target.drawing_id or each.target.anchor or ""
        id_ = urls.quote_id(anchor, each.exact) if anchor and each.exact else ""
        yield QuoteRequest(path, first_line + each.line - 1, each, mention(each.line), id_)


def link_target(url: str, address: str | None, slugs: Mapping[str, str]) -> QuoteTarget | None:
    """Return the target of a link to a conversation, or None for other links.

    ``address`` is where the URL leads within the site; ``slugs`` maps former and present slugs to present ones.
    """
    target = parse_address(address) if address and urls.is_conversation(address) else None
    if target is None or not target.slug:
        return None
    slug = slugs.get(target.slug, target.slug)
    if not target.anchor:
        return QuoteTarget(slug)
    _, _, range_end = url.rpartition("..")
    is_range = f"#{target.anchor}.." in url and range_end.startswith("m-")
    last_anchor = range_end.partition(":")[0] if is_range else None
    drawing_id = target.anchor + target.drawing if target.drawing else None
    return QuoteTarget(slug, target.anchor, last_anchor, drawing_id)


def backlinks(requests: Iterable[QuoteRequest]) -> tuple[Backlink, ...]:
    """Return the backlinks of one conversation, without duplicates."""
    links = (
        Backlink(each.quotation.target.anchor, each.mention, each.id)
        for each in requests
        if each.mention and each.quotation.target.anchor
    )
    return tuple(dict.fromkeys(links))


def verify_requests(
    conversation: Conversation,
    slug: str,
    requests: Sequence[QuoteRequest],
    model: text_fragments.PageModel,
    make_passage: Callable[..., Passage],
) -> tuple[list[QuoteResult], list[Highlight]]:
    """Return the results of a conversation's requests, in order, and the highlights of its page.

    ``model`` is its page without highlights; ``make_passage`` is a `passage_factory`.
    """
    corpus = build_corpus({slug: message_texts(conversation, model)})
    present_anchors = {former: each.anchor for each in conversation.messages for former in each.former_anchors}
    removed = {
        Address(slug, each.anchor): "withdrawn" if each.is_withdrawn else "gone" for each in conversation.tombstones
    }
    removed |= {Address(slug, each.anchor): "withdrawn" for each in conversation.messages if each.withdrawn}
    by_anchor = {each.anchor: each for each in conversation.messages}
    results: list[QuoteResult] = []
    highlights: dict[str, Highlight] = {}
    for each in requests:
        quotation = _with_present_anchors(each.quotation, present_anchors)
        verdict = verify(quotation, corpus, removed)
        anchor = quotation.target.anchor or ""
        passage = None
        if each.id and verdict.exactness and not verdict.is_fault and verdict.selector:
            message = by_anchor[verdict.selector.anchor]
            if drawing := drawing_text(message, quotation.target.drawing_id):
                passage = make_passage(message, words=drawing, is_drawing=True, fragment=quotation.target.drawing_id)
            else:
                highlight = _to_highlight(each.id, verdict, conversation)
                words = _rendered_words(model, verdict, message, highlight)
                parts = _parts(verdict, [by_anchor[anchor].text for anchor in highlight.anchors], words)
                passage = make_passage(message, words=words, parts=parts, fragment=each.id)
                highlights.setdefault(each.id, highlight)
        notes = tuple(quotation_notes(each.path, each.line, verdict))
        results.append(QuoteResult(each.id, verdict.finding, anchor, passage, notes))
    return results, list(highlights.values())


def quoted_anchors(conversation: Conversation, requests: Iterable[QuoteRequest]) -> frozenset[str]:
    """Return the anchors of the messages to which quotations lead; no others can have highlights."""
    messages = conversation.messages
    numbers = {anchor: n for n, each in enumerate(messages) for anchor in (each.anchor, *each.former_anchors)}
    found: set[str] = set()
    for each in requests:
        quotation: Quotation | None = each.quotation
        while quotation:
            target, quotation = quotation.target, quotation.fallback
            one = numbers.get(target.anchor or "", len(messages))
            first, last = sorted((one, numbers.get(target.last_anchor or "", one)))
            found.update(message.anchor for message in messages[first : last + 1])
    return frozenset(found)


def message_texts(conversation: Conversation, model: text_fragments.PageModel) -> list[MessageText]:
    """Return the messages of a conversation with their text as rendered in its page."""
    rendered: dict[str, list[str]] = {}
    for block in model.blocks:
        if block.is_message_text:
            rendered.setdefault(block.anchor, []).append(block.text)
    return [
        MessageText(each.anchor, each.text, "\n".join(rendered.get(each.anchor, ()))) for each in conversation.messages
    ]


def _with_present_anchors(quotation: Quotation, present_anchors: Mapping[str, str]) -> Quotation:
    """Return the quotation with former anchors replaced by present ones."""
    target = quotation.target
    anchor, last_anchor = (present_anchors.get(each or "", each) for each in (target.anchor, target.last_anchor))
    target = replace(target, anchor=anchor, last_anchor=last_anchor)
    fallback = quotation.fallback and _with_present_anchors(quotation.fallback, present_anchors)
    return replace(quotation, target=target, fallback=fallback)


def drawing_text(message: Message, drawing_id: str | None) -> str:
    """Return the text of the drawing with this id; empty if the message has none."""
    drawings = [block.text for block in message.blocks if block.kind is BlockKind.ART]
    ids = [urls.drawing_id(message.anchor, n) for n in range(1, len(drawings) + 1)]
    return drawings[ids.index(drawing_id)] if drawing_id in ids else ""


def _parts(verdict: Verdict, texts: Sequence[str], words: str) -> tuple[PassagePart, ...]:
    """Return the source of the words in these messages; nothing if it is one paragraph without Markdown."""
    selector = verdict.selector
    assert selector
    parts = passage_parts(texts, selector.start, selector.end)
    is_plain = len(parts) == 1 and parts[0].kind is BlockKind.PROSE and parts[0].text == words
    return () if is_plain else parts


def _rendered_words(model: text_fragments.PageModel, verdict: Verdict, message: Message, highlight: Highlight) -> str:
    """Return the quoted words as the page shows them, with line breaks."""
    selector = verdict.selector
    assert selector
    # Markdown signs are in the source, but not on the page.
    for exact in (selector.exact, typographic_map(selector.exact).text):
        if page_range := text_fragments.find_words(model, selector.anchor, exact):
            return page_words(model, page_range)
    if page_range := _find_highlight(model, highlight):
        return page_words(model, page_range)
    if selector.anchor == selector.last_anchor:
        return message.text[selector.start : selector.end]
    return selector.exact


def _find_highlight(model: text_fragments.PageModel, highlight: Highlight) -> text_fragments.PageRange | None:
    """Return where the page has the words, without regard to the signs that Markdown removes."""
    offsets = [
        start + offset
        for block, start in zip(model.blocks, model.starts, strict=True)
        if block.is_message_text and block.anchor in highlight.anchors
        for offset, char in enumerate(block.text)
        if not char.isspace()
    ]
    text = "".join(model.text[each] for each in offsets)
    start, end = find_words_by_letter(text, highlight.words, highlight.occurrence)
    return model.trimmed_range(offsets[start], offsets[end - 1] + 1) if end else None


def page_words(model: text_fragments.PageModel, page_range: text_fragments.PageRange) -> str:
    """Return words as the page shows them, without headers between messages."""
    parts = []
    for n in range(model.block_index(page_range.start), model.block_index(page_range.end - 1) + 1):
        block, at = model.blocks[n], model.starts[n]
        if block.is_message_text:
            parts.append(block.text[max(page_range.start - at, 0) : page_range.end - at])
    return "\n".join(parts)


def _to_highlight(id_: str, verdict: Verdict, conversation: Conversation) -> Highlight:
    selector = verdict.selector
    assert selector
    anchors = [each.anchor for each in conversation.messages]
    first, last = anchors.index(selector.anchor), anchors.index(selector.last_anchor)
    before = conversation.messages[first].text[: selector.start]
    occurrence = " ".join(before.split()).count(selector.exact)
    return Highlight(id_, tuple(anchors[first : last + 1]), selector.exact, occurrence)


def known_quotes(requests: Iterable[QuoteRequest], results: Mapping[str, QuoteResult]) -> tuple[KnownQuote, ...]:
    """Return the quotes that have a card: those with a valid result; ``results`` is by id."""
    mentions: dict[str, dict[Mention, None]] = {}
    for each in requests:
        if each.id:
            mentions.setdefault(each.id, {}).update({each.mention: None} if each.mention else {})
    return tuple(
        KnownQuote(id_, result.passage, tuple(mentioned_by))
        for id_, mentioned_by in mentions.items()
        if (result := results.get(id_)) and result.passage and result.is_valid and mentioned_by
    )


def valid_backlinks(links: Iterable[Backlink], results: Iterable[QuoteResult]) -> tuple[Backlink, ...]:
    """Return the backlinks without invalid quotations, with present anchors."""
    by_id = {each.id: each for each in results if each.id}
    return tuple(
        replace(each, anchor=by_id[each.quote].anchor or each.anchor) if each.quote in by_id else each
        for each in links
        if not each.quote or (each.quote in by_id and by_id[each.quote].is_valid)
    )


def passage_factory(
    conversation: Conversation, slug: str, models: Mapping[str, Model], archive_title: str, site_url: str
) -> Callable[..., Passage]:
    """Return a function that makes passages of a conversation's messages; see `passages.build_passage`."""

    def make_passage(message: Message, **fields: object) -> Passage:
        return passages.build_passage(
            message,
            slug=slug,
            title=conversation.title,
            started=conversation.started,
            models=models,
            archive_title=archive_title,
            site_url=site_url,
            **fields,  # type: ignore[arg-type]
        )

    return make_passage
