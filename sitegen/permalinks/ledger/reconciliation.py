"""A conversation and its account → the conversation at its old addresses, and the account as it is now.

Pure, and settled at once: to settle the outcome again changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sitegen.model import Conversation, Message, Tombstone
from sitegen.permalinks.anchors import settled_anchors
from sitegen.permalinks.ledger.alignment import align
from sitegen.permalinks.ledger.records import WORDS, Account, Entry, Heading, State
from sitegen.permalinks.ledger.similarity import Told
from sitegen.text import normalization
from sitegen.text.minhash import sketch


class Fate(StrEnum):
    """What happened to an address since the ledger was written."""

    NEW = "new"
    EDITED = "edited"
    LOST = "lost"
    BACK = "back"
    """It was gone, and its words are there again."""
    GUESSED = "guessed"
    """Taken for words that were withdrawn, because it stands in their place."""


@dataclass(frozen=True, slots=True)
class Change:
    """One address whose fate changed."""

    fate: Fate
    anchor: str
    words: str
    number: int = 0
    """Of the message; 0 where there is none."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What came of it."""

    conversation: Conversation
    """With the anchors that its messages keep, and its tombstones."""
    account: Account
    changes: tuple[Change, ...]
    withdrawn: tuple[int, ...]
    """Indices of messages whose words must not be shown."""


def settle(
    conversation: Conversation,
    heading: Heading,
    entries: Sequence[Entry],
    day: str,
    *,
    elsewhere: Mapping[str, str] | None = None,
    absorbed: Sequence[Entry] = (),
    origins: Sequence[str] = (),
) -> Settlement:
    """Gives each message its old address, or a new one that was never given out here.

    ``heading`` is as it shall be written; ``day`` is the ISO day of the build; ``elsewhere`` has, by fingerprint,
    the addresses where words that are lost here stand now; ``absorbed`` are the entries of accounts that become
    part of this one; ``origins`` the fingerprints of the messages before words were redacted: by them the messages
    are found again.
    """
    messages = conversation.messages
    told = [_told(each) for each in messages]
    alignment = align(entries, _as_known(told, origins, entries))
    anchors = settled_anchors(
        [each.print for each in told],
        [None if n is None else entries[n].anchor for n in alignment.entries],
        frozenset(anchor for entry in entries for anchor in entry.anchors),
    )
    kept = [
        _entry(each, anchor, None if n is None else entries[n], day)
        for each, anchor, n in zip(told, anchors, alignment.entries, strict=True)
    ]
    held = frozenset(n for n in alignment.entries if n is not None)
    left = {n: _gone(each, day, elsewhere or {}) for n, each in enumerate(entries) if n not in held}
    others = _absorb(kept, left.values(), absorbed, told, day) if absorbed else []
    account = Account(heading, (*_in_order(kept, alignment.entries, left), *others))
    graves = frozenset(each.anchor for each in (*left.values(), *others))
    changes = (
        *_changes(messages, kept, alignment.entries, entries, alignment.guessed),
        *_losses(entries, left),
    )
    return Settlement(
        replace(
            conversation,
            messages=tuple(map(_settled, messages, kept)),
            tombstones=tuple(tombstone(each) for each in account.entries if each.anchor in graves),
        ),
        account,
        changes,
        tuple(m for m, each in enumerate(kept) if each.state is State.WITHDRAWN),
    )


def _as_known(told: Sequence[Told], origins: Sequence[str], entries: Sequence[Entry]) -> Sequence[Told]:
    """The messages with the fingerprints by which the ledger knows them."""
    if len(origins) != len(told):
        return told
    known = frozenset(each.print for each in entries)
    return [
        replace(each, print=origin) if origin in known and each.print not in known else each
        for each, origin in zip(told, origins, strict=True)
    ]


def tombstone(entry: Entry) -> Tombstone:
    """What a page says of a message that is no longer there."""
    is_withdrawn = entry.state is State.WITHDRAWN
    words = entry.words + ("…" if entry.length > WORDS else "")
    return Tombstone(entry.anchor, is_withdrawn, words, entry.since, entry.why, entry.to, entry.former)


def _told(message: Message) -> Told:
    words = beginning(message.text)
    long = len(message.text) > WORDS
    return Told(
        message.fingerprint,
        len(message.text),
        words,
        sketch(normalization.words(message.text)) if long else "",
        message.native,
    )


