"""What one word, prefix or phrase of a query matches. The browser's half is ``theme/static/search/terms.js``.

Each is looked for in the text of the messages, in the titles of conversations and in the names of speakers.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from sitegen.search.matches import Matches
from sitegen.search.ranking import FORM, LEVELS, SPEAKER_BOOST, TITLE_BOOST, bm25, idf, is_common, norms
from sitegen.search.stemming import family_prefix, stem
from sitegen.search.whoosh_index.index import Index
from sitegen.text.tokens import terms as terms_of

_HAS_FORMS = re.compile("[a-z]{3,64}")
MOST_TERMS = 512
"""Of a prefix: those that most messages have."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a word, prefix or phrase came to."""

    matches: Matches
    terms: frozenset[str]
    """As they may stand in a text that matches."""
    left_out: int = 0
    """Terms with the prefix that were too many to look for."""


class _Place(NamedTuple):
    """Where a term stands in one field: what has it there, how often, and how many documents that are."""

    keys: Sequence[int]
    """Documents for the text, conversations for the title, participants for the speaker."""
    tfs: Sequence[int]
    df: int


class _Places(NamedTuple):
    """Where a term stands."""

    text: _Place
    title: _Place
    speaker: _Place


class _Field(NamedTuple):
    """How a field weighs."""

    levels: Sequence[int]
    """By key."""
    norms: Sequence[float]
    """By level."""
    boost: float
    may_be_common: bool


