"""Assign an address to each conversation, from all outlines and the ledger: a published address never breaks.

This is about conversations only; the anchors of their messages are reconciled when the transcript is read again, see
`permalinks.ledger.reconciliation`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import chain

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.deduplication import Deduplication, deduplicate
from sitegen.build.series import arrange_conversations
from sitegen.model import ConversationOutline, PageContext, RemovedConversation
from sitegen.model.problems import SETTINGS_FILE, Problem
from sitegen.permalinks import urls
from sitegen.permalinks.anchors import conversation_key, proposed_anchor
from sitegen.permalinks.ledger.files import Ledger, RecordFile
from sitegen.permalinks.ledger.identification import identify, match_withdrawn
from sitegen.permalinks.ledger.reconciliation import tombstone
from sitegen.permalinks.ledger.records import ConversationRecord, RecordHeader, RecordState
from sitegen.permalinks.ledger.withdrawn_words import WithdrawnMessage
from sitegen.privacy.ledger_redaction import remove_redacted_slugs
from sitegen.privacy.redaction import redact
from sitegen.privacy.slug_redaction import says_redacted_words
from sitegen.text.path_patterns import PART_SEPARATOR, containing_file
from sitegen.text.slugs import short_hash, slugify, unique_slug

_PRIVATE_REASON = "its owner keeps it private"
_MIN_ID = 8
"""Characters of a name that is the id of a conversation."""
_MIN_SHARED_PRIVATE = 0.9
"""Share of the messages of the smaller one that a copy of a private conversation has in common with it."""
_PUBLISHED = (RecordState.LIVE, RecordState.EDITED)


@dataclass(frozen=True, slots=True)
class LedgerState:
    """The new header of a conversation's ledger record, and the files that hold the old record."""

    header: RecordHeader
    files: tuple[RecordFile, ...] = ()
    """The file of its own record, then those of records that it absorbs."""
    moved_messages: Mapping[str, str] = field(default_factory=dict)
    """Addresses of messages that moved from this conversation to others, by fingerprint."""
    renamed_pages: Mapping[str, str] = field(default_factory=dict)
    """New slugs of other pages by old ones that contained redacted words, if the old record links to them."""
    withdrawn: tuple[WithdrawnMessage, ...] = ()
    """The withdrawn messages of the whole archive."""

    @property
    def hashes(self) -> tuple[str, ...]:
        """Return the hashes of the files and of what is withdrawn anywhere, to detect changes."""
        return self.hashes_with(each.sha256 for each in self.files)

    def hashes_with(self, files: Iterable[str]) -> tuple[str, ...]:
        """Return the hashes after new files, given by their hashes, were written."""
        return (*files, *((short_hash(repr(self.withdrawn)),) if self.withdrawn else ()))


@dataclass(slots=True)
class Assignment:
    """The addresses of all conversations, and the records of former ones."""

    page_contexts: dict[str, PageContext] = field(default_factory=dict)
    """By path of the transcript."""
    ledger_states: dict[str, LedgerState] = field(default_factory=dict)
    """By path of the transcript."""
    absorbed_keys: list[str] = field(default_factory=list)
    """Keys of records that are merged into another."""
    closed_records: list[ConversationRecord] = field(default_factory=list)
    """New records of conversations without a transcript, and of withdrawn ones."""
    problems: list[Problem] = field(default_factory=list)
    copies: Mapping[str, str] = field(default_factory=dict)
    """By path of a copy of an earlier version, the path of the transcript that was edited since."""
    renamed_pages: dict[str, str] = field(default_factory=dict)
    """New slugs of pages, by old ones that contained redacted words and lead nowhere now."""
    withdrawn_copies: Mapping[str, str] = field(default_factory=dict)
    """By path of another copy of a withdrawn conversation, the slug of that conversation."""
    deduplication: Deduplication = field(default_factory=Deduplication)
    """Transcripts that are exports of one conversation."""
    pages: Mapping[str, str] = field(default_factory=dict)
    """By path of a transcript that is only a source of a page, the path of the transcript that is the page."""
    private_copies: Mapping[str, str] = field(default_factory=dict)
    """By path of a copy of a private conversation, the path of the private transcript."""


