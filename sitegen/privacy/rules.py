"""Kinds of secrets and personal data, and the patterns that find them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from sitegen.model import Span


class SecretGroup(StrEnum):
    """Secrets that give access, or personal data."""

    SECRETS = "secrets"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class SecretKind:
    """A kind of secret, such as the keys of one vendor."""

    id: str
    """As in ``[[redact]] kind = …``."""
    phrase: str
    """Name with article: *an Anthropic API key*."""
    group: SecretGroup = SecretGroup.SECRETS
    is_note: bool = False
    """Usually harmless; reported as a note."""

    @property
    def name(self) -> str:
        """Return the name without article."""
        return self.phrase.partition(" ")[2]


def _accept_any(value: str) -> bool:
    del value
    return True


@dataclass(frozen=True, slots=True)
class SecretPattern:
    """Pattern of a kind. All quantifiers of ``regex`` are bounded, so that hostile text is not slower."""

    kind: SecretKind
    hints: tuple[str, ...]
    """Literals of which each value has one; a text without any is skipped."""
    regex: re.Pattern[str]
    """Matches the value, or has a group ``value``; matched at the hint or, with ``lookbehind``, searched around it."""
    lookbehind: int = 0
    """Maximum number of characters of a value before its hint."""
    lookahead: re.Pattern[str] | None = None
    """Must match after the hint; a cheap check."""
    is_valid: Callable[[str], bool] = field(default=_accept_any)
    """Checks the value: not a placeholder, correct checksum."""
    tail: re.Pattern[str] | None = None
    """Matches the rest of a value that is longer than the bounds of ``regex``; possessive."""


@dataclass(frozen=True, slots=True)
class SecretHit:
    """A match in a text. It contains the value: never store or print it, see `findings.SecretFinding`."""

    kind: SecretKind
    span: Span
    """In the scanned text."""
    value: str
    """As displayed."""
    prefix: str = ""
    """Common prefix of all values of the kind."""
