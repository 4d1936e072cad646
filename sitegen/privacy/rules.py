"""The kinds of what is looked for, and how each is recognised: values for the tables of this room."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Group(StrEnum):
    """Whom it hurts: a secret opens a door, personal data leads to a person."""

    SECRETS = "secrets"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind, such as the keys of one vendor."""

    id: str
    """As ``[[redact]] kind = …`` writes it."""
    phrase: str
    """With its article: *an Anthropic API key*."""
    group: Group = Group.SECRETS
    is_quiet: bool = False
    """Mostly harmless: worth a note, no problem."""

    @property
    def name(self) -> str:
        """Without its article."""
        return self.phrase.partition(" ")[2]


def _anything(value: str) -> bool:
    del value
    return True


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a kind is recognised. Every quantifier of ``regex`` has a bound, so that hostile text costs no more."""

    kind: Kind
    hints: tuple[str, ...]
    """One of these stands in every value, so a text without any need not be looked at."""
    regex: re.Pattern[str]
    """Of the value, or with a group ``value``; matched at the hint, or searched for around it."""
    back: int = 0
    """How many characters before its hint a value may begin."""
    after: re.Pattern[str] | None = None
    """What must stand behind the hint, where that is quickly seen."""
    accepts: Callable[[str], bool] = field(default=_anything)
    """Of the value: no placeholder, a right checksum."""
    more: re.Pattern[str] | None = None
    """What a value that is longer than the bounds of ``regex`` runs on with; possessive, it is matched once."""
