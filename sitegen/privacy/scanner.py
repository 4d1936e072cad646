"""A text → what in it should not be published. Linear in the text, whatever it holds."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from sitegen.model import Span
from sitegen.privacy.deobfuscation import Seen, seen, unmarked
from sitegen.privacy.detect_secrets_rules import KINDS as OTHERS
from sitegen.privacy.detect_secrets_rules import others
from sitegen.privacy.keyword_rules import ASSIGNED
from sitegen.privacy.personal_data import AROUND_HINTS, IN_DIGITS
from sitegen.privacy.rules import Group, Kind, Pattern
from sitegen.privacy.validators import holds_noise
from sitegen.privacy.vendor_rules import VENDORS

HINTED: tuple[Pattern, ...] = (*VENDORS, *ASSIGNED, *AROUND_HINTS)
"""In the order in which they are believed where two say something of the same words."""
KINDS: dict[str, Kind] = {each.kind.id: each.kind for each in (*HINTED, *IN_DIGITS)} | OTHERS
"""All that there are, by id."""
_FAR = 300  # characters behind a hint within which what is searched for around it ends
_DIGITS = re.compile(r"\d(?:[ .()/:\u00a0\u2009\u202f-]{0,3}[\dA-Fa-f]){3}")
_LINE = 400  # characters around a group of digits that are looked at
_ESCAPE = re.compile(
    r"(?:\\(?:[nrtbf]|x[0-9A-Fa-f]{2}|[0-7]{3})|%[0-9A-Fa-f]{2}|\[(?:[0-9;:]{1,16}[A-HJKSTfm]|[mK]))\Z"
)
"""Codes that end with a letter or a digit and are no part of a word: of a text inside JSON or a program, of a URL, of a
terminal's colour.
"""
_IN_LINES = "PRIVATE KEY", "Private-Lines"
"""What stands before a value that is longer than a line."""
_LONGEST = 18  # characters of such a code
_BLOB = re.compile(rf"[\w+/-]{{{_LONGEST}}}")
_WORDLIKE = frozenset(("sess-",))  # as in *process-*
_ANYWHERE = frozenset(("AIza", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "gsk_"))
"""Prefixes that mean nothing else even in the midst of a word, beside those that are long and have a dash in them."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One place. It holds the value itself: never keep it, never print it; see `finding.Finding`."""

    kind: Kind
    span: Span
    """Of the text that was scanned."""
    value: str
    """As it is seen."""
    prefix: str = ""
    """What all values of the kind begin with."""


def scan(text: str, wanted: Callable[[Kind], bool] | None = None) -> tuple[Hit, ...]:
    """All secrets and personal data in ``text``, in order; no two overlap. ``wanted``: only of these kinds."""
    return tuple(_plain_hits(seen(text), wanted))


def scan_shown(text: str, wanted: Callable[[Kind], bool] | None = None) -> tuple[Hit, ...]:
    """What `scan` finds, and then what a page shows where Markdown's signs are none (`seen.unmarked`), of the lines
    that have such signs in the midst of words. The latter may overlap the former, or be the same.
    """
    plain = seen(text)
    return (*_plain_hits(plain, wanted), *_behind_marks(plain, wanted))


def _plain_hits(plain: Seen, wanted: Callable[[Kind], bool] | None) -> Iterator[Hit]:
    for each in _hits(plain.text, wanted):
        yield replace(each, span=plain.origin(each.span.start, each.span.end))


def _behind_marks(plain: Seen, wanted: Callable[[Kind], bool] | None) -> Iterator[Hit]:
    shown = unmarked(plain.text)
    whole = [Span(0, len(shown.text))] if shown.places else []
    lines = whole if any(each in plain.text for each in _IN_LINES) else list(_lines(shown.text, shown.places))
    starts = list(accumulate((len(each) + 1 for each in lines), initial=0))
    for each in _hits("\n".join(each.of(shown.text) for each in lines), wanted):
        n = bisect_right(starts, each.span.start) - 1
        moved = lines[n].start - starts[n]
        # A value ends where its last sign does, not behind the marks that follow it.
        last = shown.origin(each.span.start + moved, each.span.end - 1 + moved)
        yield replace(each, span=plain.origin(last.start, last.end + 1))


def _hits(text: str, wanted: Callable[[Kind], bool] | None) -> list[Hit]:
    found: list[Hit] = []
    for rank in (_hinted(text, wanted), _others(text, wanted), _in_digits(text, wanted)):
        found += rank
    return _apart(found)


