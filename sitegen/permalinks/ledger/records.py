"""The words of the ledger as frozen values: an account is one conversation's part of it, an entry one message's."""

from dataclasses import dataclass, replace
from enum import StrEnum

WORDS = 60
"""Characters of a message that its entry shows."""


class State(StrEnum):
    """What became of a message, or of a whole conversation."""

    LIVE = "live"
    EDITED = "edited"
    """A message: it says other words than when its address was given."""
    GONE = "gone"
    """No longer in the archive: a tombstone tells what stood here."""
    PRIVATE = "private"
    """A conversation that its owner no longer publishes: a tombstone without words. It may come back."""
    WITHDRAWN = "withdrawn"
    """Taken back for good, by ``sitegen forget``: a tombstone without words, wherever the words come up again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message's line of the ledger."""

    anchor: str
    print: str
    """Its fingerprint (`anchors.fingerprint`), as last published."""
    length: int = 0
    """Characters."""
    words: str = ""
    """The first 60 characters, as `normal.verbatim` has them; with ``length`` up to 60 that is all of them."""
    sketch: str = ""
    """Of a longer message; see `sitegen.text.minhash`."""
    state: State = State.LIVE
    native: str = ""
    """The id that the program which ran the conversation gave it; empty where the format has none."""
    since: str = ""
    """ISO day on which a build first saw the state, unless that is ``live``."""
    why: str = ""
    """It was withdrawn."""
    to: str = ""
    """Of a message that is gone: the address within the site where the same words stand now, if they do."""
    former: tuple[str, ...] = ()
    """Other anchors that must lead to this message."""
    prints: tuple[str, ...] = ()
    """Fingerprints of what it said before, newest first."""

    @property
    def anchors(self) -> tuple[str, ...]:
        """All that were ever given out for it, its own first."""
        return (self.anchor, *self.former)


@dataclass(frozen=True, slots=True)
class Heading:
    """A conversation's own line of the ledger."""

    key: str
    """Its identity: it has nothing to do with any name, and never changes."""
    slug: str
    title: str
    source: str
    """Path of the transcript, relative to the folder of transcripts. Nothing is recognised by it."""
    sha256: str
    """Of the transcript's bytes."""
    sketch: str = ""
    """Of all that was said; see `sitegen.text.minhash`."""
    native: str = ""
    """The conversation's id in the program that ran it; empty where the format has none."""
    former: tuple[str, ...] = ()
    """Slugs that must lead here."""
    state: State = State.LIVE
    """``live``, ``gone``, ``private`` or ``withdrawn``."""
    since: str = ""
    why: str = ""

    @property
    def slugs(self) -> tuple[str, ...]:
        """All that were ever given out for it, the present one first."""
        return (self.slug, *self.former)


@dataclass(frozen=True, slots=True)
class Account:
    """One conversation's part of the ledger: a file of its own."""

    heading: Heading
    entries: tuple[Entry, ...] = ()
    """In the order of the messages; those that are gone after what they followed."""


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
