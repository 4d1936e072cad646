"""Properties of all documents in columns, for filters, facets and ranking.

Conversations are in order of time: a new one comes last, so that the others keep their numbers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import NamedTuple

from sitegen.model import Participant
from sitegen.model.ai_models import Model
from sitegen.search.documents import DocumentHeader
from sitegen.search.participants import KnownModel, known_model
from sitegen.search.ranking import LENGTH_LEVELS, length_level
from sitegen.text.tokens import terms


class Averages(NamedTuple):
    """Mean lengths of the fields over all documents, in terms."""

    text: float
    title: float
    speaker: float


@dataclass(frozen=True, slots=True)
class Columns:
    """Properties of documents by document number, and of conversations and participants by theirs."""

    headers: tuple[DocumentHeader, ...]
    offsets: tuple[int, ...]
    """By conversation, the number of its first document; at the end, the number of documents."""
    participants: tuple[Participant, ...]
    """Without duplicates, in order of first appearance."""
    models: tuple[KnownModel, ...]
    """Models of participants, in order of identity."""
    conversation_participants: tuple[tuple[int, ...], ...]
    """By conversation, the indexes of its participants."""
    conversation: list[int]
    """By document, as the following columns."""
    participant: list[int]
    day: list[int]
    kinds: list[int]
    level: list[int]
    """Length level of the text; see `ranking.LENGTH_LEVELS`."""
    title_level: list[int]
    """By conversation."""
    speaker_level: list[int]
    """By participant."""
    averages: Averages
    languages: tuple[str, ...]
    """Languages of families, sorted."""

    @classmethod
    def from_headers(cls, headers: Iterable[DocumentHeader], known: Mapping[str, Model]) -> "Columns":
        """Build the columns of conversations in any order. ``known``: models by identity."""
        ordered = tuple(sorted(headers, key=lambda header: (header.started, header.slug)))
        participant_indexes: dict[Participant, int] = {}
        conversation_participants = tuple(
            tuple(participant_indexes.setdefault(each, len(participant_indexes)) for each in header.participants)
            for header in ordered
        )
        title_level = [length_level(len(terms(header.title))) for header in ordered]
        speaker_level = [length_level(len(terms(each.name))) for each in participant_indexes]
        participant = [
            indexes[n]
            for indexes, header in zip(conversation_participants, ordered, strict=True)
            for n in header.speakers
        ]
        conversation = [n for n, header in enumerate(ordered) for _ in header.speakers]
        length_levels = list(chain.from_iterable(header.length_levels for header in ordered))
        return cls(
            ordered,
            (0, *accumulate(len(header.speakers) for header in ordered)),
            tuple(participant_indexes),
            tuple(known_models(participant_indexes, known)),
            conversation_participants,
            conversation,
            participant,
            list(chain.from_iterable(header.days for header in ordered)),
            list(chain.from_iterable(header.kinds for header in ordered)),
            length_levels,
            title_level,
            speaker_level,
            Averages(
                _average(Counter(length_levels), range(len(LENGTH_LEVELS))),
                _average(Counter(conversation), title_level),
                _average(Counter(participant), speaker_level),
            ),
            tuple(sorted({language for header in ordered for language in header.languages})),
        )

    @property
    def count(self) -> int:
        """Return the number of documents."""
        return self.offsets[-1]


def _average(counts: Counter[int], levels: Sequence[int]) -> float:
    """Return the mean length of a field. ``counts``: documents by key; ``levels``: by key, the length level."""
    return sum(LENGTH_LEVELS[levels[key]] * n for key, n in counts.items()) / counts.total() if counts else 0.0


def known_models(participants: Iterable[Participant], known: Mapping[str, Model]) -> Iterable[KnownModel]:
    """Yield the models of participants, in order of identity. ``known``: models by identity."""
    labels_by_identity: dict[str, set[str]] = {}
    for each in participants:
        if each.model:
            labels_by_identity.setdefault(each.model, set()).add(each.label)
    for identity, labels in sorted(labels_by_identity.items()):
        model = known.get(identity) or Model(identity, identity.partition("/")[0], identity, identity)
        yield known_model(model, labels)