def beginning(text: str) -> str:
    """The first words of a message, as the ledger has them."""
    return normalization.verbatim(text[: WORDS * 20])[:WORDS].strip()


def _entry(told: Told, anchor: str, old: Entry | None, day: str) -> Entry:
    """The line of a message that is there."""
    if old is None:
        return Entry(anchor, told.print, told.length, told.words, told.sketch, native=told.native)
    past = tuple(dict.fromkeys(each for each in (old.print, *old.prints) if each != told.print))
    if old.state is State.WITHDRAWN:
        return replace(old, print=told.print, prints=past)
    is_first = not past or (old.prints and old.prints[-1] == told.print)
    state = State.LIVE if is_first else State.EDITED
    is_same = state is old.state and old.print == told.print
    return Entry(
        anchor,
        told.print,
        told.length,
        told.words,
        told.sketch,
        state,
        told.native or old.native,
        since=old.since if is_same else "" if is_first else day,
        former=old.former,
        prints=() if is_first else past,
    )


def _gone(entry: Entry, day: str, elsewhere: Mapping[str, str]) -> Entry:
    if entry.state in (State.GONE, State.WITHDRAWN):
        return entry
    return replace(entry, state=State.GONE, since=day, to=elsewhere.get(entry.print, ""))


def _absorb(
    kept: list[Entry], left: Iterable[Entry], absorbed: Sequence[Entry], told: Sequence[Told], day: str
) -> list[Entry]:
    """Lets addresses of other accounts lead to the same words here; those whose words are not here are gone."""
    taken = {anchor for entry in (*kept, *left) for anchor in entry.anchors}
    others = [each for each in absorbed if each.anchor not in taken]
    found = align(others, told).entries
    for m, n in enumerate(found):
        if n is not None and others[n].state is not State.WITHDRAWN:
            former = (*kept[m].former, *(each for each in others[n].anchors if each not in taken))
            kept[m] = replace(kept[m], former=former)
    held = frozenset(n for n in found if n is not None)
    return [
        _gone(each, day, {})
        for n, each in enumerate(others)
        if n not in held or each.state is State.WITHDRAWN
    ]


def _in_order(
    kept: Sequence[Entry], found: Sequence[int | None], left: Mapping[int, Entry]
) -> Iterator[Entry]:
    """The messages, and after each those lines that stood behind its own and have no message any more."""
    behind: dict[int, list[Entry]] = {}
    present = frozenset(n for n in found if n is not None)
    last = -1
    for place in sorted((*present, *left)):
        if place in present:
            last = place
        else:
            behind.setdefault(last, []).append(left[place])
    yield from behind.get(-1, ())
    for entry, n in zip(kept, found, strict=True):
        yield entry
        yield from behind.get(n, ()) if n is not None else ()


def _settled(message: Message, entry: Entry) -> Message:
    edited = entry.since if entry.state is State.EDITED else ""
    withdrawn = tombstone(entry) if entry.state is State.WITHDRAWN else None
    if (message.anchor, message.former, edited, withdrawn) == (entry.anchor, entry.former, "", None):
        return message
    return replace(message, anchor=entry.anchor, former=entry.former, edited=edited, withdrawn=withdrawn)


def _changes(
    messages: Sequence[Message],
    kept: Sequence[Entry],
    found: Sequence[int | None],
    entries: Sequence[Entry],
    guessed: Iterable[int],
) -> Iterator[Change]:
    doubtful = frozenset(guessed)
    for m, (message, entry, n) in enumerate(zip(messages, kept, found, strict=True)):
        if m in doubtful:
            yield Change(Fate.GUESSED, entry.anchor, "", message.number)
        elif n is None:
            yield Change(Fate.NEW, entry.anchor, entry.words, message.number)
        elif entries[n].state is State.GONE:
            yield Change(Fate.BACK, entry.anchor, entry.words, message.number)
        elif entry.state is State.EDITED and entry.print != entries[n].print:
            yield Change(Fate.EDITED, entry.anchor, entry.words, message.number)


def _losses(entries: Sequence[Entry], left: Mapping[int, Entry]) -> Iterator[Change]:
    for n, each in left.items():
        if entries[n].state in (State.LIVE, State.EDITED):
            yield Change(Fate.LOST, each.anchor, each.words)
