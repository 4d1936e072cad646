"""Find the participants that the filters ``speaker:`` and ``model:`` select."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sitegen.model import Participant, ai_models
from sitegen.model.ai_models import Model
from sitegen.text.tokens import fold, terms

_MAX_NAME_LENGTH = 200
"""In characters."""


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model with the names that a query may use for it."""

    identity: str
    name: str
    vendor: str
    family: str
    keys: tuple[str, ...]
    """Its names, each as normalised words joined by blanks."""


def known_model(model: Model, labels: Iterable[str]) -> KnownModel:
    """Return the model with all its names; ``labels`` are those that transcripts use."""
    short = model.identity.partition("/")[2]
    names = (model.identity, short, model.name, *model.aliases, *labels)
    keys = sorted({" ".join(name_words(name)) for name in names} - {""})
    return KnownModel(model.identity, model.name, model.vendor, model.family, tuple(keys))


@lru_cache(maxsize=5_000)
def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a model's name: of ``Claude-Haiku-4.5`` they are ``claude``, ``haiku``, ``4.5``."""
    return ai_models.name_words(fold(name[:_MAX_NAME_LENGTH]).replace("+", " plus "))


def find_speakers(value: str, participants: Sequence[Participant]) -> set[int]:
    """Return the indexes of participants with this name, or if there is none, with all its words in their name."""
    wanted = terms(value)
    if not wanted:
        return {n for n, each in enumerate(participants) if each.name == value}
    names = [terms(each.name) for each in participants]
    exact = {n for n, name in enumerate(names) if name == wanted}
    return exact or {n for n, name in enumerate(names) if set(wanted).issubset(name)}


def find_models(value: str, participants: Sequence[Participant], known: Iterable[KnownModel]) -> set[int]:
    """Return the indexes of participants whose model, vendor or family has this name, in any spelling.

    If there is none: of participants with all its words in the names of their model.
    """
    wanted = name_words(value)
    if not wanted:
        return set()
    known = tuple(known)
    identities = {
        each.identity for each in known if " ".join(wanted) in each.keys or wanted in _vendor_and_family_names(each)
    }
    if not identities:
        identities = {each.identity for each in known if set(wanted).issubset(_all_words(each))}
        unidentified = {
            n
            for n, each in enumerate(participants)
            if each.model is None and set(wanted).issubset(name_words(each.label or each.name))
        }
    else:
        unidentified = set()
    return unidentified | {n for n, each in enumerate(participants) if each.model in identities}


def _vendor_and_family_names(model: KnownModel) -> Iterable[tuple[str, ...]]:
    """Yield the words of the vendor's names and of the family."""
    return (name_words(text) for text in (model.vendor, model.identity.partition("/")[0], model.family))


def _all_words(model: KnownModel) -> set[str]:
    return set(name_words(" ".join((model.identity.replace("/", " "), model.name, model.vendor, model.family))))
