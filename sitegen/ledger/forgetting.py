"""Takes words out of an account for good: what stays is that something stood there, and why it no longer does."""

from dataclasses import replace

from sitegen.ledger.entries import Account, Entry, State

MOST_WHY = 200
"""Characters of a reason."""


def forget_message(account: Account, anchor: str, why: str, day: str) -> Account:
    """The account without the words of the message that has this anchor. Its fingerprint stays, and its sketch,
    so that the words are known where an export brings them back.
    """
    return replace(
        account,
        entries=tuple(
            _forgotten(each, why, day) if anchor in each.anchors else each for each in account.entries
        ),
    )


def forget_conversation(account: Account, why: str, day: str) -> Account:
    """The account without any words."""
    heading = replace(account.heading, title="", state=State.WITHDRAWN, since=day, why=why)
    entries = (replace(each, words="", length=0, to="") for each in account.entries)
    return Account(heading, tuple(entries))


def _forgotten(entry: Entry, why: str, day: str) -> Entry:
    return replace(entry, words="", length=0, to="", state=State.WITHDRAWN, since=day, why=why)
