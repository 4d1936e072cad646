"""Apply the owner's redaction rules: find matches in a text and replace them with placeholders."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial

import regex

from sitegen.model import Span
from sitegen.model.problems import SETTINGS_FILE, ContentError, Problem
from sitegen.privacy.findings import fingerprint
from sitegen.privacy.rules import RedactRule, SecretHit, SecretKind
from sitegen.privacy.scanner import scan_markdown
from sitegen.text.lookalikes import fold_letters, plain_letters, reveal
from sitegen.text.offset_map import OffsetMap, limit_combining_marks

_TIMEOUT, _TIMEOUT_PER_MILLION = 3.0, 5.0  # seconds; the second per million characters
_LETTER = regex.compile(r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{N}]")  # of scripts with spaces between words
_NO_LETTER_BEFORE = regex.compile(r"(?:â€œ|ΓÇ[ÿöôª]|┬á|‚Ä[úòîì]|\\[bfnrt]|\[[0-9;:]{1,12}m)\Z")
_NO_LETTER_AFTER = regex.compile(r"â€|Â\xa0|ΓÇ")
"""Mojibake of quotation marks, dashes and no-break spaces, JSON escapes and terminal colours: part of no word."""
_MAX_ESCAPE_LENGTH = 16
_MARKS = regex.compile(r"\p{M}*")
_SEPARATOR = re.compile(r"[\s_-]+")
_WORD_GAP = (
    r"(?:(?:[\s>*_`~+|-]|\\[nrt]|[./](?=\w)|\]\([^()\s]{0,300}\)|</?[a-z][^<>]{0,100}>|\x1b\[[0-9;:]{0,12}m)+"
    r"|(?P<joined>))"
)
"""What may be between two words: white space, markup, terminal colours, signs as in file names; or nothing."""


@dataclass(frozen=True, slots=True)
class RedactionMatch:
    """A part of a text to redact."""

    span: Span
    label: str
    """Description for the placeholder; may be empty."""
    rule: RedactRule
    fingerprint: str = ""
    """Of a secret or personal data, see `value_fingerprint`."""

    @property
    def placeholder(self) -> str:
        """Return the replacement."""
        return f"[redacted: {self.label}]" if self.label else "[redacted]"


def find_redactions(rules: Sequence[RedactRule], text: str, path: str = "") -> tuple[RedactionMatch, ...]:
    """Return the matches of the rules in ``text``, in order, without overlaps; rules with ``message`` match nothing.

    Searches the text as displayed, see `lookalikes`. Raises `ContentError`, with ``path`` if it is given, if a
    pattern times out.
    """
    readings = _Readings(text)
    return merge_overlapping([match for rule in rules for match in _rule_matches(rule, readings, path)])


def redact(rules: Sequence[RedactRule], text: str) -> str:
    """Return ``text`` with placeholders for all matches of the rules."""
    parts: list[str] = []
    position = 0
    for match in find_redactions(rules, text):
        parts += (text[position : match.span.start], match.placeholder)
        position = match.span.end
    return "".join((*parts, text[position:]))


def merge_overlapping(matches: Iterable[RedactionMatch]) -> tuple[RedactionMatch, ...]:
    """Return the matches in order; of overlapping ones, the first with the range of both."""
    merged: list[RedactionMatch] = []
    for match in sorted(matches, key=lambda each: (each.span.start, -each.span.end)):
        if merged and match.span.start < merged[-1].span.end:
            last = merged[-1]
            span = Span(last.span.start, max(last.span.end, match.span.end))
            merged[-1] = replace(last, span=span)
        elif match.span:
            merged.append(match)
    return tuple(merged)


class _Readings:
    """The forms of one text in which rules search, each computed when it is first needed."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def for_patterns(self) -> Sequence[OffsetMap]:
        """Return the text as it is, as it is displayed, and in plain letters; equal ones once."""
        text = OffsetMap(self.text)
        forms = (text, limit_combining_marks(text).normalize("NFC"), reveal(self.text), self.plain)
        return tuple({form.text: form for form in reversed(forms)}.values())

    @cached_property
    def plain(self) -> OffsetMap:
        """Return the text in plain letters."""
        return plain_letters(self.text)

    @cached_property
    def folded(self) -> OffsetMap:
        """Return the text in plain letters without case; every offset is the same as in ``plain``."""
        return fold_letters(self.text)


