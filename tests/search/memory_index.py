"""A simple index in memory, built from the texts without Whoosh."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from sitegen.model.ai_models import Model
from sitegen.search.columns import Columns
from sitegen.search.documents import ConversationDocuments
from sitegen.search.whoosh_index.index import HitText, TermPostings
from sitegen.text.tokens import message_terms, terms


class MemoryIndex:
    """Has the methods of `sitegen.search.whoosh_index.index.Index`."""

    def __init__(self, documents: Sequence[ConversationDocuments], known: Mapping[str, Model]) -> None:
        ordered = sorted(documents, key=lambda each: (each.header.started, each.header.slug))
        self.columns = Columns.from_headers([each.header for each in ordered], known)
        columns = self.columns
        self._families = [each.families for each in ordered]
        self._texts = [HitText(*pair) for each in ordered for pair in zip(each.anchors, each.texts, strict=True)]
        self._words = {
            "text": [list(message_terms(each.text)) for each in self._texts],
            "title": [terms(columns.headers[n].title) for n in columns.conversation],
            "speaker": [terms(columns.participants[n].name) for n in columns.participant],
        }
        self._counts = {field: _inverted(documents_words) for field, documents_words in self._words.items()}

    def terms(self, prefix: str) -> Sequence[tuple[str, int]]:
        everything = {term for counts in self._counts.values() for term in counts if term.startswith(prefix)}
        return [(term, len(self._counts["text"].get(term, ()))) for term in sorted(everything)]

    def family(self, name: str) -> Collection[str]:
        return {word for each in self._families for word in each.get(name, ())}

    def postings(self, field: str, term: str) -> TermPostings:
        found = self._counts[field].get(term, {})
        return TermPostings(list(found), list(found.values()))

    def positions(self, term: str, docs: Collection[int]) -> Mapping[int, Sequence[int]]:
        words = self._words["text"]
        places = {doc: [n for n, word in enumerate(words[doc]) if word == term] for doc in docs}
        return {doc: found for doc, found in places.items() if found}

    def texts(self, docs: Collection[int]) -> Mapping[int, HitText]:
        return {doc: self._texts[doc] for doc in docs}


def _inverted(documents: Sequence[Sequence[str]]) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    for doc, words in enumerate(documents):
        for term, tf in Counter(words).items():
            found.setdefault(term, {})[doc] = tf
    return found
