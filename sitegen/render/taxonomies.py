"""Group conversations by taxonomy: speakers, models, series, formats."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, permutations
from typing import NamedTuple

from sitegen.model import Share, Summary
from sitegen.model.ai_models import Model
from sitegen.permalinks import urls
from sitegen.text.slugs import slugify

MAX_RELATED = 12
_MAX_PARTNERS = 40  # participants of one conversation that are paired as partners; the number of pairs is quadratic


class TermKey(NamedTuple):
    """Address and name of a taxonomy term."""

    address: str
    """Empty if the term has no page."""
    name: str


class RelatedTerm(NamedTuple):
    """Another term in the same conversations, and the number of these conversations."""

    key: TermKey
    conversations: int


@dataclass(frozen=True, slots=True)
class TaxonomyTerm:
    """A speaker, a model, a series or a format, with its conversations."""

    address: str
    names: tuple[str, ...]
    """Most frequent first. Speakers whose names differ only in case or punctuation share a page."""
    summaries: tuple[Summary, ...]
    """Newest first."""
    messages: int
    words: int
    related: tuple[RelatedTerm, ...] = ()
    """For a speaker: the models that used the name (unknown ones have no address). For a model: the speakers."""
    partners: tuple[RelatedTerm, ...] = ()
    """Terms of the same taxonomy in the same conversations, most frequent first."""
    model: Model | None = None

    @property
    def first(self) -> str:
        """Return the start of the oldest conversation; empty if none has a date."""
        return min(filter(None, (each.started for each in self.summaries)), default="")

    @property
    def last(self) -> str:
        """Return the start of the newest conversation; empty if none has a date."""
        return max(filter(None, (each.started for each in self.summaries)), default="")


class Taxonomy(NamedTuple):
    """A way to group conversations, and its terms."""

    noun: str
    plural: str
    address: str
    """Address of the list of all terms."""
    terms: Sequence[TaxonomyTerm]
    """Terms with most conversations first."""


def group_by_taxonomies(summaries: Sequence[Summary], models: Mapping[str, Model]) -> tuple[Taxonomy, ...]:
    """Return all taxonomies; ``models`` are keyed by identity."""
    return (
        Taxonomy("speaker", "speakers", urls.SPEAKERS, sorted_by_size(speakers(summaries, models))),
        Taxonomy("model", "models", urls.MODELS, sorted_by_size(used_models(summaries, models))),
        Taxonomy("series", "series", urls.SERIES, sorted_by_size(series(summaries))),
        Taxonomy("format", "formats", urls.FORMATS, sorted_by_size(formats(summaries))),
    )


def speakers(summaries: Iterable[Summary], models: Mapping[str, Model]) -> tuple[TaxonomyTerm, ...]:
    """Return a term for each speaker name; ``models`` are keyed by identity."""
    return tuple(_terms_of_shares(summaries, _speaker_key, lambda share: _model_or_label_key(share, models)))


def used_models(summaries: Iterable[Summary], models: Mapping[str, Model]) -> tuple[TaxonomyTerm, ...]:
    """Return a term for each known model that spoke."""
    return tuple(_terms_of_shares(summaries, lambda share: _model_key(share, models), _speaker_key, models))


def series(summaries: Iterable[Summary]) -> tuple[TaxonomyTerm, ...]:
    """Return a term for each series."""
    return tuple(_terms_of_conversations(summaries, lambda each: each.series or "", urls.series))


def formats(summaries: Iterable[Summary]) -> tuple[TaxonomyTerm, ...]:
    """Return a term for each transcript format."""
    return tuple(_terms_of_conversations(summaries, lambda each: each.format, urls.format_))


def sorted_by_size(terms: Iterable[TaxonomyTerm]) -> list[TaxonomyTerm]:
    """Return terms with most conversations first."""
    return sorted(terms, key=lambda each: (-len(each.summaries), each.names, each.address))


def _speaker_key(share: Share) -> TermKey:
    name = share.participant.name
    return TermKey(urls.speaker(slugify(name)), name)


def _model_key(share: Share, models: Mapping[str, Model]) -> TermKey:
    identity = share.participant.model
    return TermKey(urls.model(identity), _find_model(identity, models).name) if identity else TermKey("", "")


def _find_model(identity: str, models: Mapping[str, Model]) -> Model:
    return models.get(identity) or Model(identity, identity.partition("/")[0], identity, identity)


def _model_or_label_key(share: Share, models: Mapping[str, Model]) -> TermKey:
    return _model_key(share, models) if share.participant.model else TermKey("", share.participant.label)


def _terms_of_shares(
    summaries: Iterable[Summary],
    key: Callable[[Share], TermKey],
    related_key: Callable[[Share], TermKey],
    models: Mapping[str, Model] | None = None,
) -> Iterator[TaxonomyTerm]:
    parts: dict[str, list[tuple[Summary, Share]]] = defaultdict(list)
    partners: dict[str, Counter[str]] = defaultdict(Counter)
    for summary in summaries:
        present: dict[str, None] = {}
        for share in summary.shares:
            if address := key(share).address:
                parts[address].append((summary, share))
                present[address] = None
        for address, partner in permutations(islice(present, _MAX_PARTNERS), 2):
            partners[address][partner] += 1
    names = {address: _by_frequency(key(share).name for _, share in group) for address, group in parts.items()}
    for address, group in sorted(parts.items()):
        identity = group[0][1].participant.model or ""
        related = Counter(each for keys in _related_by_conversation(group, related_key) for each in keys)
        del related[TermKey("", "")]
        yield TaxonomyTerm(
            address,
            names[address],
            _unique(summary for summary, _ in group),
            sum(share.messages for _, share in group),
            sum(share.words for _, share in group),
            _most_frequent(related),
            _most_frequent(Counter({TermKey(each, names[each][0]): n for each, n in partners[address].items()})),
            _find_model(identity, models) if models is not None else None,
        )


def _related_by_conversation(
    group: Iterable[tuple[Summary, Share]], related_key: Callable[[Share], TermKey]
) -> Iterable[dict[TermKey, None]]:
    """Return the distinct related keys of each conversation."""
    keys: dict[str, dict[TermKey, None]] = defaultdict(dict)
    for summary, share in group:
        keys[summary.slug][related_key(share)] = None
    return keys.values()


def _terms_of_conversations(
    summaries: Iterable[Summary], name: Callable[[Summary], str], address: Callable[[str], str]
) -> Iterator[TaxonomyTerm]:
    groups: dict[str, list[Summary]] = defaultdict(list)
    for summary in summaries:
        if term_name := name(summary):
            groups[address(term_name)].append(summary)
    for term_address, members in sorted(groups.items()):
        yield TaxonomyTerm(
            term_address,
            _by_frequency(name(each) for each in members),
            tuple(members),
            sum(each.messages for each in members),
            sum(share.words for each in members for share in each.shares),
        )


def _by_frequency(names: Iterable[str]) -> tuple[str, ...]:
    frequencies = Counter(names)
    return tuple(sorted(frequencies, key=lambda name: (-frequencies[name], name)))


def _unique(summaries: Iterable[Summary]) -> tuple[Summary, ...]:
    return tuple({summary.slug: summary for summary in summaries}.values())


def _most_frequent(counts: Counter[TermKey]) -> tuple[RelatedTerm, ...]:
    ranked: Sequence[tuple[TermKey, int]] = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return tuple(RelatedTerm(key, conversations) for key, conversations in ranked[:MAX_RELATED])
