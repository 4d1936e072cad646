"""Verify quotations against the archive. Deterministic: the same essay and archive give the same verdicts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from sitegen.model import Span
from sitegen.permalinks import urls
from sitegen.quotes.corpus import Corpus, tokenize
from sitegen.quotes.differences import word_diff
from sitegen.quotes.editorial_marks import chains
from sitegen.quotes.fuzzy_match import closest_span, map_span, similarity
from sitegen.quotes.matching import TextMatch, match_plain, match_with_marks
from sitegen.quotes.message_text import TextRange, selector
from sitegen.quotes.quotation import Address, Quotation, QuotationKind, QuoteTarget
from sitegen.quotes.verdict import DeadAddress, QuoteFinding, Verdict
from sitegen.text import normalization
from sitegen.text.offset_map import OffsetMap
from sitegen.text.typography import typographic_map

_FINAL_PUNCTUATION = (".", ",")
"""A period or comma before the closing quotation mark may be the essayist's."""


@dataclass(frozen=True, slots=True)
class QuoteMatch:
    """The position of a quotation in a `TextRange`."""

    exactness: QuoteFinding
    span: Span
    """In `TextRange.text`."""
    count: int
    omissions: tuple[str, ...]


class QuoteMatcher:
    """The normal forms of a quotation, computed once for all texts in which it is searched."""

    def __init__(self, exact: str, source_text: str = "") -> None:
        self.exact = exact
        sources = (exact, source_text) if source_text not in ("", exact) else (exact,)
        self.verbatim = tuple(filter(None, dict.fromkeys(map(normalization.normalize_verbatim, sources))))
        forms = [typographic_map(each, markdown=markdown).text for markdown in (True, False) for each in sources]
        self.typographic = tuple(dict.fromkeys(filter(None, forms)))
        self.pieces = tuple(piece.text for chain in chains(forms[0]) for piece in chain.pieces) or (forms[0],)
        pieces_with_words = [each for each in self.pieces if any(map(str.isalnum, each))]
        self.segments = tuple(filter(None, map(normalization.normalize_words, pieces_with_words or self.pieces)))
        """N3 of the pieces between editorial marks; pieces without words only if there are no others."""
        self.words = " ".join(self.segments)

    def can_occur_in(self, words: str) -> bool:
        """Return whether a text (N3) can contain the quotation; may be wrong only if brackets split words."""
        return all(each in words for each in self.segments)

    def find(self, text_range: TextRange) -> QuoteMatch | None:
        """Find the quotation in the source or in the rendered text."""
        for form, is_source in ((text_range.verbatim, True), (text_range.rendered_verbatim, False)):
            for each in self.verbatim:
                if match := match_plain(each, form.text):
                    return _to_quote_match(QuoteFinding.VERBATIM, match, form, text_range, is_source)
        forms = (
            (text_range.typographic, True),
            (text_range.typographic_with_markdown, True),
            (text_range.rendered_typographic, False),
        )
        for wanted in (self.typographic, tuple(_without_final_punctuation(self.typographic))):
            for finding, match_ in (
                (QuoteFinding.TYPOGRAPHIC, match_plain),
                (QuoteFinding.MARKED, match_with_marks),
            ):
                for form, is_source in forms:
                    for each in wanted:
                        if match := match_(each, form.text):
                            return _to_quote_match(finding, match, form, text_range, is_source)
        return None


def _without_final_punctuation(forms: Sequence[str]) -> Iterator[str]:
    for each in forms:
        if each.endswith(_FINAL_PUNCTUATION) and any(map(str.isalnum, each)):
            yield each[:-1]


def _to_quote_match(
    finding: QuoteFinding, match: TextMatch, form: OffsetMap, text_range: TextRange, is_source: bool
) -> QuoteMatch:
    span: Span | None = form.source_span(match.start, match.end)
    if not is_source and text_range.rendered != text_range.text:
        span = map_span(span, text_range.rendered, text_range.text) if span else None
    omissions = tuple(each.of(form.text) for each in match.omissions)
    # Characters that only the rendered text has are not in the source: then take the whole message.
    return QuoteMatch(finding, span or Span(0, len(text_range.text)), match.count, omissions)


