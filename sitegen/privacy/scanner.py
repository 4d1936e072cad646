"""Scan a text for secrets and personal data, in linear time."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from sitegen.model import Span
from sitegen.privacy.deobfuscation import DeobfuscatedText, deobfuscate, remove_inline_markup
from sitegen.privacy.detect_secrets_rules import PLUGIN_KINDS, scan_with_plugins
from sitegen.privacy.false_alarms import has_random_part
from sitegen.privacy.keyword_rules import KEYWORD_PATTERNS
from sitegen.privacy.personal_data import DIGIT_PATTERNS, HINTED_PERSONAL_PATTERNS
from sitegen.privacy.rules import SecretGroup, SecretKind, SecretPattern
from sitegen.privacy.vendor_rules import VENDOR_PATTERNS

HINTED_PATTERNS: tuple[SecretPattern, ...] = (*VENDOR_PATTERNS, *KEYWORD_PATTERNS, *HINTED_PERSONAL_PATTERNS)
"""In order of precedence for overlapping hits."""
KINDS: dict[str, SecretKind] = {each.kind.id: each.kind for each in (*HINTED_PATTERNS, *DIGIT_PATTERNS)} | PLUGIN_KINDS
"""All kinds, by id."""
_MAX_VALUE_LENGTH = 300  # characters from a hint to the end of its value, if searched around it
_DIGITS = re.compile(r"\d(?:[ .()/:\u00a0\u2009\u202f-]{0,3}[\dA-Fa-f]){3}")
_DIGIT_WINDOW = 400  # characters after a group of digits that are scanned
_ESCAPE = re.compile(
    r"(?:\\(?:[nrtbf]|x[0-9A-Fa-f]{2}|[0-7]{3})|%[0-9A-Fa-f]{2}|\[(?:[0-9;:]{1,16}[A-HJKSTfm]|[mK]))\Z"
)
"""Escape sequences that end with a letter or digit and are not part of a word: of JSON, programs, URLs, terminals."""
_MULTILINE_HINTS = "PRIVATE KEY", "Private-Lines"
"""Hints of values with several lines."""
_MAX_ESCAPE_LENGTH = 18  # characters of `_ESCAPE`
_BLOB = re.compile(rf"[\w+/-]{{{_MAX_ESCAPE_LENGTH}}}")
_WORDLIKE_PREFIXES = frozenset(("sess-",))  # as in *process-*
_UNMISTAKABLE_PREFIXES = frozenset(("AIza", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "gsk_"))
"""Prefixes that identify a value even inside a word, besides long prefixes with a hyphen or underscore."""


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


def scan(text: str, wanted: Callable[[SecretKind], bool] | None = None) -> tuple[SecretHit, ...]:
    """Return all secrets and personal data in ``text``, in order, without overlaps; only of ``wanted`` kinds."""
    return tuple(_plain_hits(deobfuscate(text), wanted))


def scan_markdown(text: str, wanted: Callable[[SecretKind], bool] | None = None) -> tuple[SecretHit, ...]:
    """Return the hits of `scan`, then the hits in lines with markup removed (`deobfuscation.remove_inline_markup`).

    The latter may overlap or repeat the former.
    """
    plain = deobfuscate(text)
    return (*_plain_hits(plain, wanted), *_hits_behind_markup(plain, wanted))


def _plain_hits(plain: DeobfuscatedText, wanted: Callable[[SecretKind], bool] | None) -> Iterator[SecretHit]:
    for each in _hits(plain.text, wanted):
        yield replace(each, span=plain.original_span(each.span.start, each.span.end))


def _hits_behind_markup(plain: DeobfuscatedText, wanted: Callable[[SecretKind], bool] | None) -> Iterator[SecretHit]:
    unmarked = remove_inline_markup(plain.text)
    whole = [Span(0, len(unmarked.text))] if unmarked.change_offsets else []
    lines = (
        whole
        if any(each in plain.text for each in _MULTILINE_HINTS)
        else list(_lines_around(unmarked.text, unmarked.change_offsets))
    )
    starts = list(accumulate((len(each) + 1 for each in lines), initial=0))
    for each in _hits("\n".join(each.of(unmarked.text) for each in lines), wanted):
        n = bisect_right(starts, each.span.start) - 1
        shift = lines[n].start - starts[n]
        # A value ends at its last character, not after the markup that follows.
        span = unmarked.original_span(each.span.start + shift, each.span.end - 1 + shift)
        yield replace(each, span=plain.original_span(span.start, span.end + 1))


def _hits(text: str, wanted: Callable[[SecretKind], bool] | None) -> list[SecretHit]:
    return _without_overlaps((*_hinted_hits(text, wanted), *_plugin_hits(text, wanted), *_digit_hits(text, wanted)))


def _lines_around(text: str, offsets: Iterable[int]) -> Iterator[Span]:
    """Yield the lines that contain the offsets, each once."""
    end = -1
    for offset in offsets:
        if offset > end:
            start = text.rfind("\n", 0, offset) + 1
            end = text.find("\n", offset)
            end = len(text) if end < 0 else end
            yield Span(start, end)


def longest_hits(hits: Iterable[SecretHit]) -> tuple[SecretHit, ...]:
    """Return the hits in order; of overlapping hits the longest."""
    return tuple(_without_overlaps(sorted(hits, key=lambda each: each.span.start - each.span.end)))


def _without_overlaps(hits: Sequence[SecretHit]) -> list[SecretHit]:
    """Return the hits in order of the text; of overlapping hits the first given."""
    best: list[SecretHit] = []
    ranks: list[int] = []
    for rank in sorted(range(len(hits)), key=lambda n: (hits[n].span.start, n)):
        each = hits[rank]
        while best and best[-1].span.end > each.span.start and ranks[-1] > rank:
            best.pop()
            ranks.pop()
        if not best or best[-1].span.end <= each.span.start:
            best.append(each)
            ranks.append(rank)
    return best


def _hinted_hits(text: str, wanted: Callable[[SecretKind], bool] | None) -> Iterator[SecretHit]:
    for pattern in HINTED_PATTERNS:
        if wanted is None or wanted(pattern.kind):
            for hint in pattern.hints:
                yield from _hits_at_hint(text, pattern, hint)


def _hits_at_hint(text: str, pattern: SecretPattern, hint: str) -> Iterator[SecretHit]:
    """Yield the hits of a pattern at each occurrence of the hint."""
    offset = text.find(hint)
    done = 0
    is_prefix = pattern.lookbehind == 0 and "value" not in pattern.regex.groupindex
    while offset >= 0:
        if pattern.lookahead and not pattern.lookahead.match(text, offset + len(hint)):
            match = None
        elif pattern.lookbehind:
            match = pattern.regex.search(text, max(done, offset - pattern.lookbehind), offset + _MAX_VALUE_LENGTH)
        elif is_prefix and not (_starts_word(text, offset, hint) or _is_unmistakable(text, offset, hint)):
            match = None
        else:
            match = pattern.regex.match(text, offset)
        if match:
            name = "value" if "value" in pattern.regex.groupindex else 0
            value = match[name]
            if pattern.is_valid(value) and (
                not is_prefix or _starts_word(text, offset, hint) or has_random_part(value[len(hint) :])
            ):
                span = Span(*match.span(name))
                if pattern.tail and (rest := pattern.tail.match(text, span.end)):
                    span = Span(span.start, rest.end())
                    value += rest[0]
                yield SecretHit(pattern.kind, span, value, hint if is_prefix else "")
                done = span.end
        offset = text.find(hint, max(offset + len(hint), done))


def _starts_word(text: str, offset: int, hint: str) -> bool:
    """Return whether a word starts here; escape sequences before it are not part of the word."""
    if offset == 0 or not hint[0].isalnum():
        return True
    before = text[offset - 1]
    if not (before.isascii() and before.isalnum()):
        return True
    escape = text[max(offset - _MAX_ESCAPE_LENGTH, 0) : offset]
    return any(char in escape for char in "\\%[") and _ESCAPE.search(escape) is not None


def _is_unmistakable(text: str, offset: int, hint: str) -> bool:
    """Return whether a value may start with the hint inside a word; a random text contains short hints by chance."""
    if hint in _UNMISTAKABLE_PREFIXES:
        return not _BLOB.fullmatch(text, max(offset - _MAX_ESCAPE_LENGTH, 0), offset)
    return len(hint) >= 5 and ("-" in hint or "_" in hint) and hint not in _WORDLIKE_PREFIXES


def _plugin_hits(text: str, wanted: Callable[[SecretKind], bool] | None) -> Iterator[SecretHit]:
    for kind, start, value in scan_with_plugins(text):
        if wanted is None or wanted(kind):
            yield SecretHit(kind, Span(start, start + len(value)), value)


def _digit_hits(text: str, wanted: Callable[[SecretKind], bool] | None) -> Iterator[SecretHit]:
    """Yield hits that consist of digits; only scans around groups of digits."""
    patterns = [each for each in DIGIT_PATTERNS if wanted is None or wanted(each.kind)]
    if not patterns:
        return
    for window in _digit_windows(text):
        for pattern in patterns:
            for match in pattern.regex.finditer(text, window.start, window.end):
                name = "value" if "value" in pattern.regex.groupindex else 0
                if pattern.is_valid(match[name]):
                    yield SecretHit(pattern.kind, Span(*match.span(name)), match[name])


def _digit_windows(text: str) -> Iterator[Span]:
    """Yield spans around groups of digits, without overlaps."""
    before = 40  # characters: *phone number is:*
    start = end = -1
    for match in _DIGITS.finditer(text):
        if match.start() - before > end:
            if end >= 0:
                yield Span(start, end)
            start = max(match.start() - before, 0)
        end = min(match.end() + _DIGIT_WINDOW, len(text))
    if end >= 0:
        yield Span(start, end)


def is_secret(kind: SecretKind) -> bool:
    """Return whether a kind is a secret; a filter for `scan`."""
    return kind.group is SecretGroup.SECRETS
