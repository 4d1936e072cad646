"""The owner's rules → which stretches of a text they take out, and what stands there instead."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

import regex

from sitegen.model import Span
from sitegen.model.problems import SETTINGS_FILE, ContentError, Problem
from sitegen.privacy.deobfuscation import seen
from sitegen.privacy.rules import Kind
from sitegen.privacy.scanner import scan_shown
from sitegen.text.path_patterns import path_matches

_PATIENCE, _PATIENCE_A_MILLION = 3.0, 5.0  # seconds, and seconds more for each million characters
_LETTER = r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{N}]"  # of scripts that set blanks between words
_BROKEN_BEFORE, _BROKEN_AFTER = r"â€œ|ΓÇ[ÿöôª]|┬á|‚Ä[úòîì]", r"â€|Â\xa0|ΓÇ"
"""Quotation marks, dashes and hard blanks of UTF-8 that was read with a code page, where no repair could be proven:
their letters belong to no word.
"""
_BETWEEN = r"(?:[\s>*_`~]|\]\([^()\s]{0,300}\))+"
"""Blanks between two words, with what Markdown sets around one of them: emphasis, code, a link."""


REDACT_KEYS = ("words", "pattern", "kind", "message")
"""Of which a rule has exactly one."""


@dataclass(frozen=True, slots=True)
class RedactRule:
    """One rule; of ``words``, ``pattern``, ``kind`` and ``message`` exactly one is not empty."""

    words: str = ""
    """To be taken out wherever they stand, in capital letters or small ones."""
    pattern: str = ""
    """A regular expression, as the `regex` package has them."""
    kind: str = ""
    """A `Kind` by its id, or a `Group`."""
    message: str = ""
    """The anchor of a message that is to be taken out as a whole."""
    label: str = ""
    """What it was, said in its place; empty: the name of its kind, or nothing."""
    match: str = "*"
    """The transcripts that it is about; as `TranscriptRule.match`."""
    line: int | None = field(default=None, compare=False, repr=False)

    @property
    def how(self) -> str:
        """Which of the four it is."""
        return next(name for name in REDACT_KEYS if getattr(self, name))

    def fits(self, path: str) -> bool:
        """Is this rule about the transcript at ``path``?"""
        return path_matches(self.match, path)


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch that is taken out."""

    span: Span
    label: str
    """What stood there; empty where that is not told."""
    rule: RedactRule

    @property
    def placeholder(self) -> str:
        """What stands there now."""
        return f"[redacted: {self.label}]" if self.label else "[redacted]"


def cuts(rules: Sequence[RedactRule], text: str, path: str = "") -> tuple[Cut, ...]:
    """What the rules take out of ``text``, in order; none overlaps another. Rules about whole messages take nothing.

    Words are looked for as they are seen (`secrets.seen`). Raises `ContentError` where a pattern takes too long,
    naming ``path``.
    """
    return _apart([cut for rule in rules for cut in _of_rule(rule, text, path)])


def redact(rules: Sequence[RedactRule], text: str) -> str:
    """``text`` as it may be shown."""
    parts: list[str] = []
    position = 0
    for cut in cuts(rules, text):
        parts += (text[position : cut.span.start], cut.placeholder)
        position = cut.span.end
    return "".join((*parts, text[position:]))


def _apart(found: Iterable[Cut]) -> tuple[Cut, ...]:
    """Those that overlap as one."""
    kept: list[Cut] = []
    for cut in sorted(found, key=lambda each: (each.span.start, -each.span.end)):
        if kept and cut.span.start < kept[-1].span.end:
            last = kept[-1]
            kept[-1] = Cut(Span(last.span.start, max(last.span.end, cut.span.end)), last.label, last.rule)
        elif cut.span:
            kept.append(cut)
    return tuple(kept)


def _of_rule(rule: RedactRule, text: str, path: str) -> Iterator[Cut]:
    if rule.kind:
        # Emphasis inside a value must not leave the rest of it.
        for hit in scan_shown(text, partial(_is_wanted, rule.kind)):
            yield Cut(hit.span, rule.label or hit.kind.name, rule)
        return
    if not (rule.words or rule.pattern):
        return
    expression = literal(rule.words) if rule.words else _compiled(rule.pattern)
    shown = seen(text)
    patience = _PATIENCE + _PATIENCE_A_MILLION * len(text) / 1_000_000
    try:
        for match in expression.finditer(shown.text, timeout=patience):
            if match[0].strip():
                yield Cut(shown.origin(*match.span()), rule.label, rule)
    except (TimeoutError, MemoryError):  # some recursions take all the memory that the engine has
        message = f"this rule takes too long{f' on {path}' if path else ''}"
        remedy = "a repetition inside a repetition, as in (a+)+, or a recursion is the usual reason"
        raise ContentError(Problem(SETTINGS_FILE, rule.line, message, remedy)) from None


def _is_wanted(wanted: str, kind: Kind) -> bool:
    return wanted in (kind.id, kind.group)


@cache
def _compiled(pattern: str) -> "regex.Pattern[str]":
    return regex.compile(pattern)


@cache
def literal(words: str) -> "regex.Pattern[str]":
    """Whole words, in capital letters or small ones, with any blanks and line ends between them."""
    forms = dict.fromkeys(unicodedata.normalize(form, words) for form in ("NFC", "NFD"))
    return regex.compile("|".join(map(_literal, forms)), regex.IGNORECASE)


def _literal(words: str) -> str:
    body = _BETWEEN.join(map(regex.escape, words.split()))
    for sign in ("'", "’"):
        body = body.replace(regex.escape(sign), "\0")
    body = body.replace("\0", "['’ʼ]")
    before = rf"(?:(?<!{_LETTER})|(?<={_BROKEN_BEFORE}))" if regex.match(_LETTER, words.strip()) else ""
    after = rf"(?:(?!{_LETTER})|(?={_BROKEN_AFTER}))" if regex.search(rf"{_LETTER}$", words.strip()) else ""
    return f"{before}{body}{after}"
