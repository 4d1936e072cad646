"""What a query must match, found by reading every message: slow, simple, and with nothing of the index in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sitegen.search.block_flags import KINDS
from sitegen.search.dates import date_of
from sitegen.search.documents import ConversationDocuments
from sitegen.search.participants import KnownModel, models, speakers
from sitegen.search.query.ast import And, Field, Node, Not, Or, Phrase, Prefix, Word
from sitegen.search.query.parser import Query
from sitegen.search.stemming import stem
from sitegen.text.tokens import terms

WEAK, NEUTRAL, STRONG = "weak", "neutral", "strong"


class Words:
    """What a message, a title or a name says."""

    def __init__(self, text: str) -> None:
        self.terms = tuple(terms(text))
        self.all = frozenset(self.terms)
        self.stems = frozenset(stem(term) for term in self.all if len(term) >= 3)

    def hold(self, node: Word | Prefix | Phrase) -> bool:
        match node:
            case Word(term=term):
                return stem(term) in self.stems if len(term) >= 3 else term in self.all
            case Prefix(term=term):
                return any(word.startswith(term) for word in self.all)
        length = len(node.terms)
        places = range(len(self.terms) - length + 1) if self.all.issuperset(node.terms) else ()
        return any(self.terms[at : at + length] == node.terms for at in places)


@dataclass(frozen=True)
class Said:
    """A message as the oracle reads it."""

    text: Words
    title: Words
    speaker: Words
    is_first: bool
    participant: int
    slug: str
    day: str
    kinds: int


class Oracle:
    """Knows all messages."""

    def __init__(self, documents: Sequence[ConversationDocuments], known: Sequence[KnownModel]) -> None:
        ordered = sorted(documents, key=lambda each: (each.head.started, each.head.slug))
        heads = [each.head for each in ordered]
        self.participants = tuple(dict.fromkeys(who for head in heads for who in head.participants))
        self.models = known
        self.slugs = [head.slug for head in heads]
        self.said = [said for each in ordered for said in self._read(each)]

    def _read(self, documents: ConversationDocuments) -> Iterator[Said]:
        head = documents.head
        title = Words(head.title)
        names = [Words(each.name) for each in head.participants]
        for n, text in enumerate(documents.texts):
            yield Said(
                Words(text),
                title,
                names[head.speakers[n]],
                n == 0,
                self.participants.index(head.participants[head.speakers[n]]),
                head.slug,
                date_of(head.days[n]),
                head.kinds[n],
            )

    def hits(self, query: Query) -> set[int]:
        """The global numbers of the messages that are worth showing."""
        return {
            doc
            for doc, said in enumerate(self.said)
            if query.node and self._strength(query.node, said) in (STRONG, NEUTRAL)
        }

    def _strength(self, node: Node, said: Said) -> str | None:
        match node:
            case Not():
                return NEUTRAL if self._strength(node.node, said) is None else None
            case And():
                found = [self._strength(each, said) for each in node.nodes]
                if None in found:
                    return None
                return STRONG if STRONG in found else WEAK if WEAK in found else NEUTRAL
            case Or():
                found = [self._strength(each, said) for each in node.nodes]
                return next((each for each in (STRONG, NEUTRAL, WEAK) if each in found), None)
            case Field():
                return NEUTRAL if self._passes(node, said) else None
        if said.text.hold(node) or said.speaker.hold(node):
            return STRONG
        if said.title.hold(node):
            return STRONG if said.is_first else WEAK
        return None

    def _passes(self, node: Field, said: Said) -> bool:
        value = node.value
        match node.field:
            case "speaker":
                return said.participant in speakers(value, self.participants)
            case "model":
                return said.participant in models(value, self.participants, self.models)
            case "has":
                return bool(said.kinds >> KINDS.index(value) & 1)
            case "in" if value in self.slugs:
                return said.slug == value
            case "in":
                words = set(terms(value))
                return bool(words) and (words <= said.title.all or words <= set(terms(said.slug)))
            case "on":
                return said.day.startswith(value)
            case "before":
                return said.day[: len(value)] < value if said.day else False
            case _:
                return said.day[: len(value)] > value if said.day else False