def assign(
    outlines: Sequence[ConversationOutline],
    rules: Mapping[str, TranscriptRule],
    ledger: Ledger,
    unpublished: AbstractSet[str],
    day: str,
) -> Assignment:
    """Return the addresses of all conversations.

    ``rules``: by path. ``unpublished``: paths of transcripts with ``publish = false``. ``day``: ISO date of the build.
    Raises `ContentError` if the ledger is damaged.
    """
    assignment = Assignment()
    headers = ledger.headers
    private_ids = _private_ids(unpublished)
    private_keys = {
        key
        for key, header in headers.items()
        if _is_unpublished(header, unpublished) or _has_private_id(header.native_id, header.source, rules, private_ids)
    }
    assignment.deduplication = deduplicate(outlines, rules, headers.values())
    identities = identify(outlines, headers, ledger.read, private_keys, assignment.deduplication.pages)
    assignment.copies, assignment.pages = identities.copies, identities.pages
    own_pages = [each for each in outlines if each.path not in identities.pages]
    withdrawn = [ledger.read(key) for key, header in sorted(headers.items()) if header.state is RecordState.WITHDRAWN]
    assignment.withdrawn_copies = match_withdrawn(identities, own_pages, withdrawn) if withdrawn else {}
    private = [ledger.read(key) for key in sorted(private_keys)]
    assignment.private_copies = {
        **dict(_private_copies(own_pages, identities.record_keys, rules, private)),
        **{
            identities.pages.get(each.path, each.path): private_ids[each.native_id]
            for each in outlines
            if _has_private_id(each.native_id, each.path, rules, private_ids)
        },
    }
    traces = {each.path: frozenset(each.slug_traces) for each in outlines}

    def remove_redacted(path: str, header: RecordHeader) -> RecordHeader:
        return remove_redacted_slugs(header, rules[path].redactions, traces[path])

    own_headers = {path: remove_redacted(path, headers[key]) for path, key in identities.record_keys.items()}
    published = [
        each
        for each in own_pages
        if each.path not in assignment.private_copies
        and (each.path not in own_headers or own_headers[each.path].state is not RecordState.WITHDRAWN)
    ]
    rules = _with_rules_of_sources(rules, identities.pages)
    slugs, clashes = _existing_slugs(published, own_headers, rules, headers, assignment.problems)
    issued_slugs = {slug for header in headers.values() for slug in header.slugs}
    series = {path: redact(rule.redactions, rule.series) for path, rule in rules.items()}
    for each in published:  # a slug may say words that are no match in the title: "Rosa. Keller"
        rule = rules[each.path]
        if each.path not in slugs and says_redacted_words(
            slugify(each.lasting_title), rule.redactions, traces[each.path]
        ):
            slugs[each.path] = unique_slug(("redacted",), issued_slugs | set(slugs.values()), each.sha256)
    page_contexts = arrange_conversations(published, series, slugs, issued_slugs)
    keys = set(headers)
    absorbed = {path: list(keys) for path, keys in identities.absorbed_keys.items()}
    for each in sorted(published, key=lambda each: (each.sha256, each.path)):
        header = _record_header(each, page_contexts[each.path].slug, own_headers.get(each.path), keys)
        if header is headers.get(header.key) and each.path not in absorbed:  # nothing changed
            assignment.ledger_states[each.path] = LedgerState(header, (ledger.record_file(header.key),))
            continue
        keys.add(header.key)
        others = [remove_redacted(each.path, ledger.read(key).header) for key in absorbed.get(each.path, ())]
        header = _with_former(header, (slug for other in others for slug in other.slugs))
        own = [header.key] if each.path in own_headers else []
        files = tuple(ledger.record_file(key) for key in (*own, *(other.key for other in others)))
        assignment.ledger_states[each.path] = LedgerState(header, files)
        old_slugs = (slug for file_key in (*own, *(other.key for other in others)) for slug in headers[file_key].slugs)
        assignment.renamed_pages |= {slug: header.slug for slug in old_slugs if slug not in header.slugs}
        assignment.absorbed_keys += (other.key for other in others)
    current_slugs = {ledger_state.header.slug for ledger_state in assignment.ledger_states.values()}
    sources = _other_sources(assignment.pages, rules)
    for path, page_context in page_contexts.items():
        former = assignment.ledger_states[path].header.former_slugs
        former_slugs = tuple(slug for slug in former if slug not in current_slugs)
        other_sources = sources.get(path, ())
        assignment.page_contexts[path] = (
            replace(page_context, former_slugs=former_slugs, sources=other_sources)
            if former_slugs or other_sources
            else page_context
        )
    _redirect_anchors(assignment, ledger, clashes)
    _close_records(assignment, ledger, private_keys, day)
    _trace_moved_messages(assignment, ledger, published)
    return assignment


