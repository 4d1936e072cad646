"""Read which models took part from the fields above the first message: ``Agents: a ↔ b``, ``Models: a, b``."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sitegen.model import Role

_NAME_KEYS = ("agents", "participants", "speakers", "actors")
_LABELED_KEY = re.compile(r"(?:model|agent|ai|bot|speaker|actor)[ _-](?P<label>[a-z]|\d{1,2})", re.IGNORECASE)
_SPEAKER_LABEL = re.compile(r"(?:^|[ _#(-])(?P<label>[A-Za-z]|\d{1,2})\)?$")
_SEPARATOR = re.compile(r"\s*(?:[,;、+&|]|<?-+>|[↔⇄⇆⟷×]|\bvs\b\.?|\band\b|\bund\b|\bet\b|\by\b)\s*")
_MODEL_IN_PARENTHESES = re.compile(r"(?P<name>[^()]+?)\s*\((?P<model>[^()]+)\)")
_CODE_SPAN = re.compile(r"`([^`\n]+)`")
_MARKUP = " \t*_`\"'[]"
_MAX_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class StatedModels:
    """What the fields of a transcript state about its participants."""

    names: tuple[str, ...] = ()
    """In ``Agents``, ``Participants`` and similar fields, without their models; possibly models themselves."""
    are_agents: bool = False
    """True if the field says that they are programs."""
    models: tuple[str, ...] = ()
    """In ``Models``, in order."""
    by_name: Mapping[str, str] = field(default_factory=dict)
    """Models by the name in lower case that is before or behind them, as in ``Rosa (haiku)``."""
    by_label: Mapping[str, str] = field(default_factory=dict)
    """Models in ``Model A`` or ``Agent 1``, by the letter or number."""

    def assign(
        self, roles: Mapping[str, Role | None], single_model: str, is_known_model: Callable[[str], bool]
    ) -> dict[str, str]:
        """Return the model of each speaker for whom it is certain. ``roles``: by speaker, in order of appearance.

        ``single_model``: the value of ``Model``; the model of all agents, if they are listed.
        """
        speakers = [name for name, role in roles.items() if role in (Role.ASSISTANT, None)]
        listed = {name.casefold(): name for name in self.names}
        listed_models = self.models
        if not listed_models and len(several := _split(single_model)) > 1 and all(map(is_known_model, several)):
            listed_models = tuple(several)  # ``Model: gpt-4o vs. claude-opus-4``
        if not listed_models and self.names and listed.keys().isdisjoint(map(str.casefold, speakers)):
            listed_models = self.names  # ``Agents: gpt-4o ↔ haiku``
        assigned: dict[str, str] = {}
        for name in speakers:
            model = self.by_name.get(name.casefold(), "")
            if is_known_model(model):  # in parentheses may also be where somebody lives
                assigned[name] = model
        labels = {name: label for name in speakers if (label := _label(name))}
        if self.by_label:
            assigned |= {name: self.by_label[label] for name, label in labels.items() if label in self.by_label}
        elif listed_models and len(self.names) == len(listed_models) and self.names != listed_models:
            pairs = {name.casefold(): model for name, model in zip(self.names, listed_models, strict=True)}
            assigned |= {name: pairs[name.casefold()] for name in speakers if name.casefold() in pairs}
        if not assigned and listed_models:
            assigned = _by_label(labels, listed_models) or _of_all(speakers, listed_models)
        if not assigned and single_model and self.are_agents:
            assigned = {name: single_model for name in speakers if name.casefold() in listed}
        return {name: model for name, model in assigned.items() if not is_known_model(name)}

    def is_agent(self, name: str) -> bool:
        """Return whether the header lists the speaker as a program."""
        return self.are_agents and name.casefold() in map(str.casefold, self.names)

    def is_unassigned(self, assigned: Mapping[str, str]) -> bool:
        """Return whether several models are stated, and nothing tells who is which."""
        return not assigned and (len(set(self.models)) > 1 or len(set(self.by_label.values())) > 1)

    @property
    def all_models(self) -> tuple[str, ...]:
        """Return all models that are certainly models."""
        return tuple(dict.fromkeys((*self.models, *self.by_label.values())))


def read_stated_models(fields: Mapping[str, str]) -> StatedModels:
    """Read the fields of a header, by their keys in lower case."""
    names: tuple[str, ...] = ()
    are_agents = False
    by_name: dict[str, str] = {}
    for key in _NAME_KEYS:
        if not names and fields.get(key):
            entries = [
                match if (match := _MODEL_IN_PARENTHESES.fullmatch(entry)) else entry for entry in _split(fields[key])
            ]
            names = tuple(entry if isinstance(entry, str) else entry["name"].strip(_MARKUP) for entry in entries)
            by_name = {
                entry["name"].strip(_MARKUP).casefold(): entry["model"].strip(_MARKUP)
                for entry in entries
                if not isinstance(entry, str)
            }
            are_agents = key == "agents"
    labeled = [(match, value) for key, value in fields.items() if (match := _LABELED_KEY.fullmatch(key))]
    for _, value in labeled:
        if nickname := _MODEL_IN_PARENTHESES.fullmatch(value.strip()):
            by_name[nickname["model"].casefold()] = nickname["name"].strip(_MARKUP)
    return StatedModels(
        names,
        are_agents,
        tuple(_split(fields.get("models", ""))),
        by_name,
        {match["label"].casefold(): model for match, value in labeled if (model := _model(value))},
    )


def _split(value: str) -> list[str]:
    """Return the entries of a list; none of a number, such as ``Models: 4``."""
    if value.strip().isdigit():
        return []
    entries = (entry.strip(_MARKUP) for entry in _SEPARATOR.split(value.strip(" \t[]"))[:_MAX_ENTRIES])
    return [entry for entry in entries if entry]


def _model(value: str) -> str:
    """Return a model without what is in parentheses or behind a code span."""
    quoted = _CODE_SPAN.match(value.strip())
    return (quoted[1] if quoted else value.partition(" (")[0]).strip(_MARKUP)


def _label(name: str) -> str:
    match = _SPEAKER_LABEL.search(name)
    return match["label"].casefold() if match else ""


def _by_label(labels: Mapping[str, str], models: Sequence[str]) -> dict[str, str]:
    """Return models by the letters or numbers of the speakers, if all of these count from A or 1."""
    indexes = {name: int(label) - 1 if label.isdigit() else ord(label) - ord("a") for name, label in labels.items()}
    if not indexes or any(not 0 <= index < len(models) for index in indexes.values()):
        return {}
    if len(set(indexes.values())) < len(indexes):
        return {}
    return {name: models[index] for name, index in indexes.items()}


def _of_all(speakers: Sequence[str], models: Sequence[str]) -> dict[str, str]:
    """Return the model of all speakers, if only one is stated, for as many speakers as there are."""
    if len(set(models)) > 1 or len(models) != len(speakers):
        return {}
    return dict.fromkeys(speakers, models[0])