MIN_ALTERED_SCORE = 70.0
"""Similarity of altered words; below it they are missing. Random passages of one conversation reach 60."""
_MIN_CLOSEST_SCORE = 45.0
"""Similarity below which the most similar words do not help the essayist."""
_MIN_SCORE_GAIN = 10.0
"""Minimum lead in similarity of another message over the linked one."""
_MAX_CANDIDATES = 30
_MIN_DISTINCTIVE_WORDS = 4
"""Words that a quotation needs so that its occurrence in another message is no coincidence."""
_MAX_FULL_COMPARISON = 200_000
"""Maximum size (characters of N3) of a linked conversation whose messages are all compared."""


@dataclass(frozen=True, slots=True)
class _ClosestMatch:
    text_range: TextRange
    span: Span
    piece: str
    """The compared words of the quotation."""
    score: float


def verify(quotation: Quotation, corpus: Corpus, removed: Mapping[Address, str] | None = None) -> Verdict:
    """Verify a quotation. ``removed`` has the `RecordState` of messages that are no longer published."""
    verdict = _Verifier(quotation, corpus, removed or {}).verdict()
    if quotation.kind is not QuotationKind.LINK_TEXT or verdict.exactness:
        return verdict
    if quotation.fallback:
        return verify(quotation.fallback, corpus, removed)
    # The text of a link is a quotation only if it resembles the linked message.
    if verdict.finding is QuoteFinding.MISSING:
        return Verdict(QuoteFinding.LINK_ONLY, quotation)
    return verdict


