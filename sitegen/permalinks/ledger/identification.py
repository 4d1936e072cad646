"""Which transcript continues which account: by bytes, by the conversation's own id, by what was said; never by
the name of a file.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sitegen.model import Outline
from sitegen.permalinks.ledger.records import Account, Heading
from sitegen.text.minhash import likeness

LEAST_IN_COMMON = 0.5
"""Of the messages of the smaller one."""
_LEAST_LIKENESS = 0.5
_MOST_SHARED = 20  # conversations with one message: beyond, it is what everybody says


@dataclass(slots=True)
class Identities:
    """Who continues whom."""

    accounts: dict[str, str] = field(default_factory=dict)
    """By path of a transcript the key of its account; new conversations have none."""
    absorbed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By path the keys of other accounts whose words stand in the transcript and in no other."""


def identify(
    outlines: Sequence[Outline], headings: Mapping[str, Heading], read: Callable[[str], Account]
) -> Identities:
    """The account of each transcript. ``headings`` by key; ``read`` gives the account of a key, and is asked only
    about those that bytes and ids could not place.
    """
    found = Identities()
    ordered = sorted(outlines, key=lambda each: each.path)
    _join(found, ordered, headings, lambda outline: outline.sha256, lambda heading: heading.sha256)
    _join(found, ordered, headings, lambda outline: outline.original, lambda heading: heading.sha256)
    _join(found, ordered, headings, lambda outline: outline.native, lambda heading: heading.native)
    claimed = set(found.accounts.values())
    left = {key: read(key) for key in sorted(headings) if key not in claimed}
    if left:
        # Former words count too: a rule that redacted half of them may be gone again.
        prints = {
            key: frozenset(
                print_ for each in account.entries for print_ in (each.print, *each.prints) if print_
            )
            for key, account in left.items()
        }
        sizes = {
            key: len({each.print for each in account.entries if each.print}) for key, account in left.items()
        }
        _by_words(found, ordered, prints, sizes)
        _by_likeness(found, ordered, left)
        _absorb(found, ordered, prints, sizes)
    return found


def _join(
    found: Identities,
    outlines: Iterable[Outline],
    headings: Mapping[str, Heading],
    of_outline: Callable[[Outline], str],
    of_heading: Callable[[Heading], str],
) -> None:
    """Joins those with the same mark; among several with one mark those that were last in the same file."""
    claimed = set(found.accounts.values())
    free: dict[str, list[str]] = defaultdict(list)
    for key in sorted(headings):
        if key not in claimed and of_heading(headings[key]):
            free[of_heading(headings[key])].append(key)
    left = [each for each in outlines if each.path not in found.accounts and free.get(of_outline(each))]
    for is_same_file in (True, False):
        for each in left:
            keys = free[of_outline(each)]
            at = next(
                (n for n, key in enumerate(keys) if headings[key].source == each.path or not is_same_file),
                None,
            )
            if at is not None and each.path not in found.accounts:
                found.accounts[each.path] = keys.pop(at)


def _by_words(
    found: Identities,
    outlines: Iterable[Outline],
    prints: Mapping[str, frozenset[str]],
    sizes: Mapping[str, int],
) -> None:
    """The pairs with most messages in common first."""
    left = [each for each in outlines if each.path not in found.accounts]
    scored = []
    for each in left:
        own = frozenset((*each.prints, *each.origins))
        for key, common in _in_common(own, prints):
            if common >= LEAST_IN_COMMON * min(len(set(each.prints)), sizes[key]):
                scored.append((-common, len(own ^ prints[key]), each.path, key))
    _take(found, ((path, key) for _, _, path, key in sorted(scored)))


def _in_common(own: frozenset[str], prints: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, int]]:
    """How many messages each account has in common with these, without those that too many have."""
    holders: dict[str, list[str]] = defaultdict(list)
    for key, theirs in prints.items():
        for each in theirs & own:
            holders[each].append(key)
    rare = (keys for keys in holders.values() if len(keys) <= _MOST_SHARED)
    yield from Counter(key for keys in rare for key in keys).items()


def _by_likeness(found: Identities, outlines: Iterable[Outline], left: Mapping[str, Account]) -> None:
    """For those in which every message changed, or which another reader takes apart otherwise."""
    claimed = set(found.accounts.values())
    scored = sorted(
        (-likeness(each.sketch, account.heading.sketch), each.path, key)
        for each in outlines
        if each.path not in found.accounts
        for key, account in left.items()
        if key not in claimed and account.heading.sketch
    )
    _take(found, ((path, key) for score, path, key in scored if -score >= _LEAST_LIKENESS))


def _take(found: Identities, pairs: Iterable[tuple[str, str]]) -> None:
    claimed = set(found.accounts.values())
    for path, key in pairs:
        if path not in found.accounts and key not in claimed:
            found.accounts[path] = key
            claimed.add(key)


def _absorb(
    found: Identities,
    outlines: Sequence[Outline],
    prints: Mapping[str, frozenset[str]],
    sizes: Mapping[str, int],
) -> None:
    claimed = set(found.accounts.values())
    free = {key: theirs for key, theirs in prints.items() if key not in claimed and theirs}
    best: dict[str, tuple[int, str]] = {}
    for each in outlines if free else ():
        for key, common in _in_common(frozenset((*each.prints, *each.origins)), free):
            if common >= LEAST_IN_COMMON * sizes[key] and common > best.get(key, (0, ""))[0]:
                best[key] = (common, each.path)
    for key, (_, path) in sorted(best.items()):
        found.absorbed[path] = (*found.absorbed.get(path, ()), key)
