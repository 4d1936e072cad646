"""How many hits there are of each speaker, model, year and kind. The browser's half is ``facets.js``."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass

from sitegen.search.block_flags import KINDS
from sitegen.search.columns import Columns
from sitegen.search.dates import date_of
from sitegen.search.participants import name_words
from sitegen.search.query.ast import And, Field
from sitegen.search.query.parser import Query, parse
from sitegen.text.tokens import terms

MOST_VALUES = 12
_QUOTES = dict.fromkeys(map(ord, '"“”„«»'))


@dataclass(frozen=True, slots=True)
class Value:
    """One value that hits have."""

    label: str
    count: int
    query: str
    """The query narrowed to this value; empty where the language cannot say so, or it says so already."""


@dataclass(frozen=True, slots=True)
class Facet:
    """What the hits have of one property."""

    name: str
    values: tuple[Value, ...]
    """The most frequent first, at most `MOST_VALUES`."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Hits that a filter would find; its ``value`` is empty where no filter finds just these."""

    label: str
    count: int
    value: str


def facets(columns: Columns, docs: Collection[int], query: Query) -> tuple[Facet, ...]:
    """The facets of these hits."""
    said = Counter(columns.participant[doc] for doc in docs)
    days = Counter(columns.day[doc] for doc in docs)
    kinds = Counter(columns.kinds[doc] for doc in docs)
    return (
        _facet("speaker", "speaker", _speakers(columns, said), query),
        _facet("model", "model", _models(columns, said), query),
        _facet("year", "on", _years(days), query),
        _facet("kind", "has", _kinds(kinds), query),
    )


def _facet(name: str, field: str, groups: Iterable[_Group], query: Query) -> Facet:
    most = sorted(groups, key=lambda group: (-group.count, group.label))[:MOST_VALUES]
    values = (Value(each.label, each.count, _narrowed(query, field, each.value)) for each in most)
    return Facet(name, tuple(values))


def _speakers(columns: Columns, said: Counter[int]) -> Iterator[_Group]:
    """By name."""
    names = ((columns.participants[participant].name, count) for participant, count in said.items())
    return (_Group(name, count, name if words else "") for words, name, count in _alike(names, terms))


def _models(columns: Columns, said: Counter[int]) -> Iterator[_Group]:
    """By identity, and where that is unknown by what the transcript says."""
    known: Counter[str] = Counter()
    labels: Counter[str] = Counter()
    for participant, count in said.items():
        who = columns.participants[participant]
        if who.model:
            known[who.model] += count
        elif who.label:
            labels[who.label] += count
    names = {model.identity: model.name for model in columns.models}
    yield from (_Group(names[identity], count, identity) for identity, count in known.items())
    for words, label, count in _alike(labels.items(), name_words):
        yield _Group(label, count, label if words else "")


def _alike(
    counts: Iterable[tuple[str, int]], words_of: Callable[[str], Iterable[str]]
) -> Iterator[tuple[bool, str, int]]:
    """Names of the same words as one, called as most often: whether it has words, the name, the count."""
    names: defaultdict[Hashable, Counter[str]] = defaultdict(Counter)
    for name, count in counts:
        names[tuple(words_of(name)) or name][name] += count
    for key, spellings in names.items():
        name = min(spellings, key=lambda each: (-spellings[each], each))
        yield isinstance(key, tuple), name, spellings.total()


def _years(days: Counter[int]) -> Iterator[_Group]:
    years: Counter[str] = Counter()
    for day, count in days.items():
        years[date_of(day)[:4]] += count
    return (_Group(year, count, year) for year, count in years.items() if year)


def _kinds(kinds: Counter[int]) -> Iterator[_Group]:
    for n, kind in enumerate(KINDS):
        count = sum(each for bits, each in kinds.items() if bits >> n & 1)
        if count:
            yield _Group(kind, count, kind)


def _narrowed(query: Query, field: str, value: str) -> str:
    """The query with a filter at its end, in parentheses where the filter would else belong to a part of it."""
    value = value.translate(_QUOTES)
    is_quoted = field == "speaker" or any(char in value for char in " ()")
    written = f'{field}:"{value}"' if is_quoted else f"{field}:{value}"
    if not value or written in query.text:
        return ""
    for text in (f"{query.text} {written}", f"({query.text}) {written}"):
        found = parse(text)
        last = found.node.nodes[-1] if isinstance(found.node, And) else None
        is_last = isinstance(last, Field) and (last.field, last.value) == (field, value)
        if is_last and len(found.problems) == len(query.problems):
            return text
    return ""
