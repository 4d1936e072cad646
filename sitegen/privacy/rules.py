"""Kinds of secrets and personal data, the patterns that find them, and the owner's rules of what to redact."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from sitegen.model import Span
from sitegen.text.path_patterns import path_matches


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
    is_long_number: bool = False
    """True if each value has seven digits, with at most three spaces or signs between two; a cheap check."""
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


REDACT_KEYS = ("words", "pattern", "kind", "message")
"""Keys of which a rule has exactly one."""


@dataclass(frozen=True, slots=True)
class RedactRule:
    """A rule; exactly one of ``words``, ``pattern``, ``kind`` and ``message`` is not empty."""

    words: str = ""
    """Text to redact everywhere; whole words, in any letters that look alike, see `lookalikes.fold_letters`."""
    pattern: str = ""
    """Regular expression of the `regex` package."""
    kind: str = ""
    """Id of a `SecretKind`, or a `SecretGroup`."""
    message: str = ""
    """Anchor of a message to redact as a whole."""
    label: str = ""
    """Text of the placeholder; if empty, the name of the kind."""
    match: str = "*"
    """Pattern of transcripts, as in `TranscriptRule.match`."""
    line: int | None = field(default=None, compare=False, repr=False)

    @property
    def key(self) -> str:
        """Return the one of `REDACT_KEYS` that is not empty."""
        return next(name for name in REDACT_KEYS if getattr(self, name))

    def applies_to(self, path: str) -> bool:
        """Return whether the rule applies to the transcript at ``path``."""
        return path_matches(self.match, path)
