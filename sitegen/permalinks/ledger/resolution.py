"""An address of any age → where it leads now. Asks the ledger only."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from sitegen.permalinks import urls
from sitegen.permalinks.ledger.records import Account, Entry, State

_PAGE = re.compile(r"(?:^|/)c/(?P<slug>[a-z0-9-]+)\.(?:html|json|txt)$")
_BARE = re.compile(r"(?P<slug>[a-z0-9-]+)")
_ANCHOR = re.compile(r"(?P<anchor>m-[a-z2-7]+)(?P<drawing>-a\d+)?")
_VISIBLE = re.compile(r"[a-z2-7]{7,16}")
_ORDINAL = re.compile(r"n(?P<number>\d{1,9})")


@dataclass(frozen=True, slots=True)
class Target:
    """What an address means: parts that are empty are not in it."""

    slug: str = ""
    anchor: str = ""
    drawing: str = ""
    """What follows the anchor of a message in the id of a drawing: ``-a1``."""
    number: int = 0
    """Of an alias such as ``#n7``."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where an address leads."""

    account: Account
    entry: Entry | None
    """None where a whole conversation is meant, or no message has the anchor."""
    address: str
    """The present one, within the site."""
    is_moved: bool
    """The address that was asked for is a former one."""
    is_known: bool = True
    """False where the page is there but no message ever had this anchor."""

    @property
    def state(self) -> State:
        """Of the message, or of the conversation as a whole."""
        state = self.account.heading.state
        return self.entry.state if self.entry and state is State.LIVE else state


def target(url: str) -> Target | None:
    """What a URL, an address within the site, an anchor or a slug means; None where it can be no such thing."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    path, fragment = unquote(parts.path), unquote(parts.fragment.partition(":~:")[0])
    slug = ""
    if path:
        if not fragment and not parts.netloc and "/" not in path and (alone := _anchored(path)):
            return alone
        found = _PAGE.search(path) or (None if parts.netloc else _BARE.fullmatch(path.removesuffix(".html")))
        if found is None:
            return None
        slug = found["slug"]
    if not fragment:
        return Target(slug) if slug else None
    if slug and (ordinal := _ORDINAL.fullmatch(fragment)):
        return Target(slug, number=int(ordinal["number"]))
    anchored = _ANCHOR.match(fragment)
    if anchored:
        return Target(slug, anchored["anchor"], anchored["drawing"] or "")
    return Target(slug) if slug else None


def _anchored(text: str) -> Target | None:
    if found := _ANCHOR.fullmatch(text):
        return Target("", found["anchor"], found["drawing"] or "")
    return None


def resolve(wanted: Target, accounts: Iterable[Account]) -> Iterator[Found]:
    """Where it leads: mostly one place, several where only an anchor is given, none where nobody knows it."""
    ordered = sorted(accounts, key=lambda each: (each.heading.slug != wanted.slug, each.heading.slug))
    owners = [each for each in ordered if not wanted.slug or wanted.slug in each.heading.slugs]
    if not wanted.anchor and not wanted.number:
        for account in owners[:1]:
            yield _found(account, None, wanted)
        return
    hits = [(account, entry) for account in owners if (entry := _entry(account, wanted))]
    for account, entry in hits[:1] if wanted.slug else hits:
        yield _found(account, entry, wanted)
    if not hits and wanted.slug and owners:
        yield Found(
            owners[0], None, urls.conversation(owners[0].heading.slug), is_moved=False, is_known=False
        )


def _entry(account: Account, wanted: Target) -> Entry | None:
    if wanted.number:
        there = [each for each in account.entries if each.state is not State.GONE]
        return there[wanted.number - 1] if wanted.number <= len(there) else None
    return next((each for each in account.entries if wanted.anchor in each.anchors), None)


def _found(account: Account, entry: Entry | None, wanted: Target) -> Found:
    slug = account.heading.slug
    if entry is None:
        return Found(account, None, urls.conversation(slug), is_moved=wanted.slug != slug)
    drawing = wanted.drawing if entry.state in (State.LIVE, State.EDITED) else ""
    is_moved = wanted.slug not in ("", slug) or wanted.anchor not in ("", entry.anchor)
    address = (
        entry.to if entry.state is State.GONE and entry.to else urls.message(slug, entry.anchor + drawing)
    )
    return Found(account, entry, address, is_moved or address == entry.to)
