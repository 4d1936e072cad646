"""Scan a text for secrets and personal data, in linear time."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, starmap

from sitegen.model import Span
from sitegen.privacy.false_alarms import has_random_part
from sitegen.privacy.labelled_values import labelled_hits
from sitegen.privacy.labels import LABEL_KINDS
from sitegen.privacy.personal_data import DIGIT_PATTERNS, HINTED_PERSONAL_PATTERNS
from sitegen.privacy.rules import SecretGroup, SecretHit, SecretKind, SecretPattern
from sitegen.privacy.secret_rules import SECRET_PATTERNS
from sitegen.text.lookalikes import plain_letters, reveal
from sitegen.text.offset_map import OffsetMap

HINTED_PATTERNS: tuple[SecretPattern, ...] = (*SECRET_PATTERNS, *HINTED_PERSONAL_PATTERNS)
"""In order of precedence for overlapping hits."""
KINDS: dict[str, SecretKind] = {each.kind.id: each.kind for each in (*HINTED_PATTERNS, *DIGIT_PATTERNS)} | LABEL_KINDS
"""All kinds, by id."""
_MAX_VALUE_LENGTH = 300  # characters from a hint to the end of its value, if searched around it
_DIGITS = re.compile(r"[0-9](?:[ .()/:\u00a0\u2009\u202f-]{0,3}[0-9A-Fa-f]){3}")
_LONG_NUMBER = re.compile(r"\d(?:[ .()/\u00a0\u2009\u202f-]{0,3}\d){6}")
_DIGIT_WINDOW = 400  # characters after a group of digits that are scanned
_ESCAPE = re.compile(
    r"(?:\\(?:[nrtbf]|x[0-9A-Fa-f]{2}|[0-7]{3})|%[0-9A-Fa-f]{2}|\[(?:[0-9;:]{1,16}[A-HJKSTfm]|[mK]))\Z"
)
"""Escape sequences that end with a letter or digit and are not part of a word: of JSON, programs, URLs, terminals."""
_BLANK = r"[ \u00a0\u2009\u202f]"
_IN_WORD_BEFORE = rf"(?:(?<=[^\W_].)|(?<=[.@+/-].)|(?<=\d{_BLANK}.)|(?<=\d{_BLANK}\(.))"
"""Lookbehind after the first character of markup: inside a word, an address, or a number with spaces."""
_IN_WORD_AFTER = rf"(?=[^\W_]|[.@+/-]|(?:{_BLANK}|\){_BLANK}?)[\d(])"
_LINK_AHEAD = r"(?=[^\[\]\n]{0,300}\][(\[])"
_TARGET = r"(?:\((?:[^()\n]|\([^()\n]{0,100}\)){0,300}+\)|\[[^\[\]\n]{0,60}\])"
_INLINE_MARKUP = re.compile(
    # It begins with a class, so that the engine can skip to the next of these characters.
    rf"[*`~\[\]_](?:(?:(?<=[*`]){_IN_WORD_BEFORE}|(?<=~){_IN_WORD_BEFORE}~"
    rf"|(?<=\[){_IN_WORD_BEFORE}{_LINK_AHEAD}|(?<=\]){_IN_WORD_BEFORE}{_TARGET}"
    rf"|(?<=_)(?:(?<=\d{_BLANK}.)_?|(?<=\d.)_?(?={_BLANK})))"
    rf"(?:\*|`|~~|\[{_LINK_AHEAD}|\]{_TARGET})*+{_IN_WORD_AFTER}"
    rf"|(?<=\])(?<=[^\W_].){_TARGET})"  # a link that ends with a word
)
"""Emphasis, code and link markup inside a word, address or number."""
_MULTILINE_HINTS = "PRIVATE KEY", "Private-Lines"
"""Hints of values with several lines."""
_MAX_ESCAPE_LENGTH = 18  # characters of `_ESCAPE`
_BLOB = re.compile(rf"[\w+/-]{{{_MAX_ESCAPE_LENGTH}}}")
_WORDLIKE_PREFIXES = frozenset(("sess-",))  # as in *process-*
_UNMISTAKABLE_PREFIXES = frozenset(("AIza", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "gsk_"))
"""Prefixes that identify a value even inside a word, besides long prefixes with a hyphen or underscore."""


_RARE_CHARACTERS = "_-/@+KBGAMNOQvybpu"
"""Every hint has one of these, the rarest first: a text is compared with hints only where one is."""


@dataclass(frozen=True, slots=True)
class HintIndex:
    """The hints of all patterns, and what finds them."""

    patterns: Mapping[str, Sequence[int]]
    """Indexes of `HINTED_PATTERNS` by hint."""
    places: Mapping[str, Iterable[tuple[int, int]]]
    """By rare character: how many characters of a hint are before it, and the length of the hint."""
    regex: re.Pattern[str]
    """Matches each rare character inside a hint."""


def _index_hints() -> HintIndex:
    patterns: dict[str, list[int]] = defaultdict(list)
    for n, pattern in enumerate(HINTED_PATTERNS):
        for hint in pattern.hints:
            patterns[hint].append(n)
    around: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for hint in patterns:
        before, rare, after = hint.partition(next(char for char in _RARE_CHARACTERS if char in hint))
        around[rare][before].append(after)
    places = {
        rare: {(len(before), len(before) + 1 + len(after)) for before, ends in by_start.items() for after in ends}
        for rare, by_start in around.items()
    }
    # Each branch begins with a character, so that the engine can skip to the next one.
    branches = (
        f"{re.escape(rare)}(?:{'|'.join(starmap(partial(_context, rare), by_start.items()))})"
        for rare, by_start in around.items()
    )
    return HintIndex(patterns, places, re.compile("|".join(branches)))


def _context(rare: str, before: str, ends: Sequence[str]) -> str:
    """Return a pattern of what is around a rare character in hints."""
    return f"(?<={re.escape(before + rare)})(?={'|'.join(map(re.escape, ends))})"


HINTS = _index_hints()


def find_hints(text: str) -> list[tuple[int, str]]:
    """Return the hints in a text with their offsets, in order; at one offset the shorter first."""
    found: set[tuple[int, str]] = set()
    for match in HINTS.regex.finditer(text):
        for before, length in HINTS.places[match[0]]:
            start = match.start() - before
            if start >= 0 and (hint := text[start : start + length]) in HINTS.patterns:
                found.add((start, hint))
    return sorted(found)


def scan(text: str, wanted: Callable[[SecretKind], bool] | None = None) -> tuple[SecretHit, ...]:
    """Return all secrets and personal data in ``text``, in order, without overlaps; only of ``wanted`` kinds.

    Letters that look alike count as the same, see `lookalikes`.
    """
    plain = plain_letters(text)
    return tuple(_displayed(text, plain, each) for each in _hits(plain.text, wanted))


def scan_markdown(text: str, wanted: Callable[[SecretKind], bool] | None = None) -> tuple[SecretHit, ...]:
    """Return the hits of `scan`, then the hits in lines with markup removed (`remove_inline_markup`).

    The latter may overlap or repeat the former.
    """
    plain = plain_letters(text)
    hits = (*_hits(plain.text, wanted), *_hits_behind_markup(plain.text, wanted))
    return tuple(_displayed(text, plain, each) for each in hits)


def _displayed(text: str, plain: OffsetMap, hit: SecretHit) -> SecretHit:
    """Return the hit in the plain letters of ``text`` as a hit in ``text``."""
    span = plain.source_span(hit.span.start, hit.span.end)
    if plain.text[hit.span.start : hit.span.end] == text[span.start : span.end]:
        return replace(hit, span=span)
    value = reveal(text[span.start : span.end]).text
    if hit.value != plain.text[hit.span.start : hit.span.end]:
        value = remove_inline_markup(value).text
    return replace(hit, span=span, value=value)


def _hits_behind_markup(text: str, wanted: Callable[[SecretKind], bool] | None) -> Iterator[SecretHit]:
    unmarked = remove_inline_markup(text)
    whole = [Span(0, len(unmarked.text))] if unmarked.changes else []
    lines = (
        whole
        if any(each in text for each in _MULTILINE_HINTS)
        else list(_lines_around(unmarked.text, unmarked.changes))
    )
    starts = list(accumulate((len(each) + 1 for each in lines), initial=0))
    for each in _hits("\n".join(each.of(unmarked.text) for each in lines), wanted):
        n = bisect_right(starts, each.span.start) - 1
        shift = lines[n].start - starts[n]
        yield replace(each, span=unmarked.source_span(each.span.start + shift, each.span.end + shift))


def _hits(text: str, wanted: Callable[[SecretKind], bool] | None) -> list[SecretHit]:
    secrets, personal = _hinted_hits(text, wanted)
    return _without_overlaps((*secrets, *labelled_hits(text, wanted), *personal, *_digit_hits(text, wanted)))


def remove_inline_markup(text: str) -> OffsetMap:
    """Return ``text`` without Markdown markup inside words, addresses and numbers."""
    if not any(char in text for char in "*~`]_"):
        return OffsetMap(text)
    return OffsetMap(text).replace_matches(_INLINE_MARKUP, lambda _: "")


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


def _hinted_hits(text: str, wanted: Callable[[SecretKind], bool] | None) -> tuple[list[SecretHit], list[SecretHit]]:
    """Return the hits of secrets and of personal data at hints, in order of the patterns."""
    hits: dict[int, list[SecretHit]] = defaultdict(list)
    done: dict[tuple[int, str], int] = {}
    for offset, hint in find_hints(text):
        for n in HINTS.patterns[hint]:
            pattern = HINTED_PATTERNS[n]
            first = done.get((n, hint), 0)
            if offset < first or not (wanted is None or wanted(pattern.kind)):
                continue
            hit = _hit_at_hint(text, pattern, hint, offset, first)
            done[n, hint] = hit.span.end if hit else offset + len(hint)
            if hit:
                hits[n].append(hit)
    ordered = [hit for n in sorted(hits) for hit in hits[n]]
    count = sum(hit.kind.group is SecretGroup.SECRETS for hit in ordered)
    return ordered[:count], ordered[count:]


def _hit_at_hint(text: str, pattern: SecretPattern, hint: str, offset: int, first: int) -> SecretHit | None:
    """Return the hit of a pattern at a hint, not before ``first``."""
    if pattern.lookahead and not pattern.lookahead.match(text, offset + len(hint)):
        return None
    is_prefix = pattern.lookbehind == 0 and "value" not in pattern.regex.groupindex
    if pattern.lookbehind:
        match = pattern.regex.search(text, max(first, offset - pattern.lookbehind), offset + _MAX_VALUE_LENGTH)
    elif is_prefix and not (_starts_word(text, offset, hint) or _is_unmistakable(text, offset, hint)):
        match = None
    else:
        match = pattern.regex.match(text, offset)
    if not match:
        return None
    name = "value" if "value" in pattern.regex.groupindex else 0
    value = match[name]
    if not pattern.is_valid(value):
        return None
    if is_prefix and not _starts_word(text, offset, hint) and not has_random_part(value[len(hint) :]):
        return None
    span = Span(*match.span(name))
    if pattern.tail and (rest := pattern.tail.match(text, span.end)):
        span = Span(span.start, rest.end())
        value += rest[0]
    return SecretHit(pattern.kind, span, value, hint if is_prefix else "")


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


def _digit_hits(text: str, wanted: Callable[[SecretKind], bool] | None) -> Iterator[SecretHit]:
    """Yield hits that consist of digits; only scans around groups of digits."""
    patterns = [each for each in DIGIT_PATTERNS if wanted is None or wanted(each.kind)]
    if not patterns:
        return
    for window in _digit_windows(text):
        has_number = _LONG_NUMBER.search(text, window.start, window.end) is not None
        for pattern in patterns:
            if pattern.is_long_number and not has_number:
                continue
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
