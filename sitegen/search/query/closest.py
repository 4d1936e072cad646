"""Find the documents that have most words of a query that no document has all words of.

Only words, phrases and prefixes may be missing; filters, OR and NOT stay strict.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from sitegen.search.matches import Matches, all_of, any_of
from sitegen.search.query.ast import And, Node, Phrase, Prefix, Word
from sitegen.search.query.evaluator import Evaluation, Evaluator
from sitegen.search.query.operands import operand_text
from sitegen.search.ranking import frequent_word_weight, word_weight


@dataclass(frozen=True, slots=True)
class Closest:
    """The documents with most of the words, by their weight."""

    evaluation: Evaluation
    weights: Mapping[int, int]
    """By hit, the sum of the weights of the words that it has."""
    words: Mapping[str, Set[int]]
    """The documents of each word, by its text in the query."""

    def missing(self, doc: int) -> tuple[str, ...]:
        """Return the words that a document does not have."""
        return tuple(text for text, docs in self.words.items() if doc not in docs)


def find_closest(evaluator: Evaluator) -> Closest | None:
    """Return the documents that have at least half as much as the best one; None where no word may be missing."""
    query, count = evaluator.query, evaluator.index.columns.count
    operands = list(_operands(query.node)) if query.node else []
    words = [each for each in operands if isinstance(each, Word | Phrase | Prefix)]
    if len(words) < 2:
        return None
    parts = [evaluator.evaluate(each) for each in words]
    found = any_of([part.matches for part in parts])
    strict = [evaluator.evaluate(each) for each in operands if each not in words] if found.hits else []
    visible = evaluator.visible(all_of([found, *(part.matches for part in strict)]))
    weights: Counter[int] = Counter(dict.fromkeys(visible.hits, 0))
    docs_by_word: dict[str, Set[int]] = {}
    word_weights = [word_weight(count, len(part.matches.hits)) for part in parts]
    docs_by_part = [visible.hits & part.matches.everything for part in parts]
    if not any(weight and docs for weight, docs in zip(word_weights, docs_by_part, strict=True)):
        word_weights = [frequent_word_weight(count, len(part.matches.hits)) for part in parts]
    for word, weight, docs in zip(words, word_weights, docs_by_part, strict=True):
        for doc in docs:
            weights[doc] += weight
        text = operand_text(query.text, word.at)
        docs_by_word[text] = docs_by_word.get(text, docs) & docs
    best = max(weights.values(), default=0)
    hits = {doc: weight for doc, weight in weights.items() if 2 * weight >= best > 0}
    terms = frozenset[str]().union(*(part.terms for part in parts))
    return Closest(Evaluation(Matches(strong=hits.keys(), scores=visible.scores), terms), hits, docs_by_word)


def _operands(node: Node) -> Iterator[Node]:
    """Yield the parts of a query that must all match."""
    if isinstance(node, And):
        for each in node.nodes:
            yield from _operands(each)
    else:
        yield node
