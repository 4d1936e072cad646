"""One transcript → its files. The pure map at the heart of the build; everything here pickles."""

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.assignment import Standing
from sitegen.build.conversation_reader import outline, read_transcript
from sitegen.build.redaction import Redacted, redacted
from sitegen.build.withdrawal import without
from sitegen.model import Conversation, Drawing, Outline, OutputFile, Place, Summary
from sitegen.model.ai_models import Model, Models, load_models
from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.reconciliation import Change, Settlement, settle
from sitegen.permalinks.ledger.records import Account
from sitegen.permalinks.ledger.serialization import from_lines, to_lines
from sitegen.privacy.conversation_scan import exposed
from sitegen.privacy.findings import Finding as Secret
from sitegen.privacy.ledger_redaction import without_words
from sitegen.privacy.redaction import RedactRule
from sitegen.quotes.backlinks import Answer, Asked, about_passages, answers, sound
from sitegen.quotes.corpus import dumped, shingles
from sitegen.quotes.highlights import marked
from sitegen.quotes.message_text import Said
from sitegen.readers.publish_flag import find_withheld
from sitegen.render.json_export import twin
from sitegen.render.renderer import Renderer
from sitegen.render.summaries import drawings, summarise
from sitegen.render.templates import SiteInfo
from sitegen.search.documents import documents
from sitegen.search.segment_store import Box, packed
from sitegen.search.shard_files import text_shards
from sitegen.text.source import read_source


@dataclass(frozen=True, slots=True)
class Kit:
    """All that every transcript of an archive is published with; a small value that is its own cache key."""

    site: SiteInfo
    themes: tuple[Path, ...]
    """The owner's theme, then the built-in one."""
    models: tuple[Model, ...]
    """The owner's additions to the models that sitegen knows."""


@dataclass(frozen=True, slots=True)
class Job:
    """One transcript to read. Its bytes are read by whoever does the job."""

    path: str
    file: Path
    rule: TranscriptRule
    place: Place | None = None
    """None until all outlines are known."""
    sha256: str = ""
    """Of the bytes that were outlined."""
    standing: Standing | None = None
    """What the ledger says of it; None until all outlines are known."""
    day: str = ""
    """ISO day of the build."""
    asked: tuple[Asked, ...] = ()
    """The quotations that lead here."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One transcript's files, and what the rest of the site must know of it."""

    summary: Summary
    drawings: tuple[Drawing, ...]
    box: Box
    """Its part of the search index."""
    files: tuple[OutputFile, ...]
    account: bytes
    """The conversation's part of the ledger; empty where it is as it was."""
    changes: tuple[Change, ...]
    """What happened to its addresses."""
    answers: tuple[Answer, ...]
    """To the quotations that lead here, in the order asked."""
    secrets: tuple[Secret, ...] = ()
    """What its files say that should perhaps not be said."""
    withdrawn: tuple[str, ...] = ()
    """Anchors of messages whose words were taken back."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a first look at a transcript told: an outline, or why it has none."""

    sha256: str
    outline: Outline | None
    problems: tuple[Problem, ...] = ()
    is_withheld: bool = False
    """Its own front matter says that nobody shall see it."""
    used: tuple[RedactRule, ...] = ()
    """The rules that took something out of it."""
    secrets: tuple[Secret, ...] = ()
    """What it says that should perhaps not be said; only where that was asked for."""


def find_outline(kit: Kit, job: Job) -> Finding:
    """The transcript's outline, or why it has none."""
    return _look(kit, job)[0]


def _look(kit: Kit, job: Job) -> tuple[Finding, Redacted | None]:
    """The same, and what is left of the transcript where it has an outline."""
    try:
        data = job.file.read_bytes()
    except OSError as error:
        return Finding("", None, (_unreadable(job, error),)), None
    left = redacted(job.path, data, job.rule)
    found = outline(job.path, left.data, left.rule, models(kit))
    sha256 = hashlib.sha256(data).hexdigest()
    if not isinstance(found, tuple):
        if left.origins:
            found = replace(found, original=sha256, origins=left.origins)
        return Finding(sha256, found, used=left.used), left
    is_withheld = find_withheld(read_source(job.path, data, job.rule.encoding or None)) is not None
    return Finding(sha256, None, found, is_withheld), None


def find_problems(kit: Kit, job: Job) -> Finding:
    """The same with everything that is wrong with a transcript that can be read."""
    finding, left = _look(kit, job)
    if left is None:
        return finding
    found = read_transcript(job.path, left.data, left.rule, models(kit))
    if isinstance(found, tuple):
        return replace(finding, problems=found)
    secrets = exposed(found, left.data)
    return replace(finding, problems=(*found.problems, *left.problems), secrets=secrets)


def find_secrets(kit: Kit, job: Job) -> tuple[Secret, ...]:
    """What a transcript whose outline and place are known says that should perhaps not be said."""
    read = _read(kit, job)
    return exposed(*_shown(_settled(read, job)[0], read))


def find_changes(kit: Kit, job: Job) -> tuple[tuple[Change, ...], tuple[Answer, ...]]:
    """What a build would do to the addresses of a transcript whose outline and place are known, and how the
    quotations that lead to it stand to it.
    """
    read = _read(kit, job)
    settlement, _ = _settled(read, job)
    shown = _shown(settlement, read)[0]
    return settlement.changes, _page(kit, job, shown)[1]


