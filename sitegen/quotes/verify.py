"""A quotation and the archive → a verdict. Deterministic: the same essay and archive give the same."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from sitegen.model import Span
from sitegen.quotes.corpus import Corpus, tokens_of
from sitegen.quotes.differences import difference
from sitegen.quotes.editorial_marks import chains
from sitegen.quotes.fuzzy_match import aligned, nearest, similarity
from sitegen.quotes.matching import Match, match_marked, match_plain
from sitegen.quotes.message_text import Passage, place
from sitegen.quotes.quotation import Address, Kind, Quotation, Target
from sitegen.quotes.verdict import Finding, Verdict
from sitegen.text import normalization
from sitegen.text.offset_map import Folded
from sitegen.text.typography import typographic

LONG_CUT = 400
"""Characters left out that a person should know of."""
_NOT = re.compile(r"\b(?:not|never|neither|nor|no|cannot|hardly|without)\b|n['’]t\b", re.IGNORECASE)
_ENDS = (".", ",")
"""A full stop or comma before the closing mark may be the essayist's."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quotation stands in a passage."""

    exactness: Finding
    span: Span
    """Of the passage's text."""
    times: int
    notes: tuple[str, ...]


class Wording:
    """The forms of a quotation, made once for all the passages it is looked for in."""

    def __init__(self, exact: str, written: str = "") -> None:
        self.exact = exact
        sources = (exact, written) if written not in ("", exact) else (exact,)
        self.verbatim = tuple(filter(None, dict.fromkeys(map(normalization.verbatim, sources))))
        forms = [typographic(each, markdown=markdown).text for markdown in (True, False) for each in sources]
        self.typographic = tuple(dict.fromkeys(filter(None, forms)))
        self.pieces = tuple(piece.text for chain in chains(forms[0]) for piece in chain.pieces) or (forms[0],)
        spoken = [each for each in self.pieces if any(map(str.isalnum, each))]
        self.segments = tuple(filter(None, map(normalization.words, spoken or self.pieces)))
        """N3 of what stands between the marks; signs alone only where there are no words."""
        self.words = " ".join(self.segments)

    def may_stand_in(self, words: str) -> bool:
        """Whether a text can hold the quotation, by the N3 of both; may be wrong only where brackets cut words."""
        return all(each in words for each in self.segments)

    def find_in(self, passage: Passage) -> Found | None:
        """The quotation in the passage's source or in what readers see; None where it is not there as quoted."""
        for form, is_source in ((passage.verbatim, True), (passage.shown_verbatim, False)):
            for each in self.verbatim:
                if match := match_plain(each, form.text):
                    return _found(Finding.VERBATIM, match, form, passage, is_source)
        forms = ((passage.typographic, True), (passage.typed, True), (passage.shown_typographic, False))
        for wanted in (self.typographic, tuple(_without_stop(self.typographic))):
            for finding, match_ in ((Finding.TYPOGRAPHIC, match_plain), (Finding.MARKED, match_marked)):
                for form, is_source in forms:
                    for each in wanted:
                        if match := match_(each, form.text):
                            return _found(finding, match, form, passage, is_source)
        return None


def _without_stop(forms: Sequence[str]) -> Iterator[str]:
    for each in forms:
        if each.endswith(_ENDS) and any(map(str.isalnum, each)):
            yield each[:-1]


def _found(finding: Finding, match: Match, form: Folded, passage: Passage, is_source: bool) -> Found:
    span: Span | None = form.source(match.start, match.end)
    if not is_source and passage.shown != passage.text:
        span = aligned(span, passage.shown, passage.text) if span else None
    cuts = [cut.of(form.text) for cut in match.cuts]
    # Signs that only the page has stand nowhere in the source: then the message as a whole is their place.
    return Found(finding, span or Span(0, len(passage.text)), match.times, tuple(_notes(cuts)))


