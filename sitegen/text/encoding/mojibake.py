"""Detect and repair mojibake: UTF-8 that was decoded with a code page, once or several times.

A text is repaired only if nearly all of its non-ASCII characters are mojibake, and only if damaging the result again
gives the same text. Otherwise repairs are proposals. All layers of repeated damage are repaired in one step.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from sitegen.model import Repair
from sitegen.model.message import RepairMethod
from sitegen.text.encoding.code_pages import (
    CODE_PAGES,
    CodePage,
    MojibakeRun,
    code_page,
    find_mojibake,
    likelihood,
    repeated,
)
from sitegen.text.encoding.edits import Edit, EditMap
from sitegen.text.encoding.repair_rules import DamagedText, infer_repairs

_MIN_REPAIRED_SHARE = 0.98
"""Minimum share of mojibake in the non-ASCII characters for a repair."""
_MIN_LOSSLESS = 3
_MIN_REPORTED_SHARE = 0.5
"""Minimum share for a note: a few pairs look like mojibake by chance in every language."""
_MIN_DEEPER_SHARE = 0.9
"""Minimum share of mojibake of mojibake for a warning that one layer of it was not repaired."""
_MAX_LAYERS = 4
_LOSSLESS_PER_MENTION = 20

_RUN = re.compile(r"[^\x00-\x7f]+")
_MENTION = re.compile(r"(?i)mojibake|utf-?8|unicode|charset|code ?page|iso-?8859|latin-?1\b|windows-125\d|cp125\d|ftfy")
_EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"}


class MojibakeVerdict(StrEnum):
    """The decision to repair a damaged text, or the reason against it."""

    RESTORED = "restored"
    PARTLY_RESTORED = "partly restored"  # the result looks damaged again
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
    matched: int
    """Characters in sequences of the page, also those whose result only another layer explains."""
    covered: int
    lossless: int


def diagnose(text: str) -> Diagnosis | None:
    """Find mojibake in ``text`` and its repairs; return None if there is none."""
    if text.isascii():
        return None
    runs = Counter(_RUN.findall(text))
    chars = _char_counts(runs)
    found: Diagnosis | None = None
    has_deeper_layer = False
    for scores in _layers(runs, chars):
        layer = _diagnose_layer(text, scores, chars.total())
        if layer and (found is None or layer.verdict is MojibakeVerdict.RESTORED):
            found, has_deeper_layer = layer, False
        elif any(score.matched >= chars.total() * _MIN_DEEPER_SHARE for score in scores):
            has_deeper_layer = True
    if found and found.verdict is MojibakeVerdict.RESTORED and (has_deeper_layer or diagnose(_restored(text, found))):
        return replace(found, verdict=MojibakeVerdict.PARTLY_RESTORED)
    return found


def _restored(text: str, diagnosis: Diagnosis) -> str:
    edits = (Edit(each.offset, each.before, each.after if each.confident else "?") for each in diagnosis.repairs)
    return EditMap(tuple(edits)).apply(text)


def _layers(runs: Counter[str], chars: Counter[str]) -> Iterator[list[_PageScore]]:
    """Yield the code pages that may have damaged the text once, twice and so on, until these explain little of it."""
    scores = [_page_score(code_page(name), runs) for name in CODE_PAGES if _is_possible(code_page(name), chars)]
    for _ in range(_MAX_LAYERS):
        yield scores
        outer = [score for score in scores if score.matched >= chars.total() * _MIN_REPORTED_SHARE]
        pages = (repeated(code_page(name), score.page, score.dropped) for score in outer for name in CODE_PAGES)
        scores = [_page_score(page, runs) for page in pages]
        most = max((score.matched for score in scores), default=0)
        scores = [score for score in scores if score.matched == most]


def _diagnose_layer(text: str, scores: list[_PageScore], total: int) -> Diagnosis | None:
    best = max((score.covered for score in scores), default=0)
    tied = [score for score in scores if score.covered == best]
    if best < _MIN_REPORTED_SHARE * total or not tied or tied[0].lossless < _MIN_LOSSLESS:
        return None
    dropped = frozenset().union(*(score.dropped for score in tied))
    found = [list(find_mojibake(text, score.page, dropped)) for score in tied]
    # ``Ã©`` is é, and with another code page a mark that nobody can have written after ``caf``.
    marks = [sum(_is_mark(run) for run in runs) for runs in found]
    tied = [score for score, count in zip(tied, marks, strict=True) if count == min(marks)]
    damaged = DamagedText(
        text, _common_runs([runs for runs, count in zip(found, marks, strict=True) if count == min(marks)])
    )
    if _is_chance(damaged):
        return None
    verdict = _reason_against_repair(damaged, best / total)
    if verdict is None:
        infer_repairs(damaged)
        is_proven = any(damaged.values) and any(_is_proven(damaged, score.page, dropped) for score in tied)
        verdict = MojibakeVerdict.RESTORED if is_proven else MojibakeVerdict.UNPROVEN
    repair = _repair if verdict is MojibakeVerdict.RESTORED else _proposal
    repairs = tuple(repair(damaged, index) for index in range(len(damaged.runs)))
    return Diagnosis(tied[0].page.name, verdict, repairs)


def _is_mark(run: MojibakeRun) -> bool:
    return run.is_lossless and all(unicodedata.category(char[0])[0] in "MC" for char in run.candidates)


def _common_runs(found: list[list[MojibakeRun]]) -> list[MojibakeRun]:
    """Return the runs of the first code page; where another page reads them differently, with the candidates of all."""
    first, *others = found
    known = [{run.start: run for run in runs} for runs in others]
    return [_common_run(run, [runs.get(run.start) for runs in known]) for run in first]


def _common_run(run: MojibakeRun, others: list[MojibakeRun | None]) -> MojibakeRun:
    same = [other for other in others if other and other.damaged == run.damaged]
    candidates = set(run.candidates).union(*(other.candidates for other in same))
    is_certain = len(same) == len(others) and len(candidates) == len(run.candidates)
    if is_certain:
        return run
    return replace(run, candidates=tuple(sorted(candidates, key=likelihood)), is_lossless=False)


def _char_counts(runs: Counter[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    once = [run for run, times in runs.items() if times == 1]
    counts.update("".join(once))
    for run, times in runs.items():
        if times > 1:
            for char in run:
                counts[char] += times
    return counts


def _is_possible(page: CodePage, chars: Counter[str]) -> bool:
    leads = sum(times for char, times in chars.items() if char in page.leads)
    continuations = sum(times for char, times in chars.items() if char in page.continuations)
    return min(leads, continuations) >= _MIN_LOSSLESS


def _page_score(page: CodePage, runs: Counter[str]) -> _PageScore:
    found = "\n".join(runs)
    # A byte whose characters are in the text was not dropped.
    dropped = frozenset(byte for byte in page.droppable if not page.chars[byte] or page.chars[byte] not in found)
    matched = covered = lossless = 0
    for run, times in runs.items():
        matched += times * sum(map(len, page.sequence.findall(run)))
        for each in find_mojibake(run, page, dropped):
            covered += times * len(each.damaged)
            lossless += times * each.is_lossless
    return _PageScore(page, dropped, matched, covered, lossless)


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
