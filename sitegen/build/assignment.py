"""Which address each conversation has: the outlines and the ledger → places and what the ledger will say.

The part of the reduce that keeps promise 2, a published address never breaks. It knows conversations only; their
messages are settled where they are read, see `ledger.settlement`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.series import arrange
from sitegen.model import Departed, Outline, Place
from sitegen.model.problems import SETTINGS_FILE, Problem, Severity
from sitegen.permalinks import urls
from sitegen.permalinks.anchors import conversation_key, proposed_anchor
from sitegen.permalinks.ledger.files import AccountFile, Ledger
from sitegen.permalinks.ledger.identification import identify
from sitegen.permalinks.ledger.reconciliation import tombstone
from sitegen.permalinks.ledger.records import Account, Entry, Heading, State
from sitegen.privacy.ledger_redaction import without_slugs

_BY_OWNER = "its owner keeps it private"
_THERE = (State.LIVE, State.EDITED)


@dataclass(frozen=True, slots=True)
class Standing:
    """One conversation's account: as it shall be, and where it stands as it was."""

    heading: Heading
    files: tuple[AccountFile, ...] = ()
    """Of its account, then of those that it absorbs."""
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """By fingerprint, where words stand now that are no longer in this conversation."""

    @property
    def hashes(self) -> tuple[str, ...]:
        """Of its files, by which is seen that they say what they said."""
        return tuple(each.sha256 for each in self.files)


@dataclass(slots=True)
class Assigned:
    """All conversations, and those that were."""

    places: dict[str, Place] = field(default_factory=dict)
    """By path of the transcript."""
    standings: dict[str, Standing] = field(default_factory=dict)
    """By path of the transcript."""
    absorbed: list[str] = field(default_factory=list)
    """Keys of accounts that become part of another."""
    closed: list[Account] = field(default_factory=list)
    """Accounts without a transcript, or withdrawn, as they shall be."""
    problems: list[Problem] = field(default_factory=list)


def assign(
    outlines: Sequence[Outline],
    rules: Mapping[str, TranscriptRule],
    ledger: Ledger,
    private: AbstractSet[str],
    day: str,
) -> Assigned:
    """The places of all conversations. ``rules`` by path; ``private``: paths of those that their owner keeps back;
    ``day``: ISO day of the build. Raises `ContentError` where the ledger is damaged.
    """
    found = Assigned()
    headings = ledger.headings
    identities = identify(outlines, headings, ledger.account)
    owned = {
        path: without_slugs(headings[key], rules[path].redactions)
        for path, key in identities.accounts.items()
    }
    shown = [
        each for each in outlines if each.path not in owned or owned[each.path].state is not State.WITHDRAWN
    ]
    kept, clashes = _slugs(shown, owned, rules, headings, found.problems)
    given = {slug for heading in headings.values() for slug in heading.slugs}
    series = {path: rule.series for path, rule in rules.items()}
    places = arrange(shown, series, kept, given)
    keys = set(headings)
    absorbed = {path: list(keys) for path, keys in identities.absorbed.items()}
    for each in sorted(shown, key=lambda each: (each.sha256, each.path)):
        heading = _heading(each, places[each.path].slug, owned.get(each.path), keys)
        keys.add(heading.key)
        others = [ledger.account(key).heading for key in absorbed.get(each.path, ())]
        heading = _with_former(heading, (slug for other in others for slug in other.slugs))
        own = [heading.key] if each.path in owned else []
        files = tuple(ledger.file(key) for key in (*own, *(other.key for other in others)))
        found.standings[each.path] = Standing(heading, files)
        found.absorbed += (other.key for other in others)
    live = {standing.heading.slug for standing in found.standings.values()}
    for path, place in places.items():
        former = tuple(slug for slug in found.standings[path].heading.former if slug not in live)
        found.places[path] = replace(place, former=former)
    _invite(found, ledger, clashes)
    _close(found, ledger, private, day)
    _trace(found, ledger, shown)
    return found


def _slugs(
    outlines: Iterable[Outline],
    owned: Mapping[str, Heading],
    rules: Mapping[str, TranscriptRule],
    headings: Mapping[str, Heading],
    problems: list[Problem],
) -> tuple[dict[str, str], set[str]]:
    """The slugs that conversations have already, or that their owner wishes; and those that two had."""
    kept: dict[str, str] = {}
    holders = {slug: key for key, heading in headings.items() for slug in heading.former}
    holders |= {heading.slug: key for key, heading in headings.items()}
    clashes: set[str] = set()
    taken: set[str] = set()
    for each in sorted(outlines, key=lambda each: (each.started or "~", each.sha256, each.path)):
        heading = owned.get(each.path)
        own = heading.key if heading else None
        wish = rules[each.path].slug
        if wish and (wish in taken or holders.get(wish, own) != own):
            message = (
                f"{each.path} cannot have the slug {wish!r}: another conversation has it, or had it once"
            )
            problems.append(Problem(SETTINGS_FILE, rules[each.path].line, message, "choose another"))
            wish = ""
        slug = wish or (heading.slug if heading else "")
        if slug and slug not in taken:
            kept[each.path] = slug
            taken.add(slug)
        elif slug:
            clashes.add(slug)
    return kept, clashes