def _notes(cuts: Sequence[str]) -> Iterator[str]:
    for cut in cuts:
        if len(cut) > LONG_CUT:
            yield f"{len(cut)} characters are left out"
        if negation := _NOT.search(cut):
            yield f"a “{negation[0]}” is left out"


ALIKE = 70.0
"""From this likeness on words are altered; below it they are missing. Random passages of one talk reach 60."""
_SHOWN = 45.0
"""The least likeness of a nearest passage that helps anybody."""
_MUCH_MORE = 10.0
"""By so much another message must be more like a quotation than the one it is ascribed to."""
_CANDIDATES = 30
_TELLING = 4
"""Words from which on it means something that they stand in another message."""
_NEIGHBOURS = 200_000
"""Characters (N3) of a conversation all of whose messages are compared with a quotation."""


@dataclass(frozen=True, slots=True)
class _Nearest:
    passage: Passage
    span: Span
    piece: str
    """The words of the quotation that are compared."""
    score: float


def judge(quotation: Quotation, corpus: Corpus, gone: Mapping[Address, str] | None = None) -> Verdict:
    """The verdict on a quotation; ``gone`` are the messages that are no longer there, and what became of them."""
    verdict = _Judge(quotation, corpus, gone or {}).verdict()
    if quotation.kind is not Kind.LINK_TEXT or verdict.exactness:
        return verdict
    if quotation.instead:
        return judge(quotation.instead, corpus, gone)
    # Nothing says that a link's text is a quotation, unless it nearly is one.
    if verdict.finding is Finding.MISSING:
        return Verdict(Finding.LINK_ONLY, quotation)
    return verdict