def _private_ids(unpublished: AbstractSet[str]) -> dict[str, str]:
    """Return the paths of private transcripts by the id of the conversation, where it is the name of the file.

    The words of private files are never read. But the names of the conversations in an export, and of imported ones,
    are their ids.
    """
    names = ((path.rpartition("/")[2].rpartition(PART_SEPARATOR)[2], path) for path in sorted(unpublished))
    stems = ((name.strip("*").partition(".")[0], path) for name, path in names)
    return {stem: path for stem, path in stems if len(stem) >= _MIN_ID}


def _has_private_id(
    native_id: str, path: str, rules: Mapping[str, TranscriptRule], private_ids: Mapping[str, str]
) -> bool:
    """Return whether a conversation has the id of a private one, and its owner does not set it to public."""
    rule = rules.get(path)
    return native_id in private_ids and not (rule and rule.publish is True)


def _private_copies(
    outlines: Iterable[ConversationOutline],
    record_keys: Mapping[str, str],
    rules: Mapping[str, TranscriptRule],
    private: Sequence[ConversationRecord],
) -> Iterator[tuple[str, str]]:
    """Yield transcripts without an address of their own that have nearly all messages of a private one, or the reverse.

    Not those that their owner sets to public.
    """
    sizes = [len({message.fingerprint for message in each.messages}) for each in private]
    holders: dict[str, set[int]] = {}
    for n, record in enumerate(private):
        for message in record.messages:
            holders.setdefault(message.fingerprint, set()).add(n)
    for each in outlines if private else ():
        key, size = record_keys.get(each.path, ""), len({*each.fingerprints})
        own = {*each.fingerprints, *each.original_fingerprints} if rules[each.path].publish is not True else ()
        shared = Counter(chain.from_iterable(holders.get(fingerprint, ()) for fingerprint in own))
        for n, messages in sorted(shared.items()):
            header = private[n].header
            if key in ("", header.key) and messages >= _MIN_SHARED_PRIVATE * min(size, sizes[n]):
                yield each.path, header.source


def _with_rules_of_sources(
    rules: Mapping[str, TranscriptRule], pages: Mapping[str, str]
) -> Mapping[str, TranscriptRule]:
    """Return the rules by path, with the slugs and series that only the rules of other sources of a page have."""
    completed = dict(rules)
    for path, page in sorted(pages.items()):
        rule, other = completed[page], rules[path]
        completed[page] = replace(rule, slug=rule.slug or other.slug, series=rule.series or other.series)
    return completed


def _other_sources(pages: Mapping[str, str], rules: Mapping[str, TranscriptRule]) -> dict[str, tuple[str, ...]]:
    """Return the paths of the other sources of each page, by its own path, without redacted words."""
    sources: dict[str, list[str]] = {}
    for path, page in sorted(pages.items()):
        sources.setdefault(page, []).append(redact((*rules[page].redactions, *rules[path].redactions), path))
    return {page: tuple(paths) for page, paths in sources.items()}


