"""Group conversations by taxonomy: speakers, models, series, formats."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, permutations
from typing import NamedTuple

from sitegen.model import Share, Summary
from sitegen.model.ai_models import Model
from sitegen.permalinks import urls
from sitegen.text.slugs import slugify

MAX_RELATED = 12
_MAX_PARTNERS = 40  # participants of one conversation that are paired as partners; the number of pairs is quadratic

_LABELS = (
    "user", "human", "person", "you", "me",
    "assistant", "ai", "bot", "model", "llm", "agent", "main agent", "subagent",
    "system", "developer", "tool", "function",
    "speaker", "participant", "unknown",
    "prompt", "question", "input", "response", "reply", "answer", "output",
)  # fmt: skip
"""Labels of programs in place of a name, alone or with a number or a letter: ``AI-1``, ``SPEAKER_02``, ``User B``."""
_LABEL = re.compile(rf"(?:{'|'.join(_LABELS)})(?:[\s_#.-]*\d+|[\s_#-]+[a-z])?", re.IGNORECASE | re.ASCII)


class TermKey(NamedTuple):
    """Address and name of a taxonomy term."""

    address: str
    """Empty if the term has no page."""
    name: str


class RelatedTerm(NamedTuple):
    """Another term in the same conversations, and the number of these conversations."""

    key: TermKey
    conversations: int


class TermEntry(NamedTuple):
    """A term in a list of terms."""

    address: str
    names: tuple[str, ...]
    conversations: int
    model: Model | None
    is_label: bool
    """A speaker whose name is only a label of a program."""


@dataclass(frozen=True, slots=True)
class TaxonomyTerm:
    """A speaker, a model, a series or a format."""

    address: str
    names: tuple[str, ...]
    """Most frequent first. Speakers whose names differ only in case or punctuation share a page."""
    conversations: int
    messages: int
    words: int
    first: str = ""
    """Start of the oldest conversation; empty if none has a date."""
    last: str = ""
    related: tuple[RelatedTerm, ...] = ()
    """For a speaker: the models that used the name (unknown ones have no address). For a model: the speakers."""
    partners: tuple[RelatedTerm, ...] = ()
    """Terms of the same taxonomy in the same conversations, most frequent first."""
    model: Model | None = None
    is_label: bool = False

    @property
    def entry(self) -> TermEntry:
        """Return what lists show of it, which changes less often than the rest."""
        return TermEntry(self.address, self.names, self.conversations, self.model, self.is_label)


class Taxonomy(NamedTuple):
    """A way to group conversations, and its terms."""

    noun: str
    plural: str
    address: str
    """Address of the list of all terms."""
    terms: Sequence[TaxonomyTerm]
    """Terms with most conversations first; speakers that are only labels of programs come last."""
    members: Mapping[str, Sequence[Summary]]
    """The conversations of each term, newest first, by its address."""

    def has_feed(self, term: TaxonomyTerm) -> bool:
        """Return whether a term has a feed: readers may follow it, and it would not be empty."""
        return self.noun != "format" and bool(term.first)


@dataclass(slots=True)
class _Group:
    """The counts of a term, summed up over its conversations."""

    summaries: list[Summary] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    messages: int = 0
    words: int = 0
    related: Counter[TermKey] = field(default_factory=Counter)
    partners: Counter[str] = field(default_factory=Counter)
    model: Model | None = None


def group_by_taxonomies(summaries: Sequence[Summary], models: Mapping[str, Model]) -> tuple[Taxonomy, ...]:
    """Return the taxonomies of speakers, models, series and formats; ``models`` are keyed by identity."""

    def model_of(share: Share) -> Model | None:
        identity = share.participant.model
        if not identity:
            return None
        return models.get(identity) or Model(identity, identity.partition("/")[0], identity, identity)

    def model_key(share: Share) -> TermKey:
        model = model_of(share)
        return TermKey(urls.model(model.identity), model.name) if model else _NO_TERM

    def model_or_label_key(share: Share) -> TermKey:
        return model_key(share) if share.participant.model else TermKey("", share.participant.label)

    speakers = _group_by_share(summaries, _speaker_key, model_or_label_key)
    used_models = _group_by_share(summaries, model_key, _speaker_key, model_of)
    series = _group_by_conversation(summaries, lambda each: each.series or "", urls.series)
    formats = _group_by_conversation(summaries, lambda each: each.format, urls.format_)
    return (
        _taxonomy("speaker", "speakers", urls.SPEAKERS, speakers),
        _taxonomy("model", "models", urls.MODELS, used_models),
        _taxonomy("series", "series", urls.SERIES, series),
        _taxonomy("format", "formats", urls.FORMATS, formats),
    )


_NO_TERM = TermKey("", "")


def _speaker_key(share: Share) -> TermKey:
    name = share.participant.name
    return TermKey(urls.speaker(slugify(name)), name)


def _group_by_share(
    summaries: Iterable[Summary],
    key: Callable[[Share], TermKey],
    related_key: Callable[[Share], TermKey],
    model_of: Callable[[Share], Model | None] = lambda share: None,  # noqa: ARG005
) -> dict[str, _Group]:
    groups: dict[str, _Group] = {}
    for summary in summaries:
        present: dict[str, dict[TermKey, None]] = {}
        for share in summary.shares:
            address, name = key(share)
            if not address:
                continue
            group = groups.get(address) or groups.setdefault(address, _Group(model=model_of(share)))
            group.names[name] += 1
            group.messages += share.messages
            group.words += share.words
            present.setdefault(address, {})[related_key(share)] = None
        for address, related in present.items():
            groups[address].summaries.append(summary)
            for each in related:
                groups[address].related[each] += 1
        for address, partner in permutations(islice(present, _MAX_PARTNERS), 2):
            groups[address].partners[partner] += 1
    return groups


def _group_by_conversation(
    summaries: Iterable[Summary], name: Callable[[Summary], str], address: Callable[[str], str]
) -> dict[str, _Group]:
    groups: dict[str, _Group] = defaultdict(_Group)
    for summary in summaries:
        if term_name := name(summary):
            group = groups[address(term_name)]
            group.names[term_name] += 1
            group.summaries.append(summary)
            group.messages += summary.messages
            group.words += sum(share.words for share in summary.shares)
    return groups


def _taxonomy(noun: str, plural: str, address: str, groups: Mapping[str, _Group]) -> Taxonomy:
    names = {each: _by_frequency(group.names) for each, group in groups.items()}
    terms = []
    for each, group in groups.items():
        dates = [summary.started for summary in group.summaries if summary.started]
        partners = Counter({TermKey(other, names[other][0]): n for other, n in group.partners.items()})
        del group.related[_NO_TERM]
        terms.append(
            TaxonomyTerm(
                each,
                names[each],
                len(group.summaries),
                group.messages,
                group.words,
                min(dates, default=""),
                max(dates, default=""),
                _most_frequent(group.related),
                _most_frequent(partners),
                group.model,
                noun == "speaker" and _LABEL.fullmatch(names[each][0].strip()) is not None,
            )
        )
    terms.sort(key=lambda term: (term.is_label, -term.conversations, term.names, term.address))
    return Taxonomy(noun, plural, address, terms, {each: group.summaries for each, group in groups.items()})


def _by_frequency(names: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (-names[name], name)))


def _most_frequent(counts: Counter[TermKey]) -> tuple[RelatedTerm, ...]:
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return tuple(RelatedTerm(key, conversations) for key, conversations in ranked[:MAX_RELATED])
