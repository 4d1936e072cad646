"""Essays and conversations → who quotes whom: what the pages of both show of it, and what a check finds.

    ask      the quotations of all essays, by the conversation they lead to
    answer   one conversation and the quotations that lead to it → how each stands to what was said
    known    all answers together → the quotes that have cards, and the backlinks

A conversation answers for itself, where it is published; only what it does not hold is looked for everywhere.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sitegen.model import Backlink, BlockKind, Conversation, Mention, Message
from sitegen.model.ai_models import Model
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.resolution import target as meant
from sitegen.quotes import passages, text_fragments
from sitegen.quotes.corpus import corpus
from sitegen.quotes.highlights import Mark
from sitegen.quotes.message_text import Said
from sitegen.quotes.passages import KnownQuote, Passage
from sitegen.quotes.quotation import Address, Quotation, Target
from sitegen.quotes.verdict import FAULTS, Finding, Verdict, notes
from sitegen.quotes.verify import judge
from sitegen.text.typography import typographic


@dataclass(frozen=True, slots=True)
class Asked:
    """A quotation of an essay, and who asks whether it was said."""

    path: str
    """Of the essay, as problems name it."""
    line: int
    """Of the file, from 1."""
    quotation: Quotation
    mention: Mention | None
    """None: nobody can go to the essay, so no backlink leads there."""
    id: str
    """``q-…``; empty where there is only a link."""

    @property
    def slug(self) -> str:
        """Of the conversation that is quoted."""
        return self.quotation.target.slug


@dataclass(frozen=True, slots=True)
class Answer:
    """How a quotation stands to what was said in the conversation it leads to."""

    id: str
    """Of the quotation; see `Asked.id`."""
    finding: Finding
    anchor: str
    """Of the message it leads to, by its present name; empty: it leads to the conversation."""
    passage: Passage | None = None
    """Where it was said."""
    notes: tuple[str, ...] = ()
    """What a person should look at."""

    @property
    def is_sound(self) -> bool:
        """Was it said, there and so?"""
        return self.finding not in FAULTS


def asked(
    path: str,
    first_line: int,
    quotations: Iterable[Quotation],
    mention: Callable[[int], Mention | None],
) -> Iterator[Asked]:
    """The quotations of one essay whose text begins at a line of its file; ``mention`` of a line of that text."""
    for each in quotations:
        anchor = each.target.drawing or each.target.anchor or ""
        id_ = urls.quote_id(anchor, each.exact) if anchor and each.exact else ""
        yield Asked(path, first_line + each.line - 1, each, mention(each.line), id_)


def leading_to(url: str, address: str | None, slugs: Mapping[str, str]) -> Target | None:
    """What a link means: ``address`` is where it leads within the site; ``slugs``: all that conversations ever had
    → the present ones.
    """
    wanted = meant(address) if address and urls.is_conversation(address) else None
    if wanted is None or not wanted.slug:
        return None
    slug = slugs.get(wanted.slug, wanted.slug)
    if not wanted.anchor:
        return Target(slug)
    _, _, until = url.rpartition("..")
    last = until.partition(":")[0] if f"#{wanted.anchor}.." in url and until.startswith("m-") else None
    return Target(slug, wanted.anchor, last, wanted.anchor + wanted.drawing if wanted.drawing else None)


def backlinks(found: Iterable[Asked]) -> tuple[Backlink, ...]:
    """The backlinks of one conversation, by message as they come."""
    links = (
        Backlink(each.quotation.target.anchor, each.mention, each.id)
        for each in found
        if each.mention and each.quotation.target.anchor
    )
    return tuple(dict.fromkeys(links))


def answers(
    conversation: Conversation,
    slug: str,
    quotations: Sequence[Asked],
    page: bytes,
    about: Callable[..., Passage],
) -> tuple[list[Answer], list[Mark]]:
    """The answers of a conversation, in the order asked, and the passages that its page is to mark.

    ``page`` is its page without marks; ``about`` makes a `Passage` of a message and of keywords of `passages.passage`.
    """
    model = text_fragments.read(page)
    held = corpus({slug: said(conversation, model)})
    now = {former: each.anchor for each in conversation.messages for former in each.former}
    gone = {
        Address(slug, each.anchor): "withdrawn" if each.is_withdrawn else "gone"
        for each in conversation.tombstones
    }
    gone |= {Address(slug, each.anchor): "withdrawn" for each in conversation.messages if each.withdrawn}
    by_anchor = {each.anchor: each for each in conversation.messages}
    found: list[Answer] = []
    marks: dict[str, Mark] = {}
    for each in quotations:
        quotation = _renamed(each.quotation, now)
        verdict = judge(quotation, held, gone)
        anchor = quotation.target.anchor or ""
        passage = None
        if each.id and verdict.exactness and not verdict.is_fault and verdict.place:
            message = by_anchor[verdict.place.anchor]
            if drawing := drawing_of(message, quotation.target.drawing):
                passage = about(message, words=drawing, is_drawing=True, fragment=quotation.target.drawing)
            else:
                words = _words(model, verdict, message)
                passage = about(message, words=words, fragment=each.id)
                marks.setdefault(each.id, _mark(each.id, verdict, conversation))
        found.append(Answer(each.id, verdict.finding, anchor, passage, tuple(notes(verdict))))
    return found, list(marks.values())


def said(conversation: Conversation, model: text_fragments.PageModel) -> list[Said]:
    """The messages of a conversation, with what the model of its page shows of them."""
    shown: dict[str, list[str]] = {}
    for block in model.blocks:
        if block.is_said:
            shown.setdefault(block.anchor, []).append(block.text)
    return [
        Said(each.anchor, each.text, "\n".join(shown.get(each.anchor, ()))) for each in conversation.messages
    ]


def _renamed(quotation: Quotation, now: Mapping[str, str]) -> Quotation:
    """With the present anchors in place of former ones."""
    target = quotation.target
    anchor, last = (now.get(each or "", each) for each in (target.anchor, target.last))
    target = replace(target, anchor=anchor, last=last)
    instead = quotation.instead and _renamed(quotation.instead, now)
    return replace(quotation, target=target, instead=instead)


def drawing_of(message: Message, id_: str | None) -> str:
    """The drawing of a message that has this id; empty where none has."""
    drawings = [block.text for block in message.blocks if block.kind is BlockKind.ART]
    ids = [urls.drawing(message.anchor, n) for n in range(1, len(drawings) + 1)]
    return drawings[ids.index(id_)] if id_ in ids else ""


def _words(model: text_fragments.PageModel, verdict: Verdict, message: Message) -> str:
    """As the page shows them, line breaks and all."""
    assert verdict.place
    # Markdown's signs are in the source, and not on the page.
    for exact in (verdict.place.exact, typographic(verdict.place.exact).text):
        if words := said_words(model, verdict.place.anchor, exact):
            return words
    if verdict.place.anchor == verdict.place.last:
        return message.text[verdict.place.start : verdict.place.end]
    return verdict.place.exact


def said_words(model: text_fragments.PageModel, anchor: str, exact: str) -> str:
    """The words as the page shows them, without what it adds between two messages; empty where they are not found."""
    seen = text_fragments.find(model, anchor, exact)
    if seen is None:
        return ""
    parts = []
    for n in range(model.block_at(seen.start), model.block_at(seen.end - 1) + 1):
        block, at = model.blocks[n], model.starts[n]
        if block.is_said:
            parts.append(block.text[max(seen.start - at, 0) : seen.end - at])
    return "\n".join(parts)


def _mark(id_: str, verdict: Verdict, conversation: Conversation) -> Mark:
    assert verdict.place
    anchors = [each.anchor for each in conversation.messages]
    first, last = anchors.index(verdict.place.anchor), anchors.index(verdict.place.last)
    before = conversation.messages[first].text[: verdict.place.start]
    nth = " ".join(before.split()).count(verdict.place.exact)
    return Mark(id_, tuple(anchors[first : last + 1]), verdict.place.exact, nth)


def known(found: Iterable[Asked], answered: Mapping[str, Answer]) -> tuple[KnownQuote, ...]:
    """The quotes that have a card: those that were said; ``answered`` by id."""
    mentions: dict[str, dict[Mention, None]] = {}
    for each in found:
        if each.id:
            mentions.setdefault(each.id, {}).update({each.mention: None} if each.mention else {})
    return tuple(
        KnownQuote(id_, answer.passage, tuple(who))
        for id_, who in mentions.items()
        if (answer := answered.get(id_)) and answer.passage and answer.is_sound and who
    )


def sound(links: Iterable[Backlink], answered: Iterable[Answer]) -> tuple[Backlink, ...]:
    """The backlinks without those of words that nobody said, each to the message by its present name."""
    by_id = {each.id: each for each in answered if each.id}
    kept = (
        replace(each, anchor=by_id[each.quote].anchor or each.anchor) if each.quote in by_id else each
        for each in links
        if not each.quote or (each.quote in by_id and by_id[each.quote].is_sound)
    )
    return tuple(kept)


def about_passages(
    conversation: Conversation, slug: str, models: Mapping[str, Model], archive: str, site_url: str
) -> Callable[..., Passage]:
    """Makes passages of a conversation's messages; see `passages.passage`."""

    def about(message: Message, **more: str | bool) -> Passage:
        return passages.passage(
            message,
            slug=slug,
            title=conversation.title,
            started=conversation.started,
            models=models,
            archive=archive,
            site_url=site_url,
            **more,  # type: ignore[arg-type]
        )

    return about