def _heading(outline: Outline, slug: str, known: Heading | None, keys: set[str]) -> Heading:
    """The line of a conversation that is there."""
    key = known.key if known else conversation_key(outline.sha256, keys)
    heading = Heading(
        key,
        slug,
        outline.title,
        outline.path,
        outline.sha256,
        outline.sketch,
        outline.native or (known.native if known else ""),
        known.former if known else (),
    )
    return _with_former(heading, (known.slug,) if known else ())


def _with_former(heading: Heading, slugs: Iterable[str]) -> Heading:
    former = dict.fromkeys((*heading.former, *slugs))
    return replace(heading, former=tuple(slug for slug in former if slug and slug != heading.slug))


def _invite(found: Assigned, ledger: Ledger, clashes: set[str]) -> None:
    """Where two had one slug (two branches gave it to them), the page that keeps it points to the other's messages."""
    slugs = {place.slug: path for path, place in found.places.items()}
    for path, standing in found.standings.items():
        for slug in standing.heading.former:
            host = slugs.get(slug)
            if host is None or host == path:
                continue
            entries = ledger.account(standing.heading.key).entries if standing.files else ()
            guests = tuple(
                (anchor, urls.message(standing.heading.slug, anchor))
                for entry in entries
                for anchor in entry.anchors
            )
            found.places[host] = replace(found.places[host], guests=(*found.places[host].guests, *guests))
            if slug in clashes:
                message = f"two conversations were {urls.conversation(slug)}; this one is now " + (
                    urls.conversation(standing.heading.slug)
                )
                place = ledger.file(standing.heading.key).shown
                found.problems.append(Problem(place, None, message, "", Severity.NOTE))


def _close(found: Assigned, ledger: Ledger, private: AbstractSet[str], day: str) -> None:
    """Accounts without a transcript, and withdrawn ones."""
    open_keys = {standing.heading.key for standing in found.standings.values()}
    for key, heading in ledger.headings.items():
        if key in open_keys or key in found.absorbed:
            continue
        account = ledger.account(key)
        state = heading.state
        if state is not State.WITHDRAWN:
            state = State.PRIVATE if heading.source in private else State.GONE
        if state is not heading.state:
            why = _BY_OWNER if state is State.PRIVATE else ""
            account = Account(replace(heading, state=state, since=day, why=why), account.entries)
        if state is State.PRIVATE:
            account = wordless(account)
        found.closed.append(account)


def _trace(found: Assigned, ledger: Ledger, outlines: Iterable[Outline]) -> None:
    """Notes of words that are no longer where they were in which other conversation they stand now."""
    before = ledger.headings
    holders: dict[str, str] = {}
    for each in sorted(outlines, key=lambda each: each.path):
        for print_ in each.long_prints:
            holders.setdefault(print_, each.path)

    def elsewhere(entries: Iterable[Entry], path: str) -> dict[str, str]:
        lost = ((each.print, holders.get(each.print, path)) for each in entries if each.state in _THERE)
        return {
            print_: urls.message(found.places[holder].slug, proposed_anchor(print_))
            for print_, holder in lost
            if holder != path
        }

    for each in outlines:
        standing = found.standings[each.path]
        known = before.get(standing.heading.key)
        if known and known.sha256 != each.sha256:
            present = frozenset(each.prints)
            entries = ledger.account(known.key).entries
            now = elsewhere((entry for entry in entries if entry.print not in present), each.path)
            found.standings[each.path] = replace(standing, elsewhere=now)
    for n, account in enumerate(found.closed):
        if account.heading.state is State.GONE and before[account.heading.key].state is not State.GONE:
            now = elsewhere(account.entries, "")
            entries = tuple(replace(each, to=now.get(each.print, "")) for each in account.entries)
            found.closed[n] = Account(account.heading, entries)


def wordless(account: Account) -> Account:
    """An account that tells nothing of what was said, but by which it is still known."""
    heading = replace(account.heading, title="", sketch="", native="")
    entries = (replace(each, words="", length=0, sketch="", native="", to="") for each in account.entries)
    return Account(heading, tuple(entries))


def departed(account: Account) -> Departed:
    """What the page of an account without a transcript tells."""
    heading = account.heading
    is_withdrawn = heading.state is not State.GONE
    graves = (
        replace(tombstone(each), is_withdrawn=is_withdrawn or each.state is State.WITHDRAWN)
        for each in account.entries
    )
    return Departed(
        heading.slug,
        "" if is_withdrawn else heading.title,
        is_withdrawn,
        heading.since,
        heading.why,
        heading.former,
        tuple(graves),
    )


def lost(closed: Iterable[Account], before: Mapping[str, Heading]) -> Iterator[Account]:
    """Those that are gone, and of which the ledger did not know it."""
    for account in closed:
        if account.heading.state is State.GONE and before[account.heading.key].state is State.LIVE:
            yield account
