"""What conversations have in common: speakers, models, series, formats. Pure, from summaries."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, permutations
from typing import NamedTuple

from sitegen.model import Share, Summary
from sitegen.model.ai_models import Model
from sitegen.permalinks import urls
from sitegen.text.slugs import slugify

MOST_TIES = 12
_MOST_IN_ONE = 40  # participants of one conversation who count as each other's partners: pairs are many


class Key(NamedTuple):
    """Where a share belongs, and the name that it has there."""

    address: str
    """Empty: nowhere."""
    name: str


class Tie(NamedTuple):
    """From one topic to another, by the conversations that both are in."""

    key: Key
    conversations: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A speaker, a model, a series or a format: its page, its names, what it took part in."""

    address: str
    names: tuple[str, ...]
    """The most frequent first. Speakers whose names differ in capitals or signs only share a page."""
    summaries: tuple[Summary, ...]
    """In the order given: newest first."""
    messages: int
    words: int
    ties: tuple[Tie, ...] = ()
    """Of a speaker the models that spoke under the name (unknown ones have no address); of a model the
    speakers.
    """
    partners: tuple[Tie, ...] = ()
    """Others of its kind in the same conversations, the most frequent first."""
    model: Model | None = None

    @property
    def first(self) -> str:
        """The time of the oldest conversation; empty where none has a date."""
        return min(filter(None, (each.started for each in self.summaries)), default="")

    @property
    def last(self) -> str:
        """The time of the newest conversation; empty where none has a date."""
        return max(filter(None, (each.started for each in self.summaries)), default="")


def speakers(summaries: Iterable[Summary], models: Mapping[str, Model]) -> tuple[Topic, ...]:
    """A topic for each name under which somebody spoke; ``models`` by identity."""
    return tuple(_topics(summaries, _speaker, lambda share: _model_or_label(share, models)))


def used_models(summaries: Iterable[Summary], models: Mapping[str, Model]) -> tuple[Topic, ...]:
    """A topic for each known model that spoke."""
    return tuple(_topics(summaries, lambda share: _model(share, models), _speaker, models))


def series(summaries: Iterable[Summary]) -> tuple[Topic, ...]:
    """A topic for each series."""
    return tuple(_groups(summaries, lambda each: each.series or "", urls.series))


def formats(summaries: Iterable[Summary]) -> tuple[Topic, ...]:
    """A topic for each format in which transcripts came."""
    return tuple(_groups(summaries, lambda each: each.format, urls.format_))


def by_size(found: Iterable[Topic]) -> list[Topic]:
    """Those with most conversations first."""
    return sorted(found, key=lambda each: (-len(each.summaries), each.names, each.address))


def _speaker(share: Share) -> Key:
    name = share.participant.name
    return Key(urls.speaker(slugify(name)), name)


def _model(share: Share, models: Mapping[str, Model]) -> Key:
    identity = share.participant.model
    return Key(urls.model(identity), _known(identity, models).name) if identity else Key("", "")


def _known(identity: str, models: Mapping[str, Model]) -> Model:
    return models.get(identity) or Model(identity, identity.partition("/")[0], identity, identity)


def _model_or_label(share: Share, models: Mapping[str, Model]) -> Key:
    return _model(share, models) if share.participant.model else Key("", share.participant.label)


def _topics(
    summaries: Iterable[Summary],
    key: Callable[[Share], Key],
    tie: Callable[[Share], Key],
    models: Mapping[str, Model] | None = None,
) -> Iterator[Topic]:
    parts: dict[str, list[tuple[Summary, Share]]] = defaultdict(list)
    partners: dict[str, Counter[str]] = defaultdict(Counter)
    for summary in summaries:
        present: dict[str, None] = {}
        for share in summary.shares:
            if address := key(share).address:
                parts[address].append((summary, share))
                present[address] = None
        for one, other in permutations(islice(present, _MOST_IN_ONE), 2):
            partners[one][other] += 1
    titles = {address: _names(key(share).name for _, share in group)[0] for address, group in parts.items()}
    for address, group in sorted(parts.items()):
        identity = group[0][1].participant.model or ""
        tied = Counter(each for summary in _ties(group, tie) for each in summary)
        del tied[Key("", "")]
        yield Topic(
            address,
            _names(key(share).name for _, share in group),
            _distinct(summary for summary, _ in group),
            sum(share.messages for _, share in group),
            sum(share.words for _, share in group),
            _most(tied),
            _most(Counter({Key(other, titles[other]): n for other, n in partners[address].items()})),
            _known(identity, models) if models is not None else None,
        )


def _ties(group: Iterable[tuple[Summary, Share]], tie: Callable[[Share], Key]) -> Iterable[dict[Key, None]]:
    """For each conversation of the group the keys that occur in it, each once."""
    found: dict[str, dict[Key, None]] = defaultdict(dict)
    for summary, share in group:
        found[summary.slug][tie(share)] = None
    return found.values()


def _groups(
    summaries: Iterable[Summary], name: Callable[[Summary], str], address: Callable[[str], str]
) -> Iterator[Topic]:
    found: dict[str, list[Summary]] = defaultdict(list)
    for summary in summaries:
        if called := name(summary):
            found[address(called)].append(summary)
    for where, members in sorted(found.items()):
        yield Topic(
            where,
            _names(name(each) for each in members),
            tuple(members),
            sum(each.messages for each in members),
            sum(share.words for each in members for share in each.shares),
        )


def _names(written: Iterable[str]) -> tuple[str, ...]:
    times = Counter(written)
    return tuple(sorted(times, key=lambda name: (-times[name], name)))


def _distinct(summaries: Iterable[Summary]) -> tuple[Summary, ...]:
    return tuple({summary.slug: summary for summary in summaries}.values())


def _most(ties: Counter[Key]) -> tuple[Tie, ...]:
    ranked: Sequence[tuple[Key, int]] = sorted(ties.items(), key=lambda each: (-each[1], each[0]))
    return tuple(Tie(key, conversations) for key, conversations in ranked[:MOST_TIES])