def _lines(text: str, places: Iterable[int]) -> Iterator[Span]:
    """The lines in which the places are, each once."""
    end = -1
    for place in places:
        if place > end:
            start = text.rfind("\n", 0, place) + 1
            end = text.find("\n", place)
            end = len(text) if end < 0 else end
            yield Span(start, end)


def longest(found: Iterable[Hit]) -> tuple[Hit, ...]:
    """Of hits that overlap the longest, in order."""
    return tuple(_apart(sorted(found, key=lambda each: each.span.start - each.span.end)))


def _apart(found: Iterable[Hit]) -> list[Hit]:
    """Of those that overlap the one that was found first; in order of the text."""
    hits = list(found)
    best: list[Hit] = []
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


def _hinted(text: str, wanted: Callable[[Kind], bool] | None) -> Iterator[Hit]:
    for pattern in HINTED:
        if wanted is None or wanted(pattern.kind):
            for hint in pattern.hints:
                yield from _at(text, pattern, hint)


def _at(text: str, pattern: Pattern, hint: str) -> Iterator[Hit]:
    """The values of a pattern that hold this hint."""
    place = text.find(hint)
    done = 0
    is_prefix = pattern.back == 0 and "value" not in pattern.regex.groupindex
    while place >= 0:
        if pattern.after and not pattern.after.match(text, place + len(hint)):
            match = None
        elif pattern.back:
            match = pattern.regex.search(text, max(done, place - pattern.back), place + _FAR)
        elif is_prefix and not (_begins(text, place, hint) or _is_unmistakable(text, place, hint)):
            match = None
        else:
            match = pattern.regex.match(text, place)
        if match:
            name = "value" if "value" in pattern.regex.groupindex else 0
            value = match[name]
            if pattern.accepts(value) and (
                not is_prefix or _begins(text, place, hint) or holds_noise(value[len(hint) :])
            ):
                span = Span(*match.span(name))
                if pattern.more and (rest := pattern.more.match(text, span.end)):
                    span = Span(span.start, rest.end())
                    value += rest[0]
                yield Hit(pattern.kind, span, value, hint if is_prefix else "")
                done = span.end
        place = text.find(hint, max(place + len(hint), done))


def _begins(text: str, place: int, hint: str) -> bool:
    """Is this the beginning of a word? Escape codes are none of its letters."""
    if place == 0 or not hint[0].isalnum():
        return True
    before = text[place - 1]
    if not (before.isascii() and before.isalnum()):
        return True
    code = text[max(place - _LONGEST, 0) : place]
    return any(sign in code for sign in "\\%[") and _ESCAPE.search(code) is not None


def _is_unmistakable(text: str, place: int, hint: str) -> bool:
    """May a value begin with it in the midst of a word? Four letters stand now and then in what is long and random."""
    if hint in _ANYWHERE:
        return not _BLOB.fullmatch(text, max(place - _LONGEST, 0), place)
    return len(hint) >= 5 and ("-" in hint or "_" in hint) and hint not in _WORDLIKE


def _others(text: str, wanted: Callable[[Kind], bool] | None) -> Iterator[Hit]:
    for kind, start, value in others(text):
        if wanted is None or wanted(kind):
            yield Hit(kind, Span(start, start + len(value)), value)


def _in_digits(text: str, wanted: Callable[[Kind], bool] | None) -> Iterator[Hit]:
    """What is made of digits; only the surroundings of such groups are looked at."""
    patterns = [each for each in IN_DIGITS if wanted is None or wanted(each.kind)]
    if not patterns:
        return
    for window in _windows(text):
        for pattern in patterns:
            for match in pattern.regex.finditer(text, window.start, window.end):
                name = "value" if "value" in pattern.regex.groupindex else 0
                if pattern.accepts(match[name]):
                    yield Hit(pattern.kind, Span(*match.span(name)), match[name])


def _windows(text: str) -> Iterator[Span]:
    """Stretches that hold groups of digits, with what stands around them; none overlaps another."""
    before = 40  # characters: *phone number is:*
    start = end = -1
    for match in _DIGITS.finditer(text):
        if match.start() - before > end:
            if end >= 0:
                yield Span(start, end)
            start = max(match.start() - before, 0)
        end = min(match.end() + _LINE, len(text))
    if end >= 0:
        yield Span(start, end)


def is_secret(kind: Kind) -> bool:
    """For `scan`: only what opens a door."""
    return kind.group is Group.SECRETS