def _rule_matches(rule: RedactRule, readings: _Readings, path: str) -> Iterator[RedactionMatch]:
    text = readings.text
    if rule.kind:
        # Markup inside a value must not hide a part of it.
        for hit in scan_markdown(text, partial(_has_kind, rule.kind)):
            yield RedactionMatch(hit.span, rule.label or hit.kind.name, rule, value_fingerprint(hit))
        return
    if not (rule.words or rule.pattern):
        return
    timeout = _TIMEOUT + _TIMEOUT_PER_MILLION * len(text) / 1_000_000
    try:
        spans = _spans_of_words if rule.words else _spans_of_pattern
        for span in spans(rule.words or rule.pattern, readings, timeout):
            end = _MARKS.match(text, span.end).end()  # type: ignore[union-attr]  # matches always
            yield RedactionMatch(Span(span.start, end), rule.label, rule)
    except (TimeoutError, MemoryError):  # recursion can exhaust the memory of the engine
        code, parameters = ("slow-redact-rule-for-file", {"file": path}) if path else ("slow-redact-rule", {})
        raise ContentError(Problem(code, SETTINGS_FILE, rule.line, **parameters)) from None


def value_fingerprint(hit: SecretHit) -> str:
    """Return a fingerprint of a value that is the same in upper case, or with other spaces and signs."""
    return fingerprint(hit.kind, "".join(filter(str.isalnum, fold_letters(hit.value).text)))


def _has_kind(wanted: str, kind: SecretKind) -> bool:
    return wanted in (kind.id, kind.group)


def _spans_of_pattern(pattern: str, readings: _Readings, timeout: float) -> Iterator[Span]:
    for form in readings.for_patterns:
        for match in _compile(pattern).finditer(form.text, timeout=timeout):
            if match[0].strip():
                yield form.source_span(*match.span())


def _spans_of_words(words: str, readings: _Readings, timeout: float) -> Iterator[Span]:
    folded = readings.folded
    for match in _compile_words(words).finditer(folded.text, timeout=timeout, overlapped=True):
        span = folded.source_span(*match.span())
        joined = match.spans("joined") if "joined" in match.re.groupindex else ()
        if _is_whole(readings, match.span(), span) and all(
            _is_camel_case(readings.plain.text, offset) for offset, _ in joined
        ):
            yield span


def _is_whole(readings: _Readings, found: tuple[int, int], span: Span) -> bool:
    """Return whether no letter is before or after the words; ``found`` is their place in the folded text."""
    (start, end), folded = found, readings.folded.text
    return (
        not _LETTER.match(folded, start)
        or not _LETTER.match(folded, start - 1)
        or _NO_LETTER_BEFORE.search(readings.text, max(span.start - _MAX_ESCAPE_LENGTH, 0), span.start) is not None
        or start == 0
    ) and (
        not _LETTER.match(folded, end - 1)
        or not _LETTER.match(folded, end)
        or _NO_LETTER_AFTER.match(readings.text, span.end) is not None
    )


def _is_camel_case(text: str, offset: int) -> bool:
    """Return whether two words are joined here, as in RosaKeller."""
    return text[offset].isupper() and not text[offset - 1].isupper()


@cache
def _compile(pattern: str) -> "regex.Pattern[str]":
    return regex.compile(pattern, regex.FULLCASE)


@cache
def _compile_words(words: str) -> "regex.Pattern[str]":
    """Return a pattern of the words, as `fold_letters` writes them."""
    parts = _SEPARATOR.split(fold_letters(words).text) if words else []
    return regex.compile(_WORD_GAP.join(map(regex.escape, filter(None, parts))) or regex.escape(words))