def _existing_slugs(
    outlines: Iterable[ConversationOutline],
    own_headers: Mapping[str, RecordHeader],
    rules: Mapping[str, TranscriptRule],
    headers: Mapping[str, RecordHeader],
    problems: list[Problem],
) -> tuple[dict[str, str], set[str]]:
    """Return the slugs, by path, from the ledger or the settings; and those that two conversations had."""
    slugs: dict[str, str] = {}
    holders = {slug: key for key, header in headers.items() for slug in header.former_slugs}
    holders |= {header.slug: key for key, header in headers.items()}
    clashes: set[str] = set()
    taken: set[str] = set()
    for each in sorted(outlines, key=lambda each: (each.started or "~", each.sha256, each.path)):
        header = own_headers.get(each.path)
        key = header.key if header else None
        chosen = rules[each.path].slug
        if chosen and says_redacted_words(chosen, rules[each.path].redactions, frozenset(each.slug_traces)):
            problems.append(
                Problem("redacted-words-in-slug", SETTINGS_FILE, rules[each.path].line, transcript=each.path)
            )
            chosen = ""
        if chosen and (chosen in taken or holders.get(chosen, key) != key):
            line = rules[each.path].line
            problems.append(Problem("slug-taken", SETTINGS_FILE, line, transcript=each.path, slug=chosen))
            chosen = ""
        slug = chosen or (header.slug if header else "")
        if slug and slug not in taken:
            slugs[each.path] = slug
            taken.add(slug)
        elif slug:
            clashes.add(slug)
    return slugs, clashes


def _record_header(outline: ConversationOutline, slug: str, known: RecordHeader | None, keys: set[str]) -> RecordHeader:
    """Return the new header of a conversation with a transcript; ``known`` itself if it is the same."""
    key = known.key if known else conversation_key(outline.sha256, keys)
    header = RecordHeader(
        key,
        slug,
        outline.lasting_title,
        outline.path,
        outline.sha256,
        outline.minhash,
        outline.native_id or (known.native_id if known else ""),
        known.former_slugs if known else (),
    )
    return known if known == header else _with_former(header, (known.slug,) if known else ())


def _with_former(header: RecordHeader, slugs: Iterable[str]) -> RecordHeader:
    former = dict.fromkeys((*header.former_slugs, *slugs))
    former_slugs = tuple(slug for slug in former if slug and slug != header.slug)
    return header if former_slugs == header.former_slugs else replace(header, former_slugs=former_slugs)


def _redirect_anchors(assignment: Assignment, ledger: Ledger, clashes: set[str]) -> None:
    """Redirect anchors where two conversations had one slug, as after a merge of two branches.

    The page that keeps the slug leads to the messages of the other.
    """
    paths = {page_context.slug: path for path, page_context in assignment.page_contexts.items()}
    for path, ledger_state in assignment.ledger_states.items():
        for slug in ledger_state.header.former_slugs:
            host = paths.get(slug)
            if host is None or host == path:
                continue
            messages = ledger.read(ledger_state.header.key).messages if ledger_state.files else ()
            redirects = tuple(
                (anchor, urls.message(ledger_state.header.slug, anchor))
                for message in messages
                for anchor in message.anchors
            )
            page_context = assignment.page_contexts[host]
            assignment.page_contexts[host] = replace(
                page_context, anchor_redirects=(*page_context.anchor_redirects, *redirects)
            )
            if slug in clashes:
                file = ledger.record_file(ledger_state.header.key).display_path
                address, new_address = map(urls.conversation, (slug, ledger_state.header.slug))
                assignment.problems.append(Problem("slug-clash", file, address=address, new_address=new_address))


def _is_unpublished(header: RecordHeader, unpublished: AbstractSet[str]) -> bool:
    """Return whether the transcript that was last recorded, or the file around it, is kept private."""
    return header.source in unpublished or containing_file(header.source) in unpublished


