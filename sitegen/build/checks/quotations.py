"""Quotations that their conversations do not hold: where in the whole archive the words stand, or what is like them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sitegen.build import transcript
from sitegen.build.assignment import Assigned
from sitegen.build.cache import FOLDER
from sitegen.build.parallel import mapped
from sitegen.build.state import key
from sitegen.build.transcript import Job, Kit
from sitegen.model.problems import Problem, Severity
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.files import Ledger
from sitegen.privacy.redaction import cuts
from sitegen.quotes.backlinks import Answer, Asked
from sitegen.quotes.corpus import Corpus, Shingles, loaded
from sitegen.quotes.message_text import Said
from sitegen.quotes.quotation import Address
from sitegen.quotes.verdict import Verdict, problems
from sitegen.quotes.verify import judge
from sitegen.text.atomic_files import write_atomically

_SUFFIX = ".shingles"


class QuoteShelf:
    """The indexes of the archive in the folder ``root``, by key."""

    def __init__(self, root: Path) -> None:
        self._folder = root / FOLDER / "quotes"

    def get(self, key: str) -> bytes | None:
        """What was put there; None where it is not."""
        try:
            return self._file(key).read_bytes()
        except OSError:
            return None

    def put(self, key: str, data: bytes) -> None:
        """Keeps it, whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self._file(key), data)

    def keep_only(self, keys: Collection[str]) -> None:
        """Throws all others away."""
        for file in self._files():
            if file.suffix != _SUFFIX or file.stem not in keys:
                file.unlink(missing_ok=True)

    def _files(self) -> Iterable[Path]:
        return list(self._folder.iterdir()) if self._folder.is_dir() else ()

    def _file(self, key: str) -> Path:
        return self._folder / f"{key}{_SUFFIX}"


@dataclass(frozen=True, slots=True)
class Misquote:
    """A quotation that is not sound, and what was found out about it."""

    ask: Asked
    verdict: Verdict
    is_redacted: bool = False
    """Its words are taken out of the conversation by a rule of the owner."""


def unsound(found: Iterable[Asked], answers: Mapping[str, Sequence[Answer]]) -> tuple[Asked, ...]:
    """Those whose conversation says that they were not said, or is not there; ``answers`` by slug, as asked."""
    return tuple(
        _renamed(ask, answer) if answer else ask
        for ask, answer in _answered(found, answers)
        if answer is None or not answer.is_sound
    )


def notes(found: Iterable[Asked], answers: Mapping[str, Sequence[Answer]]) -> Iterator[Problem]:
    """What is to be said of those that are sound."""
    for ask, answer in _answered(found, answers):
        if answer and answer.is_sound:
            for note in answer.notes:
                yield Problem(ask.path, ask.line, note, "", Severity.NOTE)


def _answered(
    found: Iterable[Asked], answers: Mapping[str, Sequence[Answer]]
) -> Iterator[tuple[Asked, Answer | None]]:
    """Each with its answer; None where the conversation is not there."""
    waiting = {slug: iter(each) for slug, each in answers.items()}
    for ask in found:
        yield ask, next(waiting.get(ask.slug, iter(())), None)


def _renamed(ask: Asked, answer: Answer) -> Asked:
    """With the present anchor of the message."""
    target = ask.quotation.target
    if not answer.anchor or answer.anchor == target.anchor:
        return ask
    return replace(ask, quotation=replace(ask.quotation, target=replace(target, anchor=answer.anchor)))


@dataclass(frozen=True, slots=True)
class Library:
    """All conversations, to be looked into where a quotation does not hold."""

    kit: Kit
    jobs: Mapping[str, Job]
    """By slug, how each is read."""
    assigned: Assigned
    ledger: Ledger
    shelf: QuoteShelf
    workers: int | None = None

    @property
    def key(self) -> str:
        """Differs where anything may be said that was not said before."""
        return key(sorted((slug, job.sha256, job.standing) for slug, job in self.jobs.items()))


def misquotes(failed: Sequence[Asked], library: Library) -> list[Misquote]:
    """The verdicts on quotations that are not sound. Reads all conversations, or what was kept of them."""
    if not failed:
        return []

    def open_(slug: str) -> Sequence[Said]:
        return transcript.find_said(library.kit, library.jobs[slug])

    corpus = Corpus(_indexes(library), open_)
    gone = _gone({each.slug for each in failed}, library.assigned, library.ledger)
    return [
        Misquote(each, judge(each.quotation, corpus, gone), _is_redacted(each, library)) for each in failed
    ]


def _is_redacted(ask: Asked, library: Library) -> bool:
    job = library.jobs.get(ask.slug)
    return bool(job and job.rule.redactions and cuts(job.rule.redactions, ask.quotation.exact))


def _indexes(library: Library) -> list[Shingles]:
    kit, jobs, shelf = library.kit, library.jobs, library.shelf
    keys = {
        slug: key(job.sha256, job.rule, slug, job.standing.hashes if job.standing else ())[:32]
        for slug, job in jobs.items()
    }
    found: dict[str, Shingles] = {}
    for slug, key_ in keys.items():
        data = shelf.get(key_)
        if data is not None:
            try:
                found[slug] = loaded(data)
            except ValueError:
                continue
    left = [slug for slug in jobs if slug not in found]
    unread = [jobs[slug] for slug in left]
    with mapped(partial(transcript.find_shingles, kit), unread, library.workers) as made:
        for slug, data in zip(left, made, strict=True):
            shelf.put(keys[slug], data)
            found[slug] = loaded(data)
    shelf.keep_only(frozenset(keys.values()))
    return [found[slug] for slug in jobs]


def _gone(slugs: set[str], assigned: Assigned, ledger: Ledger) -> dict[Address, str]:
    """Messages of these conversations that are no longer there, and what became of them."""
    found: dict[Address, str] = {}
    for account in assigned.closed:
        for slug in slugs & set(account.heading.slugs):
            found |= {
                Address(slug, anchor): str(account.heading.state)
                for each in account.entries
                for anchor in each.anchors
            }
    for standing in assigned.standings.values():
        if standing.heading.slug in slugs and standing.heading.key in ledger.pages:
            for each in ledger.account(standing.heading.key).entries:
                if each.state in ("gone", "withdrawn"):
                    found |= {
                        Address(standing.heading.slug, anchor): str(each.state) for anchor in each.anchors
                    }
    return found


def problems_of_misquotes(
    failed: Sequence[Asked], library: Library, before: tuple[str, tuple[Problem, ...]]
) -> tuple[str, tuple[Problem, ...]]:
    """What is wrong with quotations that are not sound, and a key of what that was found out from; what was known
    ``before`` where that is the same.
    """
    if not failed:
        return "", ()
    made_from = key(failed, library.key)
    if before[0] == made_from:
        return before
    return made_from, tuple(told(misquotes(failed, library)))


def told(found: Iterable[Misquote]) -> Iterator[Problem]:
    """As problems, at the place of each link."""
    for each in found:
        if each.is_redacted:
            message = (
                f"this quotes words that a [[redact]] rule takes out of {urls.conversation(each.ask.slug)}"
            )
            yield Problem(each.ask.path, each.ask.line, message, "quote other words, and write […] for these")
        else:
            yield from problems(each.ask.path, each.ask.line, each.verdict)
