"""What ``speaker:`` and ``model:`` mean: a value → participants. The browser's half is ``names.js``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sitegen.model import Participant
from sitegen.model.ai_models import Model
from sitegen.model.ai_models import name_words as words_of_folded
from sitegen.text.tokens import fold, terms

_LONGEST = 200
"""Characters of a name."""


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model as far as a search must know it."""

    identity: str
    name: str
    vendor: str
    family: str
    keys: tuple[str, ...]
    """The words of everything it is called, each name as one text."""


def known_model(model: Model, written: Iterable[str]) -> KnownModel:
    """The model, which transcripts call as ``written`` says."""
    short = model.identity.partition("/")[2]
    names = (model.identity, short, model.name, *model.aliases, *written)
    keys = sorted({" ".join(name_words(name)) for name in names} - {""})
    return KnownModel(model.identity, model.name, model.vendor, model.family, tuple(keys))


@lru_cache(maxsize=5_000)
def name_words(written: str) -> tuple[str, ...]:
    """The words of a model's name: ``Claude-Haiku-4.5`` is ``claude``, ``haiku``, ``4.5``."""
    return words_of_folded(fold(written[:_LONGEST]).replace("+", " plus "))


def speakers(value: str, participants: Sequence[Participant]) -> set[int]:
    """The indexes of those whose name is ``value``; if there is none, of those whose name has all its words."""
    wanted = terms(value)
    if not wanted:
        return {n for n, each in enumerate(participants) if each.name == value}
    names = [terms(each.name) for each in participants]
    exact = {n for n, name in enumerate(names) if name == wanted}
    return exact or {n for n, name in enumerate(names) if set(wanted).issubset(name)}


def models(value: str, participants: Sequence[Participant], known: Iterable[KnownModel]) -> set[int]:
    """The indexes of those whose model ``value`` names, in any way of writing it, or whose vendor or family it
    names; if there is none, of those with all its words in what is known of their model.
    """
    wanted = name_words(value)
    if not wanted:
        return set()
    known = tuple(known)
    named = {each.identity for each in known if " ".join(wanted) in each.keys or wanted in _groups(each)}
    if not named:
        named = {each.identity for each in known if set(wanted).issubset(_all_words(each))}
        unknown = {
            n
            for n, each in enumerate(participants)
            if each.model is None and set(wanted).issubset(name_words(each.label or each.name))
        }
    else:
        unknown = set()
    return unknown | {n for n, each in enumerate(participants) if each.model in named}


def _groups(model: KnownModel) -> Iterable[tuple[str, ...]]:
    """The words of the vendor's names and of the family."""
    return (name_words(text) for text in (model.vendor, model.identity.partition("/")[0], model.family))


def _all_words(model: KnownModel) -> set[str]:
    return set(
        name_words(" ".join((model.identity.replace("/", " "), model.name, model.vendor, model.family)))
    )