class _Judge:
    """Judges one quotation."""

    def __init__(self, quotation: Quotation, corpus: Corpus, gone: Mapping[Address, str]) -> None:
        self._quotation = quotation
        self._corpus = corpus
        self._gone = gone
        self._wording = Wording(quotation.exact, quotation.written)

    def verdict(self) -> Verdict:
        target = self._quotation.target
        passage = self._passage(target)
        is_dead = passage is None and (target.anchor is not None or target.slug not in self._corpus)
        if self._quotation.kind is Kind.NONE:
            return self._dead() if is_dead else Verdict(Finding.LINK_ONLY, self._quotation)
        if passage and (found := self._wording.find_in(passage)):
            finding = Finding.AMBIGUOUS if found.times > 1 else found.exactness
            return self._said(finding, passage, found)
        candidates = list(self._candidates(target))
        if elsewhere := self._elsewhere(candidates, is_dead):
            finding = Finding.DEAD if is_dead else Finding.MOVED
            # A link to a conversation as a whole is right wherever in it the words stand.
            if not target.anchor and not is_dead and elsewhere[0].slug == target.slug:
                finding = elsewhere[1].exactness
            return self._said(finding, *elsewhere)
        return self._unlike(passage, candidates, is_dead)

    def _passage(self, target: Target) -> Passage | None:
        return self._corpus.passage(target.slug, target.anchor, target.last) if target.anchor else None

    def _dead(self) -> Verdict:
        return Verdict(Finding.DEAD, self._quotation, notes=tuple(self._states()))

    def _states(self) -> Iterator[str]:
        """What became of the messages that the link leads to."""
        target = self._quotation.target
        for anchor in dict.fromkeys(filter(None, (target.anchor, target.last))):
            address = Address(target.slug, anchor)
            if state := self._gone.get(address):
                yield f"{anchor} is {state}"
            elif self._corpus.number(address) is None:
                yield f"there is no {anchor} in {target.slug}"
        if not target.anchor:
            yield f"there is no {target.slug}"

    def _said(self, finding: Finding, passage: Passage, found: Found) -> Verdict:
        notes = (*(self._states() if finding is Finding.DEAD else ()), *found.notes)
        where = place(passage, found.span)
        return Verdict(
            finding, self._quotation, found.exactness, where, found.times, score=100.0, notes=notes
        )

    def _candidates(self, target: Target) -> Iterator[tuple[str, int]]:
        """Messages that share words with the quotation: those of the same conversation first, by their distance."""
        held = self._corpus.holders
        found = held.sharing(self._wording.segments, _CANDIDATES)
        index = held.indexes.get(target.slug)
        own = self._corpus.number(Address(target.slug, target.anchor)) if target.anchor else 0
        if index and sum(map(len, index.words)) <= _NEIGHBOURS:
            found = [*found, *((target.slug, n) for n in range(len(index.words)))]
        near = sorted(
            dict.fromkeys(found), key=lambda each: (each[0] != target.slug, abs(each[1] - (own or 0)))
        )
        return iter(
            [each for each in near if each[0] == target.slug]
            + [each for each in found if each[0] != target.slug]
        )

    def _elsewhere(self, candidates: list[tuple[str, int]], is_dead: bool) -> tuple[Passage, Found] | None:
        """The message that holds the words. Of a few words, only if no other does: they mean nothing else."""
        found: list[tuple[Passage, Found]] = []
        is_sure = self._is_telling() or (is_dead and not self._quotation.target.anchor)
        for slug, number in candidates:
            if self._wording.may_stand_in(self._corpus.words(slug, number)):
                passage = self._corpus.message(slug, number)
                if (match := self._wording.find_in(passage)) is not None:
                    found.append((passage, match))
                    if is_sure or self._is_own(slug) or len(found) > 1:
                        break
        return found[0] if found and (is_sure or len(found) == 1) else None

    def _is_telling(self) -> bool:
        return len(tokens_of(self._wording.words)) >= _TELLING

    def _is_own(self, slug: str) -> bool:
        """Whether the link leads to the conversation as a whole, so that any message of it will do."""
        return not self._quotation.target.anchor and slug == self._quotation.target.slug

    def _unlike(self, passage: Passage | None, candidates: list[tuple[str, int]], is_dead: bool) -> Verdict:
        """The verdict on words that nobody said so: who said something like them?"""
        own = self._nearest(passage) if passage else None
        scores = sorted(
            (-similarity(self._wording.words, self._corpus.words(*each)), n)
            for n, each in enumerate(candidates)
        )
        best = candidates[scores[0][1]] if scores else None
        other = self._nearest(self._corpus.message(*best)) if best and self._is_telling() else None
        if own and (not other or other.score < own.score + _MUCH_MORE):
            other = None
        chosen = other or own
        if chosen is None or chosen.score < _SHOWN:
            finding = Finding.DEAD if is_dead else Finding.MISSING
            return Verdict(finding, self._quotation, notes=tuple(self._states()) if is_dead else ())
        finding = Finding.MOVED_ALTERED if other else Finding.ALTERED
        if chosen.score < ALIKE:
            finding = Finding.MISSING
        elif (
            other and not self._quotation.target.anchor and other.passage.slug == self._quotation.target.slug
        ):
            finding = Finding.ALTERED
        verdict = self._beside(finding, chosen)
        return replace(verdict, finding=Finding.DEAD, notes=tuple(self._states())) if is_dead else verdict

    def _beside(self, finding: Finding, chosen: _Nearest) -> Verdict:
        where = place(chosen.passage, chosen.span)
        shown = difference(chosen.piece, where.exact)
        return Verdict(
            finding, self._quotation, None, where, nearest=where.exact, difference=shown, score=chosen.score
        )

    def _nearest(self, passage: Passage) -> _Nearest | None:
        """What in the passage is most like the quotation; of one with marks, like its first piece that fails."""
        piece = self._quotation.exact
        if len(self._wording.pieces) > 1:
            text = passage.typographic.text
            piece = next((each for each in self._wording.pieces if each not in text), piece)
        words = normalization.words(piece)
        span = nearest(piece, passage.text)
        if span is None:
            return None
        return _Nearest(passage, span, piece, fuzz.ratio(words, normalization.words(span.of(passage.text))))