class Leaves:
    """Looks for words, prefixes and phrases in one index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._columns = columns = index.columns
        average = columns.averages
        self._text = _Field(columns.level, norms(LEVELS, average.text), 1.0, may_be_common=True)
        self._title = _Field(
            columns.title_level, norms(LEVELS, average.title), TITLE_BOOST, may_be_common=False
        )
        self._speaker = _Field(
            columns.speaker_level, norms(LEVELS, average.speaker), SPEAKER_BOOST, may_be_common=False
        )

    def word(self, term: str) -> Leaf:
        """The term, and less weighty every other one of its family."""
        factors = {term: 1.0}
        for other in self._family(term) if _HAS_FORMS.fullmatch(term) else ():
            factors.setdefault(other, FORM)
        return self._group(factors)

    def prefix(self, start: str) -> Leaf:
        """All terms that begin so, as if they were one."""
        found = sorted(self._index.terms(start), key=lambda each: (-each[1], each[0]))
        leaf = self._group({term: 1.0 for term, _ in found[:MOST_TERMS]})
        return Leaf(leaf.matches, leaf.terms, max(0, len(found) - MOST_TERMS))

    def phrase(self, terms: Sequence[str]) -> Leaf:
        """Exactly these terms side by side."""
        if len(terms) == 1:
            return self._group({terms[0]: 1.0})
        known = {term: self._places(term) for term in terms}
        places = [known[term] for term in terms]
        columns = self._columns
        docs = self._adjacent(terms, [each.text for each in places])
        titles = [
            key
            for key in _all_keys(each.title for each in places)
            if stands_in(terms, terms_of(columns.heads[key].title))
        ]
        names = [
            key
            for key in _all_keys(each.speaker for each in places)
            if stands_in(terms, terms_of(columns.participants[key].name))
        ]
        text = self._added(self._text, docs, [each.text for each in places])
        title = self._added(self._title, titles, [each.title for each in places])
        speaker = self._added(self._speaker, names, [each.speaker for each in places])
        return Leaf(self._matches(text, title, speaker), frozenset(terms))

    def _family(self, term: str) -> Iterator[str]:
        """The terms with the same stem. Words of one or two letters have no forms: `one` is not `on`."""
        own, start = stem(term), family_prefix(term)
        for other, _ in self._index.terms(start) if start else ():
            if _HAS_FORMS.fullmatch(other) and stem(other) == own:
                yield other

    def _group(self, factors: Mapping[str, float]) -> Leaf:
        """Terms as if they were one, each counted as often as its factor says."""
        places = [self._places(term) for term in factors]
        text = self._weighed(self._text, [each.text for each in places], factors.values())
        title = self._weighed(self._title, [each.title for each in places], factors.values())
        speaker = self._weighed(self._speaker, [each.speaker for each in places], factors.values())
        return Leaf(self._matches(text, title, speaker), frozenset(factors))

    def _places(self, term: str) -> _Places:
        text, title, speaker = (self._index.postings(field, term) for field in ("text", "title", "speaker"))
        columns = self._columns
        titles = {columns.conversation[doc]: tf for doc, tf in zip(title.docs, title.tfs, strict=True)}
        names = {columns.participant[doc]: tf for doc, tf in zip(speaker.docs, speaker.tfs, strict=True)}
        return _Places(
            _Place(text.docs, text.tfs, len(text.docs)),
            _Place(tuple(titles), tuple(titles.values()), len(title.docs)),
            _Place(tuple(names), tuple(names.values()), len(speaker.docs)),
        )

    def _weighed(self, field: _Field, places: Sequence[_Place], factors: Iterable[float]) -> dict[int, float]:
        """By key what the terms weigh in this field, taken together."""
        df = max((place.df for place in places), default=0)
        if not df:
            return {}
        if field.may_be_common and is_common(self._columns.count, df):
            return dict.fromkeys((key for place in places for key in place.keys), 0.0)
        tfs: dict[int, float] = {}
        for place, factor in zip(places, factors, strict=True):
            for key, tf in zip(place.keys, place.tfs, strict=True):
                tfs[key] = tfs.get(key, 0.0) + factor * tf
        levels, norm, boost = field.levels, field.norms, field.boost
        rarity = idf(self._columns.count, df)
        return {key: boost * bm25(rarity, tf, norm[levels[key]]) for key, tf in tfs.items()}

    def _added(self, field: _Field, keys: Iterable[int], places: Sequence[_Place]) -> dict[int, float]:
        """By key what the terms weigh in this field, one after the other."""
        weights = dict.fromkeys(keys, 0.0)
        for place in places if weights else ():
            alone = self._weighed(field, [place], [1.0])
            for key in weights:
                weights[key] += alone[key]
        return weights

    def _adjacent(self, terms: Sequence[str], places: Sequence[_Place]) -> Sequence[int]:
        """The documents in whose text the terms stand side by side; asks first where the rarest stand."""
        docs = _all_keys(places)
        starts: dict[int, set[int]] = {}
        for n in sorted(range(len(terms)), key=lambda n: (places[n].df, n)):
            if not docs:
                break
            found = {
                doc: {at - n for at in positions}
                for doc, positions in self._index.positions(terms[n], docs).items()
            }
            starts = {doc: found[doc] & starts[doc] for doc in docs} if starts else found
            docs = [doc for doc in docs if starts[doc]]
        return docs

    def _matches(
        self, text: Mapping[int, float], title: Mapping[int, float], speaker: Mapping[int, float]
    ) -> Matches:
        """The documents of a leaf from what it weighs by document, conversation and participant."""
        scores = dict(text)
        strong = set(text)
        weak: set[int] = set()
        bases = self._columns.bases
        for conversation, weight in title.items():
            docs = range(bases[conversation], bases[conversation + 1])
            for doc in docs:
                scores[doc] = scores.get(doc, 0.0) + weight
            strong.update(docs[:1])
            weak.update(docs)
        for doc, participant in enumerate(self._columns.participant) if speaker else ():
            if participant in speaker:
                scores[doc] = scores.get(doc, 0.0) + speaker[participant]
                strong.add(doc)
        return Matches(strong=strong, weak=weak - strong, scores=scores)


def stands_in(phrase: Sequence[str], terms: Sequence[str]) -> bool:
    """Whether the terms of the phrase stand side by side among these."""
    length = len(phrase)
    return any(list(islice(terms, at, at + length)) == list(phrase) for at in range(len(terms) - length + 1))


def _all_keys(places: Iterable[_Place]) -> list[int]:
    """What has all of the terms, ascending."""
    first, *others = sorted(places, key=lambda place: len(place.keys))
    return sorted(set(first.keys).intersection(*(place.keys for place in others)))