def find_said(kit: Kit, job: Job) -> tuple[Said, ...]:
    """What is said in a transcript whose outline and place are known, by message."""
    return tuple(Said(each.anchor, each.text) for each in find_conversation(kit, job).messages)


def find_shingles(kit: Kit, job: Job) -> bytes:
    """The index of it, as `quotes.shingles.dumped` has it."""
    assert job.place is not None
    return dumped(shingles(job.place.slug, find_said(kit, job)))


def find_conversation(kit: Kit, job: Job) -> Conversation:
    """The conversation at its addresses, without what was withdrawn."""
    read = _read(kit, job)
    return _shown(_settled(read, job)[0], read)[0]


def publish(kit: Kit, job: Job) -> Publication:
    """The page, the twin and the source of a transcript whose outline and place are known.

    Raises `ContentError` if the file is not what it was when it was outlined.
    """
    assert job.place is not None, f"{job.path} has no place yet"
    read = _read(kit, job)
    settlement, before = _settled(read, job)
    conversation, data = _shown(settlement, read)
    page, found_answers = _page(kit, job, conversation)
    found = documents(conversation, job.place)
    return Publication(
        summarise(conversation, job.place),
        drawings(conversation),
        packed(found),
        (
            page,
            *renderer(kit).redirects(job.place.former, job.place.slug, conversation.title),
            *(
                file
                for slug in (job.place.slug, *job.place.former)
                for file in (twin(conversation, job.place, slug), OutputFile(urls.source(slug), data))
            ),
            *text_shards(found),
        ),
        b"" if settlement.account == before else to_lines(settlement.account),
        settlement.changes,
        found_answers,
        exposed(conversation, data),
        tuple(conversation.messages[n].anchor for n in settlement.withdrawn),
    )


def _shown(settlement: Settlement, read: "_Read") -> tuple[Conversation, bytes]:
    """The conversation and its source, without what was withdrawn."""
    if not settlement.withdrawn:
        return settlement.conversation, read.left.data
    return without(settlement.conversation, read.left.data, settlement.withdrawn, read.left.rule)


def _page(kit: Kit, job: Job, conversation: Conversation) -> tuple[OutputFile, tuple[Answer, ...]]:
    """The page with the passages marked that essays quote, and who quotes them; the answers to what was asked."""
    assert job.place is not None
    page = renderer(kit).conversation(conversation, job.place)
    if not job.asked:
        return page, ()
    slug = job.place.slug
    known = models(kit).by_identity
    about = about_passages(conversation, slug, known, kit.site.title, kit.site.url)
    found, marks = answers(conversation, slug, job.asked, page.data, about)
    kept = sound(job.place.backlinks, found)
    if kept != job.place.backlinks:  # words that nobody said are not quoted in any essay
        page = renderer(kit).conversation(conversation, replace(job.place, backlinks=kept))
    return replace(page, data=marked(page.data.decode(), marks).encode()), tuple(found)


@dataclass(frozen=True, slots=True)
class _Read:
    """A transcript, read."""

    conversation: Conversation
    left: Redacted


def _read(kit: Kit, job: Job) -> _Read:
    try:
        data = job.file.read_bytes()
    except OSError as error:
        raise ContentError(_unreadable(job, error)) from None
    left = redacted(job.path, data, job.rule)
    conversation = read_transcript(job.path, left.data, left.rule, models(kit))
    if isinstance(conversation, tuple) or hashlib.sha256(data).hexdigest() != job.sha256:
        message = "this file was changed while the site was built"
        raise ContentError(Problem(job.path, None, message, "build again"))
    problems = (*conversation.problems, *left.problems)
    return _Read(replace(conversation, redactions=left.redactions, problems=problems), left)


def _settled(read: _Read, job: Job) -> tuple[Settlement, Account | None]:
    """The conversation at its addresses, and its account as it was."""
    assert job.standing is not None, f"{job.path} has no standing yet"
    accounts = [from_lines(each.shown, each.file.read_bytes()) for each in job.standing.files]
    own = accounts.pop(0) if accounts and accounts[0].heading.key == job.standing.heading.key else None
    rules = job.rule.redactions
    absorbed = [entry for account in accounts for entry in without_words(account, rules).entries]
    found = settle(
        read.conversation,
        job.standing.heading,
        without_words(own, rules).entries if own else (),
        job.day,
        elsewhere=job.standing.elsewhere,
        absorbed=absorbed,
        origins=read.left.origins,
    )
    return found, own


def _unreadable(job: Job, error: OSError) -> Problem:
    remedy = "let it be read, or say publish = false in sitegen.toml"
    return Problem(job.path, None, f"this file cannot be read: {error.strerror}", remedy)


@cache
def models(kit: Kit) -> Models:
    """The models that sitegen and the owner know; made once in each process."""
    return load_models().extended(kit.models)


@cache
def renderer(kit: Kit) -> Renderer:
    """The renderer for an archive's theme; made once in each process."""
    return Renderer(kit.site, kit.themes)
