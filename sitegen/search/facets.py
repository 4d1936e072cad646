"""Facets: the number of hits by speaker, model, year and kind."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass

from sitegen.model import SEARCHABLE_KINDS
from sitegen.search.columns import Columns
from sitegen.search.dates import iso_date
from sitegen.search.participants import name_words
from sitegen.search.query.ast import FOLDED_KINDS, And, Field, Scope
from sitegen.search.query.parser import Query, parse
from sitegen.text.tokens import terms

MAX_FACET_VALUES = 12
_QUOTES = dict.fromkeys(map(ord, '"“”„«»'))


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a property, with the number of hits that have it."""

    label: str
    count: int
    query: str
    """The query with a filter for this value; empty where it already has that filter, or none is possible."""


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one property."""

    name: str
    values: tuple[FacetValue, ...]
    """Most frequent first, at most `MAX_FACET_VALUES`."""


@dataclass(frozen=True, slots=True)
class _ValueCount:
    label: str
    count: int
    value: str
    """Value of the filter that finds these hits; empty where there is none."""


def facets(columns: Columns, docs: Collection[int], query: Query) -> tuple[Facet, ...]:
    """Return the facets of these hits."""
    by_participant = Counter(columns.participant[doc] for doc in docs)
    by_day = Counter(columns.day[doc] for doc in docs)
    by_kind_bits = Counter(columns.kinds[doc] for doc in docs)
    return (
        _facet("speaker", "speaker", _speaker_counts(columns, by_participant), query),
        _facet("model", "model", _model_counts(columns, by_participant), query),
        _facet("year", "on", _year_counts(by_day), query),
        _facet("kind", "has", _kind_counts(by_kind_bits, query.scope), query),
    )


def _facet(name: str, field: str, counts: Iterable[_ValueCount], query: Query) -> Facet:
    top = sorted(counts, key=lambda each: (-each.count, each.label))[:MAX_FACET_VALUES]
    values = (FacetValue(each.label, each.count, _narrowed_query(query, field, each.value)) for each in top)
    return Facet(name, tuple(values))


def _speaker_counts(columns: Columns, by_participant: Counter[int]) -> Iterator[_ValueCount]:
    names = ((columns.participants[participant].name, count) for participant, count in by_participant.items())
    return (_ValueCount(name, count, name if words else "") for words, name, count in _merge_spellings(names, terms))


def _model_counts(columns: Columns, by_participant: Counter[int]) -> Iterator[_ValueCount]:
    """Count hits by the identity of the model, or by its label where the identity is unknown."""
    by_model: Counter[str] = Counter()
    by_label: Counter[str] = Counter()
    for participant, count in by_participant.items():
        person = columns.participants[participant]
        if person.model:
            by_model[person.model] += count
        elif person.label:
            by_label[person.label] += count
    names = {model.identity: model.name for model in columns.models}
    yield from (_ValueCount(names[identity], count, identity) for identity, count in by_model.items())
    for words, label, count in _merge_spellings(by_label.items(), name_words):
        yield _ValueCount(label, count, label if words else "")


def _merge_spellings(
    counts: Iterable[tuple[str, int]], words_of: Callable[[str], Iterable[str]]
) -> Iterator[tuple[bool, str, int]]:
    """Merge names with the same words under the most frequent spelling.

    Yields whether the name has words, the name and its count.
    """
    names: defaultdict[Hashable, Counter[str]] = defaultdict(Counter)
    for name, count in counts:
        names[tuple(words_of(name)) or name][name] += count
    for key, spellings in names.items():
        name = min(spellings, key=lambda each: (-spellings[each], each))
        yield isinstance(key, tuple), name, spellings.total()


def _year_counts(by_day: Counter[int]) -> Iterator[_ValueCount]:
    by_year: Counter[str] = Counter()
    for day, count in by_day.items():
        by_year[iso_date(day)[:4]] += count
    return (_ValueCount(year, count, year) for year, count in by_year.items() if year)


def _kind_counts(by_kind_bits: Counter[int], scope: Scope) -> Iterator[_ValueCount]:
    for n, kind in enumerate(SEARCHABLE_KINDS):
        if kind in FOLDED_KINDS and not scope.has_folds:
            continue  # with such a filter, the query would search more
        count = sum(each for bits, each in by_kind_bits.items() if bits >> n & 1)
        if count:
            yield _ValueCount(kind, count, kind)


def _narrowed_query(query: Query, field: str, value: str) -> str:
    """Return the query with a filter added, in parentheses where the filter would bind to a part of it."""
    value = value.translate(_QUOTES)
    is_quoted = field == "speaker" or any(char in value for char in " ()")
    filter_text = f'{field}:"{value}"' if is_quoted else f"{field}:{value}"
    if not value or filter_text in query.text:
        return ""
    for text in (f"{query.text} {filter_text}", f"({query.text}) {filter_text}"):
        narrowed = parse(text)
        last = narrowed.node.nodes[-1] if isinstance(narrowed.node, And) else None
        is_last = isinstance(last, Field) and (last.field, last.value) == (field, value)
        if is_last and len(narrowed.problems) == len(query.problems):
            return text
    return ""