def _close_records(assignment: Assignment, ledger: Ledger, private_keys: AbstractSet[str], day: str) -> None:
    """Add the records of conversations without a transcript, and of withdrawn ones."""
    open_keys = {ledger_state.header.key for ledger_state in assignment.ledger_states.values()}
    for key, header in ledger.headers.items():
        if key in open_keys or key in assignment.absorbed_keys:
            continue
        record = ledger.read(key)
        state = header.state
        if state is not RecordState.WITHDRAWN:
            state = RecordState.UNPUBLISHED if key in private_keys else RecordState.REMOVED
        if state is not header.state:
            reason = _PRIVATE_REASON if state is RecordState.UNPUBLISHED else ""
            record = ConversationRecord(replace(header, state=state, since=day, reason=reason), record.messages)
        if state is RecordState.UNPUBLISHED:
            record = without_text(record)
        assignment.closed_records.append(record)


def _trace_moved_messages(assignment: Assignment, ledger: Ledger, outlines: Iterable[ConversationOutline]) -> None:
    """Find the messages that moved to other conversations, and add their new addresses."""
    old_headers = ledger.headers
    missing: dict[str, list[str]] = {}
    """Fingerprints of messages that changed transcripts have no more, by path."""
    for each in outlines:
        old_header = old_headers.get(assignment.ledger_states[each.path].header.key)
        if old_header and old_header.sha256 != each.sha256:
            present = frozenset(each.fingerprints)
            missing[each.path] = [
                message.fingerprint
                for message in ledger.read(old_header.key).messages
                if message.state in _PUBLISHED and message.fingerprint not in present
            ]
    removed = {
        n: [message.fingerprint for message in record.messages if message.state in _PUBLISHED]
        for n, record in enumerate(assignment.closed_records)
        if record.header.state is RecordState.REMOVED
        and old_headers[record.header.key].state is not RecordState.REMOVED
    }
    wanted = frozenset(chain(*missing.values(), *removed.values()))
    holders: dict[str, str] = {}
    for each in sorted(outlines, key=lambda each: each.path) if wanted else ():
        for fingerprint in wanted.intersection(each.long_fingerprints):
            holders.setdefault(fingerprint, each.path)

    def new_addresses(fingerprints: Iterable[str], path: str = "") -> dict[str, str]:
        return {
            each: urls.message(assignment.page_contexts[holders[each]].slug, proposed_anchor(each))
            for each in fingerprints
            if holders.get(each, path) != path
        }

    for path, fingerprints in missing.items():
        moved = new_addresses(fingerprints, path)
        assignment.ledger_states[path] = replace(assignment.ledger_states[path], moved_messages=moved)
    for n, fingerprints in removed.items():
        moved, record = new_addresses(fingerprints), assignment.closed_records[n]
        messages = tuple(replace(each, moved_to=moved.get(each.fingerprint, "")) for each in record.messages)
        assignment.closed_records[n] = ConversationRecord(record.header, messages)


def without_text(record: ConversationRecord) -> ConversationRecord:
    """Return a record without any words, which still identifies the conversation."""
    header = replace(record.header, title="", minhash="", native_id="")
    messages = (
        each  # has no words, and must be recognised in other transcripts
        if each.state is RecordState.WITHDRAWN
        else replace(each, excerpt="", length=0, minhash="", native_id="", moved_to="")
        for each in record.messages
    )
    return ConversationRecord(header, tuple(messages))


def removed_conversation(record: ConversationRecord) -> RemovedConversation:
    """Return the content of the tombstone page of a closed record."""
    header = record.header
    is_withdrawn = header.state is not RecordState.REMOVED
    tombstones = (
        replace(tombstone(each), is_withdrawn=is_withdrawn or each.state is RecordState.WITHDRAWN)
        for each in record.messages
    )
    return RemovedConversation(
        header.slug,
        "" if is_withdrawn else header.title,
        is_withdrawn,
        header.since,
        header.reason,
        header.former_slugs,
        tuple(tombstones),
    )


def newly_removed(
    closed_records: Iterable[ConversationRecord], old_headers: Mapping[str, RecordHeader]
) -> Iterator[ConversationRecord]:
    """Yield the records of conversations that were removed since the ledger was written."""
    for record in closed_records:
        if record.header.state is RecordState.REMOVED and old_headers[record.header.key].state is RecordState.LIVE:
            yield record
