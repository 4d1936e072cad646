"""What the commands `addresses` and `forget` do with the ledger."""

from collections.abc import Iterator, Mapping
from typing import Any

from sitegen.archive.folder import Archive
from sitegen.cli.console import one_line
from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.files import Ledger
from sitegen.permalinks.ledger.records import (
    MOST_WHY,
    Account,
    Entry,
    State,
    forget_conversation,
    forget_message,
)
from sitegen.permalinks.ledger.resolution import Found, resolve, target
from sitegen.permalinks.ledger.serialization import to_lines
from sitegen.privacy.findings import without_values

_TOO_COMMON = 12  # characters of N3: that a shorter text stands elsewhere too means nothing

Line = Mapping[str, Any]


def told(ledger: Ledger) -> list[Line]:
    """Every address of the ledger, by conversation, in the order of the messages."""
    accounts = sorted(map(ledger.account, ledger.pages), key=lambda each: each.heading.slug)
    return [line for account in accounts for line in _lines(account)]


def _lines(account: Account) -> Iterator[Line]:
    heading = account.heading
    yield {
        "address": urls.conversation(heading.slug),
        "state": heading.state,
        "since": heading.since,
        "why": heading.why,
        "words": heading.title,
        "former": [urls.conversation(slug) for slug in heading.former],
    }
    for each in account.entries:
        yield {**_entry(each), "address": urls.message(heading.slug, each.anchor)}


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "address": "",
        "state": entry.state,
        "since": entry.since,
        "why": entry.why,
        "words": entry.words,
        "former": list(entry.former),
    }


def resolved(ledger: Ledger, url: str) -> list[Line]:
    """Where an address leads: mostly one line. Where nobody knows it, the line's address is empty."""
    wanted = target(url)
    found = list(resolve(wanted, map(ledger.account, ledger.pages))) if wanted else []
    if not found:
        words = f"{url} was never an address of this archive, as far as its ledger knows"
        return [{"address": "", "state": "unknown", "since": "", "why": "", "words": words, "former": []}]
    return [_resolved(each, is_alias=bool(wanted and wanted.number)) for each in found]


def _resolved(found: Found, *, is_alias: bool) -> Line:
    if not found.is_known:
        words = f"no message ever had this anchor; the page is {found.address}"
        return {"address": "", "state": "unknown", "since": "", "why": "", "words": words, "former": []}
    heading = found.account.heading
    line: dict[str, Any] = (
        _entry(found.entry)
        if found.entry
        else {
            "since": heading.since,
            "why": heading.why,
            "words": heading.title,
            "former": list(heading.former),
        }
    )
    line |= {"address": found.address, "state": found.state, "is_moved": found.is_moved}
    if found.entry and heading.state is not State.LIVE:
        line |= {"since": heading.since, "why": heading.why}
    return line | ({"is_alias": True} if is_alias else {})


def address_line(line: Line) -> str:
    """A line of the list as a person reads it."""
    state = line["state"] + (f" since {line['since']}" if line["since"] else "")
    parts = (
        line["address"] or "nowhere",
        state,
        "moved" if line.get("is_moved") else "",
        "a position is no lasting address" if line.get("is_alias") else "",
        f"formerly {', '.join(line['former'])}" if line["former"] else "",
        f"“{line['words']}”" if line["words"] and line["address"] else line["words"],
        f"because: {line['why']}" if line["why"] else "",
    )
    return "  ".join(filter(None, parts))


def forget(archive: Archive, address: str, why: str, day: str) -> Iterator[str]:
    """Withdraws a message or a conversation; lines that say what was done and what is left to do.

    Raises `ContentError` where the address leads nowhere or to several messages, or the reason is no line.
    """
    reason = one_line(" ".join(why.split()))
    if without_values(reason) != reason:
        remedy = "everybody can read the reason"
        raise ContentError(Problem("--why", None, "the reason itself says what should not be said", remedy))
    if not reason or len(reason) > MOST_WHY:
        remedy = f"write --why with up to {MOST_WHY} characters; everybody can read them"
        raise ContentError(Problem("--why", None, "the reason is empty or too long", remedy))
    ledger = Ledger(archive.ledger, archive.shown(archive.ledger))
    wanted = target(address)
    found = (
        [each for each in resolve(wanted, map(ledger.account, ledger.pages)) if each.is_known]
        if wanted
        else []
    )
    if wanted is None or len(found) != 1 or wanted.number or wanted.drawing:
        if found and wanted and (wanted.number or wanted.drawing):
            message = (
                f"this stands for {found[0].address}, and only a message or a conversation can be withdrawn"
            )
            raise ContentError(Problem(address, None, message, "name its permalink"))
        what = (
            f"{len(found)} messages have this address" if found else "nothing in the ledger has this address"
        )
        remedy = "`sitegen addresses` lists all; what was never built has none, and can just be deleted"
        raise ContentError(Problem(address, None, what, remedy))
    account, entry = found[0].account, found[0].entry
    if entry is None:
        account = forget_conversation(account, reason, day)
    else:
        account = forget_message(account, entry.anchor, reason, day)
    ledger.write(account.heading, to_lines(account))
    slug = account.heading.slug
    withdrawn = urls.message(slug, entry.anchor) if entry else urls.conversation(slug)
    yield f"{withdrawn}: withdrawn, {reason}"
    yield from _left_to_do(archive, ledger, account, entry)


def _left_to_do(archive: Archive, ledger: Ledger, account: Account, entry: Entry | None) -> Iterator[str]:
    path = f"{archive.shown(archive.transcripts)}/{account.heading.source}"
    yield "next: run `sitegen build` and publish; until then the words are where they were"
    yield f"the words still stand in {path}, and in the history of git: delete them there if they must not be kept"
    if entry and len(entry.words) >= _TOO_COMMON:
        for key in ledger.pages:
            other = ledger.account(key)
            for each in other.entries:
                is_there = each.state in (State.LIVE, State.EDITED) and other.heading.state is State.LIVE
                if (
                    each.print == entry.print
                    and is_there
                    and (key, each.anchor) != (account.heading.key, entry.anchor)
                ):
                    yield f"the same words also stand at {urls.message(other.heading.slug, each.anchor)}"
