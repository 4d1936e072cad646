"""Apply the owner's redaction rules: find matches in a text and replace them with placeholders."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial

import regex

from sitegen.model import Span
from sitegen.model.problems import SETTINGS_FILE, ContentError, Problem
from sitegen.privacy.deobfuscation import deobfuscate
from sitegen.privacy.rules import SecretKind
from sitegen.privacy.scanner import scan_markdown
from sitegen.text.path_patterns import path_matches

_TIMEOUT, _TIMEOUT_PER_MILLION = 3.0, 5.0  # seconds; the second per million characters
_LETTER = r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{N}]"  # of scripts with spaces between words
_BROKEN_BEFORE, _BROKEN_AFTER = r"â€œ|ΓÇ[ÿöôª]|┬á|‚Ä[úòîì]", r"â€|Â\xa0|ΓÇ"
"""Mojibake of quotation marks, dashes and no-break spaces; its letters belong to no word."""
_WORD_GAP = r"(?:[\s>*_`~]|\]\([^()\s]{0,300}\))+"
"""White space and Markdown markup between two words."""

REDACT_KEYS = ("words", "pattern", "kind", "message")
"""Keys of which a rule has exactly one."""


@dataclass(frozen=True, slots=True)
class RedactRule:
    """A rule; exactly one of ``words``, ``pattern``, ``kind`` and ``message`` is not empty."""

    words: str = ""
    """Text to redact everywhere; case-insensitive, whole words."""
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


@dataclass(frozen=True, slots=True)
class RedactionMatch:
    """A part of a text to redact."""

    span: Span
    label: str
    """Description for the placeholder; may be empty."""
    rule: RedactRule

    @property
    def placeholder(self) -> str:
        """Return the replacement."""
        return f"[redacted: {self.label}]" if self.label else "[redacted]"


def find_redactions(rules: Sequence[RedactRule], text: str, path: str = "") -> tuple[RedactionMatch, ...]:
    """Return the matches of the rules in ``text``, in order, without overlaps; rules with ``message`` match nothing.

    Searches the text as displayed, see `deobfuscation`. Raises `ContentError`, with ``path`` if it is given, if a
    pattern times out.
    """
    return _merge_overlapping([match for rule in rules for match in _rule_matches(rule, text, path)])


def redact(rules: Sequence[RedactRule], text: str) -> str:
    """Return ``text`` with placeholders for all matches of the rules."""
    parts: list[str] = []
    position = 0
    for match in find_redactions(rules, text):
        parts += (text[position : match.span.start], match.placeholder)
        position = match.span.end
    return "".join((*parts, text[position:]))


def _merge_overlapping(matches: Iterable[RedactionMatch]) -> tuple[RedactionMatch, ...]:
    merged: list[RedactionMatch] = []
    for match in sorted(matches, key=lambda each: (each.span.start, -each.span.end)):
        if merged and match.span.start < merged[-1].span.end:
            last = merged[-1]
            span = Span(last.span.start, max(last.span.end, match.span.end))
            merged[-1] = replace(last, span=span)
        elif match.span:
            merged.append(match)
    return tuple(merged)


def _rule_matches(rule: RedactRule, text: str, path: str) -> Iterator[RedactionMatch]:
    if rule.kind:
        # Markup inside a value must not hide a part of it.
        for hit in scan_markdown(text, partial(_has_kind, rule.kind)):
            yield RedactionMatch(hit.span, rule.label or hit.kind.name, rule)
        return
    if not (rule.words or rule.pattern):
        return
    expression = word_pattern(rule.words) if rule.words else _compile(rule.pattern)
    plain = deobfuscate(text)
    timeout = _TIMEOUT + _TIMEOUT_PER_MILLION * len(text) / 1_000_000
    try:
        for match in expression.finditer(plain.text, timeout=timeout):
            if match[0].strip():
                yield RedactionMatch(plain.original_span(*match.span()), rule.label, rule)
    except (TimeoutError, MemoryError):  # recursion can exhaust the memory of the engine
        code, parameters = ("slow-redact-rule-for-file", {"file": path}) if path else ("slow-redact-rule", {})
        raise ContentError(Problem(code, SETTINGS_FILE, rule.line, **parameters)) from None


def _has_kind(wanted: str, kind: SecretKind) -> bool:
    return wanted in (kind.id, kind.group)


@cache
def _compile(pattern: str) -> "regex.Pattern[str]":
    return regex.compile(pattern)


@cache
def word_pattern(words: str) -> "regex.Pattern[str]":
    """Return a case-insensitive pattern of whole words, with any white space between them."""
    forms = dict.fromkeys(unicodedata.normalize(form, words) for form in ("NFC", "NFD"))
    return regex.compile("|".join(map(_word_regex, forms)), regex.IGNORECASE)


def _word_regex(words: str) -> str:
    body = _WORD_GAP.join(map(regex.escape, words.split()))
    for apostrophe in ("'", "’"):
        body = body.replace(regex.escape(apostrophe), "\0")
    body = body.replace("\0", "['’ʼ]")
    before = rf"(?:(?<!{_LETTER})|(?<={_BROKEN_BEFORE}))" if regex.match(_LETTER, words.strip()) else ""
    after = rf"(?:(?!{_LETTER})|(?={_BROKEN_AFTER}))" if regex.search(rf"{_LETTER}$", words.strip()) else ""
    return f"{before}{body}{after}"
