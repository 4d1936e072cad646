"""Records of the ledger as frozen values: a record per conversation, with a header and a record per message."""

from dataclasses import dataclass, replace
from enum import StrEnum

from sitegen.text.minhash import minhash
from sitegen.text.normalization import normalize_words

EXCERPT_LENGTH = 60
"""Characters of a message that its record contains."""


class RecordState(StrEnum):
    """State of a message, or of a whole conversation; values as in the files."""

    LIVE = "live"
    EDITED = "edited"
    """For messages: the text differs from the text when the anchor was assigned."""
    REMOVED = "gone"
    """No longer in the archive; its tombstone has the first words."""
    UNPUBLISHED = "private"
    """For conversations: no longer published; its tombstones have no words. It may come back."""
    WITHDRAWN = "withdrawn"
    """Withdrawn for good with ``sitegen forget``; shown as a tombstone without words, also if the words come back."""


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """A message's line in the ledger."""

    anchor: str
    fingerprint: str
    """As last published; see `anchors.fingerprint`."""
    length: int = 0
    """Characters."""
    excerpt: str = ""
    """First `EXCERPT_LENGTH` characters, as returned by `normalization.normalize_verbatim`."""
    minhash: str = ""
    """For longer messages; see `sitegen.text.minhash`."""
    state: RecordState = RecordState.LIVE
    native_id: str = ""
    """Its id in the program that ran the conversation; empty if the format has none."""
    since: str = ""
    """ISO day of the build that first saw the state; empty for ``live``."""
    reason: str = ""
    """For withdrawn messages."""
    moved_to: str = ""
    """For removed messages: address in the site where the same words are now, if any."""
    former_anchors: tuple[str, ...] = ()
    """Other anchors that must link to it."""
    former_fingerprints: tuple[str, ...] = ()
    """Fingerprints of earlier texts, newest first."""
    apart: tuple[str, ...] = ()
    """For withdrawn messages: messages with similar words that stay, see `withdrawn_words.WithdrawnMessage`."""

    @property
    def anchors(self) -> tuple[str, ...]:
        """All anchors ever assigned to it, the present one first."""
        return (self.anchor, *self.former_anchors)


@dataclass(frozen=True, slots=True)
class RecordHeader:
    """A conversation's own line in the ledger."""

    key: str
    """Identity of the conversation; independent of all names, never changes."""
    slug: str
    title: str
    source: str
    """Path of the transcript, relative to the folder of transcripts; not used for identification."""
    sha256: str
    """SHA-256 of the transcript."""
    minhash: str = ""
    """MinHash of all messages; see `sitegen.text.minhash`."""
    native_id: str = ""
    """Its id in the program that ran it; empty if the format has none."""
    former_slugs: tuple[str, ...] = ()
    """Other slugs that must redirect here."""
    state: RecordState = RecordState.LIVE
    """Any but `RecordState.EDITED`."""
    since: str = ""
    reason: str = ""

    @property
    def slugs(self) -> tuple[str, ...]:
        """All slugs ever assigned to it, the present one first."""
        return (self.slug, *self.former_slugs)


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """A conversation's part of the ledger; one file."""

    header: RecordHeader
    messages: tuple[MessageRecord, ...] = ()
    """In the order of the messages; a removed message after the one it followed."""


MAX_REASON_LENGTH = 200
"""Characters."""


def forget_message(
    record: ConversationRecord, anchor: str, reason: str, day: str, apart: tuple[str, ...] = ()
) -> ConversationRecord:
    """Return the record without the words of the message with this anchor.

    ``apart``: see `MessageRecord.apart`.
    Fingerprint, MinHash and length stay, to recognise the words in any other transcript.
    """
    return replace(
        record,
        messages=tuple(
            replace(_withdraw(each, reason, day), apart=tuple(dict.fromkeys((*each.apart, *apart))))
            if anchor in each.anchors
            else each
            for each in record.messages
        ),
    )


def forget_conversation(record: ConversationRecord, reason: str, day: str) -> ConversationRecord:
    """Return the record without any words."""
    header = replace(record.header, title="", state=RecordState.WITHDRAWN, since=day, reason=reason)
    messages = (replace(each, excerpt="", minhash=_minhash(each), moved_to="") for each in record.messages)
    return ConversationRecord(header, tuple(messages))


def _withdraw(message: MessageRecord, reason: str, day: str) -> MessageRecord:
    return replace(
        message,
        excerpt="",
        minhash=_minhash(message),
        moved_to="",
        state=RecordState.WITHDRAWN,
        since=day,
        reason=reason,
    )


def _minhash(message: MessageRecord) -> str:
    """Return the MinHash of a message; that of a short one from its excerpt, which is the whole of it."""
    return message.minhash or minhash(normalize_words(message.excerpt))
