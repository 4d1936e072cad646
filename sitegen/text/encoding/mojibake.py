"""Detect and repair mojibake: UTF-8 that was decoded with a code page.

A text is repaired only if nearly all of its non-ASCII characters are mojibake, and only if damaging the result again
gives the same text. Otherwise repairs are proposals.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from sitegen.model import Repair
from sitegen.model.message import RepairMethod
from sitegen.text.encoding.code_pages import CODE_PAGES, CodePage, code_page, find_mojibake
from sitegen.text.encoding.repair_rules import DamagedText, infer_repairs

_MIN_REPAIRED_SHARE = 0.98
"""Minimum share of mojibake in the non-ASCII characters for a repair."""
_MIN_LOSSLESS = 3
_MIN_REPORTED_SHARE = 0.5
"""Minimum share for a note: a few pairs look like mojibake by chance in every language."""
_LOSSLESS_PER_MENTION = 20

_RUN = re.compile(r"[^\x00-\x7f]+")
_MENTION = re.compile(r"(?i)mojibake|utf-?8|unicode|charset|code ?page|iso-?8859|latin-?1\b|windows-125\d|cp125\d|ftfy")
_EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"}


class MojibakeVerdict(StrEnum):
    """The decision to repair a damaged text, or the reason against it."""

    RESTORED = "restored"
    MIXED = "mixed"  # only part of the unusual characters is damage
    MENTIONED = "mentioned"  # the text is about encodings and may show damage on purpose
    UNPROVEN = "unproven"  # damaging the result again does not give the same text


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The mojibake of a text."""

    code_page: str
    verdict: MojibakeVerdict
    repairs: tuple[Repair, ...]
    """Offsets are those of the diagnosed text."""


@dataclass(frozen=True, slots=True)
class _PageScore:
    """The number of non-ASCII characters of a text that one code page explains."""

    page: CodePage
    dropped: frozenset[int]
    covered: int
    lossless: int


def diagnose(text: str) -> Diagnosis | None:
    """Find mojibake in ``text`` and its repairs; return None if there is none."""
    if text.isascii():
        return None
    runs = Counter(_RUN.findall(text))
    chars = _char_counts(runs)
    scores = _page_scores(runs, chars)
    if not scores:
        return None
    best = max(score.covered for score in scores)
    tied = [score for score in scores if score.covered == best]
    share = best / chars.total()
    if share < _MIN_REPORTED_SHARE or tied[0].lossless < _MIN_LOSSLESS:
        return None
    page = tied[0].page
    dropped = frozenset().union(*(score.dropped for score in tied))
    damaged = DamagedText(text, list(find_mojibake(text, page, dropped)))
    if _is_chance(damaged):
        return None
    verdict = _reason_against_repair(damaged, share)
    if verdict is None:
        infer_repairs(damaged)
        verdict = MojibakeVerdict.RESTORED if _is_proven(damaged, page, dropped) else MojibakeVerdict.UNPROVEN
    repair = _repair if verdict is MojibakeVerdict.RESTORED else _proposal
    return Diagnosis(page.name, verdict, tuple(repair(damaged, index) for index in range(len(damaged.runs))))


def _char_counts(runs: Counter[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    once = [run for run, times in runs.items() if times == 1]
    counts.update("".join(once))
    for run, times in runs.items():
        if times > 1:
            for char in run:
                counts[char] += times
    return counts


def _page_scores(runs: Counter[str], chars: Counter[str]) -> list[_PageScore]:
    scores = []
    for name in CODE_PAGES:
        page = code_page(name)
        leads = sum(times for char, times in chars.items() if char in page.leads)
        continuations = sum(times for char, times in chars.items() if char in page.continuations)
        if min(leads, continuations) >= _MIN_LOSSLESS:
            scores.append(_page_score(page, runs, chars))
    return scores


def _page_score(page: CodePage, runs: Counter[str], chars: Counter[str]) -> _PageScore:
    # A byte whose character is in the text was not dropped.
    dropped = frozenset(byte for byte in page.droppable if page.chars[byte] not in chars)
    covered = lossless = 0
    for run, times in runs.items():
        for each in find_mojibake(run, page, dropped):
            covered += times * len(each.damaged)
            lossless += times * each.is_lossless
    return _PageScore(page, dropped, covered, lossless)


def _is_chance(damaged: DamagedText) -> bool:
    """Return whether most results would be letters that nobody can have written there."""
    outliers = sum(_is_script_outlier(damaged, index) for index in range(len(damaged.runs)))
    return outliers * 2 > sum(run.is_lossless for run in damaged.runs)


def _reason_against_repair(damaged: DamagedText, share: float) -> MojibakeVerdict | None:
    """Return why the text should not be repaired, if there is a reason."""
    if share < _MIN_REPAIRED_SHARE:
        return MojibakeVerdict.MIXED
    lossless = sum(run.is_lossless for run in damaged.runs)
    mentions = sum(1 for _ in _MENTION.finditer(damaged.text))
    return MojibakeVerdict.MENTIONED if mentions * _LOSSLESS_PER_MENTION > lossless else None


def _is_script_outlier(damaged: DamagedText, index: int) -> bool:
    """Return whether the result is a letter without a neighbour of the same script.

    Chance produces such letters: ``—é`` in Mac Roman would be one Cyrillic letter among Latin ones.
    """
    value = damaged.values[index]
    if not value.isalpha():
        return False
    script = _script(value)
    return script not in (_script(damaged.char_before(index)), _script(damaged.char_after(index)))


def _script(char: str) -> str:
    if not char.isalpha():
        return ""
    script = unicodedata.name(char, "").partition(" ")[0]
    return "CJK" if script in _EAST_ASIAN else script


def _is_proven(damaged: DamagedText, page: CodePage, dropped: frozenset[int]) -> bool:
    """Return whether damaging the restored text the same way gives the original text."""
    parts, position = [], 0
    for run, value in zip(damaged.runs, damaged.values, strict=True):
        parts.append(damaged.text[position : run.start])
        parts.append(page.damage(value, dropped) if value else run.damaged)
        position = run.end
    parts.append(damaged.text[position:])
    return "".join(parts) == damaged.text


def _repair(damaged: DamagedText, index: int) -> Repair:
    run, value = damaged.runs[index], damaged.values[index]
    if not value:
        return _proposal(damaged, index)
    return Repair(run.start, run.damaged, value, damaged.methods[index], confident=True)


def _proposal(damaged: DamagedText, index: int) -> Repair:
    run = damaged.runs[index]
    method = RepairMethod.MIXED if run.is_lossless else RepairMethod.UNDECIDED
    return Repair(run.start, run.damaged, run.damaged, method, confident=False, candidates=run.candidates)
