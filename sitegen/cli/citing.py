"""`sitegen cite`: an address, or words that were said → the passage, ready to be cited."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sitegen.archive.folder import Archive
from sitegen.build import transcript
from sitegen.build.assignment import Standing
from sitegen.build.search_index import Finder
from sitegen.build.transcript import Job, Kit
from sitegen.model import Conversation, Place
from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.files import Ledger
from sitegen.permalinks.ledger.records import Account, State
from sitegen.permalinks.ledger.resolution import Found, Target, resolve, target
from sitegen.quotes import text_fragments
from sitegen.quotes.backlinks import about_passages, drawing_of, said, said_words
from sitegen.quotes.corpus import corpus
from sitegen.quotes.passages import Passage
from sitegen.quotes.quotation import Kind, Quotation
from sitegen.quotes.quotation import Target as Aim
from sitegen.quotes.verify import judge
from sitegen.search.results import search
from sitegen.text import normalization

_TOLD = 12  # words of a quotation that are looked up in the index
_MOST = 200  # messages that are looked at
_LISTED = 5


class Citer:
    """Finds passages of an archive as the last build left it. ``day``: the ISO day on which is cited."""

    def __init__(self, archive: Archive, kit: Kit, day: str) -> None:
        self._archive = archive
        self._kit = kit
        self._day = day
        self._ledger = Ledger(archive.ledger, archive.shown(archive.ledger))
        self._accounts = [self._ledger.account(key) for key in self._ledger.pages]

    def passage(self, what: str) -> Passage:
        """The passage at an address, or the one that says these words. Raises `ContentError` where there is none, or
        more than one.
        """
        wanted = target(what)
        found = [each for each in resolve(wanted, self._accounts) if each.is_known] if wanted else []
        if found and wanted:
            return self._at(wanted, found, what)
        if wanted and (wanted.anchor or "/" in what):
            remedy = "`sitegen addresses` lists all that there are"
            raise ContentError(Problem(what, None, "nothing has this address", remedy))
        return self._saying(what)

    def _at(self, wanted: Target, found: Sequence[Found], what: str) -> Passage:
        if len(found) > 1:
            raise ContentError(_several(what, [each.address for each in found]))
        account, entry = found[0].account, found[0].entry
        if found[0].state not in (State.LIVE, State.EDITED):
            message = f"what stood there is {found[0].state}"
            raise ContentError(Problem(what, None, message, "cite what can be read"))
        conversation = self._conversation(account)
        anchor = entry.anchor if entry else conversation.messages[0].anchor
        cited = next(each for each in conversation.messages if each.anchor == anchor)
        about = self._about(conversation, account)
        if wanted.drawing:
            id_ = anchor + wanted.drawing
            drawing = drawing_of(cited, id_)
            if not drawing:
                raise ContentError(Problem(what, None, "this message has no such drawing", "count from a1"))
            return replace(about(cited, words=drawing, is_drawing=True, fragment=id_), version=self._day)
        return replace(about(cited), version=self._day)

    def _saying(self, words: str) -> Passage:
        found = list(self._passages(words))
        if not found:
            remedy = "copy the words from the page; `sitegen search` finds what is like them"
            raise ContentError(Problem(words[:60], None, "nobody says this", remedy))
        if len(found) > 1:
            raise ContentError(_several(words[:60], [each.address for each in found]))
        return found[0]

    def _passages(self, words: str) -> Iterator[Passage]:
        """Each message that says the words."""
        by_slug = {account.heading.slug: account for account in self._accounts}
        longest = max(words.replace("[…]", "…").split("…"), key=len)
        phrase = " ".join(normalization.words(longest).split()[:_TOLD])
        models = transcript.models(self._kit).by_identity
        with Finder(self._archive.root).open(models) as index:
            hits = search(index, f'"{phrase}"', _MOST).hits
        slugs: dict[str, list[str]] = {}
        for hit in hits:
            aim = target(hit.address)
            if aim and aim.slug in by_slug:
                slugs.setdefault(aim.slug, []).append(aim.anchor)
        for slug, anchors in slugs.items():
            account = by_slug[slug]
            conversation = self._conversation(account)
            place = Place(slug)
            page = transcript.renderer(self._kit).conversation(conversation, place)
            model = text_fragments.read(page.data)
            held = corpus({slug: said(conversation, model)})
            about = self._about(conversation, account)
            for message in conversation.messages:
                if message.anchor not in anchors:
                    continue
                quotation = Quotation(1, 1, None, "", Aim(slug, message.anchor), Kind.IN_LINK, words)
                verdict = judge(quotation, held)
                is_exact = verdict.exactness and not verdict.is_fault and verdict.place
                exact = verdict.place.exact if verdict.place and is_exact else words
                # Who types words from memory need not hit the case of letters: what was said is printed.
                seen = text_fragments.find(model, message.anchor, exact)
                if seen or is_exact:
                    shown = said_words(model, message.anchor, exact) or exact
                    link = text_fragments.link(model, seen).removeprefix("#") if seen else message.anchor
                    yield replace(about(message, words=shown, fragment=link), version=self._day)

    def _about(self, conversation: Conversation, account: Account) -> Callable[..., Passage]:
        site = self._kit.site
        known = transcript.models(self._kit).by_identity
        return about_passages(conversation, account.heading.slug, known, site.title, site.url)

    def _conversation(self, account: Account) -> Conversation:
        heading = account.heading
        file = next((each for each in self._archive.files if each.path == heading.source), None)
        if file is None:
            message = f"its transcript, {heading.source}, is not there"
            raise ContentError(Problem(urls.conversation(heading.slug), None, message, "run `sitegen build`"))
        sha256 = hashlib.sha256(file.file.read_bytes()).hexdigest()
        standing = Standing(heading, (self._ledger.file(heading.key),))
        job = Job(file.path, file.file, file.rule, Place(heading.slug), sha256, standing, self._day)
        return transcript.find_conversation(self._kit, job)


def _several(what: str, addresses: Sequence[str]) -> Problem:
    listed = ", ".join(addresses[:_LISTED]) + (
        f" and {len(addresses) - _LISTED} more" if addresses[_LISTED:] else ""
    )
    return Problem(
        what,
        None,
        f"{len(addresses)} messages say this: {listed}",
        "cite one of them by its address, or more words",
    )
