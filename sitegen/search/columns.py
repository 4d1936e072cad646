"""All documents of an archive but their words, in columns: what filters, facets and ranks ask of a document.

Conversations stand oldest first, so that a new one comes last and the numbers of the others stay.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import NamedTuple

from sitegen.model import Participant
from sitegen.model.ai_models import Model
from sitegen.search.documents import Head
from sitegen.search.participants import KnownModel, known_model
from sitegen.search.ranking import LEVELS, level
from sitegen.text.tokens import terms


class Averages(NamedTuple):
    """Mean lengths of the fields over all documents, in terms."""

    text: float
    title: float
    speaker: float


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns; ``Columns.of`` makes them. Lists of all documents are in order of their numbers."""

    heads: tuple[Head, ...]
    """By conversation."""
    bases: tuple[int, ...]
    """By conversation the number of its first document, and at the end their count."""
    participants: tuple[Participant, ...]
    """All that differ in name, role, model or label, in order of first appearance."""
    models: tuple[KnownModel, ...]
    """Those of participants, by identity."""
    local: tuple[tuple[int, ...], ...]
    """By conversation: its participants as indexes of all."""
    conversation: list[int]
    participant: list[int]
    day: list[int]
    kinds: list[int]
    level: list[int]
    """Of the text's length; see `lengths`."""
    title_level: list[int]
    """By conversation."""
    speaker_level: list[int]
    """By participant."""
    averages: Averages

    @classmethod
    def of(cls, heads: Iterable[Head], known: Mapping[str, Model]) -> "Columns":
        """The columns of these conversations, given in any order; ``known`` by identity."""
        ordered = tuple(sorted(heads, key=lambda head: (head.started, head.slug)))
        everybody: dict[Participant, int] = {}
        local = tuple(
            tuple(everybody.setdefault(each, len(everybody)) for each in head.participants)
            for head in ordered
        )
        title_level = [level(len(terms(head.title))) for head in ordered]
        speaker_level = [level(len(terms(each.name))) for each in everybody]
        participant = [own[n] for own, head in zip(local, ordered, strict=True) for n in head.speakers]
        conversation = [n for n, head in enumerate(ordered) for _ in head.speakers]
        levels = list(chain.from_iterable(head.lengths for head in ordered))
        return cls(
            ordered,
            (0, *accumulate(len(head.speakers) for head in ordered)),
            tuple(everybody),
            tuple(_models(everybody, known)),
            local,
            conversation,
            participant,
            list(chain.from_iterable(head.days for head in ordered)),
            list(chain.from_iterable(head.kinds for head in ordered)),
            levels,
            title_level,
            speaker_level,
            Averages(
                _average(levels),
                _average([title_level[n] for n in conversation]),
                _average([speaker_level[n] for n in participant]),
            ),
        )

    @property
    def count(self) -> int:
        """How many documents there are."""
        return self.bases[-1]


def _average(levels: list[int]) -> float:
    return sum(LEVELS[each] for each in levels) / len(levels) if levels else 0.0


def _models(participants: Iterable[Participant], known: Mapping[str, Model]) -> Iterable[KnownModel]:
    written: dict[str, set[str]] = {}
    for each in participants:
        if each.model:
            written.setdefault(each.model, set()).add(each.label)
    for identity, labels in sorted(written.items()):
        model = known.get(identity) or Model(identity, identity.partition("/")[0], identity, identity)
        yield known_model(model, labels)
