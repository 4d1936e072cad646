"""Give each conversation a slug, its neighbours in a series or by date, and the conversations that it overlaps with.

A pure function of all outlines.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain, combinations, pairwise

from sitegen.model import ConversationOutline, Overlap, PageContext, PageRef
from sitegen.text.slugs import SLUG_LENGTH, shorten_slug, title_slug, unique_slug

MIN_SHARED_MESSAGES = 3
"""Unrelated conversations may share a greeting or a prompt."""
MAX_OVERLAPS = 5
"""Overlaps listed for one conversation."""
_MAX_CONVERSATIONS_PER_MESSAGE = 20  # a message in more conversations is a prompt that is pasted each time


def overlaps(outlines: Sequence[ConversationOutline], slugs: Mapping[str, str]) -> dict[str, tuple[Overlap, ...]]:
    """Return the overlaps of each conversation that has any, by path; ``slugs``: by path."""
    counts = Counter(chain.from_iterable({*each.long_fingerprints} for each in outlines))
    repeated = {fingerprint for fingerprint, n in counts.items() if 1 < n <= _MAX_CONVERSATIONS_PER_MESSAGE}
    holders: dict[str, list[int]] = defaultdict(list)
    for n, each in enumerate(outlines) if repeated else ():
        for fingerprint in repeated.intersection(each.long_fingerprints):
            holders[fingerprint].append(n)
    pairs: Counter[tuple[int, int]] = Counter()
    for indices in holders.values():
        pairs.update(combinations(indices, 2))
    shared: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (one, other), messages in pairs.items():
        if messages >= MIN_SHARED_MESSAGES:
            shared[one].append((messages, other))
            shared[other].append((messages, one))
    return {
        outlines[n].path: tuple(
            Overlap(PageRef(slugs[outlines[other].path], outlines[other].title), messages)
            for messages, other in sorted(others, key=lambda each: (-each[0], slugs[outlines[each[1]].path]))[
                :MAX_OVERLAPS
            ]
        )
        for n, others in shared.items()
    }


MAX_SERIES_GAP = timedelta(minutes=10)
"""Voice conversations with one model form a series if each begins within this time after the one before."""


def arrange_conversations(
    outlines: Sequence[ConversationOutline],
    series: Mapping[str, str],
    existing_slugs: Mapping[str, str] | None = None,
    issued_slugs: Iterable[str] = (),
) -> dict[str, PageContext]:
    """Return the page context of each conversation, by the path of its transcript.

    ``series``: names from the settings, by path. ``existing_slugs``: by path. ``issued_slugs``: all slugs ever
    used. New slugs are chosen in order of time, so that file names do not matter.
    """
    ordered = sorted(outlines, key=lambda each: (each.started or "~", each.sha256, each.path))
    slugs = dict(existing_slugs or {})
    taken = {*issued_slugs, *slugs.values()}
    for each in ordered:
        if each.path not in slugs:
            slugs[each.path] = unique_slug(_slug_candidates(each), taken, each.sha256)
            taken.add(slugs[each.path])
    overlaps_by_path = overlaps(ordered, slugs)
    page_contexts = {
        each.path: PageContext(slugs[each.path], overlaps=overlaps_by_path.get(each.path, ())) for each in ordered
    }
    for name, members in _series(ordered, series):
        linked = [PageRef(slugs[each.path], each.title) for each in members]
        for n, each in enumerate(members):
            earlier = linked[n - 1] if n else None
            later = linked[n + 1] if n + 1 < len(linked) else None
            page_contexts[each.path] = replace(page_contexts[each.path], series=name, earlier=earlier, later=later)
    _add_neighbours_by_date(page_contexts, ordered)
    return page_contexts


def _add_neighbours_by_date(page_contexts: dict[str, PageContext], outlines: Iterable[ConversationOutline]) -> None:
    """Add the neighbours by date where the series has none; conversations without a date have none by date.

    The order is that of the lists. The slug decides between equal dates, because it is fixed and the bytes of a file
    are not: an edit must not give other conversations new neighbours.
    """
    dated = sorted((each.started, page_contexts[each.path].slug, each) for each in outlines if each.started)
    for (_, slug, one), (_, other_slug, other) in pairwise(dated):
        if page_contexts[one.path].later is None:
            later = PageRef(other_slug, other.title)
            page_contexts[one.path] = replace(page_contexts[one.path], later_by_date=later)
        if page_contexts[other.path].earlier is None:
            earlier = PageRef(slug, one.title)
            page_contexts[other.path] = replace(page_contexts[other.path], earlier_by_date=earlier)


def _slug_candidates(outline: ConversationOutline) -> Iterator[str]:
    """Yield the slug of the title, then with the date, then with the time as well."""
    plain = title_slug(outline.lasting_title)
    yield plain
    date, _, time = (outline.started or "").partition("T")
    for stamp in filter(None, (date, time and f"{date}-{time[:8].replace(':', '')}")):
        yield f"{shorten_slug(plain, SLUG_LENGTH - len(stamp) - 1)}-{stamp}"


def _series(
    ordered: Sequence[ConversationOutline], named: Mapping[str, str]
) -> Iterator[tuple[str, list[ConversationOutline]]]:
    """Yield the series of the settings, then those of voice conversations that follow each other."""
    by_name: dict[str, list[ConversationOutline]] = {}
    by_key: dict[tuple[str, str], list[ConversationOutline]] = {}
    for each in ordered:
        if name := named.get(each.path):
            by_name.setdefault(name, []).append(each)
        elif key := _series_key(each):
            by_key.setdefault(key, []).append(each)
    yield from by_name.items()
    for (_, model), group in sorted(by_key.items()):
        for run in _consecutive_runs(group):
            yield f"{model}, {(run[0].started or '')[:16].replace('T', ' ')}", run


def _series_key(outline: ConversationOutline) -> tuple[str, str] | None:
    """Return folder and model, which conversations of a series share; None if it cannot be in a series."""
    if outline.format != "voice" or not outline.assistant_label or "T" not in (outline.started or ""):
        return None
    return (outline.path.rpartition("/")[0], outline.assistant_label)


def _consecutive_runs(group: Sequence[ConversationOutline]) -> Iterator[list[ConversationOutline]]:
    """Yield runs of at least two conversations, each beginning within `MAX_SERIES_GAP` of the one before."""
    run = list(group[:1])
    for before, after in pairwise(group):
        if _start_time(after) - _start_time(before) > MAX_SERIES_GAP:
            if len(run) > 1:
                yield run
            run = []
        run.append(after)
    if len(run) > 1:
        yield run


def _start_time(outline: ConversationOutline) -> datetime:
    return datetime.fromisoformat(outline.started or "").replace(tzinfo=None)
