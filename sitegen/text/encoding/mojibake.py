"""UTF-8 that was once read with a code page: recognised, restored where that is certain, and proven.

A file is restored only if nearly all of its unusual characters are damage, and only if damaging the result
again gives the file back, character by character. Everything else is proposed.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from sitegen.model import Repair
from sitegen.model.message import How
from sitegen.text.encoding.code_pages import CODE_PAGES, CodePage, code_page, find_stretches
from sitegen.text.encoding.repair_rules import Draft, infer

_COVERED = 0.98
"""Of the file's characters beyond ASCII, this share must be damage before anything is changed."""
_FEWEST_LOSSLESS = 3
_WORTH_TELLING = 0.5
"""Below this share of damage a file is not worth a note: chance pairs occur in every language."""
_LOSSLESS_PER_MENTION = 20

_RUN = re.compile(r"[^\x00-\x7f]+")
_MENTION = re.compile(
    r"(?i)mojibake|utf-?8|unicode|charset|code ?page|iso-?8859|latin-?1\b|windows-125\d|cp125\d|ftfy"
)
_EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"}


class Verdict(StrEnum):
    """What was done about a damaged file."""

    RESTORED = "restored"
    MIXED = "only part of the unusual characters is damage"
    MENTIONED = "the text speaks of encodings and may show damage on purpose"
    UNPROVEN = "damaging the result again does not give the file back"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A text that is, or seems to be, misread UTF-8."""

    code_page: str
    verdict: Verdict
    repairs: tuple[Repair, ...]
    """Offsets are those of the text that was given."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """How well one code page explains the unusual characters of a text."""

    page: CodePage
    dropped: frozenset[int]
    covered: int
    lossless: int


def diagnose(text: str) -> Diagnosis | None:
    """What is damaged in ``text`` and what it was; None where nothing seems to be."""
    if text.isascii():
        return None
    runs = Counter(_RUN.findall(text))
    chars = _char_counts(runs)
    readings = _readings(runs, chars)
    if not readings:
        return None
    most = max(reading.covered for reading in readings)
    tied = [reading for reading in readings if reading.covered == most]
    share = most / chars.total()
    if share < _WORTH_TELLING or tied[0].lossless < _FEWEST_LOSSLESS:
        return None
    page = tied[0].page
    dropped = frozenset().union(*(reading.dropped for reading in tied))
    stretches = list(find_stretches(text, page, dropped))
    draft = Draft(text, stretches)
    if _is_chance(draft):
        return None
    verdict = _objection(draft, share)
    if verdict is None:
        infer(draft)
        verdict = Verdict.RESTORED if _is_proven(draft, page, dropped) else Verdict.UNPROVEN
    repair = _repair if verdict is Verdict.RESTORED else _proposal
    return Diagnosis(page.name, verdict, tuple(repair(draft, index) for index in range(len(stretches))))


def _char_counts(runs: Counter[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    once = [run for run, times in runs.items() if times == 1]
    counts.update("".join(once))
    for run, times in runs.items():
        if times > 1:
            for char in run:
                counts[char] += times
    return counts


def _readings(runs: Counter[str], chars: Counter[str]) -> list[_Reading]:
    readings = []
    for name in CODE_PAGES:
        page = code_page(name)
        leads = sum(times for char, times in chars.items() if char in page.leads)
        continuations = sum(times for char, times in chars.items() if char in page.continuations)
        if min(leads, continuations) >= _FEWEST_LOSSLESS:
            readings.append(_reading(page, runs, chars))
    return readings


def _reading(page: CodePage, runs: Counter[str], chars: Counter[str]) -> _Reading:
    """A byte whose character stands in the text was not dropped."""
    dropped = frozenset(byte for byte in page.droppable if page.chars[byte] not in chars)
    covered = lossless = 0
    for run, times in runs.items():
        for stretch in find_stretches(run, page, dropped):
            covered += times * len(stretch.damaged)
            lossless += times * stretch.is_lossless
    return _Reading(page, dropped, covered, lossless)


def _is_chance(draft: Draft) -> bool:
    """Whether most results would be letters that nobody can have written there."""
    strangers = sum(_is_stranger(draft, index) for index in range(len(draft.stretches)))
    return strangers * 2 > sum(stretch.is_lossless for stretch in draft.stretches)


def _objection(draft: Draft, share: float) -> Verdict | None:
    """Why the text should be left alone, if there is a reason."""
    if share < _COVERED:
        return Verdict.MIXED
    lossless = sum(stretch.is_lossless for stretch in draft.stretches)
    mentions = sum(1 for _ in _MENTION.finditer(draft.text))
    return Verdict.MENTIONED if mentions * _LOSSLESS_PER_MENTION > lossless else None


def _is_stranger(draft: Draft, index: int) -> bool:
    """Whether the result is a letter that no letter of its own script stands beside.

    Chance makes such letters: the Mac's ``—é`` would be one Cyrillic letter amid Latin ones.
    """
    value = draft.values[index]
    if not value.isalpha():
        return False
    script = _script(value)
    return script not in (_script(draft.char_before(index)), _script(draft.char_after(index)))


def _script(char: str) -> str:
    if not char.isalpha():
        return ""
    script = unicodedata.name(char, "").partition(" ")[0]
    return "CJK" if script in _EAST_ASIAN else script


def _is_proven(draft: Draft, page: CodePage, dropped: frozenset[int]) -> bool:
    """Whether the restored text, damaged the same way, is the text that was given."""
    parts, position = [], 0
    for stretch, value in zip(draft.stretches, draft.values, strict=True):
        parts.append(draft.text[position : stretch.start])
        parts.append(page.damage(value, dropped) if value else stretch.damaged)
        position = stretch.end
    parts.append(draft.text[position:])
    return "".join(parts) == draft.text


def _repair(draft: Draft, index: int) -> Repair:
    stretch, value = draft.stretches[index], draft.values[index]
    if not value:
        return _proposal(draft, index)
    return Repair(stretch.start, stretch.damaged, value, draft.hows[index], confident=True)


def _proposal(draft: Draft, index: int) -> Repair:
    stretch = draft.stretches[index]
    how = How.MIXED if stretch.is_lossless else How.UNDECIDED
    return Repair(
        stretch.start, stretch.damaged, stretch.damaged, how, confident=False, candidates=stretch.candidates
    )
