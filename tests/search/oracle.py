"""Expected hits of a query, found by reading every message: slow, simple and without an index."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sitegen.model import SEARCHABLE_KINDS
from sitegen.search.dates import iso_date
from sitegen.search.documents import IN_BRANCH, WITHOUT_TALK, ConversationDocuments
from sitegen.search.participants import KnownModel, find_models, find_speakers
from sitegen.search.query.ast import And, Field, Node, Not, Or, Phrase, Prefix, Word
from sitegen.search.query.parser import Query
from sitegen.search.stemming import family, has_forms, stem
from sitegen.text.tokens import FOLDS_MARK, terms

WEAK, NEUTRAL, STRONG = "weak", "neutral", "strong"


class Words:
    """Terms of a message, a title or a name."""

    def __init__(self, text: str) -> None:
        self.terms = tuple(terms(text))
        self.all = frozenset(self.terms)

    def matches(self, node: Word | Prefix | Phrase, forms: frozenset[str]) -> bool:
        """Return whether a node matches. ``forms``: of the word, if it is one."""
        match node:
            case Word():
                return not forms.isdisjoint(self.all)
            case Prefix(term=term):
                return any(word.startswith(term) for word in self.all)
        length = len(node.terms)
        places = range(len(self.terms) - length + 1) if self.all.issuperset(node.terms) else ()
        return any(self.terms[at : at + length] == node.terms for at in places)


@dataclass(frozen=True)
class OracleMessage:
    """A message with all that filters need."""

    text: Words
    folds: Words
    """What its page folds."""
    title: Words
    speaker: Words
    is_first: bool
    participant: int
    slug: str
    day: str
    kinds: int


class Oracle:
    """Finds the hits of queries."""

    def __init__(self, documents: Sequence[ConversationDocuments], known: Sequence[KnownModel]) -> None:
        ordered = sorted(documents, key=lambda each: (each.header.started, each.header.slug))
        heads = [each.header for each in ordered]
        self.participants = tuple(dict.fromkeys(who for head in heads for who in head.participants))
        self.models = known
        self._families = [each.families for each in ordered]
        self._languages = {language for head in heads for language in head.languages}
        self._known_forms: dict[str, frozenset[str]] = {}
        self.slugs = [head.slug for head in heads]
        self.messages = [message for each in ordered for message in self._read(each)]

    def _read(self, documents: ConversationDocuments) -> Iterator[OracleMessage]:
        head = documents.header
        title = Words(head.title)
        names = [Words(each.name) for each in head.participants]
        for n, text in enumerate(documents.texts):
            yield OracleMessage(
                Words(text.partition(FOLDS_MARK)[0]),
                Words(text.partition(FOLDS_MARK)[2]),
                title,
                names[head.speakers[n]],
                n == 0,
                self.participants.index(head.participants[head.speakers[n]]),
                head.slug,
                iso_date(head.days[n]),
                head.kinds[n],
            )

    def hits(self, query: Query) -> set[int]:
        """Return the document numbers of the hits."""
        scope = query.scope
        hidden = IN_BRANCH * (not scope.has_branches) | WITHOUT_TALK * (not scope.has_folds)
        messages = (
            (doc, each if scope.has_folds else replace(each, folds=Words("")))
            for doc, each in enumerate(self.messages)
            if not each.kinds & hidden
        )
        return {
            doc for doc, message in messages if query.node and self._strength(query.node, message) in (STRONG, NEUTRAL)
        }

    def _strength(self, node: Node, message: OracleMessage) -> str | None:
        match node:
            case Not():
                return NEUTRAL if self._strength(node.node, message) is None else None
            case And():
                found = [self._strength(each, message) for each in node.nodes]
                if None in found:
                    return None
                return STRONG if STRONG in found else WEAK if WEAK in found else NEUTRAL
            case Or():
                found = [self._strength(each, message) for each in node.nodes]
                return next((each for each in (STRONG, NEUTRAL, WEAK) if each in found), None)
            case Field():
                return NEUTRAL if self._passes(node, message) else None
        forms = self._forms(node.term) if isinstance(node, Word) else frozenset()
        if any(each.matches(node, forms) for each in (message.text, message.folds, message.speaker)):
            return STRONG
        if message.title.matches(node, forms):
            return STRONG if message.is_first else WEAK
        return None

    def _forms(self, term: str) -> frozenset[str]:
        if term not in self._known_forms:
            names = (family(term, language) for language in self._languages if has_forms(term, language))
            found = {word for name in names for each in self._families for word in each.get(name, ())}
            is_english = "en" in self._languages and stem(stem(term)) == stem(term)
            self._known_forms[term] = frozenset({term, *found, *([stem(term)] if is_english else [])})
        return self._known_forms[term]

    def _passes(self, node: Field, message: OracleMessage) -> bool:
        value = node.value
        match node.field:
            case "speaker":
                return message.participant in find_speakers(value, self.participants)
            case "model":
                return message.participant in find_models(value, self.participants, self.models)
            case "has":
                kinds = ("tool_call", "tool_result") if value == "tool" else (value,)
                return any(message.kinds >> n & 1 for n, kind in enumerate(SEARCHABLE_KINDS) if kind in kinds)
            case "in" if value in ("all", "branches"):
                return value == "all" or bool(message.kinds & IN_BRANCH)
            case "in" if value in self.slugs:
                return message.slug == value
            case "in":
                words = set(terms(value))
                return bool(words) and (words <= message.title.all or words <= set(terms(message.slug)))
            case "on":
                return message.day.startswith(value)
            case "before":
                return message.day[: len(value)] < value if message.day else False
            case _:
                return message.day[: len(value)] > value if message.day else False
