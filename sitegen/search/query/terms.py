"""Match one word, prefix or phrase of a query in texts, titles and names of speakers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from sitegen.search.matches import Matches
from sitegen.search.ranking import (
    LENGTH_LEVELS,
    OTHER_FORM_WEIGHT,
    SPEAKER_BOOST,
    TITLE_BOOST,
    bm25,
    idf,
    is_common,
    length_norms,
)
from sitegen.search.stemming import ENGLISH, family, has_forms, stem
from sitegen.search.whoosh_index.index import Index
from sitegen.text import tokens
from sitegen.text.tokens import FOLDED

MAX_PREFIX_TERMS = 512
"""Terms of one prefix; the most frequent ones are used."""


@dataclass(frozen=True, slots=True)
class TermMatches:
    """Documents that match a word, prefix or phrase."""

    matches: Matches
    terms: frozenset[str]
    """Terms to highlight. Those of a phrase are one string, with blanks between them."""
    omitted_count: int = 0
    """Number of terms with the prefix beyond `MAX_PREFIX_TERMS`."""


class _FieldPostings(NamedTuple):
    """Postings of a term in one field."""

    keys: Sequence[int]
    """Documents for texts, conversations for titles, participants for names."""
    tfs: Sequence[int]
    df: int
    """Number of documents."""


class _PostingsByField(NamedTuple):
    text: _FieldPostings
    title: _FieldPostings
    speaker: _FieldPostings


class _FieldWeighting(NamedTuple):
    """Parameters for scores in a field."""

    levels: Sequence[int]
    """Length levels by key."""
    norms: Sequence[float]
    """Length norms by level."""
    boost: float
    may_be_common: bool


class TermMatcher:
    """Matches words, prefixes and phrases in an index."""

    def __init__(self, index: Index, *, with_folds: bool = False) -> None:
        self._index = index
        self._marks = ("", FOLDED) if with_folds else ("",)
        self._columns = columns = index.columns
        average = columns.averages
        self._text = _FieldWeighting(columns.level, length_norms(LENGTH_LEVELS, average.text), 1.0, may_be_common=True)
        self._title = _FieldWeighting(
            columns.title_level, length_norms(LENGTH_LEVELS, average.title), TITLE_BOOST, may_be_common=False
        )
        self._speaker = _FieldWeighting(
            columns.speaker_level,
            length_norms(LENGTH_LEVELS, average.speaker),
            SPEAKER_BOOST,
            may_be_common=False,
        )

    def word(self, term: str) -> TermMatches:
        """Match a term and, with less weight, its other forms."""
        weights = {term: 1.0}
        for other in self._other_forms(term):
            weights.setdefault(other, OTHER_FORM_WEIGHT)
        return self._match_any(weights)

    def prefix(self, start: str) -> TermMatches:
        """Match all terms with a prefix, scored as one term."""
        terms = (each for mark in self._marks for each in self._index.terms(mark + start))
        found = sorted(terms, key=lambda each: (-each[1], each[0]))
        matches = self._match_terms({term: 1.0 for term, _ in found[:MAX_PREFIX_TERMS]})
        return TermMatches(matches.matches, matches.terms, max(0, len(found) - MAX_PREFIX_TERMS))

    def phrase(self, terms: Sequence[str]) -> TermMatches:
        """Match adjacent terms."""
        if len(terms) == 1:
            return self._match_any({terms[0]: 1.0})
        postings_by_term = {term: self._postings(term) for term in terms}
        postings = [postings_by_term[term] for term in terms]
        columns = self._columns
        docs = self._phrase_documents(terms, [each.text for each in postings])
        titles = [
            key
            for key in _shared_keys(each.title for each in postings)
            if contains_phrase(terms, tokens.terms(columns.headers[key].title))
        ]
        names = [
            key
            for key in _shared_keys(each.speaker for each in postings)
            if contains_phrase(terms, tokens.terms(columns.participants[key].name))
        ]
        text = self._summed_scores(self._text, docs, [each.text for each in postings])
        if FOLDED in self._marks:
            marked = [FOLDED + term for term in terms]
            folds = [self._postings(term).text for term in marked]
            for doc, score in self._summed_scores(self._text, self._phrase_documents(marked, folds), folds).items():
                text[doc] = text.get(doc, 0.0) + score
        title = self._summed_scores(self._title, titles, [each.title for each in postings])
        speaker = self._summed_scores(self._speaker, names, [each.speaker for each in postings])
        return TermMatches(self._matches(text, title, speaker), frozenset((" ".join(terms),)))

    def _other_forms(self, term: str) -> Iterator[str]:
        """Yield the words with the same stem in a language of the archive."""
        for language in self._columns.languages:
            if has_forms(term, language):
                yield from sorted(self._index.family(family(term, language)))
                own = stem(term, language)
                if language == ENGLISH and stem(own) == own and has_forms(own, language):
                    yield own

    def _match_any(self, weights: Mapping[str, float]) -> TermMatches:
        """Match terms as if they were one, with their frequencies weighted, in all that is searched."""
        return self._match_terms({mark + term: weight for mark in self._marks for term, weight in weights.items()})

    def _match_terms(self, weights: Mapping[str, float]) -> TermMatches:
        """Match exactly these terms as if they were one."""
        postings = [self._postings(term) for term in weights]
        text = self._group_scores(self._text, [each.text for each in postings], weights.values())
        title = self._group_scores(self._title, [each.title for each in postings], weights.values())
        speaker = self._group_scores(self._speaker, [each.speaker for each in postings], weights.values())
        terms = frozenset(term.removeprefix(FOLDED) for term in weights)
        return TermMatches(self._matches(text, title, speaker), terms)

    def _postings(self, term: str) -> _PostingsByField:
        text, title, speaker = (self._index.postings(field, term) for field in ("text", "title", "speaker"))
        columns = self._columns
        titles = {columns.conversation[doc]: tf for doc, tf in zip(title.docs, title.tfs, strict=True)}
        names = {columns.participant[doc]: tf for doc, tf in zip(speaker.docs, speaker.tfs, strict=True)}
        return _PostingsByField(
            _FieldPostings(text.docs, text.tfs, len(text.docs)),
            _FieldPostings(tuple(titles), tuple(titles.values()), len(title.docs)),
            _FieldPostings(tuple(names), tuple(names.values()), len(speaker.docs)),
        )

    def _group_scores(
        self, field: _FieldWeighting, postings: Sequence[_FieldPostings], weights: Iterable[float]
    ) -> dict[int, float]:
        """Return scores in a field by key, of terms taken as one."""
        df = max((each.df for each in postings), default=0)
        if not df:
            return {}
        if field.may_be_common and is_common(self._columns.count, df):
            return dict.fromkeys((key for each in postings for key in each.keys), 0.0)
        tfs: dict[int, float] = {}
        for each, weight in zip(postings, weights, strict=True):
            for key, tf in zip(each.keys, each.tfs, strict=True):
                tfs[key] = tfs.get(key, 0.0) + weight * tf
        levels, norm, boost = field.levels, field.norms, field.boost
        term_idf = idf(self._columns.count, df)
        return {key: boost * bm25(term_idf, tf, norm[levels[key]]) for key, tf in tfs.items()}

    def _summed_scores(
        self, field: _FieldWeighting, keys: Iterable[int], postings: Sequence[_FieldPostings]
    ) -> dict[int, float]:
        """Return the sum of the scores of all terms in a field, by key."""
        scores = dict.fromkeys(keys, 0.0)
        for each in postings if scores else ():
            term_scores = self._group_scores(field, [each], [1.0])
            for key in scores:
                scores[key] += term_scores[key]
        return scores

    def _phrase_documents(self, terms: Sequence[str], postings: Sequence[_FieldPostings]) -> Sequence[int]:
        """Return the documents with the phrase in their text. Starts with the rarest term."""
        docs = _shared_keys(postings)
        starts: dict[int, set[int]] = {}
        for n in sorted(range(len(terms)), key=lambda n: (postings[n].df, n)):
            if not docs:
                break
            found = self._index.positions(terms[n], docs)
            if starts:
                starts = {
                    doc: start for doc in docs if (start := starts[doc].intersection([at - n for at in found[doc]]))
                }
            else:
                starts = {doc: {at - n for at in found[doc]} for doc in docs}
            docs = list(starts)
        return docs

    def _matches(self, text: Mapping[int, float], title: Mapping[int, float], speaker: Mapping[int, float]) -> Matches:
        """Return the matches from scores by document, conversation and participant."""
        scores = dict(text)
        strong = set(text)
        weak: set[int] = set()
        offsets = self._columns.offsets
        for conversation, score in title.items():
            docs = range(offsets[conversation], offsets[conversation + 1])
            for doc in docs:
                scores[doc] = scores.get(doc, 0.0) + score
            strong.update(docs[:1])
            weak.update(docs)
        for doc, participant in enumerate(self._columns.participant) if speaker else ():
            if participant in speaker:
                scores[doc] = scores.get(doc, 0.0) + speaker[participant]
                strong.add(doc)
        return Matches(strong=strong, weak=weak - strong, scores=scores)


def contains_phrase(phrase: Sequence[str], terms: Sequence[str]) -> bool:
    """Return whether the terms of the phrase are adjacent among these."""
    length = len(phrase)
    return any(list(islice(terms, at, at + length)) == list(phrase) for at in range(len(terms) - length + 1))


def _shared_keys(postings: Iterable[_FieldPostings]) -> list[int]:
    """Return the keys that all terms have, ascending."""
    first, *others = sorted(postings, key=lambda each: len(each.keys))
    return sorted(set(first.keys).intersection(*(each.keys for each in others)))