class _Verifier:
    """Verifies one quotation."""

    def __init__(self, quotation: Quotation, corpus: Corpus, removed: Mapping[Address, str]) -> None:
        self._quotation = quotation
        self._corpus = corpus
        self._removed = removed
        self._matcher = QuoteMatcher(quotation.exact, quotation.source_text)

    def verdict(self) -> Verdict:
        target = self._quotation.target
        text_range = self._text_range(target)
        is_dead = text_range is None and (target.anchor is not None or target.slug not in self._corpus)
        if self._quotation.kind is QuotationKind.NONE:
            return self._dead() if is_dead else Verdict(QuoteFinding.LINK_ONLY, self._quotation)
        if text_range and (match := self._matcher.find(text_range)):
            finding = QuoteFinding.AMBIGUOUS if match.count > 1 else match.exactness
            return self._matched(finding, text_range, match)
        candidates = self._candidates(target)
        if elsewhere := self._find_elsewhere(candidates, is_dead):
            finding = QuoteFinding.DEAD if is_dead else QuoteFinding.MOVED
            # A link to a whole conversation is right for the words of any of its messages.
            if not target.anchor and not is_dead and elsewhere[0].slug == target.slug:
                finding = elsewhere[1].exactness
            return self._matched(finding, *elsewhere)
        return self._unmatched(text_range, candidates, is_dead)

    def _text_range(self, target: QuoteTarget) -> TextRange | None:
        return self._corpus.text_range(target.slug, target.anchor, target.last_anchor) if target.anchor else None

    def _dead(self) -> Verdict:
        return Verdict(QuoteFinding.DEAD, self._quotation, dead=tuple(self._dead_addresses()))

    def _dead_addresses(self) -> Iterator[DeadAddress]:
        target = self._quotation.target
        for anchor in dict.fromkeys(filter(None, (target.anchor, target.last_anchor))):
            address = Address(target.slug, anchor)
            state = self._removed.get(address, "")
            if state or self._corpus.message_number(address) is None:
                yield DeadAddress(urls.message(*address), state)
        if not target.anchor:
            yield DeadAddress(urls.conversation(target.slug), "")

    def _matched(self, finding: QuoteFinding, text_range: TextRange, match: QuoteMatch) -> Verdict:
        return Verdict(
            finding,
            self._quotation,
            match.exactness,
            selector(text_range, match.span),
            match.count,
            score=100.0,
            omissions=match.omissions,
            dead=tuple(self._dead_addresses()) if finding is QuoteFinding.DEAD else (),
        )

    def _candidates(self, target: QuoteTarget) -> list[tuple[str, int]]:
        """Return messages that share words with it: first those of the linked conversation, by distance."""
        indexes = self._corpus.indexes
        ranked = indexes.candidates(self._matcher.segments, _MAX_CANDIDATES)
        index = indexes.by_slug.get(target.slug)
        target_number = self._corpus.message_number(Address(target.slug, target.anchor)) if target.anchor else 0
        if index and sum(map(len, index.words)) <= _MAX_FULL_COMPARISON:
            ranked = [*ranked, *((target.slug, n) for n in range(len(index.words)))]
        by_distance = sorted(
            dict.fromkeys(ranked),
            key=lambda each: (each[0] != target.slug, abs(each[1] - (target_number or 0))),
        )
        return [each for each in by_distance if each[0] == target.slug] + [
            each for each in ranked if each[0] != target.slug
        ]

    def _find_elsewhere(self, candidates: list[tuple[str, int]], is_dead: bool) -> tuple[TextRange, QuoteMatch] | None:
        """Find another message with the words. A few words must not be in a third one: that would be chance."""
        matches: list[tuple[TextRange, QuoteMatch]] = []
        is_conclusive = self._is_distinctive() or (is_dead and not self._quotation.target.anchor)
        for slug, number in candidates:
            if self._matcher.can_occur_in(self._corpus.words(slug, number)):
                message = self._corpus.message(slug, number)
                if (match := self._matcher.find(message)) is not None:
                    matches.append((message, match))
                    if is_conclusive or self._is_any_message_right(slug) or len(matches) > 1:
                        break
        return matches[0] if matches and (is_conclusive or len(matches) == 1) else None

    def _is_distinctive(self) -> bool:
        return len(tokenize(self._matcher.words)) >= _MIN_DISTINCTIVE_WORDS

    def _is_any_message_right(self, slug: str) -> bool:
        """Return whether the link leads to the whole conversation."""
        return not self._quotation.target.anchor and slug == self._quotation.target.slug

    def _unmatched(self, text_range: TextRange | None, candidates: list[tuple[str, int]], is_dead: bool) -> Verdict:
        """Return the verdict on words that were not found, with the most similar words."""
        own = self._closest(text_range) if text_range else None
        scores = sorted(
            (-similarity(self._matcher.words, self._corpus.words(*each)), n) for n, each in enumerate(candidates)
        )
        best = candidates[scores[0][1]] if scores else None
        other = self._closest(self._corpus.message(*best)) if best and self._is_distinctive() else None
        if own and (not other or other.score < own.score + _MIN_SCORE_GAIN):
            other = None
        chosen = other or own
        if chosen is None or chosen.score < _MIN_CLOSEST_SCORE:
            return self._dead() if is_dead else Verdict(QuoteFinding.MISSING, self._quotation)
        finding = QuoteFinding.MOVED_ALTERED if other else QuoteFinding.ALTERED
        if chosen.score < MIN_ALTERED_SCORE:
            finding = QuoteFinding.MISSING
        elif other and not self._quotation.target.anchor and other.text_range.slug == self._quotation.target.slug:
            finding = QuoteFinding.ALTERED
        verdict = self._close_match(finding, chosen)
        return replace(verdict, finding=QuoteFinding.DEAD, dead=self._dead().dead) if is_dead else verdict

    def _close_match(self, finding: QuoteFinding, chosen: _ClosestMatch) -> Verdict:
        position = selector(chosen.text_range, chosen.span)
        return Verdict(
            finding,
            self._quotation,
            selector=position,
            closest=position.exact,
            difference=word_diff(chosen.piece, position.exact),
            score=chosen.score,
        )

    def _closest(self, text_range: TextRange) -> _ClosestMatch | None:
        """Find the words most similar to the quotation; with editorial marks, to its first piece that fails."""
        piece = self._quotation.exact
        if len(self._matcher.pieces) > 1:
            text = text_range.typographic.text
            piece = next((each for each in self._matcher.pieces if each not in text), piece)
        words = normalization.normalize_words(piece)
        span = closest_span(piece, text_range.text)
        if span is None:
            return None
        score = fuzz.ratio(words, normalization.normalize_words(span.of(text_range.text)))
        return _ClosestMatch(text_range, span, piece, score)
