"""Resolve an address, present or former, to the present one; uses the ledger only."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from sitegen.permalinks import urls
from sitegen.permalinks.ledger.records import ConversationRecord, MessageRecord, RecordState

_PAGE = re.compile(r"(?:^|/)c/(?P<slug>[a-z0-9-]+)(?:(?:\.\d+)?\.html|\.json|\.txt)$")
_BARE = re.compile(r"(?P<slug>[a-z0-9-]+)")
_ANCHOR = re.compile(r"(?P<anchor>m-[a-z2-7]+)(?P<drawing>-a\d+)?")
_ANCHOR_LABEL = re.compile(r"[a-z2-7]{7,16}")
_POSITION_ALIAS = re.compile(r"n(?P<number>\d{1,9})")


@dataclass(frozen=True, slots=True)
class AddressTarget:
    """A parsed address; parts that it does not have are empty."""

    slug: str = ""
    anchor: str = ""
    drawing: str = ""
    """Suffix of the anchor in the id of a drawing: ``-a1``."""
    number: int = 0
    """Position of the message in an alias such as ``#n7``."""


@dataclass(frozen=True, slots=True)
class ResolvedAddress:
    """A present address and its record."""

    record: ConversationRecord
    message: MessageRecord | None
    """None for a whole conversation, or if no message has the anchor."""
    address: str
    """Present address in the site."""
    is_moved: bool
    """The given address is a former one."""
    is_known: bool = True
    """False if the page exists but no message ever had this anchor."""

    @property
    def state(self) -> RecordState:
        """Return the state of the message or of the whole conversation."""
        state = self.record.header.state
        return self.message.state if self.message and state is RecordState.LIVE else state


def parse_address(url: str) -> AddressTarget | None:
    """Parse a URL, an address in the site, an anchor or a slug; return None if it is none of them."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    path, fragment = unquote(parts.path), unquote(parts.fragment.partition(":~:")[0])
    slug = ""
    if path:
        if not fragment and not parts.netloc and "/" not in path and (target := _parse_anchor(path)):
            return target
        match = _PAGE.search(path) or (None if parts.netloc else _BARE.fullmatch(path.removesuffix(".html")))
        if match is None:
            return None
        slug = match["slug"]
    if not fragment:
        return AddressTarget(slug) if slug else None
    if slug and (alias := _POSITION_ALIAS.fullmatch(fragment)):
        return AddressTarget(slug, number=int(alias["number"]))
    if match := _ANCHOR.match(fragment):
        return AddressTarget(slug, match["anchor"], match["drawing"] or "")
    return AddressTarget(slug) if slug else None


def _parse_anchor(text: str) -> AddressTarget | None:
    if match := _ANCHOR.fullmatch(text):
        return AddressTarget("", match["anchor"], match["drawing"] or "")
    return None


def resolve(target: AddressTarget, records: Iterable[ConversationRecord]) -> Iterator[ResolvedAddress]:
    """Yield the present addresses: usually one, several if only an anchor is given, none if it is unknown."""
    ordered = sorted(records, key=lambda each: (each.header.slug != target.slug, each.header.slug))
    matching = [each for each in ordered if not target.slug or target.slug in each.header.slugs]
    if not target.anchor and not target.number:
        for record in matching[:1]:
            yield _resolved(record, None, target)
        return
    hits = [(each, message) for each in matching if (message := _find_message(each, target))]
    for record, message in hits[:1] if target.slug else hits:
        yield _resolved(record, message, target)
    if not hits and target.slug and matching:
        yield ResolvedAddress(
            matching[0], None, urls.conversation(matching[0].header.slug), is_moved=False, is_known=False
        )


def _find_message(record: ConversationRecord, target: AddressTarget) -> MessageRecord | None:
    if target.number:
        present = [each for each in record.messages if each.state is not RecordState.REMOVED]
        return present[target.number - 1] if target.number <= len(present) else None
    return next((each for each in record.messages if target.anchor in each.anchors), None)


def _resolved(record: ConversationRecord, message: MessageRecord | None, target: AddressTarget) -> ResolvedAddress:
    slug = record.header.slug
    if message is None:
        return ResolvedAddress(record, None, urls.conversation(slug), is_moved=target.slug != slug)
    drawing = target.drawing if message.state in (RecordState.LIVE, RecordState.EDITED) else ""
    is_moved = target.slug not in ("", slug) or target.anchor not in ("", message.anchor)
    address = (
        message.moved_to
        if message.state is RecordState.REMOVED and message.moved_to
        else urls.message(slug, message.anchor + drawing)
    )
    return ResolvedAddress(record, message, address, is_moved or address == message.moved_to)
